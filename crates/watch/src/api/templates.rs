//! `/check-templates`: which checks devices of a vendor, a model or an agent get.

use archive::DeviceId;
use axum::Json;
use axum::extract::State as Room;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, Language, Page, PageParams, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Looked;
use crate::Watch;
use crate::template::by::{Tried, Written};
use crate::template::model::{CheckTemplate, TemplateId};
use crate::template::{BUILT_IN, NotMade, Planned, Role};

/// Which templates.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TemplatesAsked {
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// `name` (the usual order), `entered_at`; a leading `-` turns the order round.
    sort: Option<String>,
    /// Text that must stand in the name.
    q: Option<String>,
}

/// A check template that somebody entered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CheckTemplate)]
pub(super) struct TemplateItem {
    id: TemplateId,
    /// As its text names it.
    name: String,
    /// The document, TOML.
    text: String,
    /// The devices that got it by hand.
    #[schema(value_type = Vec<i64>)]
    device_ids: Vec<DeviceId>,
    /// Whether it is followed at present.
    active: bool,
    /// The name of who entered it.
    entered_by: String,
    entered_at: Timestamp,
    /// Named when it is changed or removed.
    version: i64,
}

impl From<CheckTemplate> for TemplateItem {
    fn from(template: CheckTemplate) -> TemplateItem {
        let CheckTemplate { id, name, text, device_ids, active, entered_by, entered_at, version, .. } = template;
        TemplateItem { id, name, text, device_ids, active, entered_by, entered_at, version }
    }
}

/// A template that comes with the program: it can be read and copied, not changed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BuiltInTemplate {
    /// The kind of device it is for.
    kind: &'static str,
    /// The document, TOML.
    text: &'static str,
}

fn yes() -> bool {
    true
}

/// A template about to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCheckTemplate)]
pub(super) struct TemplateBody {
    /// The document, TOML; it names itself.
    text: String,
    /// Devices that get it whatever it is for.
    #[serde(default)]
    #[schema(value_type = Vec<i64>)]
    device_ids: Vec<DeviceId>,
    /// Whether it is followed from now on; true when absent.
    #[serde(default = "yes")]
    active: bool,
}

impl From<TemplateBody> for Written {
    fn from(body: TemplateBody) -> Written {
        let TemplateBody { text, device_ids, active } = body;
        Written { text, device_ids, active }
    }
}

/// The same, with the version that was looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = CheckTemplateChange)]
pub(super) struct TemplateChange {
    /// The version that was looked at.
    version: i64,
    #[serde(flatten)]
    template: TemplateBody,
}

/// A template about to be tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CheckTemplateTrial)]
pub(super) struct TrialBody {
    /// The document, TOML.
    text: String,
    /// Devices that would get it whatever it is for.
    #[serde(default)]
    #[schema(value_type = Vec<i64>)]
    device_ids: Vec<DeviceId>,
    /// Whose checks are to be shown.
    #[schema(value_type = Option<i64>)]
    device_id: Option<DeviceId>,
    /// The template in whose place it would stand.
    #[schema(value_type = Option<i64>)]
    instead_of: Option<TemplateId>,
}

/// What a template would do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CheckTemplateTried)]
pub(super) struct TriedItem {
    /// Everything that is wrong with it; when there is anything, nothing else is told.
    problems: Vec<TemplateProblem>,
    /// How many devices in service it fits.
    fits: usize,
    /// What the device that was named would be asked, with this template in use.
    checks: Vec<TemplateCheck>,
    /// What it would be asked besides if the archive knew the access.
    not_made: Vec<NotMade>,
}

/// What is wrong, and where.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TemplateProblem {
    /// The line, from 1.
    line: usize,
    /// What is wrong and what to do, in the language of the request.
    text: String,
}

/// A check that a device would have.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TemplateCheck {
    name: String,
    role: Role,
    /// How it asks.
    kind: &'static str,
    /// Where and how it asks, without secrets.
    #[schema(value_type = Object)]
    settings: serde_json::Value,
    /// How often it asks, in seconds.
    period_seconds: i64,
}

/// The check templates that people entered. Not for customers.
#[utoipa::path(get, path = "/api/v1/check-templates", tag = "watch", operation_id = "list_check_templates", params(TemplatesAsked), responses(
    (status = 200, description = "One page", body = Page<TemplateItem>),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 422, description = "Something unknown is asked", body = Problem),
))]
pub(super) async fn list(
    Room(watch): Room<Watch>,
    actor: Actor,
    Params(asked): Params<TemplatesAsked>,
) -> Result<Json<Page<TemplateItem>>> {
    let TemplatesAsked { limit, after, sort, q } = asked;
    let Page { items, next, total } = watch.by(&actor).check_templates(&PageParams { limit, after, sort, q }).await?;
    Ok(Json(Page { items: items.into_iter().map(TemplateItem::from).collect(), next, total }))
}

