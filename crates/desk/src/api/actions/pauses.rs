//! Pauses: letting the clocks stand still, proving it, disputing it, deciding that.

use axum::Json;
use axum::extract::State;
use base::http::{At, Body, Problem};
use base::{Actor, Language, Result, TicketId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{checked, done};
use crate::Desk;
use crate::api::wire::TicketDetail;
use crate::rules::steps::Act;
use base::entry::{Entry, LINE, TEXT};

/// Why the clocks may stand still. Without a third party's ticket or a file the pause is shown and counted apart.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketPause)]
pub(in crate::api) struct PauseBody {
    /// The version that was looked at.
    version: i64,
    /// Why.
    reason: String,
    /// Who asked for it.
    requester: String,
    /// What is said about the evidence. Words alone prove nothing.
    evidence: Option<String>,
    /// The number under which a third party works on it.
    third_party_ticket: Option<String>,
    /// A photo, a recording, a signed slip that was uploaded to the ticket.
    file_id: Option<i64>,
}

/// What proves a pause.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketPauseEvidence)]
pub(in crate::api) struct EvidenceBody {
    /// The version that was looked at.
    version: i64,
    /// Which pause of the ticket, counted from 1.
    pause: i64,
    /// What is said about the evidence. Words alone prove nothing.
    evidence: Option<String>,
    /// The number under which a third party works on it.
    third_party_ticket: Option<String>,
    /// A photo, a recording, a signed slip that was uploaded to the ticket.
    file_id: Option<i64>,
}

/// Why a pause was none of the customer's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketPauseDispute)]
pub(in crate::api) struct DisputeBody {
    /// The version that was looked at.
    version: i64,
    /// Which pause of the ticket, counted from 1.
    pause: i64,
    /// Why.
    reason: String,
}

/// A decision about a disputed pause.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketPauseDecision)]
pub(in crate::api) struct DecisionBody {
    /// The version that was looked at.
    version: i64,
    /// Which pause of the ticket, counted from 1.
    pause: i64,
    /// Whether it is withdrawn: then its time counts.
    withdrawn: bool,
    /// Why.
    reason: String,
}

/// Lets the clocks stand still, with reason, requester and evidence. The customer sees it.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/pause",
    tag = "desk",
    operation_id = "pause_ticket",
    params(("id" = TicketId, Path)),
    request_body = PauseBody,
    responses(
        (status = 200, body = TicketDetail),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(in crate::api) async fn pause(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<PauseBody>,
) -> Result<Json<TicketDetail>> {
    let mut entry = Entry::new();
    let reason = entry.text("reason", &body.reason, TEXT);
    let requester = entry.text("requester", &body.requester, LINE);
    entry.done()?;
    let evidence = desk.by(&actor).evidence(id, body.evidence.as_deref(), body.third_party_ticket.as_deref(), body.file_id).await?;
    done(&desk, &actor, id, body.version, Act::Pause { reason, requester, evidence }, language).await
}

/// Gives evidence for a pause, also after it has ended.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/prove",
    tag = "desk",
    operation_id = "prove_ticket_pause",
    params(("id" = TicketId, Path)),
    request_body = EvidenceBody,
    responses(
        (status = 200, body = TicketDetail),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(in crate::api) async fn prove(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<EvidenceBody>,
) -> Result<Json<TicketDetail>> {
    let evidence = desk.by(&actor).evidence(id, body.evidence.as_deref(), body.third_party_ticket.as_deref(), body.file_id).await?;
    if evidence.told().is_none() {
        checked("evidence", "")?;
    }
    done(&desk, &actor, id, body.version, Act::Evidence { pause: body.pause, evidence }, language).await
}

/// The customer says that a pause was none of theirs. A manager decides.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/dispute",
    tag = "desk",
    operation_id = "dispute_ticket_pause",
    params(("id" = TicketId, Path)),
    request_body = DisputeBody,
    responses(
        (status = 200, body = TicketDetail),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(in crate::api) async fn dispute(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<DisputeBody>,
) -> Result<Json<TicketDetail>> {
    let reason = checked("reason", &body.reason)?;
    done(&desk, &actor, id, body.version, Act::Dispute { pause: body.pause, reason }, language).await
}

/// Decides a dispute. A pause that is withdrawn takes out no time: what it had hidden comes to light. For administrators and managers.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/decide",
    tag = "desk",
    operation_id = "decide_ticket_dispute",
    params(("id" = TicketId, Path)),
    request_body = DecisionBody,
    responses(
        (status = 200, body = TicketDetail),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(in crate::api) async fn decide(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<DecisionBody>,
) -> Result<Json<TicketDetail>> {
    let reason = checked("reason", &body.reason)?;
    done(&desk, &actor, id, body.version, Act::Decide { pause: body.pause, withdrawn: body.withdrawn, reason }, language).await
}
