-- Samples kept: what is measured, and the values. Operational, not attested: a sample is not evidence, the alarm judged from it is.

-- One measured quantity of one check. label is '' where there is only one. retired says that no more values come; the row goes when its
-- last value does.
CREATE TABLE series_metrics (
  id @ID,
  device_id BIGINT NOT NULL,
  check_id BIGINT NOT NULL,
  customer_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  unit TEXT NOT NULL,
  retired BOOLEAN NOT NULL,
  UNIQUE (check_id, name, label)
);
CREATE INDEX series_metrics_by_device ON series_metrics (device_id);

-- Raw values. A gap in time is a gap: nothing is written where nothing was measured.
CREATE TABLE series_points (
  metric_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (metric_id, at)
);
