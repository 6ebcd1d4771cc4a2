-- Why an alarm's fault is what it is, and how it was proved to be over.
ALTER TABLE alarms ADD COLUMN cause TEXT;       -- power, link or device, when the signs tell
ALTER TABLE alarms ADD COLUMN evidence TEXT;    -- JSON: the signs, a sentence each, [{"en", "zh"}]
ALTER TABLE alarms ADD COLUMN proof TEXT;       -- JSON: the checks that are well again, before and after
