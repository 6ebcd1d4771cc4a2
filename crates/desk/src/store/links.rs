//! The table `acknowledgement_links`. Only the token's hash is kept.

use base::db::sql;
use base::{Conn, PersonId, Result, TicketId, Timestamp};

/// A one-time link that was sent to a person.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Link {
    pub(crate) id: i64,
    pub(crate) ticket_id: TicketId,
    pub(crate) person_id: PersonId,
    pub(crate) expires_at: Timestamp,
    pub(crate) used_at: Option<Timestamp>,
}

/// Writes a new link and answers the row's id.
pub(crate) async fn insert(
    conn: &mut Conn,
    ticket: TicketId,
    person: PersonId,
    token_hash: &str,
    made_at: Timestamp,
    expires_at: Timestamp,
) -> Result<i64> {
    sql("INSERT INTO acknowledgement_links (ticket_id, person_id, token_hash, made_at, expires_at) VALUES ($1, $2, $3, $4, $5) RETURNING id")
        .bind(ticket)
        .bind(person)
        .bind(token_hash)
        .bind(made_at)
        .bind(expires_at)
        .scalar(conn)
        .await
}

pub(crate) async fn by_hash(conn: &mut Conn, token_hash: &str) -> Result<Option<Link>> {
    sql("SELECT id, ticket_id, person_id, expires_at, used_at FROM acknowledgement_links WHERE token_hash = $1")
        .bind(token_hash)
        .optional(conn)
        .await
}

/// Marks the link as used; false when it was used before.
pub(crate) async fn use_up(conn: &mut Conn, id: i64, at: Timestamp) -> Result<bool> {
    Ok(sql("UPDATE acknowledgement_links SET used_at = $2 WHERE id = $1 AND used_at IS NULL").bind(id).bind(at).run(conn).await? == 1)
}
