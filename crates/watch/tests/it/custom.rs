//! Checks that people enter, against real servers: asked at once, judged like the others, their secrets kept.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base::db::sql;
use base::{Actor, Role};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use testkit::{TestDb, on_both};
use tower::ServiceExt as _;
use watch::{AlarmKind, State, Watch};

use crate::town::{Listener, Rooms, Running, hasty, person, until};

pub async fn send(watch: &Watch, actor: &Actor, method: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
    let (router, _) = watch::routes(watch.clone()).split_for_parts();
    let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    let mut request = request.body(body.map_or_else(Body::empty, |body| Body::from(body.to_string()))).unwrap();
    request.extensions_mut().insert(actor.clone());
    let response = router.oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

on_both!(a_service_that_people_have_asked_for_is_an_alarm_of_its_own_when_it_fails, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (_, site) = rooms.customer("Alpha").await;
    let mut doors = [Listener::open().await, Listener::open().await];
    let server = rooms.device(site, "SRV1", &doors[0], None).await;
    let watch = rooms.watch(hasty());
    let running = Running::start(&watch);
    until("the server is up", async || rooms.state(server).await == State::Up).await;
    let engineer = person(2, Role::Engineer, None);
    let question = json!({"kind": "tcp", "address": doors[1].address.ip(), "port": doors[1].address.port()});
    let (status, tried) =
        send(&watch, &engineer, "POST", "/api/v1/custom-checks/try", Some(json!({"device_id": server, "question": question}))).await;
    assert_eq!((status, &tried["ok"]), (StatusCode::OK, &json!(true)), "{tried}");
    let new = json!({"device_id": server, "name": "registry", "role": "service", "question": question});
    let (status, entered) = send(&watch, &engineer, "POST", "/api/v1/custom-checks", Some(new.clone())).await;
    assert_eq!(status, StatusCode::CREATED, "{entered}");
    assert_eq!(send(&watch, &engineer, "POST", "/api/v1/custom-checks", Some(new)).await.1["fields"][0]["code"], "check.name_taken");
    let well = async || {
        let (_, checks) = send(&watch, &engineer, "GET", &format!("/api/v1/checks?device_id={server}"), None).await;
        checks["items"].as_array().unwrap().iter().any(|check| check["name"] == "registry" && check["state"] == "up")
    };
    until("it is asked and well", well).await;
    doors[1].stop().await;
    until("its failing is an alarm", async || rooms.open().await == [(server, AlarmKind::CheckFailed)]).await;
    assert_eq!(rooms.state(server).await, State::Up, "the device itself is there");
    let path = format!("/api/v1/custom-checks/{}?version=1", entered["id"]);
    assert_eq!(send(&watch, &engineer, "DELETE", &path, None).await.0, StatusCode::NO_CONTENT);
    until("nobody asks any more", async || rooms.open().await.is_empty()).await;
    running.stop().await;
});

on_both!(secrets_of_a_question_are_neither_shown_nor_readable_in_the_database, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (customer, site) = rooms.customer("Alpha").await;
    let (others, _) = rooms.customer("Beta").await;
    let door = Listener::open().await;
    let server = rooms.device(site, "SRV1", &door, None).await;
    let watch = rooms.watch(hasty());
    let manager = person(1, Role::Manager, None);
    let question = json!({"kind": "snmp", "access": {"version": "2c", "community": "open-sesame"}});
    let new = json!({"device_id": server, "name": "ups card", "role": "measure", "every": 10, "question": question});
    let (status, entered) = send(&watch, &manager, "POST", "/api/v1/custom-checks", Some(new)).await;
    assert_eq!(status, StatusCode::CREATED, "{entered}");
    assert_eq!((&entered["question"]["kind"], &entered["question"]["address"]), (&json!("snmp"), &json!(door.address.ip().to_string())));
    let list = format!("/api/v1/custom-checks?device_id={server}");
    let alice = person(3, Role::Customer, Some(customer));
    let (_, seen) = send(&watch, &alice, "GET", &list, None).await;
    assert_eq!(seen["items"].as_array().unwrap().len(), 1);
    assert!(!seen.to_string().contains("sesame") && !entered.to_string().contains("sesame"));
    let mut conn = rooms.db.read().await.unwrap();
    let (kept,): (Vec<u8>,) = sql("SELECT question FROM custom_checks").optional(&mut conn).await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&kept).contains("sesame"));
    let events = base::journal::read_after(&mut conn, 0, 1000).await.unwrap();
    assert!(events.iter().any(|event| event.kind == "check.entered") && events.iter().all(|event| !event.body.contains("sesame")));
    drop(conn);
    let charlie = person(4, Role::Customer, Some(others));
    assert_eq!(send(&watch, &charlie, "GET", &list, None).await.1["items"], json!([]));
    for actor in [&alice, &person(5, Role::Storekeeper, None)] {
        let change = json!({"version": 1, "role": "vital"});
        assert_eq!(
            send(&watch, actor, "PUT", &format!("/api/v1/custom-checks/{}", entered["id"]), Some(change)).await.0,
            StatusCode::FORBIDDEN
        );
    }
    let wrong = [
        json!({"kind": "telepathy"}),
        json!({"kind": "tcp"}),
        json!({"kind": "tcp", "port": 0}),
        json!({"kind": "icmp", "pakets": 3}),
        json!("icmp"),
    ];
    for question in wrong {
        let new = json!({"device_id": server, "name": "x", "role": "service", "question": question});
        let (status, problem) = send(&watch, &manager, "POST", "/api/v1/custom-checks", Some(new)).await;
        assert_eq!((status, &problem["fields"][0]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("check.question")), "{problem}");
    }
});

