//! `/maintenance`: planned work during which no alarm opens for what it covers.

use axum::Json;
use axum::extract::State as Room;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, CustomerId, Page, PageParams, Result, TicketId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Watch;
use crate::maintenance::model::{Target, Time, TimeState, WindowId};
use crate::maintenance::snapshot::Difference;
use crate::maintenance::{NewWindow, Shown, ShownTime, ShownWindow};

/// So many times are shown ahead.
const SHOWN_AHEAD: usize = 10;

/// Which windows.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct WindowsAsked {
    /// Only those that have not ended, or only those that have.
    open: Option<bool>,
    /// Only this customer's.
    customer_id: Option<CustomerId>,
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// `-starts_at` (the usual order), `name`; a leading `-` turns the order round.
    sort: Option<String>,
    /// Text that must stand in the name or the reason.
    q: Option<String>,
}

/// What a window covers, with its name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MaintenanceCovered)]
pub(super) struct Covered {
    #[serde(flatten)]
    target: Target,
    name: String,
}

impl From<(Target, String)> for Covered {
    fn from((target, name): (Target, String)) -> Covered {
        Covered { target, name }
    }
}

/// One time of a window.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MaintenanceTime)]
pub(super) struct TimeItem {
    id: i64,
    starts_at: Timestamp,
    /// The first instant after it.
    ends_at: Timestamp,
    state: TimeState,
    /// What is different after it from before; null while it is not over, and in lists.
    differences: Option<Vec<Difference>>,
}

/// A maintenance window.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MaintenanceWindow)]
pub(super) struct WindowItem {
    id: WindowId,
    customer_id: CustomerId,
    customer_name: String,
    name: String,
    reason: String,
    /// When its first time begins.
    starts_at: Timestamp,
    /// When its first time ends.
    ends_at: Timestamp,
    /// When it comes again: an RFC 5545 rule such as `FREQ=WEEKLY;BYDAY=SU`; empty for once.
    rule: String,
    /// The zone in whose civil time the rule counts.
    zone: String,
    targets: Vec<Covered>,
    /// The ticket it is done for.
    ticket_id: Option<TicketId>,
    /// The name of who entered it.
    entered_by: String,
    entered_at: Timestamp,
    /// When it was ended, or its last time was over; null while times lie ahead.
    ended_at: Option<Timestamp>,
    /// Named when it is changed.
    version: i64,
    /// Its times so far and those of the next two weeks, the earliest first.
    times: Vec<TimeItem>,
    /// How many devices it covers now; null in lists.
    devices: Option<usize>,
}

/// A window about to be entered or changed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewMaintenanceWindow)]
pub(super) struct WindowBody {
    customer_id: CustomerId,
    name: String,
    /// What is done, for whoever reads of it later.
    reason: String,
    /// When its first time begins.
    starts_at: Timestamp,
    /// When its first time ends: a minute to 31 days later.
    ends_at: Timestamp,
    /// When it comes again: an RFC 5545 rule, daily at most; empty for once.
    #[serde(default)]
    rule: String,
    /// The zone in whose civil time the rule counts: `Asia/Shanghai`.
    zone: String,
    /// What is worked on. A device is covered with everything behind it.
    targets: Vec<Target>,
    /// The ticket it is done for.
    ticket_id: Option<TicketId>,
}

/// The same, with the version that was looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = MaintenanceWindowChange)]
pub(super) struct ChangeBody {
    /// The version that was looked at.
    version: i64,
    #[serde(flatten)]
    window: WindowBody,
}

/// The version that was looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MaintenanceWindowEnd)]
pub(super) struct EndBody {
    version: i64,
}

/// When a window would be open.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MaintenancePreview)]
pub(super) struct Preview {
    /// The beginnings of its next times, ten at most.
    times: Vec<Timestamp>,
}

impl From<WindowBody> for NewWindow {
    fn from(body: WindowBody) -> NewWindow {
        let WindowBody { customer_id, name, reason, starts_at, ends_at, rule, zone, targets, ticket_id } = body;
        let rule = rule.trim();
        let rule = rule.strip_prefix("RRULE:").unwrap_or(rule).to_owned();
        NewWindow { customer_id, name, reason, starts_at, ends_at, rule, zone, targets, ticket_id }
    }
}

impl TimeItem {
    fn of(time: Time, differences: Option<Vec<Difference>>) -> TimeItem {
        TimeItem { id: time.id.0, starts_at: time.starts_at, ends_at: time.ends_at, state: time.state, differences }
    }
}

impl WindowItem {
    fn listed(shown: Shown) -> WindowItem {
        let times = shown.times.iter().map(|time| TimeItem::of(time.clone(), None)).collect();
        WindowItem::of(shown, times, None)
    }

    fn whole(found: ShownWindow) -> WindowItem {
        let times = found.times.into_iter().map(|ShownTime { time, differences }| TimeItem::of(time, differences)).collect();
        WindowItem::of(found.shown, times, Some(found.devices))
    }

