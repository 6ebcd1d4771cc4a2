//! `/custom-checks`: what is asked of a device beside its kind's template.

use archive::DeviceId;
use axum::Json;
use axum::extract::State as Room;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, Language, Page, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Looked;
use super::checks::CheckTried;
use crate::Watch;
use crate::custom::Entered;
use crate::custom::model::{CustomCheck, CustomCheckId};
use crate::template::Role;

/// Whose checks.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CustomChecksOf {
    /// The device.
    device_id: DeviceId,
}

/// A custom check.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomCheck)]
pub(super) struct CustomCheckItem {
    id: CustomCheckId,
    device_id: DeviceId,
    /// Unique for the device. One of a template's names takes that check's place.
    name: String,
    role: Role,
    /// Asked in every n-th period.
    every: u32,
    /// Where and how it asks, with its `kind`, without secrets.
    #[schema(value_type = Object)]
    question: serde_json::Value,
    /// The name of who entered it.
    entered_by: String,
    entered_at: Timestamp,
    /// Named when it is changed or removed.
    version: i64,
}

impl From<CustomCheck> for CustomCheckItem {
    fn from(check: CustomCheck) -> CustomCheckItem {
        let CustomCheck { id, device_id, name, role, every, shown, entered_by, entered_at, version, .. } = check;
        CustomCheckItem { id, device_id, name, role, every, question: shown, entered_by, entered_at, version }
    }
}

fn once() -> u32 {
    1
}

/// A custom check about to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCustomCheck)]
pub(super) struct NewBody {
    device_id: DeviceId,
    /// Up to 40 characters.
    name: String,
    /// `vital` proves that the device is alive, `service` is an alarm of its own when it fails, `measure` is never judged.
    role: Role,
    /// Asked in every n-th period, 1 to 2880; 1 when absent.
    #[serde(default = "once")]
    every: u32,
    /// The question, as `docs/probe.md` describes it: `{"kind": "http", "port": 8080, "path": "/health"}`. Without an `address` it asks the device's own.
    #[schema(value_type = Object)]
    question: serde_json::Value,
}

/// What is to be changed of a custom check.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CustomCheckChange)]
pub(super) struct ChangeBody {
    /// The version that was looked at.
    version: i64,
    role: Role,
    #[serde(default = "once")]
    every: u32,
    /// The whole question, with its secrets; when absent, the one that is there stays.
    #[schema(value_type = Option<Object>)]
    question: Option<serde_json::Value>,
}

/// A question about to be tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = QuestionToTry)]
pub(super) struct TryBody {
    device_id: DeviceId,
    #[schema(value_type = Object)]
    question: serde_json::Value,
}

/// The custom checks of a device.
#[utoipa::path(get, path = "/api/v1/custom-checks", tag = "watch", operation_id = "list_custom_checks", params(CustomChecksOf), responses(
    (status = 200, description = "By name; none of a device that is not yours", body = Page<CustomCheckItem>),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 422, description = "No device_id, or something unknown", body = Problem),
))]
pub(super) async fn list(
    Room(watch): Room<Watch>,
    actor: Actor,
    Params(of): Params<CustomChecksOf>,
) -> Result<Json<Page<CustomCheckItem>>> {
    let checks = watch.by(&actor).custom_checks(of.device_id).await?;
    Ok(Json(Page::whole(checks.into_iter().map(CustomCheckItem::from).collect())))
}

/// Enters a custom check: by administrators, dispatchers, managers and engineers. It is asked at once.
#[utoipa::path(post, path = "/api/v1/custom-checks", tag = "watch", operation_id = "enter_custom_check", request_body = NewBody, responses(
    (status = 201, description = "Entered", body = CustomCheckItem),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such device, or not yours", body = Problem),
    (status = 422, description = "The name is taken, or the question cannot be asked: the reason is named", body = Problem),
))]
pub(super) async fn enter(
    Room(watch): Room<Watch>,
    actor: Actor,
    Body(body): Body<NewBody>,
) -> Result<(StatusCode, Json<CustomCheckItem>)> {
    let NewBody { device_id, name, role, every, question } = body;
    let entered = Entered { role, every, question: Some(question) };
    let check = watch.by(&actor).enter_check(device_id, &name, entered, watch.clock.now()).await?;
    Ok((StatusCode::CREATED, Json(check.into())))
}

/// Changes a custom check.
#[utoipa::path(put, path = "/api/v1/custom-checks/{id}", tag = "watch", operation_id = "change_custom_check", params(("id" = i64, Path)),
    request_body = ChangeBody, responses(
    (status = 200, description = "Changed", body = CustomCheckItem),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such check, or not yours", body = Problem),
    (status = 409, description = "Somebody changed it in the meantime", body = Problem),
    (status = 422, description = "Something is wrong with it", body = Problem),
))]
pub(super) async fn change(
    Room(watch): Room<Watch>,
    actor: Actor,
    At(id): At<CustomCheckId>,
    Body(body): Body<ChangeBody>,
) -> Result<Json<CustomCheckItem>> {
    let ChangeBody { version, role, every, question } = body;
    let check = watch.by(&actor).change_check(id, version, Entered { role, every, question }, watch.clock.now()).await?;
    Ok(Json(check.into()))
}

/// Removes a custom check. Its samples are kept as long as any.
#[utoipa::path(delete, path = "/api/v1/custom-checks/{id}", tag = "watch", operation_id = "remove_custom_check",
    params(("id" = i64, Path), Looked), responses(
    (status = 204, description = "Removed"),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such check, or not yours", body = Problem),
    (status = 409, description = "Somebody changed it in the meantime", body = Problem),
))]
pub(super) async fn remove(
    Room(watch): Room<Watch>,
    actor: Actor,
    At(id): At<CustomCheckId>,
    Params(looked): Params<Looked>,
) -> Result<StatusCode> {
    watch.by(&actor).remove_check(id, looked.version, watch.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks a question now, before it is entered. Nothing is judged, kept or changed.
#[utoipa::path(post, path = "/api/v1/custom-checks/try", tag = "watch", operation_id = "try_question", request_body = TryBody, responses(
    (status = 200, description = "What came of it", body = CheckTried),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such device, or not yours", body = Problem),
    (status = 422, description = "The question cannot be asked: the reason is named", body = Problem),
))]
pub(super) async fn ask(Room(watch): Room<Watch>, actor: Actor, language: Language, Body(body): Body<TryBody>) -> Result<Json<CheckTried>> {
    let (judged, found) = watch.by(&actor).try_question(body.device_id, &body.question).await?;
    Ok(Json(CheckTried::of(&judged, found, language)))
}
