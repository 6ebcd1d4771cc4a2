//! `/availability`: how much of a time devices were there.

use archive::{DeviceId, SiteId};
use axum::Json;
use axum::extract::State as Room;
use base::http::{Params, Problem};
use base::{Actor, CustomerId, Page, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Watch;
use crate::availability::{Grouping, Line, Wanted};

/// What is measured when nothing else is asked for: the last 30 days.
const USUAL_SECONDS: i64 = 30 * 86_400;

/// Which devices, when, and how they are put together.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AvailabilityOf {
    /// The first instant; 30 days before `to` when absent.
    from: Option<Timestamp>,
    /// The first instant that is no longer wanted; now when absent or later.
    to: Option<Timestamp>,
    /// `device`, `site`, `kind`, `customer` or `contract`; `customer` when absent. Of a contract only the time counts for which it is valid.
    #[param(inline)]
    by: Option<Grouping>,
    /// Only this customer's.
    customer_id: Option<CustomerId>,
    /// Only this site's.
    site_id: Option<SiteId>,
    /// Only this one.
    device_id: Option<DeviceId>,
}

/// How much of the time a device, or several together, was there. The seconds are those of all its devices added up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Availability)]
pub(super) struct AvailabilityLine {
    /// The id of the device, site, customer or contract; 0 of a kind.
    id: i64,
    /// Its name, or the kind's word.
    name: String,
    /// Of how many devices.
    devices: usize,
    /// `up_seconds` of `observed_seconds`; null when nothing was observed.
    rate: Option<f64>,
    /// The numerator.
    up_seconds: f64,
    /// The denominator: up, down or unreachable, outside planned work and what is excluded.
    observed_seconds: f64,
    down_seconds: f64,
    /// Something on the way to it was down.
    unreachable_seconds: f64,
    /// Covered by maintenance windows; counts neither way.
    planned_seconds: f64,
    /// Excluded by somebody, with a reason (see `/availability-exclusions`); counts neither way.
    excluded_seconds: f64,
    /// Nobody knew; counts neither way.
    unknown_seconds: f64,
}

impl From<Line> for AvailabilityLine {
    fn from(line: Line) -> AvailabilityLine {
        let Line { id, name, devices, found } = line;
        let seconds = |milliseconds: i64| milliseconds as f64 / 1000.0;
        AvailabilityLine {
            id,
            name,
            devices,
            rate: found.rate(),
            up_seconds: seconds(found.up),
            observed_seconds: seconds(found.observed()),
            down_seconds: seconds(found.down),
            unreachable_seconds: seconds(found.unreachable),
            planned_seconds: seconds(found.planned),
            excluded_seconds: seconds(found.excluded),
            unknown_seconds: seconds(found.unknown),
        }
    }
}

/// The availability of devices, sites, kinds, customers or contracts, the worst first. A customer reads of their own.
#[utoipa::path(get, path = "/api/v1/availability", tag = "watch", operation_id = "list_availability", params(AvailabilityOf), responses(
    (status = 200, description = "A line for each, the worst first", body = Page<AvailabilityLine>),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 422, description = "The span is empty, too long, or lies ahead", body = Problem),
))]
pub(super) async fn list(
    Room(watch): Room<Watch>,
    actor: Actor,
    Params(of): Params<AvailabilityOf>,
) -> Result<Json<Page<AvailabilityLine>>> {
    let now = watch.clock.now();
    let to = of.to.unwrap_or(now).min(now);
    let wanted = Wanted {
        from: of.from.unwrap_or_else(|| to.plus_seconds(-USUAL_SECONDS)),
        to,
        by: of.by.unwrap_or(Grouping::Customer),
        customer: of.customer_id,
        site: of.site_id,
        device: of.device_id,
    };
    let lines = watch.by(&actor).availability(wanted, now).await?;
    Ok(Json(Page::whole(lines.into_iter().map(AvailabilityLine::from).collect())))
}
