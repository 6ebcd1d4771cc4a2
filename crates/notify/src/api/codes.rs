//! `/people/{id}/contacts/{way}/code`: sending the code that proves an address or a number.

use axum::Json;
use axum::extract::State;
use base::http::{At, Problem};
use base::{Actor, PersonId, Result};
use roster::ContactWay;
use serde::Serialize;

use crate::Notify;
use crate::model::Channel;

/// A code on its way.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ContactCodeSent {
    /// Over which channel; it is typed back within a quarter of an hour.
    channel: Channel,
}

/// Sends a code to the person's e-mail address or phone number, there and nowhere else: one's own, or another's for administrators, managers
/// and dispatchers.
#[utoipa::path(
    post, path = "/api/v1/people/{id}/contacts/{way}/code", tag = "notify", operation_id = "send_contact_code",
    params(("id" = i64, Path), ("way" = String, Path, description = "`email` or `phone`")),
    responses(
        (status = 200, body = ContactCodeSent),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "There is no address, or no channel that leads there"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "A code was sent a moment ago"),
    )
)]
pub(crate) async fn send(
    State(notify): State<Notify>,
    actor: Actor,
    At((id, way)): At<(PersonId, ContactWay)>,
) -> Result<Json<ContactCodeSent>> {
    let channel = notify.by(&actor).send_code(id, way, notify.clock.now()).await?;
    Ok(Json(ContactCodeSent { channel }))
}
