//! Customers: entered, changed, and told of in the journal.

use axum::http::StatusCode;
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{furnish, manager};

on_both!(a_customer_is_entered_and_changed, |test: TestDb| async move {
    let house = furnish(test).await;
    let made = house.post(&manager(), "/api/v1/customers", json!({ "name": " 东区交警 ", "address": "", "note": "一\n二" })).await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert_eq!((&made.json["name"], &made.json["code"], &made.json["address"]), (&json!("东区交警"), &json!("C-003"), &json!(null)));
    assert_eq!((&made.json["sites"], &made.json["devices"], &made.json["version"]), (&json!(0), &json!(0), &json!(1)));
    assert_eq!(made.json["created_at"], "2026-03-02T01:00:00.000Z");
    let event = house.last_event().await;
    assert_eq!((event.kind.as_str(), event.customer_id.map(|id| id.0)), ("customer.created", Some(made.id())));

    let path = format!("/api/v1/customers/{}", made.id());
    let changed = house.patch(&manager(), &path, json!({ "note": null, "address": "经十路 1 号", "version": 1 })).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.json);
    assert_eq!((&changed.json["note"], &changed.json["version"]), (&json!(null), &json!(2)));
    let event = house.last_event().await;
    assert_eq!(event.json()["changes"]["note"], json!({ "from": "一\n二", "to": null }));

    let events = house.events().await.len();
    let same = house.patch(&manager(), &path, json!({ "address": "经十路 1 号" })).await;
    assert_eq!((same.status, &same.json["version"]), (StatusCode::OK, &json!(2)));
    assert_eq!(house.events().await.len(), events, "what changes nothing is no event");
    house.verify().await;
});

on_both!(two_people_who_edit_at_once_do_not_overwrite_each_other, |test: TestDb| async move {
    let house = furnish(test).await;
    let path = format!("/api/v1/customers/{}", house.north.id);
    assert_eq!(house.patch(&manager(), &path, json!({ "note": "first", "version": 1 })).await.status, StatusCode::OK);
    let second = house.patch(&manager(), &path, json!({ "note": "second", "version": 1 })).await;
    assert_eq!((second.status, second.code()), (StatusCode::CONFLICT, "customer.changed"));
    assert_eq!(house.get(&manager(), &path).await.json["note"], "first");
    for (path, code) in [
        (format!("/api/v1/sites/{}", house.site.id), "site.changed"),
        (format!("/api/v1/contracts/{}", house.contract.id), "contract.changed"),
        (format!("/api/v1/contacts/{}", house.contact.id), "contact.changed"),
        (format!("/api/v1/devices/{}", house.core.id), "device.changed"),
    ] {
        let late = house.patch(&manager(), &path, json!({ "name": "late", "version": 7 })).await;
        assert_eq!((late.status, late.code()), (StatusCode::CONFLICT, code));
    }
});

on_both!(what_is_wrong_with_a_customer_is_named_all_at_once, |test: TestDb| async move {
    let house = furnish(test).await;
    let wrong = house.post(&manager(), "/api/v1/customers", json!({ "name": " ", "code": "a b", "address": "x\ny" })).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.fields(), [("name", "text.empty"), ("code", "code.wrong"), ("address", "text.many_lines")]);
    let namesake = house.post(&manager(), "/api/v1/customers", json!({ "name": "北区交警" })).await;
    assert_eq!(namesake.fields(), [("name", "name.taken")]);
    let code = house.patch(&manager(), &format!("/api/v1/customers/{}", house.south.id), json!({ "code": "N" })).await;
    assert_eq!(code.fields(), [("code", "code.taken")]);
    let unknown = house.post(&manager(), "/api/v1/customers", json!({ "name": "x", "colour": "red" })).await;
    assert_eq!((unknown.status, unknown.fields()[0].0), (StatusCode::UNPROCESSABLE_ENTITY, "colour"));
    let typed = house.post(&manager(), "/api/v1/customers", json!({ "name": 7 })).await;
    assert_eq!(typed.fields()[0].0, "name");
    for path in ["/api/v1/customers/999", "/api/v1/customers/abc", "/api/v1/customers/99999999999999999999"] {
        assert_eq!(house.get(&manager(), path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
});

on_both!(two_who_enter_the_same_customer_at_once_get_one_customer, |test: TestDb| async move {
    let house = furnish(test).await;
    let manager = manager();
    let body = || json!({ "name": "西区交警", "code": "W" });
    let (a, b) = tokio::join!(house.post(&manager, "/api/v1/customers", body()), house.post(&manager, "/api/v1/customers", body()));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422]);
    house.verify().await;
});
