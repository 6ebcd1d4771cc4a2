-- Calendars of working time. Every row of both tables is attested by the journal. 7×24 is built in and has no row.

-- What a calendar says stands in calendar_versions; a calendar only says which version is in force.
CREATE TABLE calendars (
  id @ID,
  name TEXT NOT NULL, -- that of the version in force
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX calendars_by_name ON calendars (name);

-- Never changed once written. The public holidays are kept as they were known then: a list that is corrected later changes no promise that is
-- running, only the versions written after it.
CREATE TABLE calendar_versions (
  id @ID,
  calendar_id BIGINT NOT NULL REFERENCES calendars (id),
  version BIGINT NOT NULL,
  name TEXT NOT NULL,
  definition TEXT NOT NULL, -- JSON: zone, holidays, week, exceptions
  holidays TEXT NOT NULL, -- the days of the lists named; empty when none is
  reason TEXT NOT NULL, -- why it was written; may be empty
  written_at BIGINT NOT NULL,
  written_by TEXT NOT NULL -- the name of who wrote it
);
CREATE UNIQUE INDEX calendar_versions_by_calendar ON calendar_versions (calendar_id, version);
