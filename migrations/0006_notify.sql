-- What is told to whom over which channel (the outbox), how far each delivery came, and the webhooks.
--
-- Attested by the journal: messages, webhooks.
-- Operational, not attested: deliveries (attempts, claims; their outcome is the event message.sent or message.given_up), inbox_reads.

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

-- One row per message: one addressee on one channel. A row is never changed but for a corrected address before a retry.
CREATE TABLE messages (
  id @ID,
  step TEXT NOT NULL, -- what it tells: the same step is told to an addressee once on each channel
  channel TEXT NOT NULL, -- email, in_app, webhook
  addressee TEXT NOT NULL, -- person:12, webhook:3
  person_id BIGINT REFERENCES people (id),
  webhook_id BIGINT,
  ticket_id BIGINT,
  customer_id BIGINT,
  recipient TEXT NOT NULL, -- the address, or the webhook's name
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
  channel TEXT NOT NULL,
  state TEXT NOT NULL, -- waiting, sending, sent, failed (is tried again), given_up
  attempts BIGINT NOT NULL,
  lost BIGINT NOT NULL, -- attempts of which nobody knows how they ended: the message may have arrived
  started_at BIGINT NOT NULL, -- from when the time to give up counts: queued, or retried by hand
  next_try_at BIGINT NOT NULL,
  claim TEXT, -- who is handing it over
  claimed_until BIGINT, -- after this instant somebody else may take it
  path TEXT, -- the link it carries, a secret; gone as soon as it is sent
  sent_at BIGINT,
  error_code TEXT, -- why the last attempt failed, in our words
  error_detail TEXT -- and in those of the other side
);
CREATE INDEX deliveries_due ON deliveries (channel, state, next_try_at);

CREATE TABLE inbox_reads (
  message_id BIGINT PRIMARY KEY REFERENCES messages (id),
  read_at BIGINT NOT NULL
);
