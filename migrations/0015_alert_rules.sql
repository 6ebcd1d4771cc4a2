-- Alert rules: what is held against measured values, for whole kinds of devices, customers, sites or single devices. Attested.
CREATE TABLE alert_rules (
  id @ID,
  customer_id BIGINT,               -- NULL: for everybody's devices
  name TEXT NOT NULL,
  definition TEXT NOT NULL,         -- JSON, see docs/watch.md
  active BOOLEAN NOT NULL,
  entered_by TEXT NOT NULL,         -- the name at the time
  entered_at BIGINT NOT NULL,
  removed_at BIGINT,
  version BIGINT NOT NULL
);
