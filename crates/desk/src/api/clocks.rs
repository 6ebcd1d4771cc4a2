//! `/clocks`: every running promise by the time to its breach.

use axum::Json;
use axum::extract::State;
use base::db::Filter;
use base::http::{At, Params, Problem};
use base::{Actor, CustomerId, Language, Page, PageParams, Result, TicketId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::wire::{ClockExplanation, ClockItem};
use crate::Desk;
use crate::model::ClockKind;

/// Which clocks.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ClocksQuery {
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// `due_at` (the default) or `id`; a leading `-` turns the order round.
    sort: Option<String>,
    /// `true`: neither stopped nor withdrawn; `false`: only those.
    running: Option<bool>,
    /// Only of this kind.
    kind: Option<ClockKind>,
    /// Only this customer's.
    customer_id: Option<CustomerId>,
    /// `true`: those whose time has run out; `false`: those whose has not.
    over: Option<bool>,
}

/// The clocks of the tickets you may see, the next to be due first.
#[utoipa::path(
    get,
    path = "/api/v1/clocks",
    tag = "desk",
    operation_id = "list_clocks",
    params(ClocksQuery),
    responses(
        (status = 200, body = Page<ClockItem>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn list(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    Params(query): Params<ClocksQuery>,
) -> Result<Json<Page<ClockItem>>> {
    let now = desk.clock.now();
    let mut filter =
        Filter::new().and_some("c.customer_id = {}", query.customer_id).and_some("c.kind = {}", query.kind.map(ClockKind::as_str));
    filter = match query.running {
        Some(true) => filter.and("c.running"),
        Some(false) => filter.and("NOT c.running"),
        None => filter,
    };
    filter = match query.over {
        Some(true) => filter.and_bind("(c.breached_at IS NOT NULL OR c.due_at < {})", now),
        Some(false) => filter.and_bind("c.breached_at IS NULL AND (c.due_at IS NULL OR c.due_at >= {})", now),
        None => filter,
    };
    let params = PageParams { limit: query.limit, after: query.after, sort: query.sort, q: None };
    Ok(Json(desk.by(&actor).clocks(filter, &params, language, now).await?))
}

/// The clocks of a ticket, every cycle of them, with every stretch of their time: what counted, what did not and why.
#[utoipa::path(
    get,
    path = "/api/v1/tickets/{id}/clocks",
    tag = "desk",
    operation_id = "explain_ticket_clocks",
    params(("id" = TicketId, Path)),
    responses(
        (status = 200, body = Page<ClockExplanation>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn explained(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
) -> Result<Json<Page<ClockExplanation>>> {
    let mut conn = desk.db.read().await?;
    Ok(Json(Page::whole(desk.by(&actor).explained(&mut conn, id, language, desk.clock.now()).await?)))
}
