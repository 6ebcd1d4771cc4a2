//! `/message-templates`: what the customer is told on which occasion. Read by staff, written by managers and administrators.

use axum::Json;
use axum::extract::State;
use base::http::{At, Body, Problem};
use base::{Actor, Page, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Desk;
use crate::model::Words;
use crate::rules::notice::{Notice, Template};

/// What the customer is told on an occasion.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessageTemplate {
    notice: Notice,
    /// Named when it is changed; 0 while the built-in text stands.
    version: i64,
    subject_en: String,
    subject_zh: String,
    body_en: String,
    body_zh: String,
    /// The names that may stand in braces.
    places: Vec<&'static str>,
    changed_at: Option<Timestamp>,
}

/// Another text, in both languages; all four left out, the built-in one stands again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageTemplateChange {
    /// The version that was looked at.
    version: i64,
    /// One line, with places like `{title}`.
    subject_en: Option<String>,
    subject_zh: Option<String>,
    body_en: Option<String>,
    body_zh: Option<String>,
}

async fn page(desk: &Desk, actor: &Actor) -> Result<Json<Page<MessageTemplate>>> {
    let templates = desk.by(actor).templates().await?;
    let item = |standing: crate::templates::Standing| MessageTemplate {
        notice: standing.notice,
        version: standing.version,
        subject_en: standing.template.subject.en,
        subject_zh: standing.template.subject.zh,
        body_en: standing.template.body.en,
        body_zh: standing.template.body.zh,
        places: standing.notice.places(),
        changed_at: standing.changed_at,
    };
    Ok(Json(Page::whole(templates.into_iter().map(item).collect())))
}

/// What the customer is told on each occasion.
#[utoipa::path(
    get, path = "/api/v1/message-templates", tag = "desk", operation_id = "list_message_templates",
    responses(
        (status = 200, body = Page<MessageTemplate>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list(State(desk): State<Desk>, actor: Actor) -> Result<Json<Page<MessageTemplate>>> {
    page(&desk, &actor).await
}

/// Writes another text for an occasion, or goes back to the built-in one.
#[utoipa::path(
    put, path = "/api/v1/message-templates/{notice}", tag = "desk", operation_id = "write_message_template",
    params(("notice" = String, Path)), request_body = MessageTemplateChange,
    responses(
        (status = 200, body = Page<MessageTemplate>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "Somebody changed it meanwhile"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn write(
    State(desk): State<Desk>,
    actor: Actor,
    At(notice): At<Notice>,
    Body(body): Body<MessageTemplateChange>,
) -> Result<Json<Page<MessageTemplate>>> {
    let MessageTemplateChange { version, subject_en, subject_zh, body_en, body_zh } = body;
    let none = [&subject_en, &subject_zh, &body_en, &body_zh].into_iter().all(Option::is_none);
    let words = |en: Option<String>, zh: Option<String>| Words::new(en.unwrap_or_default(), zh.unwrap_or_default());
    let template = (!none).then(|| Template { subject: words(subject_en, subject_zh), body: words(body_en, body_zh) });
    desk.by(&actor).write_template(notice, version, template, desk.clock.now()).await?;
    page(&desk, &actor).await
}
