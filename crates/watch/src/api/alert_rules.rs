//! `/alert-rules`: what is held against measured values.

use archive::DeviceId;
use axum::Json;
use axum::extract::State as Room;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, CustomerId, Page, PageParams, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Looked;
use crate::Watch;
use crate::alerting::model::{Definition, Rule, RuleId};
use crate::alerting::{Episode, NewRule};

/// Which rules.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RulesAsked {
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// `name` (the usual order), `entered_at`; a leading `-` turns the order round.
    sort: Option<String>,
    /// Text that must stand in the name.
    q: Option<String>,
}

/// An alert rule.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertRule)]
pub(super) struct RuleItem {
    id: RuleId,
    /// Whose devices; null for everybody's.
    customer_id: Option<CustomerId>,
    name: String,
    definition: Definition,
    /// Whether it is held against anything at present.
    active: bool,
    /// The name of who entered it.
    entered_by: String,
    entered_at: Timestamp,
    /// Named when it is changed or removed.
    version: i64,
}

impl From<Rule> for RuleItem {
    fn from(rule: Rule) -> RuleItem {
        let Rule { id, customer_id, name, definition, active, entered_by, entered_at, version, .. } = rule;
        RuleItem { id, customer_id, name, definition, active, entered_by, entered_at, version }
    }
}

fn yes() -> bool {
    true
}

/// An alert rule about to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAlertRule)]
pub(super) struct RuleBody {
    /// Whose devices; everybody's when absent.
    customer_id: Option<CustomerId>,
    name: String,
    definition: Definition,
    /// Whether it is held against anything from now on; true when absent.
    #[serde(default = "yes")]
    active: bool,
}

impl From<RuleBody> for NewRule {
    fn from(body: RuleBody) -> NewRule {
        let RuleBody { customer_id, name, definition, active } = body;
        NewRule { customer_id, name, definition, active }
    }
}

/// The same, with the version that was looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AlertRuleChange)]
pub(super) struct RuleChange {
    /// The version that was looked at.
    version: i64,
    #[serde(flatten)]
    rule: RuleBody,
}

/// A rule about to be played back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AlertPreview)]
pub(super) struct PreviewBody {
    /// On which device.
    device_id: DeviceId,
    definition: Definition,
    /// So many days back, 1 to 35; 14 when absent.
    days: Option<i64>,
}

/// A time in which the rule would have been broken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertEpisode)]
pub(super) struct EpisodeItem {
    check_id: i64,
    /// Of what, where there are several.
    label: String,
    from: Timestamp,
    /// null while it lasts.
    to: Option<Timestamp>,
    /// The value furthest beyond the limit.
    worst: f64,
    /// What it counts.
    unit: String,
}

impl From<Episode> for EpisodeItem {
    fn from(episode: Episode) -> EpisodeItem {
        let Episode { check_id, label, from, to, worst, unit } = episode;
        EpisodeItem { check_id, label, from, to, worst, unit }
    }
}

/// The alert rules. A customer sees those that are for their own devices only.
#[utoipa::path(get, path = "/api/v1/alert-rules", tag = "watch", operation_id = "list_alert_rules", params(RulesAsked), responses(
    (status = 200, description = "One page", body = Page<RuleItem>),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 422, description = "Something unknown is asked", body = Problem),
))]
pub(super) async fn list(Room(watch): Room<Watch>, actor: Actor, Params(asked): Params<RulesAsked>) -> Result<Json<Page<RuleItem>>> {
    let RulesAsked { limit, after, sort, q } = asked;
    let Page { items, next, total } = watch.by(&actor).alert_rules(&PageParams { limit, after, sort, q }).await?;
    Ok(Json(Page { items: items.into_iter().map(RuleItem::from).collect(), next, total }))
}

/// One alert rule.
#[utoipa::path(get, path = "/api/v1/alert-rules/{id}", tag = "watch", operation_id = "get_alert_rule", params(("id" = i64, Path)), responses(
    (status = 200, description = "The rule", body = RuleItem),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 404, description = "No such rule, or not yours", body = Problem),
))]
pub(super) async fn get(Room(watch): Room<Watch>, actor: Actor, At(id): At<RuleId>) -> Result<Json<RuleItem>> {
    Ok(Json(watch.by(&actor).alert_rule(id).await?.into()))
}

/// Enters an alert rule: by administrators, dispatchers and managers. It is held against the next answers.
#[utoipa::path(post, path = "/api/v1/alert-rules", tag = "watch", operation_id = "enter_alert_rule", request_body = RuleBody, responses(
    (status = 201, description = "Entered", body = RuleItem),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 422, description = "Something is wrong with it: the reason is named", body = Problem),
))]
pub(super) async fn enter(Room(watch): Room<Watch>, actor: Actor, Body(body): Body<RuleBody>) -> Result<(StatusCode, Json<RuleItem>)> {
    let rule = watch.by(&actor).enter_rule(body.into(), watch.clock.now()).await?;
    Ok((StatusCode::CREATED, Json(rule.into())))
}

/// Changes an alert rule.
#[utoipa::path(put, path = "/api/v1/alert-rules/{id}", tag = "watch", operation_id = "change_alert_rule", params(("id" = i64, Path)),
    request_body = RuleChange, responses(
    (status = 200, description = "Changed", body = RuleItem),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such rule", body = Problem),
    (status = 409, description = "Somebody changed it in the meantime", body = Problem),
    (status = 422, description = "Something is wrong with it: the reason is named", body = Problem),
))]
pub(super) async fn change(
    Room(watch): Room<Watch>,
    actor: Actor,
    At(id): At<RuleId>,
    Body(body): Body<RuleChange>,
) -> Result<Json<RuleItem>> {
    Ok(Json(watch.by(&actor).change_rule(id, body.version, body.rule.into(), watch.clock.now()).await?.into()))
}

/// Removes an alert rule.
#[utoipa::path(delete, path = "/api/v1/alert-rules/{id}", tag = "watch", operation_id = "remove_alert_rule",
    params(("id" = i64, Path), Looked), responses(
    (status = 204, description = "Removed"),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such rule", body = Problem),
    (status = 409, description = "Somebody changed it in the meantime", body = Problem),
))]
pub(super) async fn remove(
    Room(watch): Room<Watch>,
    actor: Actor,
    At(id): At<RuleId>,
    Params(looked): Params<Looked>,
) -> Result<StatusCode> {
    watch.by(&actor).remove_rule(id, looked.version, watch.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// When a rule would have been broken on a device in the last days: limits above and below a value, in steps of five minutes.
#[utoipa::path(post, path = "/api/v1/alert-rules/preview", tag = "watch", operation_id = "preview_alert_rule", request_body = PreviewBody, responses(
    (status = 200, description = "The earliest first, 500 at most", body = Page<EpisodeItem>),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 422, description = "Something is wrong with it, or it cannot be played back", body = Problem),
))]
pub(super) async fn preview(Room(watch): Room<Watch>, actor: Actor, Body(body): Body<PreviewBody>) -> Result<Json<Page<EpisodeItem>>> {
    let PreviewBody { device_id, definition, days } = body;
    let found = watch.by(&actor).preview_rule(device_id, &definition, days.unwrap_or(14), watch.clock.now()).await?;
    Ok(Json(Page::whole(found.into_iter().map(EpisodeItem::from).collect())))
}
