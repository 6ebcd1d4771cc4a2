//! `/visits`: lists, one visit, and new ones.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, CustomerId, Language, Page, PageParams, PersonId, Result, TicketId, Timestamp};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::only_request;
use super::wire::VisitItem;
use crate::Field;
use crate::model::{VisitFilter, VisitId};
use crate::plan::NewVisit;

/// Which visits.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitsQuery {
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// `-created_at` (the default), `planned_at` or `id`; a leading `-` turns the order round.
    sort: Option<String>,
    /// `true`: only those on which I go.
    mine: Option<bool>,
    /// `true`: something is still to happen; `false`: left or cancelled.
    open: Option<bool>,
    /// Only for this ticket.
    ticket_id: Option<TicketId>,
    /// Only those on which this person goes.
    engineer_id: Option<PersonId>,
    /// Only at this customer.
    customer_id: Option<CustomerId>,
}

/// The visits you may see: all of them, or your own customer's.
#[utoipa::path(
    get,
    path = "/api/v1/visits",
    tag = "field",
    operation_id = "list_visits",
    params(VisitsQuery),
    responses(
        (status = 200, body = Page<VisitItem>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn list(
    State(field): State<Field>,
    actor: Actor,
    language: Language,
    Params(query): Params<VisitsQuery>,
) -> Result<Json<Page<VisitItem>>> {
    let which = VisitFilter {
        mine: query.mine == Some(true),
        open: query.open,
        ticket: query.ticket_id,
        engineer: query.engineer_id,
        customer: query.customer_id,
    };
    let params = PageParams { limit: query.limit, after: query.after, sort: query.sort, q: None };
    Ok(Json(field.by(&actor).visits(which, &params, language).await?))
}

/// A visit about to be planned.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewVisit)]
pub(super) struct NewVisitBody {
    /// What for.
    ticket_id: TicketId,
    /// Who goes.
    engineer_id: PersonId,
    /// For when; as soon as possible when absent.
    planned_at: Option<Timestamp>,
    /// The same id again answers what was planned with it.
    request_id: Option<String>,
}

/// Plans a visit; whoever is to go is told. For dispatchers, managers and administrators; an engineer plans their own.
#[utoipa::path(
    post,
    path = "/api/v1/visits",
    tag = "field",
    operation_id = "plan_visit",
    request_body = NewVisitBody,
    responses(
        (status = 201, body = VisitItem),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this person"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn plan(
    State(field): State<Field>,
    actor: Actor,
    language: Language,
    Body(body): Body<NewVisitBody>,
) -> Result<(StatusCode, Json<VisitItem>)> {
    let request = only_request(body.request_id.as_deref())?;
    let new = NewVisit { ticket: body.ticket_id, engineer: body.engineer_id, planned_at: body.planned_at };
    let id = field.by(&actor).plan(new, request.as_deref(), field.clock.now()).await?;
    let mut conn = field.db.read().await?;
    Ok((StatusCode::CREATED, Json(field.by(&actor).visit(&mut conn, id, language).await?)))
}

/// One visit.
#[utoipa::path(
    get,
    path = "/api/v1/visits/{id}",
    tag = "field",
    operation_id = "show_visit",
    params(("id" = VisitId, Path)),
    responses(
        (status = 200, body = VisitItem),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn show(State(field): State<Field>, actor: Actor, language: Language, At(id): At<VisitId>) -> Result<Json<VisitItem>> {
    let mut conn = field.db.read().await?;
    Ok(Json(field.by(&actor).visit(&mut conn, id, language).await?))
}
