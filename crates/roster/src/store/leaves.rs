//! Who is away when.

use base::db::{Filter, sql};
use base::{Conn, PersonId, Result, Timestamp};

use crate::model::{Leave, LeaveId};

const COLUMNS: &str = "id, person_id, starts_at, ends_at, substitute_id, note, version, entered_at, withdrawn_at";

pub(crate) async fn by_id(conn: &mut Conn, id: LeaveId) -> Result<Option<Leave>> {
    sql(format!("SELECT {COLUMNS} FROM leaves WHERE id = $1")).bind(id).optional(conn).await
}

/// Leaves that are not withdrawn and touch the time from `from` to `until`, of everybody or of one person, the earliest first.
pub(crate) async fn between(conn: &mut Conn, person: Option<PersonId>, from: Timestamp, until: Timestamp) -> Result<Vec<Leave>> {
    let filter = Filter::new()
        .and("withdrawn_at IS NULL")
        .and_some("person_id = {}", person)
        .and_bind("ends_at > {}", from)
        .and_bind("starts_at < {}", until);
    let text = format!("SELECT {COLUMNS} FROM leaves{} ORDER BY starts_at, id", filter.where_clause());
    sql(text).bind_all(filter.binds()).all(conn).await
}

/// Keeps everything of a leave but the id, which it answers.
pub(crate) async fn insert(conn: &mut Conn, leave: &Leave) -> Result<LeaveId> {
    sql("INSERT INTO leaves (person_id, starts_at, ends_at, substitute_id, note, version, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         RETURNING id")
    .bind(leave.person_id)
    .bind(leave.from)
    .bind(leave.until)
    .bind(leave.substitute_id)
    .bind(leave.note.as_str())
    .bind(leave.version)
    .bind(leave.entered_at)
    .scalar(conn)
    .await
}

/// Writes what can change of a leave, as its next version; false when another version is there by now.
pub(crate) async fn update(conn: &mut Conn, leave: &Leave) -> Result<bool> {
    let changed =
        sql("UPDATE leaves SET starts_at = $3, ends_at = $4, substitute_id = $5, note = $6, withdrawn_at = $7, version = version + 1 \
         WHERE id = $1 AND version = $2")
        .bind(leave.id)
        .bind(leave.version)
        .bind(leave.from)
        .bind(leave.until)
        .bind(leave.substitute_id)
        .bind(leave.note.as_str())
        .bind(leave.withdrawn_at)
        .run(conn)
        .await?;
    Ok(changed == 1)
}
