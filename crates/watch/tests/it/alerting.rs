//! Alert rules against a real web server: a value beyond its limit is an alarm of the device, and within it again closes the alarm.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use axum::http::StatusCode;
use base::{Language, Role};
use serde_json::{Value, json};
use testkit::{TestDb, on_both};
use watch::{AlarmKind, State, facts};

use crate::custom::send;
use crate::services::{server, web};
use crate::town::{Rooms, Running, hasty, person, until};

const PATH: &str = "/api/v1/alert-rules";

fn too_high(device: i64) -> Value {
    let definition = json!({"of": {"device_ids": [device]}, "metric": "status", "when": {"kind": "above", "value": 399.0, "clear": 299.0}});
    json!({"name": "Pages are there", "definition": definition})
}

on_both!(a_value_beyond_its_limit_is_an_alarm_until_it_is_well_within, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (_, site) = rooms.customer("Alpha").await;
    let status = Arc::new(AtomicU16::new(200));
    let (address, _serving) = web(&status).await;
    let device = server(&rooms, site, address).await;
    let watch = rooms.watch(hasty());
    let running = Running::start(&watch);
    until("the server is up", async || rooms.state(device).await == State::Up).await;
    status.store(404, Ordering::SeqCst);
    let manager = person(1, Role::Manager, None);
    // A check that measures only, with a rule, is judged by the rule.
    let check = json!({"device_id": device, "name": "portal", "role": "measure", "question": {"kind": "http", "port": address.port()}});
    assert_eq!(send(&watch, &manager, "POST", "/api/v1/custom-checks", Some(check)).await.0, StatusCode::CREATED);
    let kept = async || {
        let kept = rooms.series.named("status").await.unwrap();
        !kept.is_empty()
    };
    until("what people ask for is kept", kept).await;
    assert_eq!(rooms.open().await, [], "nothing is held against it yet");
    status.store(200, Ordering::SeqCst);
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    let (answered, rule) = send(&watch, &manager, "POST", PATH, Some(too_high(device.0))).await;
    assert_eq!(answered, StatusCode::CREATED, "{rule}");
    status.store(404, Ordering::SeqCst);
    until("it is an alarm", async || rooms.open().await == [(device, AlarmKind::CheckFailed)]).await;
    assert_eq!(rooms.state(device).await, State::Up);
    let alarm = facts::open_alarm_of_device(&mut rooms.db.read().await.unwrap(), device).await.unwrap().unwrap();
    assert_eq!(alarm.text.in_language(Language::En), "SRV1 at Alpha 1: Pages are there: status is 404, above 399.");
    status.store(304, Ordering::SeqCst);
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    assert_eq!(rooms.open().await.len(), 1, "between the marks it stays as it is");
    status.store(200, Ordering::SeqCst);
    until("it is over", async || rooms.open().await.is_empty()).await;

    status.store(404, Ordering::SeqCst);
    until("it is an alarm again", async || rooms.open().await.len() == 1).await;
    let off = json!({"version": 1, "active": false, "name": "Pages are there", "definition": rule["definition"]});
    let path = format!("{PATH}/{}", rule["id"]);
    assert_eq!(send(&watch, &manager, "PUT", &path, Some(off.clone())).await.0, StatusCode::OK);
    until("nothing is held against it any more", async || rooms.open().await.is_empty()).await;
    assert_eq!(send(&watch, &manager, "PUT", &path, Some(off)).await.0, StatusCode::CONFLICT, "an old version");
    assert_eq!(send(&watch, &manager, "DELETE", &format!("{path}?version=2"), None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(send(&watch, &manager, "GET", PATH, None).await.1["items"], json!([]));
    running.stop().await;
});

on_both!(a_rule_is_checked_and_only_for_those_who_may, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (customer, site) = rooms.customer("Alpha").await;
    let (others, _) = rooms.customer("Beta").await;
    let status = Arc::new(AtomicU16::new(200));
    let (address, _serving) = web(&status).await;
    let device = server(&rooms, site, address).await;
    let watch = rooms.watch(hasty());
    let manager = person(1, Role::Manager, None);
    let alice = person(2, Role::Customer, Some(customer));
    let engineer = person(3, Role::Engineer, None);
    for actor in [&alice, &engineer] {
        assert_eq!(send(&watch, actor, "POST", PATH, Some(too_high(device.0))).await.0, StatusCode::FORBIDDEN);
    }
    let wrong = [
        (json!({"when": {"kind": "above", "value": 1.0, "clear": 2.0}}), "definition.when.clear"),
        (json!({"when": {"kind": "unusual", "spread": 0.1, "side": "both"}}), "definition.when.spread"),
        (json!({"when": {"kind": "reaches", "value": 1.0, "within_days": 900.0, "confidence": 0.5}}), "definition.when.within_days"),
        (json!({"for_seconds": 100_000}), "definition.for_seconds"),
        (json!({"metric": " "}), "definition.metric"),
        (json!({"of": {"device_ids": [999]}}), "definition.of.device_ids[0]"),
    ];
    for (change, field) in wrong {
        let mut body = too_high(device.0);
        for (name, value) in change.as_object().unwrap() {
            body["definition"][name] = value.clone();
        }
        let (answered, problem) = send(&watch, &manager, "POST", PATH, Some(body)).await;
        assert_eq!((answered, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{problem}");
    }
    let mut theirs = too_high(device.0);
    theirs["customer_id"] = json!(others);
    let (answered, problem) = send(&watch, &manager, "POST", PATH, Some(theirs)).await;
    assert_eq!(answered, StatusCode::UNPROCESSABLE_ENTITY, "a rule of Beta's on Alpha's device: {problem}");
    let mut own = too_high(device.0);
    own["customer_id"] = json!(customer);
    assert_eq!(send(&watch, &manager, "POST", PATH, Some(own)).await.0, StatusCode::CREATED);
    assert_eq!(send(&watch, &manager, "POST", PATH, Some(too_high(device.0))).await.0, StatusCode::CREATED);
    let seen = async |actor: &base::Actor| send(&watch, actor, "GET", PATH, None).await.1["items"].as_array().unwrap().len();
    assert_eq!((seen(&manager).await, seen(&alice).await, seen(&person(4, Role::Customer, Some(others))).await), (2, 1, 0));
});

on_both!(what_a_rule_would_have_told_is_played_back_from_what_was_measured, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (customer_id, site) = rooms.customer("Alpha").await;
    let status = Arc::new(AtomicU16::new(200));
    let (address, _serving) = web(&status).await;
    let device = server(&rooms, site, address).await;
    let watch = rooms.watch(hasty());
    watch.reconcile(rooms.clock.now()).await.unwrap();
    let manager = person(1, Role::Manager, None);
    let (_, checks) = send(&watch, &manager, "GET", &format!("/api/v1/checks?device_id={device}"), None).await;
    let check_id = checks["items"].as_array().unwrap().iter().find(|check| check["name"] == "web").unwrap()["id"].as_i64().unwrap();
    let now = rooms.clock.now();
    // Two days of answers every minute; slow from the 30th to the 20th hour ago, and for a single minute 10 hours ago.
    let slow = |ago: i64| (1200..1800).contains(&ago) || ago == 600;
    let sample = |ago: i64| series::Sample {
        device_id: device.0,
        check_id,
        customer_id,
        name: "response_time".to_owned(),
        label: String::new(),
        unit: "seconds",
        at: now.plus_seconds(-60 * ago),
        value: if slow(ago) { 2.0 } else { 0.1 },
    };
    let samples: Vec<series::Sample> = (1..2880).rev().map(sample).collect();
    let prepared = rooms.series.prepare(&samples).await.unwrap();
    let mut conn = rooms.db.write().await.unwrap();
    rooms.series.write(&mut conn, &prepared).await.unwrap();
    conn.commit().await.unwrap();
    let definition = json!({"metric": "response_time", "check": "web", "when": {"kind": "above", "value": 1.0}, "for_seconds": 600});
    let asked = json!({"device_id": device, "days": 7, "definition": definition});
    let (answered, played) = send(&watch, &manager, "POST", &format!("{PATH}/preview"), Some(asked)).await;
    assert_eq!(answered, StatusCode::OK, "{played}");
    let episodes = played["items"].as_array().unwrap();
    assert_eq!(episodes.len(), 1, "one slow minute is no episode: {played}");
    let read = |name: &str| episodes[0][name].as_str().unwrap().parse::<base::Timestamp>().unwrap();
    assert!((read("from").milliseconds_since(now.plus_seconds(-60 * 1790))).abs() <= 600_000, "{played}");
    assert!((read("to").milliseconds_since(now.plus_seconds(-60 * 1200))).abs() <= 600_000, "{played}");
    assert_eq!((&episodes[0]["worst"], &episodes[0]["unit"]), (&json!(2.0), &json!("seconds")));
    let past = json!({"device_id": device, "definition": {"metric": "loss", "when": {"kind": "absent"}}});
    assert_eq!(send(&watch, &manager, "POST", &format!("{PATH}/preview"), Some(past)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let alice = person(2, Role::Customer, Some(customer_id));
    let asked = json!({"device_id": device, "definition": definition});
    assert_eq!(send(&watch, &alice, "POST", &format!("{PATH}/preview"), Some(asked)).await.0, StatusCode::FORBIDDEN);
});
