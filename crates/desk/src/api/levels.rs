//! `/levels`: what makes a level, as data.

use axum::Json;
use axum::extract::State;
use base::http::{Body, Problem};
use base::{Actor, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Desk;
use crate::rules::level::Definitions;

/// What makes a level.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Levels {
    /// Which version this is; 0 for the plan's own definitions. Give it with a PUT.
    version: i64,
    /// The definitions.
    #[serde(flatten)]
    definitions: Definitions,
}

/// Other definitions.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewLevels)]
pub(super) struct NewLevels {
    /// The version that was looked at; another present one is 409 `levels.changed`.
    version: i64,
    /// Why.
    reason: String,
    /// The definitions.
    definitions: Definitions,
}

/// What makes a level: names, meanings, and the numbers by which one is proposed.
#[utoipa::path(
    get,
    path = "/api/v1/levels",
    tag = "desk",
    operation_id = "show_levels",
    responses(
        (status = 200, body = Levels),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
    ),
)]
pub(super) async fn show(State(desk): State<Desk>, actor: Actor) -> Result<Json<Levels>> {
    let (version, definitions) = desk.by(&actor).levels().await?;
    Ok(Json(Levels { version, definitions }))
}

/// Defines the levels otherwise. For administrators and managers. Levels that were set stay as they are.
#[utoipa::path(
    put,
    path = "/api/v1/levels",
    tag = "desk",
    operation_id = "define_levels",
    request_body = NewLevels,
    responses(
        (status = 200, body = Levels),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn define(State(desk): State<Desk>, actor: Actor, Body(body): Body<NewLevels>) -> Result<Json<Levels>> {
    desk.by(&actor).define_levels(body.version, body.definitions, &body.reason, desk.clock.now()).await?;
    show(State(desk), actor).await
}
