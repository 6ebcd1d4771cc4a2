-- Maintenance windows: planned work, during which a fault of what is worked on calls nobody. Attested: maintenance_windows, maintenance_times.

-- rule is an RFC 5545 RRULE without DTSTART, '' for once; it counts in civil time of the zone. length_seconds is how long each time lasts.
CREATE TABLE maintenance_windows (
  id @ID,
  customer_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  reason TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  length_seconds BIGINT NOT NULL,
  rule TEXT NOT NULL,
  zone TEXT NOT NULL,
  targets TEXT NOT NULL,            -- JSON: [{"kind":"site","id":7}]; everything behind a device is covered with it
  ticket_id BIGINT,                 -- the ticket it is done for
  entered_by TEXT NOT NULL,         -- the name at the time
  entered_at BIGINT NOT NULL,
  ended_at BIGINT,                  -- when it was ended by a person, or had its last time
  version BIGINT NOT NULL
);
CREATE INDEX maintenance_windows_by_end ON maintenance_windows (ended_at, starts_at);

-- One time of a window. state: planned, running, over, cancelled, missed (the program did not run). before and after are what the watch knew
-- of the covered devices, as JSON.
CREATE TABLE maintenance_times (
  id @ID,
  window_id BIGINT NOT NULL,
  customer_id BIGINT NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  known_before TEXT,
  known_after TEXT,
  UNIQUE (window_id, starts_at)
);
CREATE INDEX maintenance_times_by_state ON maintenance_times (state, starts_at);

-- The last answers of a check as bits, by which it is told whether it comes and goes; and whether an open alarm's device does so now.
ALTER TABLE check_states ADD COLUMN answers BIGINT;
ALTER TABLE alarms ADD COLUMN flapping BOOLEAN;
