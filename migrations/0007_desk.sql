-- The desk: tickets, the devices they are about, and who is called.
--
-- Attested by the journal: tickets, ticket_devices, ticket_files, acknowledgement_links, level_definitions.
-- Operational, computed again from the journal after every change and therefore not attested: clocks, callings, reassessments. The
-- counter ticket_numbers is not attested either: the numbers it gave stand in the attested tickets, dense and unique.

-- One piece of promised work. A row changes only together with an event on its timeline, and says nothing that the timeline does not.
CREATE TABLE tickets (
  id @ID,
  number TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  description TEXT,
  level BIGINT NOT NULL,
  proposed_level BIGINT NOT NULL,
  proposed_reason_en TEXT NOT NULL,
  proposed_reason_zh TEXT NOT NULL,
  state TEXT NOT NULL,
  paused BOOLEAN NOT NULL,
  customer_id BIGINT NOT NULL,
  site_id BIGINT,
  device_id BIGINT,
  alarm_id BIGINT UNIQUE,           -- an alarm opens one ticket, ever
  contract_id BIGINT,               -- what was promised is frozen: contract and its version
  contract_version BIGINT,
  reporter_id BIGINT,               -- the person who reported it
  owner_id BIGINT,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT,                 -- also when cancelled: NULL means that somebody still owes something
  next_due_at BIGINT NOT NULL,      -- the nearest running clock; the end of time when none runs
  search_text TEXT NOT NULL,        -- number and title in both languages, in lower case
  version BIGINT NOT NULL           -- counts the changes: whoever acts names the one they saw
);
-- A list first finds the ids of its page, then the rows: the indexes by which lists are sorted hold everything lists are filtered by, so
-- that neither counting nor searching 100,000 tickets reads a row. search_text is short enough for a PostgreSQL index entry.
CREATE INDEX tickets_by_opening
  ON tickets (opened_at, id, customer_id, closed_at, state, level, kind, site_id, device_id, owner_id, reporter_id, search_text);
CREATE INDEX tickets_of_customer
  ON tickets (customer_id, opened_at, id, closed_at, state, level, kind, site_id, device_id, owner_id, reporter_id, search_text);
CREATE INDEX tickets_by_level ON tickets (level, id, customer_id, closed_at, opened_at, state, kind, site_id, device_id, owner_id, reporter_id);
CREATE INDEX tickets_by_due ON tickets (next_due_at, id, customer_id, closed_at, state, level, kind, site_id, device_id, owner_id, reporter_id);
CREATE INDEX tickets_open
  ON tickets (opened_at, id, customer_id, state, level, kind, site_id, device_id, owner_id, reporter_id, next_due_at) WHERE closed_at IS NULL;
CREATE INDEX tickets_of_owner ON tickets (owner_id, closed_at, opened_at, id);
CREATE INDEX tickets_of_device ON tickets (device_id, opened_at, id);
CREATE INDEX tickets_of_site ON tickets (site_id, opened_at, id);

-- Ticket numbers, dense for each kind and year: F-2026-000123.
CREATE TABLE ticket_numbers (
  series TEXT PRIMARY KEY,          -- F-2026
  last BIGINT NOT NULL
);

-- The devices a ticket is about; one that an alarm no longer affects stays with the time it recovered.
CREATE TABLE ticket_devices (
  id @ID,
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  device_id BIGINT NOT NULL,
  state_when_added TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  recovered_at BIGINT,
  UNIQUE (ticket_id, device_id)
);

-- What proves a pause: photos, recordings, signed slips. Never changed once kept.
CREATE TABLE ticket_files (
  id @ID,
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  content BYTEA NOT NULL,
  added_at BIGINT NOT NULL
);
CREATE INDEX ticket_files_of_ticket ON ticket_files (ticket_id);

-- One-time links with which a called person acknowledges from the message. Only the token's hash is kept.
CREATE TABLE acknowledgement_links (
  id @ID,
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  person_id BIGINT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX acknowledgement_links_of_ticket ON acknowledgement_links (ticket_id);

-- Every clock's reading as of the ticket's last change; until the next change only time passes. For lists and for the threshold worker.
CREATE TABLE clocks (
  id @ID,
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  customer_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  cycle BIGINT NOT NULL,            -- the latest of its kind; the thresholds of earlier ones stand in next_threshold_at too
  started_at BIGINT NOT NULL,
  target TEXT NOT NULL,             -- as the contract writes it: 4h, 3wd
  target_milliseconds BIGINT,       -- unknown when the calendar does not reach so far
  wall BOOLEAN NOT NULL,            -- all time counts, not only that of service
  calendar_id BIGINT NOT NULL,      -- by which it counts
  calendar_version BIGINT NOT NULL,
  party TEXT,                       -- on whom it waits: the third party
  as_of BIGINT NOT NULL,            -- the instant of the reading
  elapsed_milliseconds BIGINT NOT NULL,
  paused_net_milliseconds BIGINT NOT NULL,
  paused_gross_milliseconds BIGINT NOT NULL,
  unproven_net_milliseconds BIGINT NOT NULL,
  running BOOLEAN NOT NULL,         -- neither stopped nor withdrawn; held or not
  held BOOLEAN NOT NULL,            -- an open pause holds it from as_of on
  held_unproven BOOLEAN NOT NULL,   -- and nothing proves that pause
  due_at BIGINT,                    -- unknown while an open pause holds it, or holidays have not been announced
  expected_at BIGINT,               -- the same by the holidays that are known, in the latter case
  stopped_at BIGINT,
  breached_at BIGINT,
  next_threshold_at BIGINT,         -- the next warning or breach that is not in the journal yet
  UNIQUE (ticket_id, kind)
);
CREATE INDEX clocks_by_due ON clocks ((COALESCE(due_at, expected_at, 253402207200000)), id) WHERE running;
CREATE INDEX clocks_of_customer ON clocks (customer_id, (COALESCE(due_at, expected_at, 253402207200000)), id) WHERE running;
CREATE INDEX clocks_by_threshold ON clocks (next_threshold_at) WHERE next_threshold_at IS NOT NULL;

-- What makes a level, version by version, as JSON; without a row the plan's own definitions hold.
CREATE TABLE level_definitions (
  id @ID,
  version BIGINT NOT NULL UNIQUE,
  definitions TEXT NOT NULL,
  written_at BIGINT NOT NULL
);

-- Tickets for which somebody is to be called, and when the next call is due.
CREATE TABLE callings (
  ticket_id BIGINT PRIMARY KEY REFERENCES tickets (id),
  next_at BIGINT NOT NULL
);
CREATE INDEX callings_by_time ON callings (next_at);

-- Tickets from alarms whose level is to be looked at again when the service has been interrupted for long enough.
CREATE TABLE reassessments (
  ticket_id BIGINT PRIMARY KEY REFERENCES tickets (id),
  due_at BIGINT NOT NULL
);
CREATE INDEX reassessments_by_time ON reassessments (due_at);
