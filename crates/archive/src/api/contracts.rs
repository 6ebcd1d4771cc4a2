//! `/contracts`: under which promises a customer is served.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, Page, Result};
use serde::Serialize;

use super::OfCustomer;
use crate::model::{ContractChange, NewClause, NewContract};
use crate::rules::{clause, contract as rules};
use crate::view::ContractView;
use crate::{Archive, ContractId};

/// What a new contract is offered: it takes these where it is given nothing else.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct UsualContract {
    /// The IANA zone.
    zone: &'static str,
    /// The table of promised times.
    clauses: Vec<NewClause>,
    /// After how many seconds without an answer the next person is called.
    call_next_after_seconds: i64,
}

/// The contracts you may see, in their current versions. Sorts: `starts_on`, `ends_on`, `name`, `number`, `customer`, `id`.
#[utoipa::path(
    get,
    path = "/api/v1/contracts",
    tag = "archive",
    operation_id = "list_contracts",
    params(OfCustomer),
    responses(
        (status = 200, body = Page<ContractView>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn list(
    State(archive): State<Archive>,
    actor: Actor,
    Params(query): Params<OfCustomer>,
) -> Result<Json<Page<ContractView>>> {
    let (customer, params) = query.params();
    Ok(Json(archive.by(&actor).contracts(customer, &params).await?))
}

/// Enters a contract. For administrators and managers. One that is valid at the same time as another of the customer is 409
/// `contract.overlap`.
#[utoipa::path(
    post,
    path = "/api/v1/contracts",
    tag = "archive",
    operation_id = "create_contract",
    request_body = NewContract,
    responses(
        (status = 201, body = ContractView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn create(
    State(archive): State<Archive>,
    actor: Actor,
    Body(new): Body<NewContract>,
) -> Result<(StatusCode, Json<ContractView>)> {
    let contract = archive.by(&actor).create_contract(archive.clock.now(), new).await?;
    Ok((StatusCode::CREATED, Json(contract)))
}

/// The promises that a new contract is offered.
#[utoipa::path(
    get,
    path = "/api/v1/contracts/usual",
    tag = "archive",
    operation_id = "usual_contract",
    responses(
        (status = 200, body = UsualContract),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
    ),
)]
pub(super) async fn usual(_signed_in: Actor) -> Json<UsualContract> {
    Json(UsualContract { zone: rules::USUAL_ZONE, clauses: clause::usual(), call_next_after_seconds: rules::USUAL_CALL_SECONDS })
}

/// One contract in its current version.
#[utoipa::path(
    get,
    path = "/api/v1/contracts/{id}",
    tag = "archive",
    operation_id = "show_contract",
    params(("id" = ContractId, Path)),
    responses(
        (status = 200, body = ContractView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn show(State(archive): State<Archive>, actor: Actor, At(id): At<ContractId>) -> Result<Json<ContractView>> {
    Ok(Json(archive.by(&actor).contract(id).await?))
}

/// Writes a new version of a contract. For administrators and managers. Promises that are running already keep the version under which
/// they were made.
#[utoipa::path(
    patch,
    path = "/api/v1/contracts/{id}",
    tag = "archive",
    operation_id = "change_contract",
    params(("id" = ContractId, Path)),
    request_body = ContractChange,
    responses(
        (status = 200, body = ContractView),
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
    At(id): At<ContractId>,
    Body(change): Body<ContractChange>,
) -> Result<Json<ContractView>> {
    Ok(Json(archive.by(&actor).change_contract(archive.clock.now(), id, change).await?))
}

/// Every version of a contract, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/contracts/{id}/versions",
    tag = "archive",
    operation_id = "contract_versions",
    params(("id" = ContractId, Path)),
    responses(
        (status = 200, body = Page<ContractView>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn versions(State(archive): State<Archive>, actor: Actor, At(id): At<ContractId>) -> Result<Json<Page<ContractView>>> {
    Ok(Json(Page::whole(archive.by(&actor).contract_versions(id).await?)))
}
