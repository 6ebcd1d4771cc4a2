//! Trying a channel out.

use axum::Json;
use axum::extract::State;
use base::http::{Body, Problem};
use base::{Actor, Language, Result};
use serde::{Deserialize, Serialize};

use crate::Notify;
use crate::trial::Outcome;

/// What came of a test.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ChannelTrial)]
pub(crate) struct Trial {
    /// Whether the other side took it.
    ok: bool,
    /// What the other side or the network said.
    text: String,
    /// How long it took.
    milliseconds: u64,
}

impl Trial {
    pub(super) fn of(outcome: &Outcome, language: Language) -> Trial {
        Trial { ok: outcome.ok, text: outcome.text.in_language(language).to_owned(), milliseconds: outcome.milliseconds }
    }
}

/// Where to send a test mail.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailTest {
    /// An e-mail address.
    to: String,
}

/// Sends a test mail now and answers what the mail server said.
#[utoipa::path(
    post, path = "/api/v1/mail/test", tag = "notify", operation_id = "test_mail", request_body = MailTest,
    responses(
        (status = 200, body = Trial),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn mail(
    State(notify): State<Notify>,
    actor: Actor,
    language: Language,
    Body(body): Body<MailTest>,
) -> Result<Json<Trial>> {
    let outcome = notify.by(&actor).try_mail(&body.to, language, notify.clock.now()).await?;
    Ok(Json(Trial::of(&outcome, language)))
}
