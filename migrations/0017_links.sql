-- Links: what a device needs besides its parent: other ways to the core, and what feeds it with power. Any one of a kind is enough. Attested.
CREATE TABLE device_links (
  id @ID,
  customer_id BIGINT NOT NULL REFERENCES customers (id),
  device_id BIGINT NOT NULL REFERENCES devices (id),
  to_id BIGINT NOT NULL REFERENCES devices (id),
  kind TEXT NOT NULL,               -- network or power
  port TEXT,                        -- the port or outlet of to_id
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX device_links_by_device ON device_links (device_id, to_id, kind);
CREATE INDEX device_links_by_to ON device_links (to_id);
CREATE INDEX device_links_by_customer ON device_links (customer_id);
