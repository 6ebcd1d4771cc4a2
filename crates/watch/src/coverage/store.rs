//! Coverage as `watched_devices` and `checks` have it.

use std::collections::HashMap;

use archive::model::DeviceKind;
use archive::{DeviceId, SiteId};
use base::db::{Filter, Listing, sql};
use base::{Conn, CustomerId, Page, PageParams, Result};

use super::Gap;

/// All that is lacking: what stands with the device, and that its state is unknown.
pub(super) const GAPS: &str = "(d.gaps + CASE WHEN d.state = 'unknown' THEN 1 ELSE 0 END)";
const _: () = assert!(Gap::Unknown.bit() == 1, "the text above");

/// A device and what it lacks.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Row {
    pub(crate) device_id: DeviceId,
    pub(crate) device_name: String,
    #[sqlx(try_from = "String")]
    pub(crate) kind: DeviceKind,
    pub(crate) site_id: SiteId,
    pub(crate) site_name: String,
    pub(crate) customer_id: CustomerId,
    pub(crate) customer_name: String,
    pub(crate) state: String,
    pub(crate) gaps: i64,
    pub(crate) not_made: String,
}

/// One page of devices, the worst covered first. The filter speaks of `watched_devices d`.
pub(super) async fn page(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<Row>> {
    let columns = format!(
        "d.id AS device_id, d.name AS device_name, d.kind, d.site_id, d.site_name, d.customer_id, d.customer_name, d.state, \
         {GAPS} AS gaps, d.not_made"
    );
    let list = Listing {
        columns: &columns,
        from: "watched_devices d",
        id: "d.id",
        sorts: &[("-gaps", GAPS), ("device_name", "d.name"), ("kind", "d.kind"), ("site_name", "d.site_name")],
    };
    list.page(conn, filter, params, |row: &Row| row.device_id.0).await
}

/// How many devices lack just this, for everything that is lacking together.
pub(super) async fn counts(conn: &mut Conn, filter: Filter) -> Result<Vec<(i64, i64)>> {
    let text = format!("SELECT {GAPS} AS gaps, COUNT(*) AS devices FROM watched_devices d{} GROUP BY {GAPS}", filter.where_clause());
    sql(text).bind_all(filter.binds()).all(conn).await
}

/// What some devices are asked: name and way.
pub(super) async fn checks(conn: &mut Conn, devices: &[DeviceId]) -> Result<HashMap<DeviceId, Vec<(String, String)>>> {
    let filter = Filter::new().and_in("c.device_id", devices.iter().copied());
    let text = format!("SELECT c.device_id, c.name, c.kind FROM checks c{} ORDER BY c.id", filter.where_clause());
    let rows: Vec<(DeviceId, String, String)> = sql(text).bind_all(filter.binds()).all(conn).await?;
    let mut found: HashMap<DeviceId, Vec<(String, String)>> = HashMap::new();
    for (device, name, kind) in rows {
        found.entry(device).or_default().push((name, kind));
    }
    Ok(found)
}
