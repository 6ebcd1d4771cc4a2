-- Check templates that people write: which checks devices of a vendor, a model or an agent get. Attested.
CREATE TABLE check_templates (
  id @ID,
  name TEXT NOT NULL,               -- as the text has it
  text TEXT NOT NULL,               -- TOML, see docs/templates.md
  device_ids TEXT NOT NULL,         -- JSON: the devices that got it by hand
  active BOOLEAN NOT NULL,
  name_key TEXT UNIQUE,             -- the name while it is in use
  entered_by TEXT NOT NULL,         -- the name at the time
  entered_at BIGINT NOT NULL,
  removed_at BIGINT,
  version BIGINT NOT NULL
);

-- What a device's agent says it is, as it was heard last: templates may ask for it.
ALTER TABLE watched_devices ADD COLUMN sys_object_id TEXT;
ALTER TABLE watched_devices ADD COLUMN sys_descr TEXT;
