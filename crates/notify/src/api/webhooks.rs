//! `/webhooks`: the programs that are told what happens; for administrators.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Problem};
use base::{Actor, CustomerId, Language, Page, Result, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};

use super::trial::Trial;
use crate::Notify;
use crate::model::{self, WebhookId};
use crate::webhook;

/// A webhook, without its secret.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Webhook {
    id: WebhookId,
    name: String,
    url: String,
    active: bool,
    /// Whether what it is sent is signed.
    has_secret: bool,
    /// Only this customer's events; every customer's when null.
    customer_id: Option<CustomerId>,
    created_at: Timestamp,
}

impl From<model::Webhook> for Webhook {
    fn from(webhook: model::Webhook) -> Webhook {
        Webhook {
            id: webhook.id,
            name: webhook.name,
            url: webhook.url,
            active: webhook.active,
            has_secret: webhook.secret.is_some(),
            customer_id: webhook.customer_id,
            created_at: webhook.created_at,
        }
    }
}

/// A webhook about to be entered. It is told what happens from then on.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWebhook {
    /// 1 to 80 characters, unique.
    name: String,
    /// `http://` or `https://`; redirects are not followed.
    url: String,
    /// `true` when absent.
    active: Option<bool>,
    /// Signs what is sent: 16 to 200 characters. Without one nothing is signed.
    #[schema(format = Password)]
    secret: Option<String>,
    /// Only this customer's events.
    customer_id: Option<CustomerId>,
}

/// What is to be changed of a webhook; what is left out stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookChange {
    name: Option<String>,
    url: Option<String>,
    /// One that is switched on again is told what happens from then on.
    active: Option<bool>,
    /// `null` removes it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, format = Password)]
    secret: Option<Option<String>>,
    /// `null`: every customer's events.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<CustomerId>)]
    customer_id: Option<Option<CustomerId>>,
}

/// For a field where leaving it out and writing `null` mean two things.
pub(super) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// The webhooks, by name.
#[utoipa::path(
    get, path = "/api/v1/webhooks", tag = "notify", operation_id = "list_webhooks",
    responses(
        (status = 200, body = Page<Webhook>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(State(notify): State<Notify>, actor: Actor) -> Result<Json<Page<Webhook>>> {
    let webhooks = notify.by(&actor).webhooks().await?;
    Ok(Json(Page::whole(webhooks.into_iter().map(Webhook::from).collect())))
}

/// Enters a webhook.
#[utoipa::path(
    post, path = "/api/v1/webhooks", tag = "notify", operation_id = "add_webhook", request_body = NewWebhook,
    responses(
        (status = 201, body = Webhook),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "There is one of this name"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn add(State(notify): State<Notify>, actor: Actor, Body(body): Body<NewWebhook>) -> Result<(StatusCode, Json<Webhook>)> {
    let new = webhook::NewWebhook {
        name: body.name,
        url: body.url,
        active: body.active.unwrap_or(true),
        secret: body.secret,
        customer_id: body.customer_id,
    };
    Ok((StatusCode::CREATED, Json(notify.by(&actor).add_webhook(new, notify.clock.now()).await?.into())))
}

/// Changes a webhook.
#[utoipa::path(
    patch, path = "/api/v1/webhooks/{id}", tag = "notify", operation_id = "change_webhook", params(("id" = i64, Path)),
    request_body = WebhookChange,
    responses(
        (status = 200, body = Webhook),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "There is one of this name"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn change(
    State(notify): State<Notify>,
    actor: Actor,
    At(id): At<WebhookId>,
    Body(body): Body<WebhookChange>,
) -> Result<Json<Webhook>> {
    let change =
        webhook::WebhookChange { name: body.name, url: body.url, active: body.active, secret: body.secret, customer_id: body.customer_id };
    Ok(Json(notify.by(&actor).change_webhook(id, change, notify.clock.now()).await?.into()))
}

/// Removes a webhook; what waits for it is given up.
#[utoipa::path(
    delete, path = "/api/v1/webhooks/{id}", tag = "notify", operation_id = "remove_webhook", params(("id" = i64, Path)),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remove(State(notify): State<Notify>, actor: Actor, At(id): At<WebhookId>) -> Result<StatusCode> {
    notify.by(&actor).remove_webhook(id, notify.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a test event to a webhook now, active or not, and answers what came of it.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/test", tag = "notify", operation_id = "test_webhook", params(("id" = i64, Path)),
    responses(
        (status = 200, body = Trial),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn test(State(notify): State<Notify>, actor: Actor, language: Language, At(id): At<WebhookId>) -> Result<Json<Trial>> {
    let outcome = notify.by(&actor).try_webhook(id, notify.clock.now()).await?;
    Ok(Json(Trial::of(&outcome, language)))
}
