-- Every change of a device's state, by which its availability is computed. Derived from what the alarms attest, and not attested itself.
CREATE TABLE state_changes (
  device_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (device_id, at)
);
CREATE INDEX state_changes_by_time ON state_changes (at);
INSERT INTO state_changes (device_id, at, state) SELECT id, since, state FROM watched_devices WHERE since IS NOT NULL;
