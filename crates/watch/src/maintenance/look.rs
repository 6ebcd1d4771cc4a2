//! What the watch knows of the devices that a window covers, read and kept.

use std::collections::{BTreeMap, HashMap};

use archive::DeviceId;
use base::db::{Filter, sql};
use base::{Conn, Error, Result};

use super::cover::{Place, covered};
use super::model::Window;
use super::snapshot::Known;
use crate::model::State;

pub(super) fn read(text: Option<&str>) -> Result<Vec<Known>> {
    text.map_or(Ok(Vec::new()), serde_json::from_str).map_err(|error| Error::internal(format!("a snapshot cannot be read: {error}")))
}

pub(super) fn text(known: &[Known]) -> Result<String> {
    serde_json::to_string(known).map_err(|error| Error::internal(error.to_string()))
}

#[derive(sqlx::FromRow)]
struct DeviceRow {
    id: DeviceId,
    site_id: archive::SiteId,
    parent_id: Option<DeviceId>,
    name: String,
    state: String,
}

/// What the watch knows of the devices that a window covers.
pub(super) async fn known(conn: &mut Conn, window: &Window) -> Result<Vec<Known>> {
    let rows: Vec<DeviceRow> = sql("SELECT id, site_id, parent_id, name, state FROM watched_devices WHERE customer_id = $1 ORDER BY id")
        .bind(window.customer_id)
        .all(conn)
        .await?;
    let places: Vec<Place> =
        rows.iter().map(|row| Place { id: row.id, customer: window.customer_id, site: row.site_id, parent: row.parent_id }).collect();
    let covered = covered(&places, &window.targets);
    let mut checks: HashMap<DeviceId, BTreeMap<String, bool>> = HashMap::new();
    for some in covered.iter().copied().collect::<Vec<_>>().chunks(500) {
        let filter = Filter::new().and_in("c.device_id", some.iter().copied()).and("s.last_ok IS NOT NULL");
        let text = format!(
            "SELECT c.device_id, c.name, s.last_ok FROM checks c JOIN check_states s ON s.check_id = c.id{}",
            filter.where_clause()
        );
        let found: Vec<(DeviceId, String, bool)> = sql(text).bind_all(filter.binds()).all(conn).await?;
        for (device, name, well) in found {
            checks.entry(device).or_default().insert(name, well);
        }
    }
    let known = |row: DeviceRow| Known {
        device: row.id,
        name: row.name,
        state: State::parse(&row.state),
        checks: checks.remove(&row.id).unwrap_or_default(),
    };
    Ok(rows.into_iter().filter(|row| covered.contains(&row.id)).map(known).collect())
}
