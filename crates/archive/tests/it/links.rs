//! Links: what devices need besides their parents.

use archive::model::{DeviceKind, NewDevice};
use axum::http::{Method, StatusCode};
use base::Role;
use serde_json::json;
use testkit::{TestDb, monday, on_both};

use crate::house::{House, furnish, manager, program, staff};

async fn another(house: &House, name: &str) -> i64 {
    let mut conn = house.test.db.write().await.unwrap();
    let new = NewDevice::named(house.site.id, name, DeviceKind::Ups);
    let device = house.archive.create_device(&mut conn, &program(), monday(), new).await.unwrap();
    conn.commit().await.unwrap();
    device.id.0
}

on_both!(a_camera_has_two_ways_and_a_feed, |test: TestDb| async move {
    let house = furnish(test).await;
    let (camera, core) = (house.camera.id.0, house.core.id.0);
    let ups = another(&house, "ups").await;
    let engineer = staff(Role::Engineer);
    let feed = house
        .post(&engineer, "/api/v1/device-links", json!({ "device_id": camera, "to_id": ups, "kind": "power", "port": " outlet 3 " }))
        .await;
    assert_eq!(feed.status, StatusCode::CREATED, "{}", feed.json);
    assert_eq!((&feed.json["port"], &feed.json["to_name"]), (&json!("outlet 3"), &json!("ups")));
    let port = house
        .post(&engineer, "/api/v1/device-links", json!({ "device_id": camera, "to_id": core, "kind": "network", "port": "Gi0/1" }))
        .await;
    assert_eq!(port.status, StatusCode::CREATED, "a link to the parent names its port: {}", port.json);
    // A UPS that is watched through the switch that it feeds is no circle: one is a way, the other a feed.
    let fed = house.post(&manager(), "/api/v1/device-links", json!({ "device_id": core, "to_id": ups, "kind": "power" })).await;
    assert_eq!(fed.status, StatusCode::CREATED, "{}", fed.json);
    let way = house.post(&manager(), "/api/v1/device-links", json!({ "device_id": ups, "to_id": core, "kind": "network" })).await;
    assert_eq!(way.status, StatusCode::CREATED, "{}", way.json);
    let of = async |query: String| house.get(&house.alice(), &format!("/api/v1/device-links?{query}")).await.json["total"].clone();
    assert_eq!(of(format!("device_id={camera}")).await, 2);
    assert_eq!(of(format!("device_id={ups}&kind=power")).await, 2, "both ends count");
    assert_eq!(house.get(&house.charlie(), "/api/v1/device-links").await.json["total"], 0);
    house.verify().await;

    let path = format!("/api/v1/device-links/{}", feed.id());
    assert_eq!(house.ask(Some(&house.charlie()), Method::DELETE, &path, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.ask(Some(&house.alice()), Method::DELETE, &path, None).await.status, StatusCode::FORBIDDEN);
    assert_eq!(house.ask(Some(&engineer), Method::DELETE, &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.last_event().await.kind, "device_link.removed");
    assert_eq!(house.ask(Some(&engineer), Method::DELETE, &path, None).await.status, StatusCode::NOT_FOUND);
    let gone = house.ask(Some(&manager()), Method::DELETE, &format!("/api/v1/devices/{ups}"), None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
    assert_eq!(of(String::new()).await, 1, "what goes out of service takes its links with it");
    house.verify().await;
});

on_both!(a_link_leads_towards_the_core, |test: TestDb| async move {
    let house = furnish(test).await;
    let (camera, core) = (house.camera.id.0, house.core.id.0);
    let refused = async |body| {
        let answer = house.post(&manager(), "/api/v1/device-links", body).await;
        answer.fields().iter().map(|(path, code)| format!("{path} {code}")).collect::<Vec<_>>().join(", ")
    };
    let network = |device: i64, to: i64| json!({ "device_id": device, "to_id": to, "kind": "network" });
    assert_eq!(refused(network(core, core)).await, "to_id link.circle");
    assert_eq!(refused(network(core, camera)).await, "to_id link.circle", "the camera stands behind the core");
    assert_eq!(refused(network(camera, house.south_device.id.0)).await, "to_id device.unknown");
    assert_eq!(
        refused(json!({ "device_id": camera, "to_id": core, "kind": "power", "port": "x".repeat(201) })).await,
        "port text.too_long"
    );
    assert_eq!(house.post(&manager(), "/api/v1/device-links", network(camera, core)).await.status, StatusCode::CREATED);
    assert_eq!(refused(network(camera, core)).await, "to_id link.twice");
    let elsewhere = house.post(&house.charlie(), "/api/v1/device-links", network(camera, core)).await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);
    assert_eq!(house.post(&house.alice(), "/api/v1/device-links", network(camera, core)).await.status, StatusCode::FORBIDDEN);
});
