//! `/inbox`: one's own messages.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Params, Problem};
use base::{Actor, PageParams, Result, TicketId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Notify;
use crate::model::MessageId;
use crate::store::inbox::InboxRow;

/// Which of one's messages.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct InboxQuery {
    /// 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// `-created_at` (default) or `created_at`.
    sort: Option<String>,
    /// Stands in subject or text.
    q: Option<String>,
    /// `true`: only those not read yet.
    unread: Option<bool>,
}

/// One's own messages.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Inbox {
    items: Vec<InboxItem>,
    /// The key of the next page; null on the last.
    next: Option<String>,
    /// How many messages the filter matches in all.
    total: i64,
    /// How many are not read yet, whatever the filter.
    unread: i64,
}

/// A message to oneself.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct InboxItem {
    id: MessageId,
    subject: String,
    body: String,
    ticket_id: Option<TicketId>,
    created_at: Timestamp,
    read_at: Option<Timestamp>,
}

impl From<InboxRow> for InboxItem {
    fn from(row: InboxRow) -> InboxItem {
        InboxItem {
            id: row.id,
            subject: row.subject,
            body: row.body,
            ticket_id: row.ticket_id,
            created_at: row.created_at,
            read_at: row.read_at,
        }
    }
}

/// One's own messages, the newest first.
#[utoipa::path(
    get, path = "/api/v1/inbox", tag = "notify", operation_id = "list_inbox", params(InboxQuery),
    responses(
        (status = 200, body = Inbox),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(State(notify): State<Notify>, actor: Actor, Params(query): Params<InboxQuery>) -> Result<Json<Inbox>> {
    let params = PageParams { limit: query.limit, after: query.after, sort: query.sort, q: query.q };
    let (page, unread) = notify.by(&actor).inbox(query.unread.unwrap_or(false), &params).await?;
    let page = page.map(InboxItem::from);
    Ok(Json(Inbox { items: page.items, next: page.next, total: page.total, unread }))
}

/// Marks a message of one's own as read.
#[utoipa::path(
    post, path = "/api/v1/inbox/{id}/read", tag = "notify", operation_id = "read_message", params(("id" = i64, Path)),
    responses(
        (status = 204, description = "Read"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn read(State(notify): State<Notify>, actor: Actor, At(id): At<MessageId>) -> Result<StatusCode> {
    notify.by(&actor).read(id, notify.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Marks all of one's own messages as read.
#[utoipa::path(
    post, path = "/api/v1/inbox/read-all", tag = "notify", operation_id = "read_all_messages",
    responses((status = 204, description = "Read"), (status = 401, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn read_all(State(notify): State<Notify>, actor: Actor) -> Result<StatusCode> {
    notify.by(&actor).read_all(notify.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