on_both!(a_job_that_calls_is_watched_by_its_silence, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (_, site) = rooms.customer("Alpha").await;
    let (others, _) = rooms.customer("Beta").await;
    let mut door = Listener::open().await;
    let server = rooms.device(site, "SRV1", &door, None).await;
    let watch = rooms.watch(hasty());
    let running = Running::start(&watch);
    until("the server is up", async || rooms.state(server).await == State::Up).await;
    let engineer = person(2, Role::Engineer, None);
    let heartbeat = |seconds: i64| json!({"kind": "heartbeat", "within_seconds": seconds});
    let new = |seconds| json!({"device_id": server, "name": "backup", "role": "service", "question": heartbeat(seconds)});
    let (status, refused) = send(&watch, &engineer, "POST", "/api/v1/custom-checks", Some(new(5))).await;
    assert_eq!((status, &refused["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("question.within_seconds")));
    let (status, entered) = send(&watch, &engineer, "POST", "/api/v1/custom-checks", Some(new(10))).await;
    assert_eq!((status, &entered["question"]["kind"]), (StatusCode::CREATED, &json!("heartbeat")), "{entered}");

    let path = format!("/api/v1/custom-checks/{}/heartbeat", entered["id"]);
    let (_, address) = send(&watch, &engineer, "GET", &path, None).await;
    let call = address["path"].as_str().unwrap().to_owned();
    assert!(call.starts_with("/api/v1/heartbeats/") && call.len() > 40 && address["called_at"].is_null(), "{address}");
    assert_eq!(send(&watch, &person(3, Role::Customer, Some(others)), "GET", &path, None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(send(&watch, &person(3, Role::Storekeeper, None), "GET", &path, None).await.0, StatusCode::FORBIDDEN);
    let events = base::journal::read_after(&mut rooms.db.read().await.unwrap(), 0, 500).await.unwrap();
    let secret = call.rsplit('/').next().unwrap();
    assert!(events.iter().all(|event| !event.json().to_string().contains(secret)), "no event tells the address");
    let nobody = Actor::System("nobody");
    let said = async |words: &str| send(&watch, &nobody, "GET", &format!("{call}{words}"), None).await.0;

    let state = async || {
        let (_, checks) = send(&watch, &engineer, "GET", &format!("/api/v1/checks?device_id={server}"), None).await;
        let check = checks["items"].as_array().unwrap().iter().find(|check| check["name"] == "backup").cloned().unwrap_or_default();
        check["state"].as_str().unwrap_or_default().to_owned()
    };
    until("it waits for the first call", async || state().await == "unknown").await;
    assert_eq!(send(&watch, &nobody, "GET", "/api/v1/heartbeats/nonsense", None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(said("?value=12.5&text=files").await, StatusCode::NO_CONTENT);
    until("it was called", async || state().await == "up").await;
    assert_eq!(said("?ok=false&text=disk%20full").await, StatusCode::NO_CONTENT);
    until("a call says that it failed", async || rooms.open().await == [(server, AlarmKind::CheckFailed)]).await;
    assert_eq!(send(&watch, &nobody, "POST", &call, None).await.0, StatusCode::NO_CONTENT);
    until("and then that all is well", async || rooms.open().await.is_empty()).await;
    until("nobody calls for ten seconds", async || rooms.open().await == [(server, AlarmKind::CheckFailed)]).await;
    assert_eq!(rooms.state(server).await, State::Up, "the server itself is there");

    let (_, renewed) = send(&watch, &engineer, "POST", &path, None).await;
    assert_eq!((said("").await, &renewed["calls"]), (StatusCode::NOT_FOUND, &json!(3)), "the old address is dead");
    let (status, _) = send(&watch, &nobody, "GET", renewed["path"].as_str().unwrap(), None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    until("calls at the new one count", async || rooms.open().await.is_empty()).await;
    door.stop().await;
    running.stop().await;
});
