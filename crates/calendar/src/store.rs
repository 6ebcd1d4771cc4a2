//! The tables `calendars` and `calendar_versions`.

use base::db::{Filter, Listing, sql};
use base::{Conn, Error, Page, PageParams, Result, Timestamp};

use crate::{Calendar, CalendarId, Draft, Kept};

/// What every statement that reads versions selects from `calendars c JOIN calendar_versions v`.
const COLUMNS: &str = "c.id, v.version, v.name, v.definition, v.holidays, v.reason, v.written_at, v.written_by";

/// A version as it stands in the tables.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Row {
    pub(crate) id: CalendarId,
    pub(crate) version: i64,
    pub(crate) name: String,
    definition: String,
    holidays: String,
    pub(crate) reason: String,
    pub(crate) written_at: Timestamp,
    pub(crate) written_by: String,
}

impl Row {
    /// The calendar as it was written down.
    pub(crate) fn draft(&self) -> Result<Draft> {
        serde_json::from_str(&self.definition)
            .map_err(|error| Error::internal(format!("version {} of calendar {} cannot be read: {error}", self.version, self.id)))
    }

    /// The calendar itself.
    pub(crate) fn calendar(&self) -> Result<Calendar> {
        Calendar::of_kept(&self.draft()?, &self.holidays).map_err(|wrong| {
            Error::internal(format!("version {} of calendar {} makes no sense any more: {wrong:?}", self.version, self.id))
        })
    }

    pub(crate) fn kept(self) -> Result<Kept> {
        Ok(Kept { calendar: self.calendar()?, id: self.id, version: self.version, name: self.name })
    }
}

/// The current version.
pub(crate) async fn current(conn: &mut Conn, id: CalendarId) -> Result<Option<Row>> {
    sql(format!(
        "SELECT {COLUMNS} FROM calendars c JOIN calendar_versions v ON v.calendar_id = c.id AND v.version = c.version WHERE c.id = $1"
    ))
    .bind(id)
    .optional(conn)
    .await
}

/// One version, current or not.
pub(crate) async fn version(conn: &mut Conn, id: CalendarId, version: i64) -> Result<Option<Row>> {
    sql(format!("SELECT {COLUMNS} FROM calendars c JOIN calendar_versions v ON v.calendar_id = c.id WHERE c.id = $1 AND v.version = $2"))
        .bind(id)
        .bind(version)
        .optional(conn)
        .await
}

/// Every version, the newest first.
pub(crate) async fn versions(conn: &mut Conn, id: CalendarId) -> Result<Vec<Row>> {
    sql(format!(
        "SELECT {COLUMNS} FROM calendars c JOIN calendar_versions v ON v.calendar_id = c.id WHERE c.id = $1 ORDER BY v.version DESC"
    ))
    .bind(id)
    .all(conn)
    .await
}

/// One page of current versions.
pub(crate) async fn list(conn: &mut Conn, params: &PageParams) -> Result<Page<Row>> {
    let list = Listing {
        columns: COLUMNS,
        from: "calendars c JOIN calendar_versions v ON v.calendar_id = c.id AND v.version = c.version",
        id: "c.id",
        sorts: &[("name", "v.name"), ("written_at", "v.written_at"), ("id", "c.id")],
    };
    let filter = Filter::new().search(&["v.name"], params.q.as_deref());
    list.page(conn, filter, params, |row: &Row| row.id.0).await
}

/// The calendar that has this name, other than `except`.
pub(crate) async fn namesake(conn: &mut Conn, name: &str, except: CalendarId) -> Result<bool> {
    let found: i64 = sql("SELECT COUNT(*) FROM calendars WHERE name = $1 AND id <> $2").bind(name).bind(except).scalar(conn).await?;
    Ok(found > 0)
}

/// Writes a new calendar that has no version yet.
pub(crate) async fn insert(conn: &mut Conn, name: &str, now: Timestamp) -> Result<CalendarId> {
    sql("INSERT INTO calendars (name, version, created_at) VALUES ($1, 0, $2) RETURNING id").bind(name).bind(now).scalar(conn).await
}

/// Holds the calendar's row until the transaction ends, so that versions are written one after the other. (An UPDATE that changes nothing
/// locks on PostgreSQL; SQLite has one writer anyway.)
pub(crate) async fn hold(conn: &mut Conn, id: CalendarId) -> Result<()> {
    sql("UPDATE calendars SET version = version WHERE id = $1").bind(id).run(conn).await?;
    Ok(())
}

/// What a version is written with.
#[derive(Debug)]
pub(crate) struct NewVersion<'a> {
    pub(crate) id: CalendarId,
    pub(crate) version: i64,
    pub(crate) name: &'a str,
    pub(crate) calendar: &'a Calendar,
    pub(crate) reason: &'a str,
    pub(crate) written_by: &'a str,
}

/// Writes a version, puts it in force, and answers its row's id.
pub(crate) async fn write_version(conn: &mut Conn, new: &NewVersion<'_>, now: Timestamp) -> Result<i64> {
    let definition = serde_json::to_string(new.calendar.draft()).map_err(|error| Error::internal(error.to_string()))?;
    let row = sql("INSERT INTO calendar_versions (calendar_id, version, name, definition, holidays, reason, written_at, written_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id")
    .bind(new.id)
    .bind(new.version)
    .bind(new.name)
    .bind(definition)
    .bind(new.calendar.holidays_text())
    .bind(new.reason)
    .bind(now)
    .bind(new.written_by)
    .scalar(conn)
    .await?;
    sql("UPDATE calendars SET version = $2, name = $3 WHERE id = $1").bind(new.id).bind(new.version).bind(new.name).run(conn).await?;
    Ok(row)
}
