-- Samples in blocks: what came in is logged in packed rows, and folded every quarter of an hour into compressed blocks per device and window.
-- series_points stays for what older programs wrote; the program moves it over piece by piece. Operational, not attested.

-- The log: what one transaction wrote for one part of the fleet (device_id modulo 64), packed. In order of id the first value for an instant counts.
CREATE TABLE series_recent (
  id @ID,
  part BIGINT NOT NULL,
  body BYTEA NOT NULL
);
CREATE INDEX series_recent_by_part ON series_recent (part, id);

-- What was measured of a device between from_at and before to_at. tier 0: as measured, 1: rolled up to 5 minutes, 2: to an hour. rolled says that
-- the next coarser tier has all of it.
CREATE TABLE series_blocks (
  device_id BIGINT NOT NULL,
  tier BIGINT NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT NOT NULL,
  rolled BOOLEAN NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (device_id, tier, from_at)
);
CREATE INDEX series_blocks_not_rolled ON series_blocks (tier, from_at, device_id) WHERE NOT rolled;

-- One row: every transaction on the blocks takes the next turn, so that of two nodes that both believe to be the one that folds, one is stopped.
CREATE TABLE series_turns (
  id BIGINT PRIMARY KEY,
  turn BIGINT NOT NULL
);

-- When the program noticed that no more values come; the metric goes when the longest kept tier has passed.
ALTER TABLE series_metrics ADD COLUMN retired_at BIGINT;
