//! `/coverage`: which devices are not watched as their kind should be.

use archive::model::DeviceKind;
use archive::{DeviceId, SiteId};
use axum::Json;
use axum::extract::State as Room;
use base::http::{Params, Problem};
use base::{Actor, CustomerId, Page, PageParams, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Watch;
use crate::coverage::store::Row;
use crate::coverage::{CoverageAsked, Covered, Gap, Gaps};
use crate::model::State;
use crate::template::NotMade;

/// Which devices.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DevicesAsked {
    /// Only those that lack this.
    #[param(inline)]
    gap: Option<Gap>,
    /// `true`: only those that lack anything; `false`: only those that lack nothing.
    lacking: Option<bool>,
    /// Only this customer's.
    customer_id: Option<CustomerId>,
    /// Only on this site.
    site_id: Option<SiteId>,
    /// Only of this kind.
    kind: Option<DeviceKind>,
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// The field to sort by; a leading `-` turns the order round.
    sort: Option<String>,
    /// Text that must stand in the device's name, its address or its site's name.
    q: Option<String>,
}

/// A check that a device has.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CoverageCheck)]
pub(super) struct CheckMade {
    name: String,
    /// How it asks: `icmp`, `snmp` …
    kind: String,
}

/// A device, what it is asked and what it lacks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CoverageItem {
    device_id: DeviceId,
    device_name: String,
    kind: DeviceKind,
    site_id: SiteId,
    site_name: String,
    customer_id: CustomerId,
    customer_name: String,
    state: State,
    /// What it lacks, the worst first; nothing when all is well.
    gaps: Vec<Gap>,
    /// What it is asked.
    checks: Vec<CheckMade>,
    /// What its templates want besides, and what the archive does not know for it. It is not always a gap: a switch without a web page is well
    /// watched by its agent.
    not_made: Vec<NotMade>,
}

/// How many devices lack something.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CoverageCount {
    gap: Gap,
    devices: i64,
}

/// One page of devices, and how many there are of which. The counts are of all devices that `customer_id`, `site_id`, `kind` and `q` let
/// through.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CoveragePage {
    items: Vec<CoverageItem>,
    /// Give it as `after` for the next page; null on the last.
    next: Option<String>,
    /// How many items all pages have together.
    total: i64,
    /// How many devices, whatever they lack.
    devices: i64,
    /// How many of them lack anything.
    lacking: i64,
    /// How many lack what, the worst first; a device may lack several things.
    counts: Vec<CoverageCount>,
}

impl From<Covered> for CoveragePage {
    fn from(Covered { page, mut checks, devices, lacking, counts }: Covered) -> CoveragePage {
        let item = |row: Row| CoverageItem {
            checks: checks.remove(&row.device_id).unwrap_or_default().into_iter().map(|(name, kind)| CheckMade { name, kind }).collect(),
            device_id: row.device_id,
            device_name: row.device_name,
            kind: row.kind,
            site_id: row.site_id,
            site_name: row.site_name,
            customer_id: row.customer_id,
            customer_name: row.customer_name,
            state: State::parse(&row.state),
            gaps: Gaps::of_bits(row.gaps).each().collect(),
            not_made: serde_json::from_str(&row.not_made).unwrap_or_default(),
        };
        let Page { items, next, total } = page;
        let counts = counts.into_iter().map(|(gap, devices)| CoverageCount { gap, devices }).collect();
        CoveragePage { items: items.into_iter().map(item).collect(), next, total, devices, lacking, counts }
    }
}

/// Which devices lack a check that their kind should have. Sorts: `-gaps` (the default, the worst first), `device_name`, `kind`, `site_name`.
#[utoipa::path(get, path = "/api/v1/coverage", tag = "watch", operation_id = "list_coverage", params(DevicesAsked), responses(
    (status = 200, description = "One page of devices", body = CoveragePage),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 422, description = "A parameter is wrong", body = Problem),
))]
pub(super) async fn list(Room(watch): Room<Watch>, actor: Actor, Params(asked): Params<DevicesAsked>) -> Result<Json<CoveragePage>> {
    let DevicesAsked { gap, lacking, customer_id, site_id, kind, limit, after, sort, q } = asked;
    let asked = CoverageAsked { customer_id, site_id, kind, gap, lacking };
    Ok(Json(watch.by(&actor).coverage(asked, &PageParams { limit, after, sort, q }).await?.into()))
}
