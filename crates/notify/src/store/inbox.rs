//! Messages on our own pages, each read by its person.

use base::db::{Filter, Listing, sql};
use base::{Conn, Page, PageParams, PersonId, Result, TicketId, Timestamp};

use crate::model::MessageId;

/// A message as its person reads it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct InboxRow {
    pub id: MessageId,
    pub subject: String,
    pub body: String,
    pub ticket_id: Option<TicketId>,
    pub created_at: Timestamp,
    pub read_at: Option<Timestamp>,
}

const INBOX: Listing = Listing {
    columns: "m.id, m.subject, m.body, m.ticket_id, m.created_at, r.read_at",
    from: "messages m LEFT JOIN inbox_reads r ON r.message_id = m.id",
    id: "m.id",
    sorts: &[("-created_at", "m.created_at")],
};

fn mine(person: PersonId) -> Filter {
    Filter::new().and_bind("m.person_id = {}", person).and("m.channel = 'in_app'")
}

/// A page of a person's messages; `unread`: only those not read yet.
pub(crate) async fn page(conn: &mut Conn, person: PersonId, unread: bool, params: &PageParams) -> Result<Page<InboxRow>> {
    let filter = mine(person).search(&["m.subject", "m.body"], params.q.as_deref());
    let filter = if unread { filter.and("r.read_at IS NULL") } else { filter };
    INBOX.page(conn, filter, params, |row: &InboxRow| row.id.0).await
}

/// How many messages a person has not read.
pub(crate) async fn unread(conn: &mut Conn, person: PersonId) -> Result<i64> {
    let filter = mine(person).and("r.read_at IS NULL");
    sql(format!("SELECT COUNT(*) FROM {}{}", INBOX.from, filter.where_clause())).bind_all(filter.binds()).scalar(conn).await
}

/// Marks a person's own message as read; reading it again leaves the first instant. Answers false when it is not theirs.
pub(crate) async fn read(conn: &mut Conn, person: PersonId, id: MessageId, now: Timestamp) -> Result<bool> {
    let filter = mine(person).and_bind("m.id = {}", id);
    let text = format!("SELECT m.id FROM messages m{}", filter.where_clause());
    let found: Option<(MessageId,)> = sql(text).bind_all(filter.binds()).optional(conn).await?;
    if found.is_none() {
        return Ok(false);
    }
    sql("INSERT INTO inbox_reads (message_id, read_at) VALUES ($1, $2) ON CONFLICT (message_id) DO NOTHING")
        .bind(id)
        .bind(now)
        .run(conn)
        .await?;
    Ok(true)
}

/// Marks all of a person's messages as read.
pub(crate) async fn read_all(conn: &mut Conn, person: PersonId, now: Timestamp) -> Result<()> {
    sql("INSERT INTO inbox_reads (message_id, read_at) \
         SELECT m.id, $2 FROM messages m WHERE m.person_id = $1 AND m.channel = 'in_app' \
         AND NOT EXISTS (SELECT 1 FROM inbox_reads r WHERE r.message_id = m.id) ON CONFLICT (message_id) DO NOTHING")
    .bind(person)
    .bind(now)
    .run(conn)
    .await?;
    Ok(())
}
