//! Expiries: until when what comes with devices is valid.

use axum::http::{Method, StatusCode};
use base::Role;
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{furnish, manager, staff};

const PATH: &str = "/api/v1/device-expiries";

on_both!(a_licence_is_entered_renewed_and_removed, |test: TestDb| async move {
    let house = furnish(test).await;
    let engineer = staff(Role::Engineer);
    let licence = json!({ "device_id": house.core.id, "kind": "licence", "name": " VMS, 64 channels ", "ends_on": "2026-12-31" });
    let made = house.post(&engineer, PATH, licence).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    assert_eq!((&made.json["name"], &made.json["warn_days"], &made.json["version"]), (&json!("VMS, 64 channels"), &json!(30), &json!(1)));
    let warranty = json!({ "device_id": house.camera.id, "kind": "warranty", "name": "Maker", "ends_on": "2026-06-30", "warn_days": 0 });
    assert_eq!(house.post(&engineer, PATH, warranty).await.status, StatusCode::CREATED);

    let names = async |query: &str| {
        let page = house.get(&house.alice(), &format!("{PATH}?{query}")).await.json;
        page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("").await, ["Maker", "VMS, 64 channels"], "by day");
    assert_eq!(names("until=2026-07-01").await, ["Maker"]);
    assert_eq!(names("kind=licence&sort=-ends_on").await, ["VMS, 64 channels"]);
    assert_eq!(names(&format!("device_id={}", house.core.id)).await, ["VMS, 64 channels"]);
    assert_eq!(house.get(&house.charlie(), PATH).await.json["total"], 0, "another customer's are not found");
    house.verify().await;

    let path = format!("{PATH}/{}", made.id());
    let renewed = house.ask(Some(&engineer), Method::PATCH, &path, Some(&json!({ "version": 1, "ends_on": "2027-12-31" }))).await;
    assert_eq!((renewed.status, &renewed.json["ends_on"], &renewed.json["version"]), (StatusCode::OK, &json!("2027-12-31"), &json!(2)));
    let event = house.last_event().await;
    assert_eq!(event.kind, "device_expiry.changed");
    assert_eq!(event.json()["changes"]["ends_on"], json!({ "from": "2026-12-31", "to": "2027-12-31" }), "{}", event.json());
    let late = house.ask(Some(&engineer), Method::PATCH, &path, Some(&json!({ "version": 1, "note": "x" }))).await;
    assert_eq!((late.status, &late.json["code"]), (StatusCode::CONFLICT, &json!("expiry.changed")));
    assert_eq!(house.ask(Some(&engineer), Method::DELETE, &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.last_event().await.kind, "device_expiry.removed");

    let gone = house.ask(Some(&manager()), Method::DELETE, &format!("/api/v1/devices/{}", house.camera.id), None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
    assert_eq!(house.get(&manager(), PATH).await.json["total"], 0, "what goes out of service takes its expiries with it");
    house.verify().await;
});

on_both!(what_makes_no_sense_is_refused_by_field, |test: TestDb| async move {
    let house = furnish(test).await;
    let refused = async |change: serde_json::Value| {
        let mut body = json!({ "device_id": house.core.id, "kind": "licence", "name": "VMS", "ends_on": "2026-12-31" });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = house.post(&manager(), PATH, body).await;
        answer.fields().iter().map(|(path, code)| format!("{path} {code}")).collect::<Vec<_>>().join(", ")
    };
    let first = json!({ "device_id": house.core.id, "kind": "licence", "name": "VMS", "ends_on": "2026-12-31" });
    assert_eq!(house.post(&manager(), PATH, first).await.status, StatusCode::CREATED);
    assert_eq!(refused(json!({})).await, "name expiry.twice");
    assert_eq!(refused(json!({ "name": " ", "warn_days": 366 })).await, "name text.empty, warn_days expiry.warn_days");
    assert_eq!(refused(json!({ "name": "old", "ends_on": "1899-01-01" })).await, "ends_on expiry.ends_on");
    assert_eq!(refused(json!({ "device_id": 99_999 })).await, "device_id device.unknown");
    let nonsense = house.post(&manager(), PATH, json!({ "device_id": 1, "kind": "soul", "name": "x", "ends_on": "31.12.2026" })).await;
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nonsense.json);
});
