//! `/guard-periods`: when more is promised.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, Page, Result};

use super::OfCustomer;
use crate::model::{GuardPeriod, GuardPeriodChange, NewGuardPeriod};
use crate::{Archive, GuardPeriodId};

/// The guard periods that concern you: your own and everybody's. Sorts: `-starts_at` (the default), `ends_at`, `name`, `id`.
#[utoipa::path(
    get,
    path = "/api/v1/guard-periods",
    tag = "archive",
    operation_id = "list_guard_periods",
    params(OfCustomer),
    responses(
        (status = 200, body = Page<GuardPeriod>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn list(
    State(archive): State<Archive>,
    actor: Actor,
    Params(query): Params<OfCustomer>,
) -> Result<Json<Page<GuardPeriod>>> {
    let (customer, params) = query.params();
    Ok(Json(archive.by(&actor).guard_periods(customer, &params).await?))
}

/// Enters a guard period. For administrators and managers. Tickets opened in it are promised what the contract says for guard periods.
#[utoipa::path(
    post,
    path = "/api/v1/guard-periods",
    tag = "archive",
    operation_id = "create_guard_period",
    request_body = NewGuardPeriod,
    responses(
        (status = 201, body = GuardPeriod),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn create(
    State(archive): State<Archive>,
    actor: Actor,
    Body(new): Body<NewGuardPeriod>,
) -> Result<(StatusCode, Json<GuardPeriod>)> {
    let guard = archive.by(&actor).create_guard_period(archive.clock.now(), new).await?;
    Ok((StatusCode::CREATED, Json(guard)))
}

/// Changes a guard period. For administrators and managers. Tickets keep what held when they were opened.
#[utoipa::path(
    patch,
    path = "/api/v1/guard-periods/{id}",
    tag = "archive",
    operation_id = "change_guard_period",
    params(("id" = GuardPeriodId, Path)),
    request_body = GuardPeriodChange,
    responses(
        (status = 200, body = GuardPeriod),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn change(
    State(archive): State<Archive>,
    actor: Actor,
    At(id): At<GuardPeriodId>,
    Body(change): Body<GuardPeriodChange>,
) -> Result<Json<GuardPeriod>> {
    Ok(Json(archive.by(&actor).change_guard_period(archive.clock.now(), id, change).await?))
}

/// Removes a guard period. For administrators and managers.
#[utoipa::path(
    delete,
    path = "/api/v1/guard-periods/{id}",
    tag = "archive",
    operation_id = "remove_guard_period",
    params(("id" = GuardPeriodId, Path)),
    responses(
        (status = 204, description = "removed"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn remove(State(archive): State<Archive>, actor: Actor, At(id): At<GuardPeriodId>) -> Result<StatusCode> {
    archive.by(&actor).remove_guard_period(archive.clock.now(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
