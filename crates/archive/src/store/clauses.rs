//! The table `contract_clauses`: the lines of a contract's table of promised times.

use base::db::sql;
use base::{Conn, Error, Result};
use calendar::CalendarId;

use crate::model::{Clause, ClockKind, OnChange, OnReturn, StartEvent, TicketKind, UnknownWord, Warning};

#[derive(Debug, sqlx::FromRow)]
struct Row {
    clock: String,
    level: Option<i64>,
    kind: Option<String>,
    site_class: Option<String>,
    guard: Option<bool>,
    target: String,
    calendar_id: CalendarId,
    starts: String,
    warnings: String,
    pausable: bool,
    on_level_change: String,
    on_contract_change: String,
    on_reject: String,
    on_reopen: String,
}

/// The lines of a version, in the order in which they were written.
pub(crate) async fn of_version(conn: &mut Conn, version: i64) -> Result<Vec<Clause>> {
    let rows: Vec<Row> = sql("SELECT clock, level, kind, site_class, guard, target, calendar_id, starts, warnings, pausable, \
         on_level_change, on_contract_change, on_reject, on_reopen FROM contract_clauses WHERE contract_version_id = $1 ORDER BY position")
    .bind(version)
    .all(conn)
    .await?;
    rows.into_iter()
        .map(|row| row.clause().map_err(|word| Error::internal(format!("a line of contract version {version}: {word}"))))
        .collect()
}

/// Writes the lines and answers their rows.
pub(crate) async fn insert(conn: &mut Conn, version: i64, clauses: &[Clause]) -> Result<Vec<i64>> {
    let mut rows = Vec::with_capacity(clauses.len());
    for (position, clause) in (1_i64..).zip(clauses) {
        let warnings: Vec<String> = clause.warnings.iter().map(ToString::to_string).collect();
        let id: i64 = sql("INSERT INTO contract_clauses (contract_version_id, position, clock, level, kind, site_class, guard, target, \
             calendar_id, starts, warnings, pausable, on_level_change, on_contract_change, on_reject, on_reopen) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id")
        .bind(version)
        .bind(position)
        .bind(clause.clock.as_str())
        .bind(clause.level.map(i64::from))
        .bind(clause.kind.map(TicketKind::as_str))
        .bind(clause.site_class.as_deref())
        .bind(clause.guard)
        .bind(clause.target.to_string())
        .bind(clause.calendar_id)
        .bind(clause.starts.as_str())
        .bind(warnings.join(" "))
        .bind(clause.pausable)
        .bind(clause.on_level_change.as_str())
        .bind(clause.on_contract_change.as_str())
        .bind(clause.on_reject.as_str())
        .bind(clause.on_reopen.as_str())
        .scalar(conn)
        .await?;
        rows.push(id);
    }
    Ok(rows)
}

impl Row {
    fn clause(self) -> Result<Clause, UnknownWord> {
        let warnings: Result<Vec<Warning>, _> = self.warnings.split_whitespace().map(str::parse).collect();
        Ok(Clause {
            clock: ClockKind::try_from(self.clock)?,
            // Levels are written from a u8 only.
            level: self.level.map(|level| u8::try_from(level).unwrap_or(u8::MAX)),
            kind: self.kind.map(TicketKind::try_from).transpose()?,
            site_class: self.site_class,
            guard: self.guard,
            target: self.target.parse().map_err(|_| UnknownWord(self.target.clone()))?,
            calendar_id: self.calendar_id,
            starts: StartEvent::try_from(self.starts)?,
            warnings: warnings.map_err(|wrong| UnknownWord(wrong.0))?,
            pausable: self.pausable,
            on_level_change: OnChange::try_from(self.on_level_change)?,
            on_contract_change: OnChange::try_from(self.on_contract_change)?,
            on_reject: OnReturn::try_from(self.on_reject)?,
            on_reopen: OnReturn::try_from(self.on_reopen)?,
        })
    }
}