    fn of(shown: Shown, times: Vec<TimeItem>, devices: Option<usize>) -> WindowItem {
        let Shown { window, customer, targets, .. } = shown;
        WindowItem {
            id: window.id,
            customer_id: window.customer_id,
            customer_name: customer,
            name: window.name,
            reason: window.reason,
            starts_at: window.starts_at,
            ends_at: window.starts_at.plus_seconds(window.length_seconds),
            rule: window.rule,
            zone: window.zone,
            targets: targets.into_iter().map(Covered::from).collect(),
            ticket_id: window.ticket_id,
            entered_by: window.entered_by,
            entered_at: window.entered_at,
            ended_at: window.ended_at,
            version: window.version,
            times,
            devices,
        }
    }
}

/// Maintenance windows. A customer reads of their own.
#[utoipa::path(get, path = "/api/v1/maintenance", tag = "watch", operation_id = "list_maintenance", params(WindowsAsked), responses(
    (status = 200, description = "One page of windows", body = Page<WindowItem>),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 422, description = "A parameter is wrong", body = Problem),
))]
pub(super) async fn list(Room(watch): Room<Watch>, actor: Actor, Params(asked): Params<WindowsAsked>) -> Result<Json<Page<WindowItem>>> {
    let WindowsAsked { open, customer_id, limit, after, sort, q } = asked;
    let page = watch.by(&actor).windows(open, customer_id, &PageParams { limit, after, sort, q }).await?;
    Ok(Json(page.map(WindowItem::listed)))
}

/// A maintenance window with its times and what they changed.
#[utoipa::path(get, path = "/api/v1/maintenance/{id}", tag = "watch", operation_id = "get_maintenance", params(("id" = i64, Path)), responses(
    (status = 200, description = "The window", body = WindowItem),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 404, description = "No such window, or not yours", body = Problem),
))]
pub(super) async fn one(Room(watch): Room<Watch>, actor: Actor, At(id): At<WindowId>) -> Result<Json<WindowItem>> {
    Ok(Json(WindowItem::whole(watch.by(&actor).window(id).await?)))
}

/// Enters a maintenance window: by administrators, dispatchers and managers.
#[utoipa::path(post, path = "/api/v1/maintenance", tag = "watch", operation_id = "enter_maintenance", request_body = WindowBody, responses(
    (status = 201, description = "Entered, its first times planned", body = WindowItem),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 422, description = "Something is wrong with it; every field is named", body = Problem),
))]
pub(super) async fn enter(Room(watch): Room<Watch>, actor: Actor, Body(body): Body<WindowBody>) -> Result<(StatusCode, Json<WindowItem>)> {
    let by = watch.by(&actor);
    let id = by.enter_window(body.into(), watch.clock.now()).await?;
    Ok((StatusCode::CREATED, Json(WindowItem::whole(by.window(id).await?))))
}

/// Changes a maintenance window: what lies ahead is planned anew, and a time that runs gets the new length.
#[utoipa::path(put, path = "/api/v1/maintenance/{id}", tag = "watch", operation_id = "change_maintenance", params(("id" = i64, Path)),
    request_body = ChangeBody, responses(
    (status = 200, description = "Changed", body = WindowItem),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such window", body = Problem),
    (status = 409, description = "It has ended, or somebody changed it in the meantime", body = Problem),
    (status = 422, description = "Something is wrong with it; every field is named", body = Problem),
))]
pub(super) async fn change(
    Room(watch): Room<Watch>,
    actor: Actor,
    At(id): At<WindowId>,
    Body(body): Body<ChangeBody>,
) -> Result<Json<WindowItem>> {
    let by = watch.by(&actor);
    by.change_window(id, body.version, body.window.into(), watch.clock.now()).await?;
    Ok(Json(WindowItem::whole(by.window(id).await?)))
}

/// Ends a maintenance window: a time that runs ends now, what lies ahead is called off.
#[utoipa::path(post, path = "/api/v1/maintenance/{id}/end", tag = "watch", operation_id = "end_maintenance", params(("id" = i64, Path)),
    request_body = EndBody, responses(
    (status = 200, description = "Ended", body = WindowItem),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such window", body = Problem),
    (status = 409, description = "It has ended, or somebody changed it in the meantime", body = Problem),
))]
pub(super) async fn end(
    Room(watch): Room<Watch>,
    actor: Actor,
    At(id): At<WindowId>,
    Body(body): Body<EndBody>,
) -> Result<Json<WindowItem>> {
    let by = watch.by(&actor);
    by.end_window(id, body.version, watch.clock.now()).await?;
    Ok(Json(WindowItem::whole(by.window(id).await?)))
}

/// When a maintenance window would be open. Nothing is kept.
#[utoipa::path(post, path = "/api/v1/maintenance/preview", tag = "watch", operation_id = "preview_maintenance", request_body = WindowBody, responses(
    (status = 200, description = "Its next times", body = Preview),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 422, description = "The rule, the zone or the length is wrong", body = Problem),
))]
pub(super) async fn preview(Room(watch): Room<Watch>, actor: Actor, Body(body): Body<WindowBody>) -> Result<Json<Preview>> {
    actor.require_staff()?;
    Ok(Json(Preview { times: watch.next_times(&body.into(), watch.clock.now(), SHOWN_AHEAD)? }))
}
