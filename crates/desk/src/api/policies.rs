//! `/escalation-policies` and `/escalation-uses`: who is called in which order, and for which contract and level. Read by staff, written by
//! managers and administrators.

use archive::ContractId;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Problem};
use base::{Actor, Page, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Desk;
use crate::model::{Level, Plan, Policy, PolicyId, USUAL};
use crate::policies::NewPolicy;
use crate::store::policies::Use;

/// One version of an escalation policy.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EscalationPolicy {
    id: PolicyId,
    /// From 1.
    version: i64,
    /// Empty for the usual order, which is built in.
    name: String,
    /// Whether it is the usual order: it holds wherever no other policy does, and cannot be changed.
    built_in: bool,
    plan: Plan,
    /// Why this version was written; may be empty.
    reason: String,
    written_at: Timestamp,
    written_by: String,
}

impl From<Policy> for EscalationPolicy {
    fn from(policy: Policy) -> EscalationPolicy {
        let Policy { id, version, name, plan, reason, written_at, written_by } = policy;
        EscalationPolicy { id, version, name, built_in: id == USUAL, plan, reason, written_at, written_by }
    }
}

/// A policy about to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewEscalationPolicy {
    /// 1 to 80 characters.
    name: String,
    plan: Plan,
    /// Why; may be left out.
    #[serde(default)]
    reason: String,
}

/// The next version of a policy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EscalationPolicyChange {
    /// The version that was looked at.
    version: i64,
    /// 1 to 80 characters.
    name: String,
    plan: Plan,
    /// Why; may be left out.
    #[serde(default)]
    reason: String,
}

/// Which policy holds for what. The most specific wins: contract and level, contract, level, neither.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EscalationUse {
    /// For this contract; null for every one.
    contract_id: Option<ContractId>,
    /// At this level; null for every one.
    level: Option<i64>,
    policy_id: PolicyId,
}

/// What a policy is to hold for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EscalationUseChange {
    /// For this contract; null for every one.
    contract_id: Option<ContractId>,
    /// At this level; null for every one.
    level: Option<Level>,
    /// Null: none of its own; what is less specific holds.
    policy_id: Option<PolicyId>,
}

fn uses_page(uses: Vec<Use>) -> Page<EscalationUse> {
    let item = |used: Use| EscalationUse { contract_id: used.contract_id, level: used.level, policy_id: used.policy_id };
    Page::whole(uses.into_iter().map(item).collect())
}

/// Every policy in its current version, the usual order first.
#[utoipa::path(
    get, path = "/api/v1/escalation-policies", tag = "desk", operation_id = "list_escalation_policies",
    responses(
        (status = 200, body = Page<EscalationPolicy>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list(State(desk): State<Desk>, actor: Actor) -> Result<Json<Page<EscalationPolicy>>> {
    Ok(Json(Page::whole(desk.by(&actor).policies().await?.into_iter().map(EscalationPolicy::from).collect())))
}

/// Writes a new policy.
#[utoipa::path(
    post, path = "/api/v1/escalation-policies", tag = "desk", operation_id = "write_escalation_policy", request_body = NewEscalationPolicy,
    responses(
        (status = 201, body = EscalationPolicy),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn write(
    State(desk): State<Desk>,
    actor: Actor,
    Body(body): Body<NewEscalationPolicy>,
) -> Result<(StatusCode, Json<EscalationPolicy>)> {
    let new = NewPolicy { name: body.name, plan: body.plan, reason: body.reason };
    Ok((StatusCode::CREATED, Json(desk.by(&actor).write_policy(new, desk.clock.now()).await?.into())))
}

/// A policy with all its versions, the newest first. Tickets go by the version in force when they were opened.
#[utoipa::path(
    get, path = "/api/v1/escalation-policies/{id}", tag = "desk", operation_id = "show_escalation_policy", params(("id" = i64, Path)),
    responses(
        (status = 200, body = Page<EscalationPolicy>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn show(State(desk): State<Desk>, actor: Actor, At(id): At<PolicyId>) -> Result<Json<Page<EscalationPolicy>>> {
    Ok(Json(Page::whole(desk.by(&actor).policy(id).await?.into_iter().map(EscalationPolicy::from).collect())))
}

/// Writes the next version of a policy. Open tickets go on by theirs.
#[utoipa::path(
    put, path = "/api/v1/escalation-policies/{id}", tag = "desk", operation_id = "rewrite_escalation_policy", params(("id" = i64, Path)),
    request_body = EscalationPolicyChange,
    responses(
        (status = 200, body = EscalationPolicy),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "Somebody changed it meanwhile, or it is built in"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn rewrite(
    State(desk): State<Desk>,
    actor: Actor,
    At(id): At<PolicyId>,
    Body(body): Body<EscalationPolicyChange>,
) -> Result<Json<EscalationPolicy>> {
    let new = NewPolicy { name: body.name, plan: body.plan, reason: body.reason };
    Ok(Json(desk.by(&actor).rewrite_policy(id, body.version, new, desk.clock.now()).await?.into()))
}

/// Which policy holds for which contract and level; where none does, the usual order holds.
#[utoipa::path(
    get, path = "/api/v1/escalation-uses", tag = "desk", operation_id = "list_escalation_uses",
    responses(
        (status = 200, body = Page<EscalationUse>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn uses(State(desk): State<Desk>, actor: Actor) -> Result<Json<Page<EscalationUse>>> {
    Ok(Json(uses_page(desk.by(&actor).uses().await?)))
}

/// Has a policy hold for a contract and a level. Open tickets go on by theirs.
#[utoipa::path(
    put, path = "/api/v1/escalation-uses", tag = "desk", operation_id = "set_escalation_use", request_body = EscalationUseChange,
    responses(
        (status = 200, body = Page<EscalationUse>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn set_use(
    State(desk): State<Desk>,
    actor: Actor,
    Body(body): Body<EscalationUseChange>,
) -> Result<Json<Page<EscalationUse>>> {
    let uses = desk.by(&actor).set_use(body.contract_id, body.level, body.policy_id, desk.clock.now()).await?;
    Ok(Json(uses_page(uses)))
}
