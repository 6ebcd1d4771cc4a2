-- Field work: visits, what was done on them, and the signatures with which customers confirmed.
--
-- Attested by the journal: visits, visit_works, visit_signatures.
-- Operational, not attested: visit_requests (which requests were done, so that a phone may send one again).

-- One person going to one place for one ticket. A row changes only together with an event on the ticket's timeline.
CREATE TABLE visits (
  id @ID,
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  customer_id BIGINT NOT NULL,      -- the ticket's: who may read it
  engineer_id BIGINT NOT NULL REFERENCES people (id),
  state TEXT NOT NULL,              -- planned, set_out, arrived, restored, confirmed, left, cancelled
  created_at BIGINT NOT NULL,
  planned_at BIGINT,                -- for when, if somebody said so
  set_out_at BIGINT,
  arrived_at BIGINT,
  restored_at BIGINT,               -- the last time: a ticket that the customer sends back is restored again
  confirmed_at BIGINT,
  left_at BIGINT,
  cancelled_at BIGINT,
  version BIGINT NOT NULL           -- counts the changes: whoever steps names the one they saw
);
CREATE INDEX visits_by_creation ON visits (created_at, id);
CREATE INDEX visits_of_engineer ON visits (engineer_id, created_at, id);
CREATE INDEX visits_of_customer ON visits (customer_id, created_at, id);
CREATE INDEX visits_of_ticket ON visits (ticket_id, id);

-- What the engineer did on site, a line each.
CREATE TABLE visit_works (
  id @ID,
  visit_id BIGINT NOT NULL REFERENCES visits (id),
  at BIGINT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX visit_works_of_visit ON visit_works (visit_id, id);

-- The customer's signature, as it was drawn on the engineer's screen.
CREATE TABLE visit_signatures (
  id @ID,
  visit_id BIGINT NOT NULL UNIQUE REFERENCES visits (id),
  signed_by TEXT NOT NULL,
  satisfied BOOLEAN NOT NULL,
  comment TEXT,
  at BIGINT NOT NULL,
  image BYTEA NOT NULL,             -- PNG
  sha256 TEXT NOT NULL,             -- of the image, in hexadecimal digits; stands in the event too
  latitude DOUBLE PRECISION,        -- WGS 84, all three or none
  longitude DOUBLE PRECISION,
  accuracy_metres DOUBLE PRECISION
);

-- Requests that were done: the same one again, from a phone that never got the answer, is answered and not done again.
CREATE TABLE visit_requests (
  id @ID,
  person_id BIGINT NOT NULL,
  request_id TEXT NOT NULL,
  action TEXT NOT NULL,
  visit_id BIGINT,                  -- NULL only within the transaction that plans the visit
  made_at BIGINT NOT NULL,
  UNIQUE (person_id, request_id)
);
