//! The table `ticket_files`: what proves a pause.

use base::db::sql;
use base::{Conn, Result, TicketId, Timestamp};

use crate::model::EvidenceFile;

/// A file as it is served.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) sha256: String,
    pub(crate) content: Vec<u8>,
}

/// Keeps a file and answers its row.
pub(crate) async fn insert(conn: &mut Conn, ticket: TicketId, file: &File, at: Timestamp) -> Result<i64> {
    sql("INSERT INTO ticket_files (ticket_id, name, content_type, sha256, content, added_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id")
        .bind(ticket)
        .bind(&file.name)
        .bind(&file.content_type)
        .bind(&file.sha256)
        .bind(file.content.as_slice())
        .bind(at)
        .scalar(conn)
        .await
}

/// What a file is, without its content.
pub(crate) async fn described(conn: &mut Conn, ticket: TicketId, id: i64) -> Result<Option<EvidenceFile>> {
    let row: Option<(String, String, String, i64)> =
        sql("SELECT name, content_type, sha256, CAST(LENGTH(content) AS BIGINT) FROM ticket_files WHERE ticket_id = $1 AND id = $2")
            .bind(ticket)
            .bind(id)
            .optional(conn)
            .await?;
    Ok(row.map(|(name, content_type, sha256, bytes)| EvidenceFile { id, name, content_type, sha256, bytes }))
}

/// A file of a ticket with its content.
pub(crate) async fn of_ticket(conn: &mut Conn, ticket: TicketId, id: i64) -> Result<Option<File>> {
    sql("SELECT name, content_type, sha256, content FROM ticket_files WHERE ticket_id = $1 AND id = $2")
        .bind(ticket)
        .bind(id)
        .optional(conn)
        .await
}
