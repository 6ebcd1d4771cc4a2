-- Time that counts neither way in the availability, because something failed for which nobody here answers. Attested.
CREATE TABLE availability_exclusions (
  id @ID,
  customer_id BIGINT NOT NULL,
  targets TEXT NOT NULL,            -- JSON: [{"kind":"site","id":7}]; everything behind a device with it
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  reason TEXT NOT NULL,             -- third_party_power, third_party_link, customer, force_majeure
  note TEXT NOT NULL,
  entered_by TEXT NOT NULL,         -- the name at the time
  entered_at BIGINT NOT NULL
);
CREATE INDEX availability_exclusions_by_time ON availability_exclusions (ends_at, starts_at);
