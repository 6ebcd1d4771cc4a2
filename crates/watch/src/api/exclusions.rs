//! `/availability-exclusions`: time that counts neither way.

use axum::Json;
use axum::extract::State as Room;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, CustomerId, Page, PageParams, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::maintenance::Covered;
use crate::Watch;
use crate::exclusion::model::{Exclusion, ExclusionId, Reason};
use crate::exclusion::{NewExclusion, Shown};
use crate::maintenance::model::Target;

/// Which exclusions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ExclusionsAsked {
    /// Only this customer's.
    customer_id: Option<CustomerId>,
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// The field to sort by; a leading `-` turns the order round.
    sort: Option<String>,
    /// Text that must stand in the note.
    q: Option<String>,
}

/// Time that counts neither way in the availability.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AvailabilityExclusion)]
pub(super) struct ExclusionItem {
    id: ExclusionId,
    customer_id: CustomerId,
    customer_name: String,
    /// What was out of service. A device is meant with everything behind it.
    targets: Vec<Covered>,
    starts_at: Timestamp,
    /// The first instant after it.
    ends_at: Timestamp,
    reason: Reason,
    /// What happened, and what proves it.
    note: String,
    /// The name of who entered it.
    entered_by: String,
    entered_at: Timestamp,
}

impl From<Shown> for ExclusionItem {
    fn from(Shown { exclusion, customer, targets }: Shown) -> ExclusionItem {
        let Exclusion { id, customer_id, starts_at, ends_at, reason, note, entered_by, entered_at, .. } = exclusion;
        let targets = targets.into_iter().map(Covered::from).collect();
        ExclusionItem { id, customer_id, customer_name: customer, targets, starts_at, ends_at, reason, note, entered_by, entered_at }
    }
}

/// An exclusion about to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAvailabilityExclusion)]
pub(super) struct ExclusionBody {
    customer_id: CustomerId,
    /// What was out of service: the customer, or up to 500 sites and devices. A device is meant with everything behind it.
    targets: Vec<Target>,
    /// Not ahead.
    starts_at: Timestamp,
    /// The first instant after it, 366 days later at most.
    ends_at: Timestamp,
    reason: Reason,
    /// What happened, and what proves it; 1 to 2,000 characters. The customer reads it.
    note: String,
}

/// The exclusions you may see. Sorts: `-starts_at` (the default), `ends_at`, `reason`, `id`.
#[utoipa::path(get, path = "/api/v1/availability-exclusions", tag = "watch", operation_id = "list_availability_exclusions",
    params(ExclusionsAsked), responses(
    (status = 200, description = "One page", body = Page<ExclusionItem>),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 422, description = "A parameter is wrong", body = Problem),
))]
pub(super) async fn list(
    Room(watch): Room<Watch>,
    actor: Actor,
    Params(asked): Params<ExclusionsAsked>,
) -> Result<Json<Page<ExclusionItem>>> {
    let ExclusionsAsked { customer_id, limit, after, sort, q } = asked;
    let page = watch.by(&actor).exclusions(customer_id, &PageParams { limit, after, sort, q }).await?;
    Ok(Json(page.map(ExclusionItem::from)))
}

/// Says that time does not count: by administrators, dispatchers and managers. The customer reads it.
#[utoipa::path(post, path = "/api/v1/availability-exclusions", tag = "watch", operation_id = "enter_availability_exclusion",
    request_body = ExclusionBody, responses(
    (status = 201, description = "Entered; the availability is computed without it from now on", body = ExclusionItem),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 422, description = "Something is wrong with it: the fields are named", body = Problem),
))]
pub(super) async fn enter(
    Room(watch): Room<Watch>,
    actor: Actor,
    Body(body): Body<ExclusionBody>,
) -> Result<(StatusCode, Json<ExclusionItem>)> {
    let ExclusionBody { customer_id, targets, starts_at, ends_at, reason, note } = body;
    let new = NewExclusion { customer_id, targets, starts_at, ends_at, reason, note };
    let shown = watch.by(&actor).exclude(new, watch.clock.now()).await?;
    Ok((StatusCode::CREATED, Json(shown.into())))
}

/// Takes an exclusion back: its time counts again. The journal keeps both.
#[utoipa::path(delete, path = "/api/v1/availability-exclusions/{id}", tag = "watch", operation_id = "remove_availability_exclusion",
    params(("id" = i64, Path)), responses(
    (status = 204, description = "Taken back"),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such exclusion, or not yours", body = Problem),
))]
pub(super) async fn remove(Room(watch): Room<Watch>, actor: Actor, At(id): At<ExclusionId>) -> Result<StatusCode> {
    watch.by(&actor).count_again(id, watch.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
