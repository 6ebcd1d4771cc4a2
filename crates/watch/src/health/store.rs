//! The table `watch_minutes`.

use base::db::{Filter, sql};
use base::{Conn, Error, Result, Timestamp};

use super::Minute;

/// A week.
pub(crate) const KEPT_MINUTES: i64 = 7 * 1440;

#[derive(sqlx::FromRow)]
struct Row {
    at: Timestamp,
    node: String,
    devices: i64,
    checks: i64,
    late_milliseconds: i64,
    in_flight: i64,
    queued: i64,
    dropped: i64,
    write_failures: i64,
    buffer_errors: i64,
    kinds: String,
}

impl Row {
    fn minute(self) -> Minute {
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        Minute {
            at: self.at,
            node: self.node,
            devices: count(self.devices),
            checks: count(self.checks),
            late_milliseconds: count(self.late_milliseconds),
            in_flight: count(self.in_flight),
            queued: count(self.queued),
            dropped: count(self.dropped),
            write_failures: count(self.write_failures),
            buffer_errors: count(self.buffer_errors),
            kinds: serde_json::from_str(&self.kinds).unwrap_or_default(),
        }
    }
}

const COLUMNS: &str = "at, node, devices, checks, late_milliseconds, in_flight, queued, dropped, write_failures, buffer_errors, kinds";

/// Those that the filter matches, the oldest first.
pub(crate) async fn list(conn: &mut Conn, filter: Filter) -> Result<Vec<Minute>> {
    let text = format!("SELECT {COLUMNS} FROM watch_minutes{} ORDER BY at", filter.where_clause());
    let rows: Vec<Row> = sql(text).bind_all(filter.binds()).all(conn).await?;
    Ok(rows.into_iter().map(Row::minute).collect())
}

/// The last so many, the oldest first.
pub(crate) async fn latest(conn: &mut Conn, limit: i64) -> Result<Vec<Minute>> {
    let rows: Vec<Row> = sql(format!("SELECT {COLUMNS} FROM watch_minutes ORDER BY at DESC LIMIT $1")).bind(limit).all(conn).await?;
    Ok(rows.into_iter().rev().map(Row::minute).collect())
}

/// Writes some minutes, and takes away what is older than a week.
pub(crate) async fn write(conn: &mut Conn, minutes: &[Minute]) -> Result<()> {
    let stored = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    for minute in minutes {
        let kinds = serde_json::to_string(&minute.kinds).map_err(|error| Error::internal(error.to_string()))?;
        // A clock that was set back gives a minute that was there already: the later one counts.
        sql(format!(
            "INSERT INTO watch_minutes ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (at) DO UPDATE SET \
             node = excluded.node, devices = excluded.devices, checks = excluded.checks, late_milliseconds = excluded.late_milliseconds, \
             in_flight = excluded.in_flight, queued = excluded.queued, dropped = excluded.dropped, write_failures = excluded.write_failures, \
             buffer_errors = excluded.buffer_errors, kinds = excluded.kinds"
        ))
        .bind(minute.at)
        .bind(minute.node.as_str())
        .bind(stored(minute.devices))
        .bind(stored(minute.checks))
        .bind(stored(minute.late_milliseconds))
        .bind(stored(minute.in_flight))
        .bind(stored(minute.queued))
        .bind(stored(minute.dropped))
        .bind(stored(minute.write_failures))
        .bind(stored(minute.buffer_errors))
        .bind(kinds)
        .run(conn)
        .await?;
    }
    if let Some(last) = minutes.last() {
        sql("DELETE FROM watch_minutes WHERE at < $1").bind(last.at.plus_seconds(-60 * KEPT_MINUTES)).run(conn).await?;
    }
    Ok(())
}
