-- What is told to whom over which channel (the outbox), how far each delivery came, and the ways out of the house: gateways and webhooks.
--
-- Attested by the journal: messages, webhooks, gateways, message_rules.
-- Operational, not attested: deliveries (attempts, claims; their outcome is the event message.sent or message.given_up), lanes and
-- handovers (how much a lane carried lately), voice_calls (until a call's answer is an event), inbox_reads.

CREATE TABLE webhooks (
  id @ID,
  name TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,
  active BOOLEAN NOT NULL,
  secret BYTEA, -- sealed with the installation's key; signs what is sent
  customer_id BIGINT REFERENCES customers (id), -- only this customer's events; every customer's when NULL
  from_seq BIGINT NOT NULL, -- only events after this one are told
  created_at BIGINT NOT NULL
);

-- A way out of the house that an administrator set up: a robot in a chat group, a supplier of short messages or calls, a modem.
CREATE TABLE gateways (
  id @ID,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL, -- dingtalk, wecom, feishu, sms, voice, modem
  active BOOLEAN NOT NULL,
  audience TEXT NOT NULL, -- whom it reaches: everybody, staff, customer
  customer_id BIGINT REFERENCES customers (id), -- only what concerns this customer; everybody's when NULL
  setup TEXT NOT NULL, -- JSON without secrets: where it is, and what a supplier wants to be asked
  secrets BYTEA, -- JSON sealed with the installation's key: addresses with tokens in them, signing secrets, keys
  answer_hash TEXT UNIQUE, -- SHA-256 of the token with which a supplier reports how a call ended
  created_at BIGINT NOT NULL
);

-- How a person wants to be told. Who has no row is told by the house's own rules.
CREATE TABLE message_rules (
  id BIGINT PRIMARY KEY REFERENCES people (id),
  routine TEXT NOT NULL, -- channels beside our own pages, joined by commas
  important TEXT NOT NULL,
  quiet_from TEXT, -- 22:00; no quiet hours when NULL
  quiet_to TEXT,
  quiet_zone TEXT, -- the IANA zone of both
  quiet_important BOOLEAN NOT NULL -- whether important messages, too, wait for the quiet hours' end
);

-- One row per message: one addressee on one channel. A row is never changed but for a corrected address before a retry.
CREATE TABLE messages (
  id @ID,
  step TEXT NOT NULL, -- what it tells: the same step is told to an addressee once on each channel
  channel TEXT NOT NULL, -- in_app, email, webhook, dingtalk, wecom, feishu, sms, voice
  importance TEXT NOT NULL, -- routine, important, urgent
  group_key TEXT, -- messages of one storm have the same
  addressee TEXT NOT NULL, -- person:12, webhook:3, gateway:4
  person_id BIGINT REFERENCES people (id),
  webhook_id BIGINT,
  gateway_id BIGINT, -- over which it goes
  ticket_id BIGINT,
  customer_id BIGINT,
  recipient TEXT NOT NULL, -- the address or number, or the name of the webhook or robot
  language TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (step, channel, addressee)
);
CREATE INDEX messages_by_person ON messages (person_id, channel, id);
CREATE INDEX messages_by_ticket ON messages (ticket_id, id);

CREATE TABLE deliveries (
  message_id BIGINT PRIMARY KEY REFERENCES messages (id),
  queue TEXT NOT NULL, -- which courier brings it: the channel, or modem
  lane TEXT NOT NULL, -- what is told together and held to one pace: person:12, gateway:4
  urgency BIGINT NOT NULL, -- 0 routine, 1 important, 2 urgent
  group_key TEXT,
  mention TEXT, -- the number of the person that a robot calls by name
  state TEXT NOT NULL, -- waiting, sending, sent, failed (is tried again), given_up
  attempts BIGINT NOT NULL,
  lost BIGINT NOT NULL, -- attempts of which nobody knows how they ended: the message may have arrived
  started_at BIGINT NOT NULL, -- from when the time to give up counts: queued, or retried by hand
  next_try_at BIGINT NOT NULL,
  quiet_until BIGINT, -- the end of the person's quiet hours, when it was written in them
  claim TEXT, -- who is handing it over
  claimed_until BIGINT, -- after this instant somebody else may take it
  bundle BIGINT, -- the first of the messages with which it was handed over as one
  bundled BIGINT, -- how many they were
  path TEXT, -- the link it carries, a secret; gone as soon as it is sent
  sent_at BIGINT,
  error_code TEXT, -- why the last attempt failed, in our words
  error_detail TEXT -- and in those of the other side
);
CREATE INDEX deliveries_due ON deliveries (queue, state, next_try_at);
CREATE INDEX deliveries_by_lane ON deliveries (queue, state, lane, next_try_at);
CREATE INDEX deliveries_open ON deliveries (started_at) WHERE state IN ('waiting', 'sending', 'failed');

-- One row per lane, held by whoever decides what goes next on it, so that several nodes keep one pace.
CREATE TABLE lanes (
  queue TEXT NOT NULL,
  lane TEXT NOT NULL,
  silent_until BIGINT NOT NULL, -- the other side asked for silence; long past when it did not
  PRIMARY KEY (queue, lane)
);

-- What a lane carried lately, a row per handover and group.
CREATE TABLE handovers (
  id @ID,
  queue TEXT NOT NULL,
  lane TEXT NOT NULL,
  handover BIGINT NOT NULL, -- the first message of it
  group_key TEXT,
  at BIGINT NOT NULL
);
CREATE INDEX handovers_by_lane ON handovers (queue, lane, at);

-- Calls whose end is not known yet, and what came of the others.
CREATE TABLE voice_calls (
  message_id BIGINT PRIMARY KEY REFERENCES messages (id),
  gateway_id BIGINT NOT NULL,
  receipt TEXT, -- the supplier's name for the call
  outcome TEXT, -- key, answered, unanswered, unknown; NULL while nobody knows
  key_pressed TEXT,
  ended_at BIGINT,
  ask_at BIGINT, -- when the supplier is asked how it ended; NULL when it is not asked any more
  ask_until BIGINT NOT NULL,
  claimed_until BIGINT
);
CREATE INDEX voice_calls_by_receipt ON voice_calls (gateway_id, receipt);
CREATE INDEX voice_calls_to_ask ON voice_calls (ask_at) WHERE ask_at IS NOT NULL;

CREATE TABLE inbox_reads (
  message_id BIGINT PRIMARY KEY REFERENCES messages (id),
  read_at BIGINT NOT NULL
);
