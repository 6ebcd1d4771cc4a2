//! The outbox.

use base::db::{Filter, Listing, sql};
use base::{Conn, CustomerId, Page, PageParams, PersonId, Result, TicketId, Timestamp};

use crate::model::{Channel, DeliveryState, GatewayId, Importance, MessageId, NewMessage};

/// Writes a message and its delivery; `None` when this step was told to this addressee on this channel before.
pub(crate) async fn insert(conn: &mut Conn, message: &NewMessage) -> Result<Option<MessageId>> {
    let row: Option<(i64,)> = sql("INSERT INTO messages \
         (step, channel, importance, group_key, addressee, person_id, webhook_id, gateway_id, ticket_id, customer_id, recipient, language, \
         subject, body, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (step, channel, addressee) DO NOTHING RETURNING id")
    .bind(&message.step)
    .bind(message.channel.as_str())
    .bind(message.importance.as_str())
    .bind(message.group.as_deref())
    .bind(&message.addressee)
    .bind(message.person)
    .bind(message.webhook)
    .bind(message.gateway)
    .bind(message.ticket)
    .bind(message.customer)
    .bind(&message.recipient)
    .bind(message.language.code())
    .bind(&message.subject)
    .bind(&message.body)
    .bind(message.created_at)
    .optional(conn)
    .await?;
    let Some((id,)) = row else { return Ok(None) };
    let in_app = message.channel == Channel::InApp;
    sql("INSERT INTO deliveries \
         (message_id, queue, lane, urgency, group_key, mention, state, attempts, lost, started_at, next_try_at, quiet_until, path, sent_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8, $8, $9, $10, $11)")
    .bind(id)
    .bind(message.queue.as_str())
    .bind(&message.addressee)
    .bind(message.importance.rank())
    .bind(message.group.as_deref())
    .bind(message.mention.as_deref())
    .bind(if in_app { "sent" } else { "waiting" })
    .bind(message.not_before.unwrap_or(message.created_at))
    .bind(message.not_before)
    .bind(message.path.as_deref())
    .bind(in_app.then_some(message.created_at))
    .run(conn)
    .await?;
    Ok(Some(MessageId(id)))
}

/// A message as staff see it in the list.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct MessageRow {
    pub id: MessageId,
    pub channel: String,
    pub recipient: String,
    pub person_id: Option<PersonId>,
    pub ticket_id: Option<TicketId>,
    pub customer_id: Option<CustomerId>,
    pub importance: String,
    /// Over which gateway it goes; removed since when only the id is left.
    pub gateway_id: Option<GatewayId>,
    pub gateway: Option<String>,
    pub subject: String,
    pub state: String,
    pub next_try_at: Timestamp,
    /// How many messages were handed over as one.
    pub bundled: Option<i64>,
    /// How a call ended: `key`, `answered`, `unanswered`, `unknown`.
    pub outcome: Option<String>,
    pub attempts: i64,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub error_code: Option<String>,
    pub error_detail: Option<String>,
}

const MESSAGES: Listing = Listing {
    columns: "m.id, m.channel, m.recipient, m.person_id, m.ticket_id, m.customer_id, m.importance, m.gateway_id, g.name AS gateway, \
              m.subject, d.state, d.next_try_at, d.bundled, v.outcome, d.attempts, m.created_at, d.sent_at, d.error_code, d.error_detail",
    from: "messages m JOIN deliveries d ON d.message_id = m.id LEFT JOIN gateways g ON g.id = m.gateway_id \
           LEFT JOIN voice_calls v ON v.message_id = m.id",
    id: "m.id",
    sorts: &[("-created_at", "m.created_at")],
};

/// Which messages a list shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct MessageFilter {
    pub ticket: Option<TicketId>,
    pub person: Option<PersonId>,
    pub channel: Option<Channel>,
    pub state: Option<DeliveryState>,
    pub importance: Option<Importance>,
    pub gateway: Option<GatewayId>,
}

/// A page of the messages.
pub(crate) async fn page(conn: &mut Conn, filter: &MessageFilter, params: &PageParams) -> Result<Page<MessageRow>> {
    let conditions = Filter::new()
        .and_some("m.ticket_id = {}", filter.ticket)
        .and_some("m.person_id = {}", filter.person)
        .and_some("m.channel = {}", filter.channel.map(Channel::as_str))
        .and_some("m.importance = {}", filter.importance.map(Importance::as_str))
        .and_some("m.gateway_id = {}", filter.gateway)
        .search(&["m.subject", "m.recipient"], params.q.as_deref());
    let conditions = match filter.state {
        Some(state) => conditions.and_in("d.state", state.stored().iter().copied()),
        None => conditions,
    };
    MESSAGES.page(conn, conditions, params, |row: &MessageRow| row.id.0).await
}

/// One message.
pub(crate) async fn by_id(conn: &mut Conn, id: MessageId) -> Result<Option<MessageRow>> {
    let Listing { columns, from, .. } = MESSAGES;
    sql(format!("SELECT {columns} FROM {from} WHERE m.id = $1")).bind(id).optional(conn).await
}

/// Corrects the address of a message that is about to be tried again.
pub(crate) async fn set_recipient(conn: &mut Conn, id: MessageId, recipient: &str) -> Result<()> {
    sql("UPDATE messages SET recipient = $2 WHERE id = $1").bind(id).bind(recipient).run(conn).await?;
    Ok(())
}
