//! Signed-in browsers.

use base::db::sql;
use base::{Conn, PersonId, Result, Timestamp};

use super::people::{COLUMNS, PersonRow};
use crate::model::Person;
use crate::rules::session::{IDLE_SECONDS, LIFE_SECONDS, PER_PERSON};

/// A session and its person.
#[derive(Debug)]
pub(crate) struct Found {
    pub id: i64,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub person: Person,
}

#[derive(sqlx::FromRow)]
struct FoundRow {
    session_id: i64,
    opened_at: Timestamp,
    last_seen_at: Timestamp,
    #[sqlx(flatten)]
    person: PersonRow,
}

/// The session whose token has this hash, of a person who is active.
pub(crate) async fn by_hash(conn: &mut Conn, token_hash: &str) -> Result<Option<Found>> {
    let text = format!(
        "SELECT s.id AS session_id, s.created_at AS opened_at, s.last_seen_at, {COLUMNS} \
         FROM sessions s JOIN people p ON p.id = s.person_id WHERE s.token_hash = $1 AND p.active"
    );
    let row: Option<FoundRow> = sql(text).bind(token_hash).optional(conn).await?;
    row.map(|row| {
        Ok(Found { id: row.session_id, created_at: row.opened_at, last_seen_at: row.last_seen_at, person: row.person.try_into()? })
    })
    .transpose()
}

/// Opens a session; the person's oldest ones end when there are too many.
pub(crate) async fn insert(conn: &mut Conn, token_hash: &str, person: PersonId, now: Timestamp) -> Result<()> {
    sql("INSERT INTO sessions (token_hash, person_id, created_at, last_seen_at) VALUES ($1, $2, $3, $3)")
        .bind(token_hash)
        .bind(person)
        .bind(now)
        .run(conn)
        .await?;
    sql(format!(
        "DELETE FROM sessions WHERE person_id = $1 AND id NOT IN \
         (SELECT id FROM sessions WHERE person_id = $1 ORDER BY last_seen_at DESC, id DESC LIMIT {PER_PERSON})"
    ))
    .bind(person)
    .run(conn)
    .await?;
    Ok(())
}

/// Moves the instant of last use; never back.
pub(crate) async fn touch(conn: &mut Conn, id: i64, now: Timestamp) -> Result<()> {
    sql("UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2").bind(id).bind(now).run(conn).await?;
    Ok(())
}

/// Ends one session.
pub(crate) async fn remove(conn: &mut Conn, id: i64) -> Result<u64> {
    sql("DELETE FROM sessions WHERE id = $1").bind(id).run(conn).await
}

/// Ends every session of a person but one, if one is to stay.
pub(crate) async fn remove_of(conn: &mut Conn, person: PersonId, but: Option<i64>) -> Result<u64> {
    sql("DELETE FROM sessions WHERE person_id = $1 AND id <> $2").bind(person).bind(but.unwrap_or(0)).run(conn).await
}

/// How many sessions have run out and are still there.
pub(crate) async fn count_ended(conn: &mut Conn, now: Timestamp) -> Result<i64> {
    sql("SELECT COUNT(*) FROM sessions WHERE last_seen_at <= $1 OR created_at <= $2")
        .bind(now.plus_seconds(-IDLE_SECONDS))
        .bind(now.plus_seconds(-LIFE_SECONDS))
        .scalar(conn)
        .await
}

/// Removes the sessions that have run out.
pub(crate) async fn remove_ended(conn: &mut Conn, now: Timestamp) -> Result<u64> {
    sql("DELETE FROM sessions WHERE last_seen_at <= $1 OR created_at <= $2")
        .bind(now.plus_seconds(-IDLE_SECONDS))
        .bind(now.plus_seconds(-LIFE_SECONDS))
        .run(conn)
        .await
}
