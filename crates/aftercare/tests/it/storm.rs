//! The real program watches the small city, which dies and comes back while the program is killed again and again: each fault is one alarm and
//! one ticket, none is told twice, none restored before its time, and the journal verifies.

use std::collections::BTreeMap;
use std::time::Duration;

use aftercare::demo::client::Client;
use aftercare::demo::mailbox;
use city::{City, CityPlan, Order, Settings};
use serde_json::{Value as Json, json};

use crate::process::{Installation, PASSWORD};

async fn until(what: &str, installation: &Installation, mut so: impl AsyncFnMut() -> bool) {
    for _ in 0..600 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it never came about: {what}\n{}", installation.log());
}

async fn up(admin: &Client) -> i64 {
    admin.get("/api/v1/fleet").await.unwrap()["totals"]["up"].as_i64().unwrap()
}

async fn items(admin: &Client, path: &str) -> Vec<Json> {
    admin.get(path).await.unwrap()["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heavy_a_city_dies_and_comes_back_while_the_program_is_killed() {
    let (mail, mut letters) = mailbox::open().await.unwrap();
    let port = mail.port().to_string();
    let mut installation = Installation::new(&[("AFTERCARE_MAIL_HOST", "127.0.0.1"), ("AFTERCARE_MAIL_PORT", &port)]);
    let city = City::start(CityPlan::small(), Settings { base_port: 0, ..Settings::default() }).await.unwrap();
    let (config, csv) = (installation.path("aftercare.toml").display().to_string(), installation.path("devices.csv").display().to_string());
    std::fs::write(&config, "[watch]\nperiod_seconds = 2\ndoubt_period_seconds = 1\ntimeout_milliseconds = 700\n").unwrap();
    std::fs::write(&csv, city.devices_csv()).unwrap();
    let imported = installation.run(&["import", &csv, "--apply", "--create-places"], "");
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let arguments = ["--config", config.as_str()];
    installation.start_with(&arguments).await;
    let admin = installation.sign_in("admin").await;
    let engineer = json!({ "name": "Erin", "login": "erin", "password": PASSWORD, "role": "engineer", "email": "erin@example.org" });
    let engineer = admin.post("/api/v1/people", &engineer).await.unwrap()["id"].clone();
    let date = admin.get("/api/v1/duty/now").await.unwrap()["date"].as_str().unwrap().to_owned();
    admin.put(&format!("/api/v1/duty/{date}"), &json!({ "people": [engineer] })).await.unwrap();
    let all = city.plan().devices().len() as i64;
    until("the city is up", &installation, async || up(&admin).await == all).await;

    for device in city.plan().devices() {
        city.apply(&Order::DeviceDown { device: device.name.clone() }).unwrap();
    }
    // Killed at moments that differ, before, while and after the faults are told.
    for milliseconds in [1500, 2500, 4000, 700] {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        installation.kill();
        installation.start_with(&arguments).await;
    }
    until("nobody is up", &installation, async || up(&admin).await == 0).await;
    let open = "/api/v1/alarms?open=true&limit=200";
    until("the faults are told, each with a ticket", &installation, async || {
        let alarms = items(&admin, open).await;
        !alarms.is_empty() && alarms.iter().all(|alarm| !alarm["ticket_id"].is_null())
    })
    .await;
    let told = items(&admin, open).await;
    let roots = city.plan().devices().iter().filter(|device| city.plan().parent(device).is_none()).count();
    assert!(told.len() <= roots, "only roots are told: {} of {roots}", told.len());
    let restored = items(&admin, "/api/v1/tickets?limit=200").await;
    assert!(restored.iter().all(|ticket| ticket["state"] != "restored"), "nobody is back: {restored:?}");

    city.apply(&Order::HealAll {}).unwrap();
    for milliseconds in [1500, 2500, 700] {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        installation.kill();
        installation.start_with(&arguments).await;
    }
    until("all are back", &installation, async || up(&admin).await == all && items(&admin, open).await.is_empty()).await;
    let tickets = async || items(&admin, "/api/v1/tickets?limit=200").await;
    until("every ticket is restored", &installation, async || tickets().await.iter().all(|ticket| ticket["state"] == "restored")).await;
    let alarms = items(&admin, "/api/v1/alarms?limit=200").await;
    let mut of_device: BTreeMap<String, usize> = BTreeMap::new();
    for alarm in &alarms {
        *of_device.entry(alarm["device_id"].to_string()).or_default() += 1;
    }
    assert!(of_device.values().all(|count| *count == 1), "a fault was told twice: {of_device:?}");
    assert_eq!(tickets().await.len(), alarms.len(), "one ticket for each");
    until("Erin was called", &installation, async || {
        let sent = admin.get("/api/v1/messages?channel=email&state=sent&limit=1").await.unwrap();
        sent["total"].as_i64() >= Some(alarms.len() as i64)
    })
    .await;
    installation.kill();
    installation.verify();
    letters.close();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(letter) = letters.recv().await {
        let id = letter.text.lines().find(|line| line.to_lowercase().starts_with("message-id:")).unwrap().to_owned();
        *seen.entry(id).or_default() += 1;
    }
    assert!(!seen.is_empty(), "engineers were called");
    // Whoever is killed while the mail server takes a letter cannot know, and sends it once more under the same number.
    assert!(seen.values().filter(|copies| **copies > 1).count() <= 7, "told twice without a kill: {seen:?}");
}
