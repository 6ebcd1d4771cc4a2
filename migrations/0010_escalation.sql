-- Escalation: who is called in which order, what the customer is told, and the proof that the chain holds.
--
-- Attested by the journal: escalation_policies, escalation_policy_versions, escalation_uses, message_templates, rehearsals.
-- Operational, not attested: audits (the last look at the open escalations and the last sign of life).

-- What a policy says stands in its versions; a policy only says which is in force.
CREATE TABLE escalation_policies (
  id @ID,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Never changed once written: tickets go by the version that was in force when they were opened.
CREATE TABLE escalation_policy_versions (
  id @ID,
  policy_id BIGINT NOT NULL REFERENCES escalation_policies (id),
  version BIGINT NOT NULL,
  name TEXT NOT NULL,
  plan TEXT NOT NULL, -- JSON: the steps
  reason TEXT NOT NULL, -- why it was written; may be empty
  written_at BIGINT NOT NULL,
  written_by TEXT NOT NULL -- the name of who wrote it
);
CREATE UNIQUE INDEX escalation_policy_versions_by_policy ON escalation_policy_versions (policy_id, version);

-- Which policy holds for which contract and level; the most specific row wins: contract and level, contract, level, neither.
CREATE TABLE escalation_uses (
  id @ID,
  contract_id BIGINT REFERENCES contracts (id), -- every contract when NULL
  level BIGINT, -- every level when NULL
  policy_id BIGINT NOT NULL REFERENCES escalation_policies (id)
);
CREATE UNIQUE INDEX escalation_uses_by_place ON escalation_uses ((COALESCE(contract_id, 0)), (COALESCE(level, 0)));

-- What the customer is told, where it is not the built-in text.
CREATE TABLE message_templates (
  id @ID,
  notice TEXT NOT NULL UNIQUE, -- opened, level_changed, update, restored, …
  subject_en TEXT NOT NULL,
  subject_zh TEXT NOT NULL,
  body_en TEXT NOT NULL,
  body_zh TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);

-- Each time it was asked who would be called for every customer, with the gaps that were found.
CREATE TABLE rehearsals (
  id @ID,
  at BIGINT NOT NULL, -- as of when
  by_hand BOOLEAN NOT NULL,
  customers BIGINT NOT NULL, -- how many were asked about
  questions BIGINT NOT NULL, -- customers × levels × moments
  gaps TEXT NOT NULL -- JSON
);
CREATE INDEX rehearsals_by_time ON rehearsals (at);

-- One row: the newest audit.
CREATE TABLE audits (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  open_escalations BIGINT NOT NULL,
  findings TEXT NOT NULL, -- JSON
  pinged_at BIGINT, -- when the outside was last told that all is well
  ping_error TEXT -- why it could not be told
);
