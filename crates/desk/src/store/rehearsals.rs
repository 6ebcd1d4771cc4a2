//! What the rehearsals found, and the newest audit.

use base::db::sql;
use base::{Conn, Error, Result, Timestamp};

use crate::rules::audit::Finding;
use crate::rules::rehearsal::Gap;

/// A rehearsal.
#[derive(Debug, Clone)]
pub(crate) struct Rehearsed {
    pub(crate) at: Timestamp,
    pub(crate) by_hand: bool,
    pub(crate) customers: i64,
    pub(crate) questions: i64,
    pub(crate) gaps: Vec<Gap>,
}

#[derive(sqlx::FromRow)]
struct Row {
    at: Timestamp,
    by_hand: bool,
    customers: i64,
    questions: i64,
    gaps: String,
}

/// The newest rehearsals, the newest first.
pub(crate) async fn newest(conn: &mut Conn, limit: i64) -> Result<Vec<Rehearsed>> {
    let rows: Vec<Row> =
        sql("SELECT at, by_hand, customers, questions, gaps FROM rehearsals ORDER BY id DESC LIMIT $1").bind(limit).all(conn).await?;
    let read = |row: Row| {
        let gaps = serde_json::from_str(&row.gaps).map_err(|error| Error::internal(format!("a rehearsal cannot be read: {error}")))?;
        Ok(Rehearsed { at: row.at, by_hand: row.by_hand, customers: row.customers, questions: row.questions, gaps })
    };
    rows.into_iter().map(read).collect()
}

/// When it was last rehearsed by itself.
pub(crate) async fn last_nightly(conn: &mut Conn) -> Result<Option<Timestamp>> {
    let row: Option<(Timestamp,)> = sql("SELECT at FROM rehearsals WHERE NOT by_hand ORDER BY id DESC LIMIT 1").optional(conn).await?;
    Ok(row.map(|(at,)| at))
}

pub(crate) async fn insert(conn: &mut Conn, rehearsed: &Rehearsed) -> Result<i64> {
    sql("INSERT INTO rehearsals (at, by_hand, customers, questions, gaps) VALUES ($1, $2, $3, $4, $5) RETURNING id")
        .bind(rehearsed.at)
        .bind(rehearsed.by_hand)
        .bind(rehearsed.customers)
        .bind(rehearsed.questions)
        .bind(json(&rehearsed.gaps)?)
        .scalar(conn)
        .await
}

/// The newest audit.
#[derive(Debug, Clone)]
pub(crate) struct Audited {
    pub(crate) at: Timestamp,
    pub(crate) open_escalations: i64,
    pub(crate) findings: Vec<Finding>,
    pub(crate) pinged_at: Option<Timestamp>,
    pub(crate) ping_error: Option<String>,
}

#[derive(sqlx::FromRow)]
struct AuditRow {
    at: Timestamp,
    open_escalations: i64,
    findings: String,
    pinged_at: Option<Timestamp>,
    ping_error: Option<String>,
}

pub(crate) async fn last_audit(conn: &mut Conn) -> Result<Option<Audited>> {
    let row: Option<AuditRow> =
        sql("SELECT at, open_escalations, findings, pinged_at, ping_error FROM audits WHERE id = 1").optional(conn).await?;
    row.map(|row| {
        let findings =
            serde_json::from_str(&row.findings).map_err(|error| Error::internal(format!("the audit cannot be read: {error}")))?;
        let AuditRow { at, open_escalations, pinged_at, ping_error, .. } = row;
        Ok(Audited { at, open_escalations, findings, pinged_at, ping_error })
    })
    .transpose()
}

pub(crate) async fn keep_audit(conn: &mut Conn, audit: &Audited) -> Result<()> {
    sql("INSERT INTO audits (id, at, open_escalations, findings, pinged_at, ping_error) VALUES (1, $1, $2, $3, $4, $5) \
         ON CONFLICT (id) DO UPDATE SET at = excluded.at, open_escalations = excluded.open_escalations, \
         findings = excluded.findings, pinged_at = excluded.pinged_at, ping_error = excluded.ping_error")
    .bind(audit.at)
    .bind(audit.open_escalations)
    .bind(json(&audit.findings)?)
    .bind(audit.pinged_at)
    .bind(audit.ping_error.as_deref())
    .run(conn)
    .await?;
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::internal(format!("what was found cannot be written: {error}")))
}
