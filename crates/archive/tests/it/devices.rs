//! Devices: entered, changed, put behind one another, removed; and their secrets, which nobody reads.

use archive::facts;
use archive::model::{SnmpAuth, SnmpVersion};
use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{COMMUNITY, House, furnish, manager};

async fn create(house: &House, body: Json) -> crate::house::Answer {
    house.post(&manager(), "/api/v1/devices", body).await
}

async fn change(house: &House, id: i64, body: Json) -> crate::house::Answer {
    house.patch(&manager(), &format!("/api/v1/devices/{id}"), body).await
}

on_both!(a_device_is_entered_with_everything_and_shown, |test: TestDb| async move {
    let house = furnish(test).await;
    let made = create(
        &house,
        json!({ "site_id": house.site.id, "customer_id": house.north.id, "name": "rec-1", "kind": "recorder", "vendor": "Hik", "model": "DS-96",
            "serial": "0001", "address": "2001:DB8::7", "parent_id": house.core.id, "http_port": 80, "rtsp_port": 554,
            "snmp": { "version": "3", "user": "watch", "auth": "sha256", "auth_password": "auth-secret-1", "privacy": "aes128", "privacy_password": "priv-secret-1" } }),
    )
    .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    let expected = json!({
        "id": made.id(), "customer_id": house.north.id, "customer_name": "北区交警", "site_id": house.site.id, "site_name": "中心机房",
        "name": "rec-1", "kind": "recorder", "vendor": "Hik", "model": "DS-96", "serial": "0001", "address": "2001:db8::7",
        "parent_id": house.core.id, "parent_name": "core", "http_port": 80, "rtsp_port": 554, "has_photo": false, "version": 1,
        "snmp": { "version": "3", "port": 161, "has_community": false, "user": "watch", "auth": "sha256", "privacy": "aes128" },
        "created_at": "2026-03-02T01:00:00.000Z", "removed_at": null,
    });
    assert_eq!(made.json, expected);
    assert_eq!(house.get(&house.alice(), &format!("/api/v1/devices/{}", made.id())).await.json, expected);
    house.verify().await;
});

on_both!(secrets_are_sealed_and_read_by_nobody_but_the_watch, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.core.id;
    assert_eq!(change(&house, id.0, json!({ "snmp": { "version": "2c", "community": "zweites-wort", "port": 1161 } })).await.status, 200);
    assert_eq!(house.last_event().await.json()["changes"]["snmp_secrets"], "replaced");

    let mut conn = house.test.db.read().await.unwrap();
    let opened = house.archive.device_with_access(&mut conn, id).await.unwrap().unwrap().snmp.unwrap();
    assert_eq!((opened.community.as_ref().map(|word| word.reveal()), opened.port), (Some("zweites-wort"), 1161));
    assert!(!format!("{opened:?}").contains("zweites"), "nor does it slip into a log");
    let all = house.archive.devices_with_access(&mut conn).await.unwrap();
    assert_eq!(all.iter().filter(|device| device.snmp.as_ref().is_some_and(|snmp| snmp.community.is_some())).count(), 1);
    let closed = facts::device(&mut conn, id).await.unwrap().unwrap().snmp.unwrap();
    assert_eq!((closed.has_community, closed.community), (true, None));
    let (sealed,): (Vec<u8>,) = base::db::sql("SELECT snmp_community FROM devices WHERE id = $1").bind(id).one(&mut conn).await.unwrap();
    assert!(!sealed.windows(7).any(|part| part == b"zweites"));
    drop(conn);

    let shown = house.get(&manager(), "/api/v1/devices").await;
    let journal: String = house.events().await.into_iter().map(|event| event.body + &event.rows).collect();
    for secret in [COMMUNITY, "zweites-wort"] {
        assert!(!String::from_utf8_lossy(&shown.bytes).contains(secret) && !journal.contains(secret), "{secret}");
    }

    let events = house.events().await.len();
    let again = change(&house, id.0, json!({ "snmp": { "version": "2c", "community": "zweites-wort", "port": 1161 } })).await;
    assert_eq!((again.status, house.events().await.len()), (StatusCode::OK, events), "the same secret again is no change");
    let port = change(&house, id.0, json!({ "snmp": { "version": "2c" } })).await;
    assert_eq!((&port.json["snmp"]["port"], &port.json["snmp"]["has_community"]), (&json!(161), &json!(true)), "left out, it stays");
    let v3 = change(&house, id.0, json!({ "snmp": { "version": "3", "user": "u", "auth": "sha512", "auth_password": "12345678" } })).await;
    assert_eq!(v3.json["snmp"]["has_community"], false);
    let mut conn = house.test.db.read().await.unwrap();
    let opened = house.archive.device_with_access(&mut conn, id).await.unwrap().unwrap().snmp.unwrap();
    assert_eq!((opened.version, opened.auth, opened.community), (SnmpVersion::V3, Some(SnmpAuth::Sha512), None));
    assert_eq!(opened.auth_password.unwrap().reveal(), "12345678");
    drop(conn);
    assert_eq!(change(&house, id.0, json!({ "snmp": null })).await.json["snmp"], json!(null));
    house.verify().await;
});

