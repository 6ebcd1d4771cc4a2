-- Checks that people entered for a device, beside those of its kind's template. question is the probe's question as JSON, with its secrets,
-- encrypted with the installation's key; shown is the same without them. Attested.
CREATE TABLE custom_checks (
  id @ID,
  customer_id BIGINT NOT NULL,
  device_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,               -- vital, service or measure (see docs/watch.md)
  every BIGINT NOT NULL,
  question BYTEA NOT NULL,
  shown TEXT NOT NULL,
  name_key TEXT UNIQUE,             -- device and name while it is in use, NULL afterwards
  entered_by TEXT NOT NULL,         -- the name at the time
  entered_at BIGINT NOT NULL,
  removed_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX custom_checks_by_device ON custom_checks (device_id);
