//! Sites: entered, changed, unique for their customer.

use axum::http::StatusCode;
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{furnish, manager};

on_both!(a_site_is_entered_with_its_place_on_the_map, |test: TestDb| async move {
    let house = furnish(test).await;
    let body = json!({ "customer_id": house.north.id, "name": "路口一", "kind": "pole", "latitude": 36.65, "longitude": 117, "address": "经十路" });
    let made = house.post(&manager(), "/api/v1/sites", body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    assert_eq!((&made.json["code"], &made.json["kind"], &made.json["longitude"]), (&json!("S-002"), &json!("pole"), &json!(117.0)));
    assert_eq!((&made.json["customer_name"], &made.json["devices"]), (&json!("北区交警"), &json!(0)));
    let path = format!("/api/v1/sites/{}", made.id());
    let moved = house.patch(&manager(), &path, json!({ "latitude": null, "longitude": null, "version": 1 })).await;
    assert_eq!((&moved.json["latitude"], &moved.json["version"]), (&json!(null), &json!(2)));
    assert_eq!(house.last_event().await.kind, "site.changed");
    let half = house.patch(&manager(), &path, json!({ "latitude": 1.0 })).await;
    assert_eq!(half.fields(), [("latitude", "position.half")]);
    house.verify().await;
});

on_both!(a_site_has_a_name_of_its_own_and_a_customer, |test: TestDb| async move {
    let house = furnish(test).await;
    let actor = manager();
    let taken = house.post(&actor, "/api/v1/sites", json!({ "customer_id": house.north.id, "name": "中心机房" })).await;
    assert_eq!(taken.fields(), [("name", "name.taken")]);
    let code = house.post(&actor, "/api/v1/sites", json!({ "customer_id": house.north.id, "name": "x", "code": "S-001" })).await;
    assert_eq!(code.fields(), [("code", "code.taken")]);
    let other = house.post(&actor, "/api/v1/sites", json!({ "customer_id": house.south.id, "name": "中心机房" })).await;
    assert_eq!(other.status, StatusCode::CREATED, "another customer's site may have the same name");
    let nobody = house.post(&actor, "/api/v1/sites", json!({ "customer_id": 999, "name": "x" })).await;
    assert_eq!(nobody.fields(), [("customer_id", "customer.unknown")]);
    let north =
        house.post(&actor, "/api/v1/sites", json!({ "customer_id": house.north.id, "name": "x", "latitude": 91, "longitude": 0 })).await;
    assert_eq!(north.fields(), [("latitude", "position.wrong")]);
});
