-- What each device lacks for being watched as the templates want: bits as crates/watch/src/coverage has them, and as JSON the checks that
-- are not made with what the archive does not know for them. Both are computed anew when the archive or the templates change.
ALTER TABLE watched_devices ADD COLUMN gaps BIGINT NOT NULL DEFAULT 0;
ALTER TABLE watched_devices ADD COLUMN not_made TEXT NOT NULL DEFAULT '[]';
