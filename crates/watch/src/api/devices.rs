//! How the fleet is: by site, and device by device.

use archive::{DeviceId, SiteId};
use axum::Json;
use axum::extract::State as Room;
use base::http::{Params, Problem};
use base::{Actor, CustomerId, Error, Page, PageParams, Result, Text, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Watch;
use crate::model::State;
use crate::store::lists::{DeviceState, SiteCount};

/// How many devices are in which state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FleetTotals)]
pub(crate) struct Totals {
    up: i64,
    down: i64,
    unreachable: i64,
    unknown: i64,
    total: i64,
}

impl Totals {
    fn add(&mut self, state: &str, devices: i64) {
        let count = match State::parse(state) {
            State::Up => &mut self.up,
            State::Down => &mut self.down,
            State::Unreachable => &mut self.unreachable,
            State::Unknown => &mut self.unknown,
        };
        *count += devices;
        self.total += devices;
    }
}

/// A site and how many of its devices are in which state.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FleetSite)]
pub(crate) struct SiteShown {
    site_id: SiteId,
    site_name: String,
    customer_id: CustomerId,
    customer_name: String,
    up: i64,
    down: i64,
    unreachable: i64,
    unknown: i64,
    total: i64,
}

/// Every site with devices, by customer and name, and the sum of them all.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Fleet {
    sites: Vec<SiteShown>,
    totals: Totals,
}

impl Fleet {
    fn of(counts: Vec<SiteCount>) -> Fleet {
        let mut totals = Totals::default();
        let mut sites: Vec<(SiteCount, Totals)> = Vec::new();
        for count in counts {
            totals.add(&count.state, count.devices);
            let (state, devices) = (count.state.clone(), count.devices);
            match sites.last_mut() {
                Some((site, at)) if site.site_id == count.site_id => at.add(&state, devices),
                _ => {
                    let mut at = Totals::default();
                    at.add(&state, devices);
                    sites.push((count, at));
                }
            }
        }
        let shown = |(site, at): (SiteCount, Totals)| SiteShown {
            site_id: site.site_id,
            site_name: site.site_name,
            customer_id: site.customer_id,
            customer_name: site.customer_name,
            up: at.up,
            down: at.down,
            unreachable: at.unreachable,
            unknown: at.unknown,
            total: at.total,
        };
        Fleet { sites: sites.into_iter().map(shown).collect(), totals }
    }
}

/// How the fleet is, by site.
#[utoipa::path(get, path = "/api/v1/fleet", tag = "watch", responses(
    (status = 200, description = "The sites that have devices", body = Fleet),
    (status = 401, description = "Not signed in", body = Problem),
))]
pub(super) async fn fleet(Room(watch): Room<Watch>, actor: Actor) -> Result<Json<Fleet>> {
    Ok(Json(Fleet::of(watch.by(&actor).fleet().await?)))
}

/// Which devices.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DevicesAsked {
    /// Only these, separated by commas, at most 200: `1,2,3`.
    device_id: Option<String>,
    /// Only those in this state.
    state: Option<State>,
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// `device_name` (the usual order), `site_name`, `state`, `since`; a leading `-` turns the order round.
    sort: Option<String>,
    /// Text that must stand in the device's name, its address or its site's name.
    q: Option<String>,
}

/// A device and what is known of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeviceStateItem)]
pub(crate) struct DeviceShown {
    device_id: DeviceId,
    device_name: String,
    site_id: SiteId,
    site_name: String,
    customer_id: CustomerId,
    state: State,
    /// Since when; null while nothing is known.
    since: Option<Timestamp>,
}

impl From<DeviceState> for DeviceShown {
    fn from(row: DeviceState) -> DeviceShown {
        let DeviceState { device_id, device_name, site_id, site_name, customer_id, state, since } = row;
        DeviceShown { device_id, device_name, site_id, site_name, customer_id, state: State::parse(&state), since }
    }
}

/// What is known of devices.
#[utoipa::path(get, path = "/api/v1/device-states", tag = "watch", operation_id = "list_device_states", params(DevicesAsked), responses(
    (status = 200, description = "One page of devices", body = Page<DeviceShown>),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 422, description = "A parameter is wrong", body = Problem),
))]
pub(super) async fn list(Room(watch): Room<Watch>, actor: Actor, Params(asked): Params<DevicesAsked>) -> Result<Json<Page<DeviceShown>>> {
    let DevicesAsked { device_id, state, limit, after, sort, q } = asked;
    let devices = device_id.as_deref().map(ids).transpose()?;
    let params = PageParams { limit, after, sort, q };
    Ok(Json(watch.by(&actor).device_states(devices, state, &params).await?.map(DeviceShown::from)))
}

/// `1,2,3`
fn ids(text: &str) -> Result<Vec<DeviceId>> {
    let ids: Option<Vec<DeviceId>> = text.split(',').map(|id| id.trim().parse().ok().map(DeviceId)).collect();
    ids.filter(|ids| ids.len() <= 200).ok_or_else(|| {
        let text =
            Text::new("Give at most 200 device ids, separated by commas: 1,2,3.", "请填写设备编号，用逗号分隔，最多 200 个：1,2,3。");
        Error::invalid_field("device_id", "device.ids", text)
    })
}
