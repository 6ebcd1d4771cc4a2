-- How the watch itself fared, a row a minute of whoever polls; kept for a week. Operational, not attested. kinds is JSON: what was asked how,
-- what came of it, how long it took.
CREATE TABLE watch_minutes (
  at BIGINT PRIMARY KEY,            -- the end of the minute
  node TEXT NOT NULL,
  devices BIGINT NOT NULL,
  checks BIGINT NOT NULL,
  late_milliseconds BIGINT NOT NULL,
  in_flight BIGINT NOT NULL,
  queued BIGINT NOT NULL,
  dropped BIGINT NOT NULL,
  write_failures BIGINT NOT NULL,
  buffer_errors BIGINT NOT NULL,
  kinds TEXT NOT NULL
);
