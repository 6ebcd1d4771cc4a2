//! Contracts: the promised times, their versions, and one at a time.

use archive::facts;
use archive::model::{ClockKind, Occasion, TicketKind};
use axum::http::StatusCode;
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{contract_of, days, furnish, manager, program};

fn table() -> Json {
    let line = |level: u8, clock: &str, target: &str| json!({ "level": level, "clock": clock, "target": target });
    let lines = |level| [line(level, "respond", "1m"), line(level, "arrive", "10m"), line(level, "restore", "10m")];
    json!([3, 1, 2].into_iter().flat_map(lines).collect::<Vec<_>>())
}

on_both!(a_contract_is_offered_the_usual_promises, |test: TestDb| async move {
    let house = furnish(test).await;
    let usual = house.get(&manager(), "/api/v1/contracts/usual").await.json;
    let shown = house.get(&house.alice(), &format!("/api/v1/contracts/{}", house.contract.id)).await.json;
    for field in ["zone", "call_next_after_seconds"] {
        assert_eq!(shown[field], usual[field], "{field}");
    }
    let terse = |lines: &Json| {
        let lines = lines.as_array().unwrap().iter();
        lines.map(|line| (line["clock"].clone(), line["level"].clone(), line["target"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(terse(&shown["clauses"]), terse(&usual["clauses"]));
    let first = json!({ "clock": "respond", "level": 1, "kind": null, "site_class": null, "guard": null, "target": "30m",
        "calendar_id": calendar::AROUND_THE_CLOCK, "starts": "reported", "warnings": ["75%"], "pausable": false,
        "on_level_change": "go_on", "on_contract_change": "go_on", "on_reject": "never_stopped", "on_reopen": "stops_while_done" });
    assert_eq!(shown["clauses"][0], first);
    assert_eq!((&shown["zone"], &shown["customer_name"]), (&json!("Asia/Shanghai"), &json!("北区交警")));
    house.verify().await;
});

on_both!(an_edit_makes_a_new_version_and_keeps_the_old_one, |test: TestDb| async move {
    let house = furnish(test).await;
    let path = format!("/api/v1/contracts/{}", house.contract.id);
    let changed = house.patch(&manager(), &path, json!({ "clauses": table(), "version": 1 })).await;
    assert_eq!((changed.status, &changed.json["version"]), (StatusCode::OK, &json!(2)), "{}", changed.json);
    assert_eq!(changed.json["clauses"][2]["level"], 3, "in the order in which they were written");
    let event = house.last_event().await;
    assert_eq!((event.kind.as_str(), &event.json()["changes"]["clauses"]["to"][0]["target"]), ("contract.changed", &json!("1m")));

    let mut conn = house.test.db.read().await.unwrap();
    let old = facts::contract_version(&mut conn, house.contract.id, 1).await.unwrap().unwrap();
    assert_eq!(old, house.contract);
    let new = facts::contract_at(&mut conn, house.north.id, days(0)).await.unwrap().unwrap();
    let fault = Occasion { level: 1, kind: TicketKind::Fault, site_class: None, guard: false };
    assert_eq!((new.version, new.clause(ClockKind::Respond, &fault).unwrap().target.to_string()), (2, "1m".to_owned()));
    assert!(facts::contract_version(&mut conn, house.contract.id, 3).await.unwrap().is_none());
    drop(conn);

    let versions = house.get(&house.alice(), &format!("{path}/versions")).await;
    let numbers: Vec<i64> = versions.json["items"].as_array().unwrap().iter().map(|item| item["version"].as_i64().unwrap()).collect();
    assert_eq!(numbers, [2, 1]);
    let same = house.patch(&manager(), &path, json!({ "clauses": table() })).await;
    assert_eq!(same.json["version"], 2, "what changes nothing makes no version");
    house.verify().await;
});

on_both!(a_customer_has_at_most_one_contract_at_a_time, |test: TestDb| async move {
    let house = furnish(test).await;
    let post = |from: &str, until: &str| json!({ "customer_id": house.north.id, "name": "另一份", "number": "B-1", "starts_on": from, "ends_on": until });
    let overlap = house.post(&manager(), "/api/v1/contracts", post("2026-12-31", "2027-12-31")).await;
    assert_eq!((overlap.status, overlap.code()), (StatusCode::CONFLICT, "contract.overlap"));
    assert!(overlap.json["detail"].as_str().unwrap().contains("售后服务"), "the other is named: {}", overlap.json["detail"]);
    let next = house.post(&manager(), "/api/v1/contracts", post("2027-01-01", "2027-12-31")).await;
    assert_eq!(next.status, StatusCode::CREATED, "{}", next.json);
    let path = format!("/api/v1/contracts/{}", next.id());
    let earlier = house.patch(&manager(), &path, json!({ "starts_on": "2026-06-01" })).await;
    assert_eq!(earlier.code(), "contract.overlap");
    // A day in Shanghai begins before the same day in UTC: the first contract's last day is not over yet when the second's begins.
    let zone = house.patch(&manager(), &path, json!({ "zone": "Asia/Tokyo" })).await;
    assert_eq!(zone.code(), "contract.overlap");
    assert_eq!(house.patch(&manager(), &path, json!({ "zone": "utc" })).await.json["zone"], "UTC");

    let mut conn = house.test.db.read().await.unwrap();
    let at = |text: &str| text.parse().unwrap();
    for (instant, expected) in [
        ("2025-12-31T15:59:59.999Z", None),
        ("2025-12-31T16:00:00Z", Some(house.contract.id.0)),
        ("2026-12-31T15:59:59.999Z", Some(house.contract.id.0)),
        ("2026-12-31T16:00:00Z", None),
        ("2027-01-01T00:00:00Z", Some(next.id())),
        ("2028-01-01T00:00:00Z", None),
    ] {
        let found = facts::contract_at(&mut conn, house.north.id, at(instant)).await.unwrap();
        assert_eq!(found.map(|contract| contract.id.0), expected, "{instant}");
    }
    assert!(facts::contract_at(&mut conn, house.south.id, days(0)).await.unwrap().is_none());
});

on_both!(two_overlapping_contracts_entered_at_once_become_one, |test: TestDb| async move {
    let house = furnish(test).await;
    let manager = manager();
    let body = || json!({ "customer_id": house.south.id, "name": "x", "number": "1", "starts_on": "2026-01-01", "ends_on": "2026-12-31" });
    let (a, b) = tokio::join!(house.post(&manager, "/api/v1/contracts", body()), house.post(&manager, "/api/v1/contracts", body()));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    house.verify().await;
});

on_both!(what_makes_no_sense_as_a_promise_is_refused, |test: TestDb| async move {
    let house = furnish(test).await;
    let good = || {
        json!({ "customer_id": house.south.id, "name": "x", "number": "1", "starts_on": "2026-01-01", "ends_on": "2026-12-31",
            "clauses": table(), "call_next_after_seconds": 60 })
    };
    let cases: [(&str, Json, &str, &str); 9] = [
        ("name", json!(""), "name", "text.empty"),
        ("number", json!("x".repeat(65)), "number", "text.too_long"),
        ("zone", json!("Mars/Olympus"), "zone", "zone.unknown"),
        ("ends_on", json!("2025-12-31"), "ends_on", "dates.order"),
        ("ends_on", json!("9999-12-31"), "ends_on", "dates.range"),
        ("ends_on", json!("2026-02-30"), "ends_on", "value.wrong"),
        ("call_next_after_seconds", json!(0), "call_next_after_seconds", "call_next.range"),
        ("clauses", json!([]), "clauses", "clauses.levels"),
        ("customer_id", json!(999), "customer_id", "customer.unknown"),
    ];
    for (field, value, path, code) in cases {
        let mut body = good();
        body[field] = value;
        let answer = house.post(&manager(), "/api/v1/contracts", body).await;
        assert_eq!((answer.status, answer.fields()), (StatusCode::UNPROCESSABLE_ENTITY, vec![(path, code)]), "{field}");
    }
    let mut body = good();
    body["clauses"][1]["target"] = json!("59s");
    let answer = house.post(&manager(), "/api/v1/contracts", body.clone()).await;
    assert_eq!(answer.fields(), [("clauses[1].target", "clause.order")], "the path is the one the sender wrote");
    body["clauses"][1] = json!({ "level": 3, "clock": "arrive", "target": "10m", "calendar_id": 999 });
    let answer = house.post(&manager(), "/api/v1/contracts", body).await;
    assert_eq!(answer.fields(), [("clauses[1].calendar_id", "calendar.unknown")]);
    assert_eq!(house.post(&manager(), "/api/v1/contracts", good()).await.status, StatusCode::CREATED);
});

on_both!(a_program_enters_contracts_in_its_own_transaction, |test: TestDb| async move {
    let house = furnish(test).await;
    let mut conn = house.test.db.write().await.unwrap();
    let new = contract_of(house.south.id, "2026-01-01", "2026-12-31");
    house.archive.create_contract(&mut conn, &program(), days(0), new).await.unwrap();
    drop(conn);
    let list = house.get(&manager(), &format!("/api/v1/contracts?customer_id={}", house.south.id)).await;
    assert_eq!(list.json["total"], 0, "what is not committed never was");
});