on_both!(what_is_wrong_with_a_device_is_named_by_its_field, |test: TestDb| async move {
    let house = furnish(test).await;
    let good = || json!({ "site_id": house.site.id, "name": "x", "kind": "switch" });
    let cases: Vec<(&str, Json, &str, &str)> = vec![
        ("site_id", json!(999), "site_id", "site.unknown"),
        ("customer_id", json!(house.south.id), "customer_id", "customer.other"),
        ("name", json!("core"), "name", "name.taken"),
        ("name", json!("a\u{7}"), "name", "text.control"),
        ("kind", json!("toaster"), "kind", "value.wrong"),
        ("vendor", json!("v".repeat(101)), "vendor", "text.too_long"),
        ("serial", json!("S-1"), "serial", "serial.taken"),
        ("address", json!("10.0.0.1:80"), "address", "address.has_port"),
        ("parent_id", json!(999), "parent_id", "parent.unknown"),
        ("parent_id", json!(house.south_device.id), "parent_id", "parent.unknown"),
        ("http_port", json!(0), "http_port", "port.wrong"),
        ("http_port", json!(70000), "http_port", "value.wrong"),
        ("rtsp_port", json!("554"), "rtsp_port", "value.wrong"),
        ("snmp", json!({ "version": "4", "community": "x" }), "snmp.version", "value.wrong"),
        ("snmp", json!({ "version": "2c" }), "snmp.community", "snmp.secret_missing"),
        (
            "snmp",
            json!({ "version": "3", "user": "u", "privacy": "aes128", "privacy_password": "12345678" }),
            "snmp.privacy",
            "snmp.privacy_alone",
        ),
        ("snmp", json!({ "version": "3", "user": "u", "auth": "md5" }), "snmp.auth", "value.wrong"),
        ("colour", json!("red"), "colour", "value.wrong"),
    ];
    let events = house.events().await.len();
    for (field, value, path, code) in cases {
        let mut body = good();
        body[field] = value;
        let answer = create(&house, body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {}", answer.json);
        assert_eq!(answer.fields(), [(path, code)], "{field}");
    }
    assert_eq!(house.events().await.len(), events);
    let serial = create(&house, json!({ "site_id": house.south_site.id, "name": "x", "kind": "ups", "serial": "S-1" })).await;
    assert_eq!(serial.status, StatusCode::CREATED, "another customer's device may have the same serial number");
});

on_both!(a_device_never_stands_behind_itself, |test: TestDb| async move {
    let house = furnish(test).await;
    let core = house.core.id.0;
    for parent in [core, house.camera.id.0] {
        assert_eq!(change(&house, core, json!({ "parent_id": parent })).await.fields(), [("parent_id", "parent.circle")]);
    }
    let mut last = core;
    for n in 2..=16 {
        let body = json!({ "site_id": house.site.id, "name": format!("deep-{n}"), "kind": "switch", "parent_id": last });
        last = create(&house, body).await.id();
    }
    let body = json!({ "site_id": house.site.id, "name": "too deep", "kind": "switch", "parent_id": last });
    assert_eq!(create(&house, body).await.fields(), [("parent_id", "parent.too_deep")]);
    let free = change(&house, house.camera.id.0, json!({ "parent_id": null })).await;
    assert_eq!((&free.json["parent_id"], &free.json["parent_name"]), (&json!(null), &json!(null)));
    assert_eq!(change(&house, core, json!({ "parent_id": house.camera.id })).await.fields(), [("parent_id", "parent.too_deep")]);
});

on_both!(two_who_put_devices_behind_each_other_at_once_make_no_circle, |test: TestDb| async move {
    let house = furnish(test).await;
    let body = |name: &str| json!({ "site_id": house.site.id, "name": name, "kind": "switch" });
    let (a, b) = (create(&house, body("a")).await.id(), create(&house, body("b")).await.id());
    let (first, second) = tokio::join!(change(&house, a, json!({ "parent_id": b })), change(&house, b, json!({ "parent_id": a })));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
});

on_both!(a_change_is_told_field_by_field, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.core.id.0;
    let changed =
        change(&house, id, json!({ "version": 1, "kind": "router", "vendor": "Huawei", "address": null, "http_port": 8080 })).await;
    assert_eq!((changed.status, &changed.json["version"], &changed.json["address"]), (StatusCode::OK, &json!(2), &json!(null)));
    let event = house.last_event().await;
    assert_eq!((event.kind.as_str(), event.customer_id, event.subject_id), ("device.changed", Some(house.north.id), id));
    let told = json!({
        "kind": { "from": "switch", "to": "router" }, "vendor": { "from": null, "to": "Huawei" },
        "address": { "from": "10.0.0.1", "to": null }, "http_port": { "from": null, "to": 8080 },
    });
    assert_eq!(event.json()["changes"], told);
    let elsewhere = change(&house, id, json!({ "site_id": house.south_site.id })).await;
    assert_eq!(elsewhere.fields(), [("site_id", "site.unknown")], "a device stays with its customer");
    let site = house.post(&manager(), "/api/v1/sites", json!({ "customer_id": house.north.id, "name": "二楼" })).await.id();
    assert_eq!(change(&house, id, json!({ "site_id": site })).await.json["site_name"], "二楼");
    house.verify().await;
});

