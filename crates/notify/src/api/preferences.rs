//! `/people/{id}/message-rules`: how somebody wants to be told; one's own, or anybody's for administrators.

use axum::Json;
use axum::extract::State;
use base::http::{At, Body, Problem};
use base::{Actor, PersonId, Result};
use serde::{Deserialize, Serialize};

use crate::Notify;
use crate::model::Channel;
use crate::preferences::{Kept, NewPreference, NewQuiet};

/// How somebody is told, beside our own pages.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct MessageRules {
    /// Channels for routine messages.
    routine: Vec<Channel>,
    /// Channels for what matters.
    important: Vec<Channel>,
    /// When they are left alone.
    quiet: Option<QuietHours>,
    /// Whether they wrote this down; the house's own rules otherwise.
    own: bool,
    /// The channels that lead to them now. The others need an address, a number or a gateway first.
    ways: Vec<Channel>,
}

/// Hours in which somebody is left alone. The first call for a level 1 comes all the same.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuietHours {
    /// `22:00`
    from: String,
    /// `07:00`, on the next day when it is earlier.
    to: String,
    /// The IANA zone of both; the installation's when left out.
    zone: Option<String>,
    /// Whether important messages wait, too.
    #[serde(default)]
    important_too: bool,
}

/// How somebody wants to be told.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMessageRules {
    /// Channels for routine messages: `email`, `dingtalk`, `wecom`, `feishu`, `sms`, `voice`.
    routine: Vec<Channel>,
    /// Channels for what matters, at least one.
    important: Vec<Channel>,
    quiet: Option<QuietHours>,
}

impl From<Kept> for MessageRules {
    fn from(kept: Kept) -> MessageRules {
        let Kept { preference, own, ways } = kept;
        let quiet = preference.quiet.map(|quiet| QuietHours {
            from: quiet.from.strftime("%H:%M").to_string(),
            to: quiet.to.strftime("%H:%M").to_string(),
            zone: quiet.zone.iana_name().map(str::to_owned),
            important_too: quiet.important_too,
        });
        MessageRules { routine: preference.routine, important: preference.important, quiet, own, ways }
    }
}

/// How somebody is told.
#[utoipa::path(
    get, path = "/api/v1/people/{id}/message-rules", tag = "notify", operation_id = "show_message_rules", params(("id" = i64, Path)),
    responses(
        (status = 200, body = MessageRules),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(State(notify): State<Notify>, actor: Actor, At(person): At<PersonId>) -> Result<Json<MessageRules>> {
    Ok(Json(notify.by(&actor).preference(person).await?.into()))
}

/// Keeps how somebody wants to be told.
#[utoipa::path(
    put, path = "/api/v1/people/{id}/message-rules", tag = "notify", operation_id = "set_message_rules", params(("id" = i64, Path)),
    request_body = NewMessageRules,
    responses(
        (status = 200, body = MessageRules),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn keep(
    State(notify): State<Notify>,
    actor: Actor,
    At(person): At<PersonId>,
    Body(body): Body<NewMessageRules>,
) -> Result<Json<MessageRules>> {
    let quiet = body.quiet.map(|quiet| NewQuiet { from: quiet.from, to: quiet.to, zone: quiet.zone, important_too: quiet.important_too });
    let new = NewPreference { routine: body.routine, important: body.important, quiet };
    Ok(Json(notify.by(&actor).keep_preference(person, Some(new), notify.clock.now()).await?.into()))
}

/// Goes back to the house's own rules.
#[utoipa::path(
    delete, path = "/api/v1/people/{id}/message-rules", tag = "notify", operation_id = "forget_message_rules", params(("id" = i64, Path)),
    responses(
        (status = 200, body = MessageRules),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn forget(State(notify): State<Notify>, actor: Actor, At(person): At<PersonId>) -> Result<Json<MessageRules>> {
    Ok(Json(notify.by(&actor).keep_preference(person, None, notify.clock.now()).await?.into()))
}
