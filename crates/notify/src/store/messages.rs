//! The outbox.

use base::db::sql;
use base::{Conn, Result};

use crate::model::{Channel, MessageId, NewMessage};

/// Writes a message and its delivery; `None` when this step was told to this addressee on this channel before.
pub(crate) async fn insert(conn: &mut Conn, message: &NewMessage) -> Result<Option<MessageId>> {
    let row: Option<(i64,)> = sql("INSERT INTO messages \
         (step, channel, addressee, person_id, webhook_id, ticket_id, customer_id, recipient, language, subject, body, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (step, channel, addressee) DO NOTHING RETURNING id")
    .bind(&message.step)
    .bind(message.channel.as_str())
    .bind(&message.addressee)
    .bind(message.person)
    .bind(message.webhook)
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
    sql("INSERT INTO deliveries (message_id, channel, state, attempts, started_at, next_try_at, path, sent_at) \
         VALUES ($1, $2, $3, 0, $4, $4, $5, $6)")
    .bind(id)
    .bind(message.channel.as_str())
    .bind(if in_app { "sent" } else { "waiting" })
    .bind(message.created_at)
    .bind(message.path.as_deref())
    .bind(in_app.then_some(message.created_at))
    .run(conn)
    .await?;
    Ok(Some(MessageId(id)))
}
