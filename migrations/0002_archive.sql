-- The archive: customers, their contracts with the promised times, guard periods, sites, contacts, devices with a photo.
-- Every row of every table here is attested by the journal. "version" counts the edits of a row, so that two people who edit at once
-- do not overwrite each other.

CREATE TABLE customers (
  id @ID,
  name TEXT NOT NULL,
  code TEXT NOT NULL,
  address TEXT,
  note TEXT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX customers_by_code ON customers (code);
CREATE UNIQUE INDEX customers_by_name ON customers (name);

-- What was promised stands in contract_versions; a contract only says whose it is and which version is in force.
CREATE TABLE contracts (
  id @ID,
  customer_id BIGINT NOT NULL REFERENCES customers (id),
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX contracts_by_customer ON contracts (customer_id);

-- Never changed once written. starts_on and ends_on are civil dates, both included; valid_from and valid_until are the same as instants
-- in the contract's zone, the second excluded.
CREATE TABLE contract_versions (
  id @ID,
  contract_id BIGINT NOT NULL REFERENCES contracts (id),
  version BIGINT NOT NULL,
  name TEXT NOT NULL,
  number TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  zone TEXT NOT NULL,
  call_next_after_seconds BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  written_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX contract_versions_by_contract ON contract_versions (contract_id, version);

-- The lines of one version's table of promised times, in the order of "position". A NULL in level, kind, site_class or guard stands for any.
-- "target" and "warnings" are written as people write them: 4h, wall:4h, 3wd, eod; 75% -30m +1h, separated by blanks.
CREATE TABLE contract_clauses (
  id @ID,
  contract_version_id BIGINT NOT NULL REFERENCES contract_versions (id),
  position BIGINT NOT NULL,
  clock TEXT NOT NULL,
  level BIGINT,
  kind TEXT,
  site_class TEXT,
  guard BOOLEAN,
  target TEXT NOT NULL,
  calendar_id BIGINT NOT NULL,
  starts TEXT NOT NULL,
  warnings TEXT NOT NULL,
  pausable BOOLEAN NOT NULL,
  on_level_change TEXT NOT NULL,
  on_contract_change TEXT NOT NULL,
  on_reject TEXT NOT NULL,
  on_reopen TEXT NOT NULL
);
CREATE UNIQUE INDEX contract_clauses_by_version ON contract_clauses (contract_version_id, position);

-- Guard periods: days on which more is promised; everybody's when customer_id is NULL.
CREATE TABLE guard_periods (
  id @ID,
  customer_id BIGINT REFERENCES customers (id),
  name TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX guard_periods_by_end ON guard_periods (ends_at);

CREATE TABLE sites (
  id @ID,
  customer_id BIGINT NOT NULL REFERENCES customers (id),
  name TEXT NOT NULL,
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  class TEXT,                       -- 点位等级: contracts may promise more for some
  address TEXT,
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX sites_by_code ON sites (customer_id, code);
CREATE UNIQUE INDEX sites_by_name ON sites (customer_id, name);

CREATE TABLE contacts (
  id @ID,
  customer_id BIGINT NOT NULL REFERENCES customers (id),
  name TEXT NOT NULL,
  role TEXT,
  phone TEXT,
  email TEXT,
  is_primary BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX contacts_by_customer ON contacts (customer_id);

-- A device that was taken out of service keeps its row, because tickets and reports name it; removed_at says since when.
-- The BYTEA columns are secrets, encrypted with the installation's key.
CREATE TABLE devices (
  id @ID,
  customer_id BIGINT NOT NULL REFERENCES customers (id),
  site_id BIGINT NOT NULL REFERENCES sites (id),
  parent_id BIGINT REFERENCES devices (id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  vendor TEXT,
  model TEXT,
  serial TEXT,
  address TEXT,
  http_port BIGINT,
  rtsp_port BIGINT,
  snmp_version TEXT,
  snmp_port BIGINT,
  snmp_community BYTEA,
  snmp_user TEXT,
  snmp_auth TEXT,
  snmp_auth_password BYTEA,
  snmp_privacy TEXT,
  snmp_privacy_password BYTEA,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  removed_at BIGINT
);
CREATE UNIQUE INDEX devices_by_name ON devices (site_id, name) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX devices_by_serial ON devices (customer_id, serial) WHERE removed_at IS NULL;
CREATE INDEX devices_by_parent ON devices (parent_id);

CREATE TABLE device_photos (
  id @ID,
  device_id BIGINT NOT NULL REFERENCES devices (id),
  content_type TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  content BYTEA NOT NULL,
  taken_in_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX device_photos_by_device ON device_photos (device_id);
