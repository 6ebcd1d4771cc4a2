-- What a service of a device says of itself, as a check last heard it: the program of its web server, the name of its realm, a greeting.
-- Templates match by it. Operational, not attested.
CREATE TABLE device_banners (
  device_id BIGINT NOT NULL,
  check_name TEXT NOT NULL,
  banner TEXT NOT NULL,
  heard_at BIGINT NOT NULL,
  PRIMARY KEY (device_id, check_name)
);
