//! Taking a ticket, making somebody responsible, setting its level, writing on its timeline.

use axum::Json;
use axum::extract::State;
use base::http::{At, Body, Problem};
use base::{Actor, Language, PersonId, Result, TicketId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{VersionBody, checked, done, shown};
use crate::Desk;
use crate::api::wire::TicketDetail;
use crate::model::{Level, Via, Visibility};
use crate::rules::steps::Act;

/// Who is to be responsible.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketAssignment)]
pub(in crate::api) struct AssignBody {
    /// The version that was looked at.
    version: i64,
    /// An active engineer, dispatcher, manager or administrator.
    owner_id: PersonId,
}

/// Another level.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketLevelChange)]
pub(in crate::api) struct LevelBody {
    /// The version that was looked at.
    version: i64,
    /// The level; 1 is worst.
    level: Level,
    /// Why.
    reason: String,
}

/// A note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketNote)]
pub(in crate::api) struct NoteBody {
    /// The text.
    text: String,
    /// Who may read it; a customer's person writes for both.
    visibility: Visibility,
}

/// Takes the ticket: the clock for responding stops, and nobody else is called.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/acknowledge",
    tag = "desk",
    operation_id = "acknowledge_ticket",
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
pub(in crate::api) async fn acknowledge(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<VersionBody>,
) -> Result<Json<TicketDetail>> {
    done(&desk, &actor, id, body.version, Act::Acknowledge { via: Via::Session }, language).await
}

/// Makes somebody responsible.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/assign",
    tag = "desk",
    operation_id = "assign_ticket",
    params(("id" = TicketId, Path)),
    request_body = AssignBody,
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
pub(in crate::api) async fn assign(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<AssignBody>,
) -> Result<Json<TicketDetail>> {
    let now = desk.clock.now();
    desk.by(&actor).assign(id, body.version, body.owner_id, now).await?;
    shown(&desk, &actor, id, language, now).await
}

/// Sets the level, with a reason; its history stays.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/level",
    tag = "desk",
    operation_id = "level_ticket",
    params(("id" = TicketId, Path)),
    request_body = LevelBody,
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
pub(in crate::api) async fn level(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<LevelBody>,
) -> Result<Json<TicketDetail>> {
    let reason = checked("reason", &body.reason)?;
    done(&desk, &actor, id, body.version, Act::Level { level: body.level, reason }, language).await
}

/// Writes something on the timeline. It changes nothing else and needs no version.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/note",
    tag = "desk",
    operation_id = "note_ticket",
    params(("id" = TicketId, Path)),
    request_body = NoteBody,
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
pub(in crate::api) async fn note(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<NoteBody>,
) -> Result<Json<TicketDetail>> {
    let now = desk.clock.now();
    desk.by(&actor).note(id, body.visibility, &body.text, now).await?;
    shown(&desk, &actor, id, language, now).await
}
