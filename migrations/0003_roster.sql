-- People with accounts, their sessions and tokens, and who is on duty on which day.
--
-- Attested by the journal: people, credentials, api_tokens, duty_days, duty.
-- Operational, not attested: sessions (a row per signed-in browser; opening and closing are events), token_uses (when a token was last
-- used, moved at most once a minute).

CREATE TABLE people (
  id @ID,
  name TEXT NOT NULL,
  login TEXT NOT NULL,
  login_key TEXT NOT NULL UNIQUE, -- the login in lower case: unique however it is typed
  role TEXT NOT NULL,
  customer_id BIGINT REFERENCES customers (id), -- set exactly when the role is customer
  email TEXT,
  phone TEXT,
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
