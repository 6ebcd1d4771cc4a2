//! `/messages`: what was told to whom, and whether it arrived; for staff.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use base::http::{At, Params, Problem};
use base::{Actor, Error, Language, Page, PageParams, PersonId, Result, TicketId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Notify;
use crate::model::{Channel, DeliveryState, GatewayId, Importance, MessageId};
use crate::rules::setback::sentence;
use crate::store::messages::{MessageFilter, MessageRow};

/// Which messages, in which order.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessagesQuery {
    /// 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// `-created_at` (default) or `created_at`.
    sort: Option<String>,
    /// Stands in the subject or the address.
    q: Option<String>,
    /// Only those about this ticket.
    ticket_id: Option<TicketId>,
    /// Only those to this person.
    person_id: Option<PersonId>,
    /// Only this channel.
    channel: Option<Channel>,
    /// Only in this state.
    state: Option<DeliveryState>,
    /// Only of this importance.
    importance: Option<Importance>,
    /// Only over this gateway.
    gateway_id: Option<GatewayId>,
}

/// A message and how far its delivery came.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Message {
    id: MessageId,
    channel: Channel,
    /// The address, the login or the webhook's name.
    to: String,
    /// Whom it is for; null for a webhook.
    person: Option<MessagePerson>,
    ticket_id: Option<TicketId>,
    importance: Importance,
    /// Over which gateway it goes; null for mail, our own pages and webhooks.
    gateway: Option<MessageGateway>,
    subject: String,
    state: DeliveryState,
    /// While it waits: when it is handed over next. It may be held for somebody's quiet hours, or to be told with others.
    next_try_at: Option<Timestamp>,
    /// How many messages were last handed over as one, this one included.
    told_together: i64,
    /// For a call that was taken by the supplier: how it ended. Only `key` is an acknowledgement.
    answer: Option<CallAnswer>,
    /// Attempts so far, since it was queued or retried by hand.
    attempts: i64,
    created_at: Timestamp,
    sent_at: Option<Timestamp>,
    /// Why the last attempt failed.
    last_error: Option<String>,
}

/// Whom a message is for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct MessagePerson {
    id: PersonId,
    name: String,
}

/// Over which gateway a message goes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct MessageGateway {
    id: GatewayId,
    /// Null when it was removed.
    name: Option<String>,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CallAnswer {
    /// A key was pressed: acknowledged.
    Key,
    /// Somebody answered and pressed nothing.
    Answered,
    /// Nobody answered.
    Unanswered,
    /// The supplier never said.
    Unknown,
}

impl CallAnswer {
    fn parse(word: &str) -> Option<CallAnswer> {
        match word {
            "key" => Some(CallAnswer::Key),
            "answered" => Some(CallAnswer::Answered),
            "unanswered" => Some(CallAnswer::Unanswered),
            "unknown" => Some(CallAnswer::Unknown),
            _ => None,
        }
    }
}

fn shown(row: MessageRow, names: &HashMap<PersonId, String>, language: Language) -> Result<Message> {
    let unknown = || Error::internal(format!("message {} has a channel or state that this program does not know", row.id));
    let last_error = row.error_code.as_deref().map(|code| {
        let text = sentence(code, row.error_detail.as_deref().unwrap_or(""));
        text.in_language(language).to_owned()
    });
    let state = DeliveryState::parse(&row.state).ok_or_else(unknown)?;
    let waits = matches!(state, DeliveryState::Waiting | DeliveryState::Failed);
    Ok(Message {
        importance: Importance::parse(&row.importance).ok_or_else(unknown)?,
        gateway: row.gateway_id.map(|id| MessageGateway { id, name: row.gateway }),
        next_try_at: waits.then_some(row.next_try_at),
        told_together: row.bundled.unwrap_or(1),
        answer: row.outcome.as_deref().and_then(CallAnswer::parse),
        id: row.id,
        channel: Channel::parse(&row.channel).ok_or_else(unknown)?,
        person: row.person_id.map(|id| MessagePerson { id, name: names.get(&id).cloned().unwrap_or_default() }),
        ticket_id: row.ticket_id,
        state,
        attempts: row.attempts,
        created_at: row.created_at,
        sent_at: row.sent_at,
        last_error,
        to: row.recipient,
        subject: row.subject,
    })
}

/// The messages, the newest first.
#[utoipa::path(
    get, path = "/api/v1/messages", tag = "notify", operation_id = "list_messages", params(MessagesQuery),
    responses(
        (status = 200, body = Page<Message>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(notify): State<Notify>,
    actor: Actor,
    language: Language,
    Params(query): Params<MessagesQuery>,
) -> Result<Json<Page<Message>>> {
    let params = PageParams { limit: query.limit, after: query.after, sort: query.sort, q: query.q };
    let filter = MessageFilter {
        ticket: query.ticket_id,
        person: query.person_id,
        channel: query.channel,
        state: query.state,
        importance: query.importance,
        gateway: query.gateway_id,
    };
    let listed = notify.by(&actor).messages(&filter, &params).await?;
    let items = listed.page.items.into_iter().map(|row| shown(row, &listed.names, language)).collect::<Result<_>>()?;
    Ok(Json(Page { items, next: listed.page.next, total: listed.page.total }))
}

/// Tries a message again that failed or was given up, to the address its person has by now.
#[utoipa::path(
    post, path = "/api/v1/messages/{id}/retry", tag = "notify", operation_id = "retry_message", params(("id" = i64, Path)),
    responses(
        (status = 200, body = Message),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "It did not fail"),
    )
)]
pub(crate) async fn retry(State(notify): State<Notify>, actor: Actor, language: Language, At(id): At<MessageId>) -> Result<Json<Message>> {
    let listed = notify.by(&actor).retry(id, notify.clock.now()).await?;
    let row = listed.page.items.into_iter().next().ok_or_else(|| Error::not_found("message", "消息"))?;
    Ok(Json(shown(row, &listed.names, language)?))
}
