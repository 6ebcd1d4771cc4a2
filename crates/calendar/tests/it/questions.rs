//! A year at a glance and "what would be due if …", of kept calendars and of one that is still being written.

use axum::http::StatusCode;
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{House, manager, office};

on_both!(a_year_at_a_glance, |test: TestDb| async move {
    let house = House::furnish(test);
    let id = house.office().await;
    let year = house.post(&manager(), "/api/v1/calendars/year", json!({ "of": { "calendar_id": id }, "year": 2026 })).await.json;
    let days = year["days"].as_array().unwrap();
    assert_eq!((days.len(), &year["announced"]), (365, &json!(true)));
    let of = |date: &str| days.iter().find(|day| day["date"] == date).unwrap();
    for (date, kind, name, minutes) in [
        ("2026-01-01", "off", "元旦", 0),
        ("2026-02-14", "make_up", "春节", 420),
        ("2026-03-02", "working", "", 420),
        ("2026-03-07", "free", "", 0),
        ("2026-02-21", "off", "春节", 0),
    ] {
        let day = of(date);
        assert_eq!((&day["kind"], &day["name"], &day["minutes"]), (&json!(kind), &json!(name), &json!(minutes)), "{date}");
    }
    // 365 days less 104 of weekends less 19 holidays on weekdays plus 6 make-up days.
    assert_eq!(year["working_days"], 248);
    let next = house.post(&manager(), "/api/v1/calendars/year", json!({ "of": { "definition": office() }, "year": 2027 })).await.json;
    assert_eq!((&next["announced"], &next["days"][3]["kind"]), (&json!(false), &json!("unannounced")));
    let leap = house.post(&manager(), "/api/v1/calendars/year", json!({ "of": { "calendar_id": 0 }, "year": 2028 })).await.json;
    assert_eq!((&leap["working_days"], &leap["minutes"]), (&json!(366), &json!(366 * 1440)));
});

on_both!(what_would_be_due_if, |test: TestDb| async move {
    let house = House::furnish(test);
    let id = house.office().await;
    let ask = |body: Json| house.due(body);
    let found = ask(json!({ "of": { "calendar_id": id }, "start": "2026-02-13T16:30", "target": "4h" })).await.json;
    assert_eq!(found["due"], "2026-02-14T12:00:00+08:00");
    assert_eq!(found["lines"][2], "Sat 2026-02-14 09:00–12:00 · make-up working day: 春节 · counted 3 h, 4 h in all");
    let paused = ask(json!({ "of": { "definition": office(), }, "start": "2026-03-06T14:00", "target": "4h",
        "pauses": [{ "from": "2026-03-06T16:00", "to": "2026-03-09T10:00", "reason": "等备件" }] }))
    .await
    .json;
    assert_eq!(
        (&paused["due"], &paused["paused_working_seconds"], &paused["paused_wall_seconds"]),
        (&json!("2026-03-09T12:00:00+08:00"), &json!(9000), &json!(237_600))
    );
    assert_eq!(paused["steps"][1]["name"], "等备件");
    let open = ask(json!({ "of": { "calendar_id": id }, "start": "2026-03-03T09:00", "target": "4h", "at": "2026-03-03T15:00",
        "pauses": [{ "from": "2026-03-03T11:00" }] }))
    .await
    .json;
    assert_eq!((&open["due"], &open["state"], &open["elapsed_seconds"]), (&Json::Null, &json!("paused"), &json!(7200)));
    let late = ask(json!({ "of": { "calendar_id": 0 }, "start": "2026-03-03T09:00", "target": "1h", "at": "2026-03-03T11:00" })).await.json;
    assert_eq!((&late["state"], &late["remaining_seconds"]), (&json!("breached"), &json!(-3600)));
    let unknown = ask(json!({ "of": { "calendar_id": id }, "start": "2026-12-31T17:00", "target": "1h" })).await.json;
    assert!(unknown["due"].is_null() && unknown["unknown"].as_str().unwrap().contains("2027"), "{unknown}");
});

on_both!(what_cannot_be_asked_is_named, |test: TestDb| async move {
    let house = House::furnish(test);
    let good = || json!({ "of": { "calendar_id": 0 }, "start": "2026-03-03T09:00", "target": "4h" });
    let cases: [(&str, Json, &str, &str); 8] = [
        ("start", json!("tomorrow"), "start", "moment.unreadable"),
        ("at", json!("2026-02-30T10:00"), "at", "moment.unreadable"),
        ("target", json!("four hours"), "target", "target.unreadable"),
        ("pauses", json!([{ "from": "x" }]), "pauses[0].from", "moment.unreadable"),
        ("pauses", json!([{ "from": "2026-03-03T10:00", "to": "2026-03-03T09:00" }]), "pauses[0].to", "pause.order"),
        ("of", json!({}), "of", "calendar.which"),
        ("of", json!({ "calendar_id": 0, "definition": office() }), "of", "calendar.which"),
        ("of", json!({ "definition": { "zone": "x", "week": { "mon": ["09:00-10:00"] } } }), "of.definition.zone", "zone.unknown"),
    ];
    for (field, value, path, code) in cases {
        let mut body = good();
        body[field] = value;
        let answer = house.due(body).await;
        assert_eq!((answer.status, answer.fields()), (StatusCode::UNPROCESSABLE_ENTITY, vec![(path, code)]), "{field}");
    }
    let year = house.post(&manager(), "/api/v1/calendars/year", json!({ "of": { "calendar_id": 0 }, "year": 1492 })).await;
    assert_eq!(year.fields(), [("year", "year.range")]);
    assert_eq!(
        house.post(&manager(), "/api/v1/calendars/year", json!({ "of": { "calendar_id": 77 }, "year": 2026 })).await.status,
        StatusCode::NOT_FOUND
    );
});
