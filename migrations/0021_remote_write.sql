-- What waits to be sent to another store of samples: filled only while one is set, in order of id. A row is format 1 of the log of samples.
CREATE TABLE series_outbox (
  id @ID,
  body BYTEA NOT NULL,
  written_at BIGINT NOT NULL
);
CREATE INDEX series_outbox_by_time ON series_outbox (written_at);
