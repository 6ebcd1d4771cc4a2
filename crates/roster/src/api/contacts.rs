//! `/people/{id}/contacts/{way}`: proving that messages reach somebody. The code itself is sent by the room of messages.

use axum::Json;
use axum::extract::State;
use base::http::{At, Body, Problem};
use base::{Actor, PersonId, Result};
use serde::Deserialize;

use crate::Roster;
use crate::model::{ContactWay, Person};

/// A code typed back.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactCodeTyped {
    /// The six digits.
    code: String,
}

/// How an address was proved without a code.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactWord {
    /// `called her, she answered`: 1 to 200 characters; the journal keeps it with your name.
    how: String,
}

/// Types a code back that was sent to the address: one's own, or another's for administrators, managers and dispatchers.
#[utoipa::path(
    post, path = "/api/v1/people/{id}/contacts/{way}/confirm", tag = "roster", operation_id = "confirm_contact",
    params(("id" = i64, Path), ("way" = String, Path, description = "`email` or `phone`")), request_body = ContactCodeTyped,
    responses(
        (status = 200, body = Person),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "There is no code to type back"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "It is not the code that was sent"),
    )
)]
pub(crate) async fn confirm(
    State(roster): State<Roster>,
    actor: Actor,
    At((id, way)): At<(PersonId, ContactWay)>,
    Body(body): Body<ContactCodeTyped>,
) -> Result<Json<Person>> {
    Ok(Json(roster.by(&actor).confirm_contact(id, way, &body.code, roster.clock.now()).await?))
}

/// Says that an address was proved without a code, where none can be sent: for administrators, managers and dispatchers.
#[utoipa::path(
    post, path = "/api/v1/people/{id}/contacts/{way}/vouch", tag = "roster", operation_id = "vouch_for_contact",
    params(("id" = i64, Path), ("way" = String, Path, description = "`email` or `phone`")), request_body = ContactWord,
    responses(
        (status = 200, body = Person),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "There is no such address"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn vouch(
    State(roster): State<Roster>,
    actor: Actor,
    At((id, way)): At<(PersonId, ContactWay)>,
    Body(body): Body<ContactWord>,
) -> Result<Json<Person>> {
    Ok(Json(roster.by(&actor).vouch_for_contact(id, way, &body.how, roster.clock.now()).await?))
}
