-- Expiries: when what comes with a device runs out: a certificate, a licence, its warranty. Attested.
-- ends_on is the last civil day on which it is valid.
CREATE TABLE device_expiries (
  id @ID,
  customer_id BIGINT NOT NULL REFERENCES customers (id),
  device_id BIGINT NOT NULL REFERENCES devices (id),
  kind TEXT NOT NULL,               -- certificate, licence, warranty, subscription, calibration, inspection, other
  name TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  warn_days BIGINT NOT NULL,        -- so many days before it becomes a fault; 0: never
  note TEXT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX device_expiries_by_device ON device_expiries (device_id, name);
CREATE INDEX device_expiries_by_customer ON device_expiries (customer_id, ends_on);

-- Heartbeats: custom checks that wait to be called. A row is made with its check; token_key finds it, token is the same encrypted with the
-- installation's key, so that people can be shown the address again. Operational, not attested.
CREATE TABLE heartbeats (
  custom_check_id BIGINT PRIMARY KEY REFERENCES custom_checks (id),
  token_key TEXT NOT NULL UNIQUE,
  token BYTEA NOT NULL,
  called_at BIGINT,                 -- the last call, and what it said
  ok BOOLEAN,
  text TEXT,
  value DOUBLE PRECISION,
  calls BIGINT NOT NULL
);
