//! The demo's wires: at which port of which switch every device hangs, and which UPS feeds whom. With these the watch tells power, wire and
//! device apart.

#![expect(clippy::indexing_slicing, reason = "reading JSON by a key that is missing reads null; it never panics")]

use std::collections::HashMap;

use base::Result;
use city::{CityPlan, Wire};
use serde_json::{Value as Json, json};

use super::client::Client;

/// Enters the city's links, when none is there yet.
pub async fn enter(administrator: &Client, plan: &CityPlan) -> Result<()> {
    let have = administrator.get("/api/v1/device-links?limit=1").await?;
    if have["total"].as_i64().unwrap_or_default() > 0 {
        return Ok(());
    }
    let mut ids: HashMap<String, i64> = HashMap::new();
    let mut after: Option<String> = None;
    loop {
        let next = after.map(|key| format!("&after={key}")).unwrap_or_default();
        let page = administrator.get(&format!("/api/v1/devices?limit=200{next}")).await?;
        let named = |device: &Json| Some((device["name"].as_str()?.to_owned(), device["id"].as_i64()?));
        ids.extend(page["items"].as_array().into_iter().flatten().filter_map(named));
        match page["next"].as_str() {
            Some(key) => after = Some(key.to_owned()),
            None => break,
        }
    }
    for Wire { device, to, power, port } in plan.wires() {
        let kind = if power { "power" } else { "network" };
        if let (Some(device), Some(to)) = (ids.get(&device), ids.get(&to)) {
            let link = json!({ "device_id": device, "to_id": to, "kind": kind, "port": port });
            administrator.post("/api/v1/device-links", &link).await?;
        }
    }
    Ok(())
}
