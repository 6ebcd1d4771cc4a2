-- The watch: what is asked of each device, what was found, and the alarms. Only alarms are evidence and attested; everything else is
-- derived from the archive or replaced every few seconds, and is operational.

-- The archive's devices as the watch sees them, with the names its lists sort and search by. Rewritten when the archive's journal says so.
CREATE TABLE watched_devices (
  id BIGINT PRIMARY KEY,
  customer_id BIGINT NOT NULL,
  customer_name TEXT NOT NULL,
  site_id BIGINT NOT NULL,
  site_name TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  address TEXT NOT NULL,
  parent_id BIGINT,
  state TEXT NOT NULL,
  since BIGINT
);
CREATE INDEX watched_devices_by_site ON watched_devices (site_id);
CREATE INDEX watched_devices_by_state ON watched_devices (state);

-- One question asked again and again. settings is JSON without secrets; role is vital, fallback or measure
-- (see docs/watch.md); it is asked in every "every"-th period.
CREATE TABLE checks (
  id @ID,
  device_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  role TEXT NOT NULL,
  every BIGINT NOT NULL,
  settings TEXT NOT NULL,
  UNIQUE (device_id, name)
);

-- What the answers amount to: two judged facts (is somebody there, is all well), each with its last verdicts as bits, and the last answer.
CREATE TABLE check_states (
  check_id BIGINT PRIMARY KEY,
  life TEXT NOT NULL,
  life_history BIGINT NOT NULL,
  health TEXT NOT NULL,
  health_history BIGINT NOT NULL,
  ever_well BOOLEAN NOT NULL,
  since BIGINT,
  last_at BIGINT,
  last_ok BOOLEAN,
  last_text_en TEXT,
  last_text_zh TEXT,
  last_milliseconds DOUBLE PRECISION
);

-- A judged state that needs attention. open_key is device and kind while it is open and NULL afterwards, so that the database itself
-- refuses a second open alarm. Attested.
CREATE TABLE alarms (
  id @ID,
  open_key TEXT UNIQUE,
  device_id BIGINT NOT NULL,
  device_name TEXT NOT NULL,
  site_id BIGINT NOT NULL,
  site_name TEXT NOT NULL,
  customer_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  text_en TEXT NOT NULL,
  text_zh TEXT NOT NULL,
  failing_since BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT
);
CREATE INDEX alarms_by_device ON alarms (device_id, opened_at);
CREATE INDEX alarms_by_time ON alarms (opened_at);

-- Whom an alarm's cause cuts off. Not attested: the list stands in the journal's alarm events.
CREATE TABLE alarm_affected (
  alarm_id BIGINT NOT NULL,
  device_id BIGINT NOT NULL,
  device_name TEXT NOT NULL,
  PRIMARY KEY (alarm_id, device_id)
);

-- Which ticket answers an alarm; told by the room that opened it. Not attested: the ticket's own event says it.
CREATE TABLE alarm_tickets (
  alarm_id BIGINT PRIMARY KEY,
  ticket_id BIGINT NOT NULL
);
