//! Which devices are not watched as their kind should be: by the archive, the templates and what people entered besides.

use archive::model::{DeviceKind, NewDevice};
use archive::{DeviceId, SiteId};
use axum::http::StatusCode;
use base::Role;
use serde_json::{Value, json};
use testkit::{TestDb, on_both};

use crate::custom::send;
use crate::town::{Rooms, administrator, hasty, person};

async fn camera(rooms: &Rooms, site: SiteId, name: &str, with: impl FnOnce(&mut NewDevice)) -> DeviceId {
    let mut new = NewDevice { address: Some("127.0.0.77".to_owned()), ..NewDevice::named(site, name, DeviceKind::Camera) };
    with(&mut new);
    let mut conn = rooms.db.write().await.unwrap();
    let device = rooms.archive.create_device(&mut conn, &administrator(), rooms.clock.now(), new).await.unwrap();
    conn.commit().await.unwrap();
    device.id
}

fn of(answered: &Value, device: DeviceId) -> &Value {
    answered["items"].as_array().unwrap().iter().find(|item| item["device_id"] == device.0).unwrap_or(&Value::Null)
}

on_both!(what_devices_lack_stands_worst_first_and_is_counted, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (alpha, site) = rooms.customer("Alpha").await;
    let (_, elsewhere) = rooms.customer("Beta").await;
    let whole = camera(&rooms, site, "A", |new| (new.http_port, new.rtsp_port) = (Some(80), Some(554))).await;
    let no_video = camera(&rooms, site, "B", |new| new.http_port = Some(80)).await;
    let only_ping = camera(&rooms, site, "C", |_| {}).await;
    let nowhere = camera(&rooms, site, "D", |new| new.address = None).await;
    camera(&rooms, elsewhere, "E", |_| {}).await;
    let watch = rooms.watch(hasty());
    watch.reconcile(rooms.clock.now()).await.unwrap();
    let dispatcher = person(1, Role::Dispatcher, None);
    let get = async |query: &str| send(&watch, &dispatcher, "GET", &format!("/api/v1/coverage{query}"), None).await;

    let (answered, all) = get("?customer_id=1").await;
    assert_eq!(answered, StatusCode::OK, "{all}");
    let order: Vec<i64> = all["items"].as_array().unwrap().iter().map(|item| item["device_id"].as_i64().unwrap()).collect();
    assert_eq!(order, [nowhere, only_ping, no_video, whole].map(|id| id.0));
    assert_eq!(of(&all, nowhere)["gaps"], json!(["no_address", "no_checks", "unknown"]));
    assert_eq!(of(&all, only_ping)["gaps"], json!(["only_ping", "no_video", "no_web", "unknown"]));
    assert_eq!(of(&all, only_ping)["not_made"], json!([{"name": "video", "lacks": "rtsp_port"}, {"name": "web", "lacks": "http_port"}]));
    assert_eq!(of(&all, no_video)["gaps"], json!(["no_video", "unknown"]));
    assert_eq!(of(&all, no_video)["checks"], json!([{"name": "web", "kind": "http"}, {"name": "ping", "kind": "icmp"}]));
    assert_eq!(of(&all, whole)["gaps"], json!(["unknown"]), "nobody asked it yet");
    let counted = |answered: &Value, gap: &str| {
        answered["counts"].as_array().unwrap().iter().find(|count| count["gap"] == gap).unwrap()["devices"].as_i64().unwrap()
    };
    assert_eq!((&all["devices"], &all["lacking"], counted(&all, "no_video")), (&json!(4), &json!(4), 2));

    let (_, some) = get("?gap=no_video&limit=1").await;
    assert_eq!((&some["total"], some["items"].as_array().unwrap().len()), (&json!(3), 1));
    assert_eq!((&some["devices"], counted(&some, "only_ping")), (&json!(5), 2), "the counts are of all");
    let (_, next) = get(&format!("?gap=no_video&limit=1&after={}", some["next"].as_str().unwrap())).await;
    assert_ne!(next["items"][0]["device_id"], some["items"][0]["device_id"]);
    assert_eq!(get("?lacking=false").await.1["total"], 0);
    assert_eq!(get("?gap=everything").await.0, StatusCode::UNPROCESSABLE_ENTITY);

    let customer = person(2, Role::Customer, Some(alpha));
    assert_eq!(send(&watch, &customer, "GET", "/api/v1/coverage", None).await.1["total"], 4);
});

on_both!(what_a_person_enters_covers_what_a_template_could_not, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (_, site) = rooms.customer("Alpha").await;
    let device = camera(&rooms, site, "A", |new| new.rtsp_port = Some(554)).await;
    let watch = rooms.watch(hasty());
    let engineer = person(1, Role::Engineer, None);
    let gaps = async || {
        watch.reconcile(rooms.clock.now()).await.unwrap();
        of(&send(&watch, &engineer, "GET", "/api/v1/coverage", None).await.1, device)["gaps"].clone()
    };
    assert_eq!(gaps().await, json!(["no_web", "unknown"]));

    let text =
        "name = \"With agents\"\nmatch.kinds = [\"camera\"]\n[[check]]\nname = \"agent\"\nrole = \"measure\"\nask = { kind = \"snmp\" }\n";
    let tried = json!({"text": text, "device_id": device});
    let (_, tried) = send(&watch, &engineer, "POST", "/api/v1/check-templates/try", Some(tried)).await;
    assert_eq!(tried["not_made"], json!([{"name": "web", "lacks": "http_port"}, {"name": "agent", "lacks": "snmp"}]), "{tried}");
    assert_eq!(send(&watch, &engineer, "POST", "/api/v1/check-templates", Some(json!({"text": text}))).await.0, StatusCode::CREATED);
    assert_eq!(gaps().await, json!(["no_snmp", "no_web", "unknown"]), "the template wants more");

    let own =
        json!({"device_id": device, "name": "web", "role": "service", "question": {"kind": "http", "address": "127.0.0.77", "port": 8080}});
    let (entered, told) = send(&watch, &engineer, "POST", "/api/v1/custom-checks", Some(own)).await;
    assert_eq!(entered, StatusCode::CREATED, "{told}");
    assert_eq!(gaps().await, json!(["no_snmp", "unknown"]));
});
