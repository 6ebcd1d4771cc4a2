//! Working on a ticket: letting its clocks go on, restoring the service, removing the cause.

use axum::Json;
use axum::extract::State;
use base::http::{At, Body, Problem};
use base::{Actor, Language, Result, TicketId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{VersionBody, checked, done, shown};
use crate::Desk;
use crate::api::wire::TicketDetail;
use crate::rules::steps::Act;
use base::entry::{Entry, TEXT};

/// The word that the service runs again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketRestoration)]
pub(in crate::api) struct RestoreBody {
    /// The version that was looked at.
    version: i64,
    /// What was done.
    text: String,
}

/// What it was and what was done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketResolution)]
pub(in crate::api) struct ResolveBody {
    /// The version that was looked at.
    version: i64,
    /// What the cause was.
    cause: String,
    /// How it was removed.
    solution: String,
}

/// Lets the clocks go on.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/resume",
    tag = "desk",
    operation_id = "resume_ticket",
    params(("id" = TicketId, Path)),
    request_body = VersionBody,
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
pub(in crate::api) async fn resume(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<VersionBody>,
) -> Result<Json<TicketDetail>> {
    done(&desk, &actor, id, body.version, Act::Resume, language).await
}

/// Says that the service runs again. While an alarm is open the word waits for the monitoring to see it.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/restore",
    tag = "desk",
    operation_id = "restore_ticket",
    params(("id" = TicketId, Path)),
    request_body = RestoreBody,
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
pub(in crate::api) async fn restore(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<RestoreBody>,
) -> Result<Json<TicketDetail>> {
    let now = desk.clock.now();
    desk.by(&actor).restore(id, body.version, checked("text", &body.text)?, now).await?;
    shown(&desk, &actor, id, language, now).await
}

/// Says what the cause was and how it was removed.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/resolve",
    tag = "desk",
    operation_id = "resolve_ticket",
    params(("id" = TicketId, Path)),
    request_body = ResolveBody,
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
pub(in crate::api) async fn resolve(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<ResolveBody>,
) -> Result<Json<TicketDetail>> {
    let mut entry = Entry::new();
    let cause = entry.text("cause", &body.cause, TEXT);
    let solution = entry.text("solution", &body.solution, TEXT);
    entry.done()?;
    done(&desk, &actor, id, body.version, Act::Resolve { cause, solution }, language).await
}
