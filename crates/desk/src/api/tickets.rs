//! `/tickets`: lists, one ticket, its timeline.

use archive::{DeviceId, SiteId};
use axum::Json;
use axum::extract::State;
use base::db::Filter;
use base::http::{At, Params, Problem};
use base::{Actor, CustomerId, Error, Language, Page, PageParams, PersonId, Result, Role, Text, TicketId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::wire::{TicketDetail, TicketItem, Timeline};
use crate::Desk;
use crate::model::{self, Kind, Level};

/// Which tickets.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketsQuery {
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// `-opened_at` (the default), `level`, `due_at` or `id`; a leading `-` turns the order round.
    sort: Option<String>,
    /// Text in the number or title.
    q: Option<String>,
    /// `true`: something is still owed; `false`: closed or cancelled.
    open: Option<bool>,
    /// One or several states, separated by commas.
    state: Option<String>,
    /// One or several levels, separated by commas.
    level: Option<String>,
    /// One or several kinds, separated by commas.
    kind: Option<String>,
    /// Only this customer's.
    customer_id: Option<CustomerId>,
    /// Only at this site.
    site_id: Option<SiteId>,
    /// Only about this device.
    device_id: Option<DeviceId>,
    /// Only those this person is responsible for.
    owner_id: Option<PersonId>,
    /// `true`: those I am responsible for; a customer's person: those I reported.
    mine: Option<bool>,
}

/// The tickets you may see: all of them, or your own customer's.
#[utoipa::path(
    get,
    path = "/api/v1/tickets",
    tag = "desk",
    operation_id = "list_tickets",
    params(TicketsQuery),
    responses(
        (status = 200, body = Page<TicketItem>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn list(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    Params(query): Params<TicketsQuery>,
) -> Result<Json<Page<TicketItem>>> {
    let filter = filter(&query, &actor)?;
    let params = PageParams { limit: query.limit, after: query.after, sort: query.sort, q: query.q };
    Ok(Json(desk.by(&actor).tickets(filter, &params, language, desk.clock.now()).await?))
}

fn filter(query: &TicketsQuery, actor: &Actor) -> Result<Filter> {
    let mut filter = Filter::new()
        .and_some("t.customer_id = {}", query.customer_id)
        .and_some("t.site_id = {}", query.site_id)
        .and_some("t.device_id = {}", query.device_id)
        .and_some("t.owner_id = {}", query.owner_id);
    filter = match query.open {
        Some(true) => filter.and("t.closed_at IS NULL"),
        Some(false) => filter.and("t.closed_at IS NOT NULL"),
        None => filter,
    };
    if query.mine == Some(true) {
        let column = if actor.role() == Some(Role::Customer) { "t.reporter_id = {}" } else { "t.owner_id = {}" };
        filter = filter.and_bind(column, actor.person().map_or(0, |person| person.0));
    }
    filter = among(filter, "state", "t.state", query.state.as_deref(), |word| model::State::parse(word).map(model::State::as_str))?;
    if query.state.as_deref().is_some_and(only_open) {
        // Says nothing new, but the few open tickets among very many have an index of their own.
        filter = filter.and("t.closed_at IS NULL");
    }
    filter = among(filter, "kind", "t.kind", query.kind.as_deref(), |word| Kind::parse(word).map(Kind::as_str))?;
    among(filter, "level", "t.level", query.level.as_deref(), |word| {
        word.parse::<i64>().ok().and_then(|number| Level::try_from(number).ok()).map(i64::from)
    })
}

/// Whether every state of the list is one in which something is owed.
fn only_open(states: &str) -> bool {
    states.split(',').all(|word| model::State::parse(word.trim()).is_some_and(|state| !state.is_over()))
}

/// `column IN (…)` for a list of words separated by commas.
fn among<V: Into<base::db::Value>>(
    filter: Filter,
    path: &str,
    column: &str,
    words: Option<&str>,
    known: impl Fn(&str) -> Option<V>,
) -> Result<Filter> {
    let Some(words) = words.filter(|words| !words.is_empty()) else { return Ok(filter) };
    let values: Option<Vec<V>> = words.split(',').map(|word| known(word.trim())).collect();
    let values = values.ok_or_else(|| {
        let text = Text::new(format!("“{words}” is not known here."), format!("不支持的取值：{words}。"));
        Error::invalid_field(path, "value.wrong", text)
    })?;
    Ok(filter.and_in(column, values))
}

/// One ticket with everything that is known of it.
#[utoipa::path(
    get,
    path = "/api/v1/tickets/{id}",
    tag = "desk",
    operation_id = "show_ticket",
    params(("id" = TicketId, Path)),
    responses(
        (status = 200, body = TicketDetail),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn show(State(desk): State<Desk>, actor: Actor, language: Language, At(id): At<TicketId>) -> Result<Json<TicketDetail>> {
    let mut conn = desk.db.read().await?;
    Ok(Json(desk.by(&actor).detail(&mut conn, id, language, desk.clock.now()).await?))
}

/// What happened to a ticket, each as a sentence. A customer reads neither internal notes nor the ways of messages.
#[utoipa::path(
    get,
    path = "/api/v1/tickets/{id}/timeline",
    tag = "desk",
    operation_id = "show_ticket_timeline",
    params(("id" = TicketId, Path)),
    responses(
        (status = 200, body = Timeline),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn timeline(State(desk): State<Desk>, actor: Actor, language: Language, At(id): At<TicketId>) -> Result<Json<Timeline>> {
    let mut conn = desk.db.read().await?;
    Ok(Json(Timeline { items: desk.by(&actor).timeline(&mut conn, id, language).await? }))
}