on_both!(a_removed_device_leaves_every_list_and_stays_known, |test: TestDb| async move {
    let house = furnish(test).await;
    let path = |id: archive::DeviceId| format!("/api/v1/devices/{id}");
    let remove = async |id| house.ask(Some(&manager()), Method::DELETE, &path(id), None).await;
    let parent = remove(house.core.id).await;
    assert_eq!((parent.status, parent.code()), (StatusCode::CONFLICT, "device.has_children"));
    assert_eq!(remove(house.camera.id).await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.last_event().await.kind, "device.removed");
    let again = remove(house.camera.id).await;
    assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "device.removed"));
    assert_eq!(change(&house, house.camera.id.0, json!({ "vendor": "x" })).await.code(), "device.removed");
    assert_eq!(house.get(&manager(), "/api/v1/devices?q=cam-1").await.json["total"], 0);
    assert_eq!(house.get(&manager(), &path(house.camera.id)).await.json["removed_at"], "2026-03-02T01:00:00.000Z");
    assert!(house.device(house.camera.id).await.removed_at.is_some());
    let mut conn = house.test.db.read().await.unwrap();
    assert!(facts::children(&mut conn, house.core.id).await.unwrap().is_empty());
    assert_eq!(facts::devices(&mut conn).await.unwrap().len(), 2);
    assert_eq!(house.archive.devices_with_access(&mut conn).await.unwrap().len(), 2);
    drop(conn);
    let behind = create(&house, json!({ "site_id": house.site.id, "name": "x", "kind": "ups", "parent_id": house.camera.id })).await;
    assert_eq!(behind.fields(), [("parent_id", "parent.unknown")]);
    let anew = create(&house, json!({ "site_id": house.site.id, "name": "cam-1", "kind": "camera" })).await;
    assert_eq!(anew.status, StatusCode::CREATED, "its name is free again: {}", anew.json);
    house.verify().await;
});
