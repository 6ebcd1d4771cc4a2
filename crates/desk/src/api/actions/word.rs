//! The last word on a ticket: the customer confirms or rejects, somebody reopens or cancels.

use axum::Json;
use axum::extract::State;
use base::http::{At, Body, Problem};
use base::{Actor, Language, Result, Text, TicketId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{checked, done};
use crate::Desk;
use crate::api::wire::TicketDetail;
use crate::model::Confirmed;
use crate::rules::steps::Act;
use base::entry::{Entry, LINE, TEXT};

/// The customer's word that it is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketConfirmationBody)]
pub(in crate::api) struct ConfirmBody {
    /// The version that was looked at.
    version: i64,
    /// Who confirms for the customer.
    signed_by: String,
    /// Must be true: whoever is not satisfied rejects, with a reason.
    satisfied: bool,
    /// Something to add.
    comment: Option<String>,
}

/// A reason.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketReason)]
pub(in crate::api) struct ReasonBody {
    /// The version that was looked at.
    pub(super) version: i64,
    /// Why.
    pub(super) reason: String,
}

/// The customer agrees that it is done: the ticket is closed.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/confirm",
    tag = "desk",
    operation_id = "confirm_ticket",
    params(("id" = TicketId, Path)),
    request_body = ConfirmBody,
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
pub(in crate::api) async fn confirm(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<ConfirmBody>,
) -> Result<Json<TicketDetail>> {
    let mut entry = Entry::new();
    let signed_by = entry.text("signed_by", &body.signed_by, LINE);
    let comment = entry.maybe_text("comment", body.comment.as_deref(), TEXT);
    if !body.satisfied {
        let text = Text::new("If it is not done, say so with “not satisfied” and a reason.", "如未完成，请选择“不满意”并说明原因。");
        entry.refuse("satisfied", "ticket.not_satisfied", text);
    }
    entry.done()?;
    let word = Confirmed { signed_by, satisfied: true, comment, visit_id: None, signature_sha256: None };
    done(&desk, &actor, id, body.version, Act::Confirm(word), language).await
}

/// The customer is not satisfied: the work goes on, and the restoration counts as none.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/reject",
    tag = "desk",
    operation_id = "reject_ticket",
    params(("id" = TicketId, Path)),
    request_body = ReasonBody,
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
pub(in crate::api) async fn reject(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<ReasonBody>,
) -> Result<Json<TicketDetail>> {
    let reason = checked("reason", &body.reason)?;
    done(&desk, &actor, id, body.version, Act::Reject { reason }, language).await
}

/// A closed ticket is not done after all: the work and the clocks go on.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/reopen",
    tag = "desk",
    operation_id = "reopen_ticket",
    params(("id" = TicketId, Path)),
    request_body = ReasonBody,
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
pub(in crate::api) async fn reopen(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<ReasonBody>,
) -> Result<Json<TicketDetail>> {
    let reason = checked("reason", &body.reason)?;
    done(&desk, &actor, id, body.version, Act::Reopen { reason }, language).await
}

/// It was no promised work.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/cancel",
    tag = "desk",
    operation_id = "cancel_ticket",
    params(("id" = TicketId, Path)),
    request_body = ReasonBody,
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
pub(in crate::api) async fn cancel(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<ReasonBody>,
) -> Result<Json<TicketDetail>> {
    let reason = checked("reason", &body.reason)?;
    done(&desk, &actor, id, body.version, Act::Cancel { reason }, language).await
}
