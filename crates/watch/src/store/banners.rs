//! The table `device_banners`.

use std::collections::HashMap;

use archive::DeviceId;
use base::db::{Bulk, Value, sql};
use base::journal::{Event, append};
use base::{Actor, Conn, CustomerId, Result, Timestamp};
use serde_json::json;

use super::{devices, of_devices};

/// A banner that a check heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) banner: String,
    /// Whether a template matches by banners, so that somebody waits to hear of it.
    pub(crate) awaited: bool,
}

/// The banners of some devices, or all, by check.
pub(crate) async fn all(conn: &mut Conn, only: Option<&[DeviceId]>) -> Result<HashMap<DeviceId, HashMap<String, String>>> {
    let rows: Vec<(DeviceId, String, String)> =
        of_devices(conn, "SELECT device_id, check_name, banner FROM device_banners", "device_id", only).await?;
    let mut found: HashMap<DeviceId, HashMap<String, String>> = HashMap::new();
    for (device, check, banner) in rows {
        found.entry(device).or_default().insert(check, banner);
    }
    Ok(found)
}

/// Writes down what was heard, and tells of what somebody waits for: the checks of that device are planned anew.
pub(crate) async fn write(conn: &mut Conn, now: Timestamp, news: &HashMap<(DeviceId, String), Heard>) -> Result<()> {
    let rows = news
        .iter()
        .map(|((device, check), heard)| vec![Value::from(*device), Value::from(check), Value::from(&heard.banner), Value::from(now)]);
    let text = "INSERT INTO device_banners (device_id, check_name, banner, heard_at) VALUES {} \
         ON CONFLICT (device_id, check_name) DO UPDATE SET banner = excluded.banner, heard_at = excluded.heard_at";
    Bulk::new(text, rows).run(conn).await?;
    let told: Vec<DeviceId> = news.iter().filter(|(_, heard)| heard.awaited).map(|((device, _), _)| *device).collect();
    if told.is_empty() {
        return Ok(());
    }
    let there: HashMap<DeviceId, (String, CustomerId)> =
        devices::all(conn, Some(&told)).await?.into_iter().map(|row| (row.id, (row.name, row.customer_id))).collect();
    for ((device, check), heard) in news.iter().filter(|(_, heard)| heard.awaited) {
        let Some((name, customer)) = there.get(device) else { continue };
        let body = json!({ "name": name, "check": check, "banner": heard.banner });
        let event = Event::new("device.identified", ("device", device.0)).customer(*customer).body(body);
        append(conn, &Actor::System("watch"), now, now, event).await?;
    }
    Ok(())
}

/// Forgets those of a device that is gone.
pub(crate) async fn remove(conn: &mut Conn, device: DeviceId) -> Result<()> {
    sql("DELETE FROM device_banners WHERE device_id = $1").bind(device).run(conn).await.map(drop)
}
