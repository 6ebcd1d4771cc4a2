//! `/tickets`: lists, one ticket, its timeline, and new ones.

use archive::{DeviceId, SiteId};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::db::Filter;
use base::http::{At, Body, Params, Problem};
use base::{Actor, CustomerId, Error, Language, Page, PageParams, PersonId, Result, Role, Text, TicketId, Timestamp};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::wire::{TicketDetail, TicketItem, Timeline};
use crate::Desk;
use crate::case::named;
use crate::model::{self, Kind, Level, Source, Words};
use crate::open::{NewTicket, place};
use crate::rules::entry::{Entry, LINE, TEXT};
use crate::rules::level::Facts;

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

/// A ticket about to be opened. A customer's person opens one for their own customer and leaves `customer_id`, `level` and `reason` out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTicket)]
pub(super) struct NewTicketBody {
    /// What it is about; a customer's person reports faults, questions and complaints.
    kind: Kind,
    /// What is wrong, in a line.
    title: String,
    /// The rest of what is to be told.
    description: Option<String>,
    /// For whom; a customer's own is implied.
    customer_id: Option<CustomerId>,
    /// Where.
    site_id: Option<SiteId>,
    /// What broke; its site is implied.
    device_id: Option<DeviceId>,
    /// The level to be set at once; the proposed one when absent.
    level: Option<Level>,
    /// Why, when it is not the proposed one.
    reason: Option<String>,
    /// For how many minutes the business has been interrupted.
    business_stopped_minutes: Option<i64>,
    /// Key data is lost.
    data_lost: Option<bool>,
    /// Key data is at risk.
    data_at_risk: Option<bool>,
    /// There is danger of paralysis.
    paralysis_risk: Option<bool>,
}

/// Opens a ticket: the contract is frozen, a level proposed, somebody on duty called, the customer told.
#[utoipa::path(
    post,
    path = "/api/v1/tickets",
    tag = "desk",
    operation_id = "open_ticket",
    request_body = NewTicketBody,
    responses(
        (status = 201, body = TicketDetail),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn create(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    Body(body): Body<NewTicketBody>,
) -> Result<(StatusCode, Json<TicketDetail>)> {
    let now = desk.clock.now();
    let id = desk.by(&actor).report(body, now).await?;
    let mut conn = desk.db.read().await?;
    Ok((StatusCode::CREATED, Json(desk.by(&actor).detail(&mut conn, id, language, now).await?)))
}

impl crate::DeskBy<'_> {
    async fn report(&self, body: NewTicketBody, now: Timestamp) -> Result<TicketId> {
        let own = match self.actor.scope() {
            base::Scope::Customer(own) => Some(own),
            base::Scope::All => None,
        };
        let mut entry = Entry::new();
        let title = entry.text("title", &body.title, LINE);
        let description = entry.maybe_text("description", body.description.as_deref(), TEXT);
        let reason = entry.maybe_text("reason", body.reason.as_deref(), TEXT);
        check(&mut entry, &body, own);
        entry.done()?;
        let mut conn = self.desk.db.write().await?;
        let customer = own.or(body.customer_id).ok_or_else(no_such_customer)?;
        archive::facts::customer(&mut conn, customer).await?.ok_or_else(no_such_customer)?;
        let (site, device) = place(&mut conn, customer, body.site_id, body.device_id).await?;
        let facts = Facts {
            business_stopped_minutes: body.business_stopped_minutes,
            data_lost: body.data_lost.unwrap_or(false),
            data_at_risk: body.data_at_risk.unwrap_or(false),
            paralysis_risk: body.paralysis_risk.unwrap_or(false),
            device: device.as_ref().map(|device| device.kind),
            ..Facts::of(body.kind)
        };
        let new = NewTicket {
            kind: body.kind,
            source: if own.is_some() { Source::Customer } else { Source::Staff },
            title: Words::same(&title),
            description,
            customer,
            site,
            device: device.as_ref().map(|device| device.id),
            alarm: None,
            reporter: Some(named(self.actor)?),
            level: body.level.map(|level| (level, reason)),
            facts,
            affected: device.iter().map(|device| device.id).collect(),
            over: false,
        };
        let id = self.desk.open(&mut conn, self.actor, now, now, new).await?;
        conn.commit().await?;
        Ok(id)
    }
}

fn check(entry: &mut Entry, body: &NewTicketBody, own: Option<CustomerId>) {
    if body.business_stopped_minutes.is_some_and(|minutes| !(0..=525_600).contains(&minutes)) {
        let text = Text::new("Give the minutes from 0 to 525600.", "请填写 0 至 525600 之间的分钟数。");
        entry.refuse("business_stopped_minutes", "value.out_of_range", text);
    }
    match own {
        None if body.customer_id.is_none() => {
            entry.refuse("customer_id", "value.missing", Text::new("Say for which customer.", "请选择用户单位。"));
        }
        None => {}
        Some(own) => {
            if body.customer_id.is_some_and(|given| given != own) {
                entry.refuse(
                    "customer_id",
                    "ticket.no_such_customer",
                    Text::new("Leave it out: it is your own.", "请省略此项，默认为本单位。"),
                );
            }
            if matches!(body.kind, Kind::Finding | Kind::Task) {
                let text = Text::new("Report a fault, a question or a complaint.", "请选择故障、咨询或投诉。");
                entry.refuse("kind", "ticket.kind_not_yours", text);
            }
            for (path, given) in [("level", body.level.is_some()), ("reason", body.reason.is_some())] {
                if given {
                    let text = Text::new("Leave it out: the service sets the level.", "请省略此项，级别由服务方确定。");
                    entry.refuse(path, "ticket.level_not_yours", text);
                }
            }
        }
    }
}

fn no_such_customer() -> Error {
    Error::invalid_field("customer_id", "ticket.no_such_customer", Text::new("There is no such customer.", "没有这个用户单位。"))
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
