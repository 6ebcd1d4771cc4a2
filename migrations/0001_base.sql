-- The journal and what the ground floor keeps for every room.

-- The evidence: append-only, one dense order.
CREATE TABLE events (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  customer_id BIGINT,
  ticket_id BIGINT,
  body TEXT NOT NULL,
  "rows" TEXT NOT NULL,
  hash BYTEA NOT NULL
);
CREATE INDEX events_by_ticket ON events (ticket_id, seq);
CREATE INDEX events_by_subject ON events (subject_kind, subject_id, seq);

-- The proof: each seal covers a run of events, names the seal before it and is signed.
CREATE TABLE seals (
  number BIGINT PRIMARY KEY,
  first_seq BIGINT NOT NULL,
  last_seq BIGINT NOT NULL,
  root BYTEA NOT NULL,
  previous BYTEA NOT NULL,
  sealed_at BIGINT NOT NULL,
  signature BYTEA NOT NULL
);

-- How far each reader of the journal has come.
CREATE TABLE cursors (
  name TEXT PRIMARY KEY,
  seq BIGINT NOT NULL
);

-- Who does what must be done once.
CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until BIGINT NOT NULL
);
