//! Guard periods and classes of sites: what contracts promise more for.

use archive::facts;
use axum::http::StatusCode;
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{days, furnish, manager};

on_both!(a_guard_period_holds_from_its_first_instant_until_it_is_over, |test: TestDb| async move {
    let house = furnish(test).await;
    let everybody = json!({ "name": "国庆保障", "starts_at": days(15), "ends_at": days(30) });
    let everybody = house.post(&manager(), "/api/v1/guard-periods", everybody).await;
    assert_eq!(everybody.status, StatusCode::CREATED, "{}", everybody.json);
    let mut conn = house.test.db.read().await.unwrap();
    let own = Some(house.guard.id.0);
    for (customer, at, expected) in [
        (house.north.id, days(10).plus_milliseconds(-1), None),
        (house.north.id, days(10), own),
        (house.north.id, days(16), own),
        (house.north.id, days(20), Some(everybody.id())),
        (house.south.id, days(16), Some(everybody.id())),
        (house.south.id, days(12), None),
        (house.south.id, days(30), None),
    ] {
        let found = facts::guard_at(&mut conn, customer, at).await.unwrap();
        assert_eq!(found.map(|guard| guard.id.0), expected, "{customer} {at}");
    }
    drop(conn);
    // A customer finds their own and everybody's.
    assert_eq!(house.get(&house.alice(), "/api/v1/guard-periods").await.names(), ["国庆保障", "两会"]);
    assert_eq!(house.get(&house.charlie(), "/api/v1/guard-periods").await.names(), ["国庆保障"]);
    house.verify().await;
});

on_both!(a_guard_period_is_changed_and_removed_and_the_journal_tells_it, |test: TestDb| async move {
    let house = furnish(test).await;
    let path = format!("/api/v1/guard-periods/{}", house.guard.id);
    let wrong = house.patch(&manager(), &path, json!({ "ends_at": days(9), "name": " " })).await;
    assert_eq!(wrong.fields(), [("name", "text.empty"), ("ends_at", "guard_period.order")]);
    let moved = house.patch(&manager(), &path, json!({ "ends_at": days(25), "customer_id": null, "version": 1 })).await;
    assert_eq!((&moved.json["version"], &moved.json["customer_id"]), (&json!(2), &json!(null)), "{}", moved.json);
    assert_eq!(house.patch(&manager(), &path, json!({ "name": "x", "version": 1 })).await.code(), "guard_period.changed");
    assert_eq!(house.patch(&manager(), &path, json!({ "customer_id": 999 })).await.fields(), [("customer_id", "customer.unknown")]);
    let gone = house.ask(Some(&manager()), axum::http::Method::DELETE, &path, None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(house.last_event().await.kind, "guard_period.removed");
    assert_eq!(house.get(&manager(), "/api/v1/guard-periods").await.json["total"], 0);
    house.verify().await;
});

on_both!(a_site_has_a_class, |test: TestDb| async move {
    let house = furnish(test).await;
    let path = format!("/api/v1/sites/{}", house.site.id);
    let classed = house.patch(&manager(), &path, json!({ "class": " A " })).await;
    assert_eq!(classed.json["class"], "A", "{}", classed.json);
    assert_eq!(house.patch(&manager(), &path, json!({ "class": "x".repeat(41) })).await.fields(), [("class", "text.too_long")]);
    assert_eq!(house.patch(&manager(), &path, json!({ "class": null })).await.json["class"], json!(null));
    house.verify().await;
});
