//! The tables `callings` and `reassessments`: which tickets time will drive on, and when.

use base::db::sql;
use base::{Conn, Result, TicketId, Timestamp};

/// When somebody is to be called next; nobody any more with `None`.
pub(crate) async fn set(conn: &mut Conn, ticket: TicketId, next_at: Option<Timestamp>) -> Result<()> {
    match next_at {
        None => sql("DELETE FROM callings WHERE ticket_id = $1").bind(ticket).run(conn).await?,
        Some(next_at) => sql(
            "INSERT INTO callings (ticket_id, next_at) VALUES ($1, $2) ON CONFLICT (ticket_id) DO UPDATE SET next_at = excluded.next_at",
        )
        .bind(ticket)
        .bind(next_at)
        .run(conn)
        .await?,
    };
    Ok(())
}

/// When the next call of a ticket is due.
pub(crate) async fn next_at(conn: &mut Conn, ticket: TicketId) -> Result<Option<Timestamp>> {
    let row: Option<(Timestamp,)> = sql("SELECT next_at FROM callings WHERE ticket_id = $1").bind(ticket).optional(conn).await?;
    Ok(row.map(|(at,)| at))
}

/// The tickets whose calls are due, those that have waited longest first.
pub(crate) async fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<(TicketId, Timestamp)>> {
    sql("SELECT ticket_id, next_at FROM callings WHERE next_at <= $1 ORDER BY next_at, ticket_id LIMIT $2")
        .bind(now)
        .bind(limit)
        .all(conn)
        .await
}

/// Has the level looked at again at an instant.
pub(crate) async fn reassess_at(conn: &mut Conn, ticket: TicketId, at: Timestamp) -> Result<()> {
    sql("INSERT INTO reassessments (ticket_id, due_at) VALUES ($1, $2) ON CONFLICT (ticket_id) DO UPDATE SET due_at = excluded.due_at")
        .bind(ticket)
        .bind(at)
        .run(conn)
        .await?;
    Ok(())
}

/// The level was looked at, or there is nothing to look at any more.
pub(crate) async fn reassessed(conn: &mut Conn, ticket: TicketId) -> Result<()> {
    sql("DELETE FROM reassessments WHERE ticket_id = $1").bind(ticket).run(conn).await?;
    Ok(())
}

/// The tickets whose levels are to be looked at again.
pub(crate) async fn reassessments(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<(TicketId, Timestamp)>> {
    sql("SELECT ticket_id, due_at FROM reassessments WHERE due_at <= $1 ORDER BY due_at, ticket_id LIMIT $2")
        .bind(now)
        .bind(limit)
        .all(conn)
        .await
}
