-- People with accounts, their sessions and tokens, who is on duty on which day, who is away, and who answers for which customer.
--
-- Attested by the journal: people, credentials, api_tokens, duty_days, duty, leaves, account_engineers.
-- Operational, not attested: sessions (a row per signed-in browser; opening and closing are events), token_uses (when a token was last
-- used, moved at most once a minute), contact_codes (a code on its way to be typed back; that it was is an event).

CREATE TABLE people (
  id @ID,
  name TEXT NOT NULL,
  login TEXT NOT NULL,
  login_key TEXT NOT NULL UNIQUE, -- the login in lower case: unique however it is typed
  role TEXT NOT NULL,
  customer_id BIGINT REFERENCES customers (id), -- set exactly when the role is customer
  email TEXT,
  phone TEXT,
  email_verified_at BIGINT, -- when it was proved that messages reach the address; NULL again when the address is changed
  phone_verified_at BIGINT,
  locale TEXT NOT NULL, -- zh or en
  active BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX people_by_role ON people (role);
CREATE INDEX people_by_customer ON people (customer_id);

-- How a person proves who they are; the id is the person's.
CREATE TABLE credentials (
  id BIGINT PRIMARY KEY REFERENCES people (id),
  password_hash TEXT NOT NULL, -- argon2id, as a PHC string
  changed_at BIGINT NOT NULL
);

CREATE TABLE sessions (
  id @ID,
  token_hash TEXT NOT NULL UNIQUE, -- SHA-256 of the cookie's value, which stands nowhere
  person_id BIGINT NOT NULL REFERENCES people (id),
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_last_seen ON sessions (last_seen_at);

CREATE TABLE api_tokens (
  id @ID,
  person_id BIGINT NOT NULL REFERENCES people (id),
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  UNIQUE (person_id, name)
);

CREATE TABLE token_uses (
  token_id BIGINT PRIMARY KEY REFERENCES api_tokens (id) ON DELETE CASCADE,
  last_used_at BIGINT NOT NULL
);

-- One row per day that somebody planned; its version counts the changes and serialises two people who plan the same day at once.
CREATE TABLE duty_days (
  id @ID,
  date TEXT NOT NULL UNIQUE, -- 2026-11-22, in the installation's zone
  version BIGINT NOT NULL
);

CREATE TABLE duty (
  id @ID,
  day_id BIGINT NOT NULL REFERENCES duty_days (id),
  place BIGINT NOT NULL, -- the calling order, from 1
  person_id BIGINT NOT NULL REFERENCES people (id),
  UNIQUE (day_id, place),
  UNIQUE (day_id, person_id)
);
CREATE INDEX duty_by_person ON duty (person_id);

-- Time in which somebody is neither called nor told to act. A leave that was withdrawn stays, with the time of it.
CREATE TABLE leaves (
  id @ID,
  person_id BIGINT NOT NULL REFERENCES people (id),
  starts_at BIGINT NOT NULL, -- the first instant of it
  ends_at BIGINT NOT NULL, -- the first instant after it
  substitute_id BIGINT REFERENCES people (id), -- who is called instead
  note TEXT NOT NULL, -- may be empty
  version BIGINT NOT NULL,
  entered_at BIGINT NOT NULL,
  withdrawn_at BIGINT
);
CREATE INDEX leaves_by_person ON leaves (person_id, starts_at);
CREATE INDEX leaves_by_end ON leaves (ends_at);

-- The one responsible engineer of a customer (责任工程师).
CREATE TABLE account_engineers (
  id @ID,
  customer_id BIGINT NOT NULL UNIQUE REFERENCES customers (id),
  person_id BIGINT NOT NULL REFERENCES people (id),
  since BIGINT NOT NULL
);
CREATE INDEX account_engineers_by_person ON account_engineers (person_id);

-- The newest code that was sent to an address or a number, to be typed back.
CREATE TABLE contact_codes (
  person_id BIGINT NOT NULL REFERENCES people (id),
  way TEXT NOT NULL, -- email or phone
  address TEXT NOT NULL, -- where it was sent: a code proves nothing about another address
  code_hash TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  PRIMARY KEY (person_id, way)
);