/// The templates that come with the program.
#[utoipa::path(get, path = "/api/v1/check-templates/built-in", tag = "watch", operation_id = "built_in_check_templates", responses(
    (status = 200, description = "All of them", body = Page<BuiltInTemplate>),
    (status = 401, description = "Not signed in", body = Problem),
))]
pub(super) async fn built_in(_: Actor) -> Json<Page<BuiltInTemplate>> {
    Json(Page::whole(BUILT_IN.iter().map(|(kind, text)| BuiltInTemplate { kind, text }).collect()))
}

/// One template that somebody entered.
#[utoipa::path(get, path = "/api/v1/check-templates/{id}", tag = "watch", operation_id = "one_check_template", params(("id" = i64, Path)), responses(
    (status = 200, description = "It", body = TemplateItem),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such template", body = Problem),
))]
pub(super) async fn one(Room(watch): Room<Watch>, actor: Actor, At(id): At<TemplateId>) -> Result<Json<TemplateItem>> {
    Ok(Json(watch.by(&actor).check_template(id).await?.into()))
}

/// Enters a template: by administrators, dispatchers, managers and engineers. Devices that it fits get its checks at once.
#[utoipa::path(post, path = "/api/v1/check-templates", tag = "watch", operation_id = "enter_check_template", request_body = TemplateBody, responses(
    (status = 201, description = "Entered", body = TemplateItem),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 422, description = "Something is wrong with it: lines and reasons are named", body = Problem),
))]
pub(super) async fn enter(
    Room(watch): Room<Watch>,
    actor: Actor,
    Body(body): Body<TemplateBody>,
) -> Result<(StatusCode, Json<TemplateItem>)> {
    let template = watch.by(&actor).enter_template(body.into(), watch.clock.now()).await?;
    Ok((StatusCode::CREATED, Json(template.into())))
}

/// What a template would do: what is wrong with it, how many devices it fits, and what one of them would be asked. Nothing is kept.
#[utoipa::path(post, path = "/api/v1/check-templates/try", tag = "watch", operation_id = "try_check_template", request_body = TrialBody, responses(
    (status = 200, description = "What it would do", body = TriedItem),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such device or template", body = Problem),
))]
pub(super) async fn ask(
    Room(watch): Room<Watch>,
    actor: Actor,
    language: Language,
    Body(body): Body<TrialBody>,
) -> Result<Json<TriedItem>> {
    let TrialBody { text, device_ids, device_id, instead_of } = body;
    let written = Written { text, device_ids, active: true };
    let Tried { wrong, fits, checks, not_made } = watch.by(&actor).try_template(&written, device_id, instead_of).await?;
    let period = watch.settings.period_seconds();
    let problem =
        |wrong: crate::template::document::Wrong| TemplateProblem { line: wrong.line, text: wrong.text.in_language(language).to_owned() };
    let check = |planned: Planned| TemplateCheck {
        kind: planned.asked.kind(),
        name: planned.name,
        role: planned.role,
        settings: planned.settings,
        period_seconds: period * i64::from(planned.every),
    };
    let (problems, checks) = (wrong.into_iter().map(problem).collect(), checks.into_iter().map(check).collect());
    Ok(Json(TriedItem { problems, fits, checks, not_made }))
}

/// Changes a template.
#[utoipa::path(put, path = "/api/v1/check-templates/{id}", tag = "watch", operation_id = "change_check_template", params(("id" = i64, Path)),
    request_body = TemplateChange, responses(
    (status = 200, description = "Changed", body = TemplateItem),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such template", body = Problem),
    (status = 409, description = "Somebody changed it in the meantime", body = Problem),
    (status = 422, description = "Something is wrong with it: lines and reasons are named", body = Problem),
))]
pub(super) async fn change(
    Room(watch): Room<Watch>,
    actor: Actor,
    At(id): At<TemplateId>,
    Body(body): Body<TemplateChange>,
) -> Result<Json<TemplateItem>> {
    Ok(Json(watch.by(&actor).change_template(id, body.version, body.template.into(), watch.clock.now()).await?.into()))
}

/// Removes a template; devices lose the checks that only it gave them.
#[utoipa::path(delete, path = "/api/v1/check-templates/{id}", tag = "watch", operation_id = "remove_check_template",
    params(("id" = i64, Path), Looked), responses(
    (status = 204, description = "Removed"),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such template", body = Problem),
    (status = 409, description = "Somebody changed it in the meantime", body = Problem),
))]
pub(super) async fn remove(
    Room(watch): Room<Watch>,
    actor: Actor,
    At(id): At<TemplateId>,
    Params(looked): Params<Looked>,
) -> Result<StatusCode> {
    watch.by(&actor).remove_template(id, looked.version, watch.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
