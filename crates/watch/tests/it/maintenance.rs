//! Planned work on real sockets and over HTTP: nobody is called for it, what it left dark is told afterwards, and only those plan it who may.

use archive::{DeviceId, SiteId};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base::{Actor, CustomerId, Role, Timestamp};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use testkit::{TestDb, on_both};
use tower::ServiceExt as _;
use watch::{AlarmKind, State, Watch};

use crate::town::{Listener, Rooms, Running, hasty, person, until};

struct Works {
    rooms: Rooms,
    watch: Watch,
    customer: CustomerId,
    site: SiteId,
    others: CustomerId,
    switch: DeviceId,
    camera: DeviceId,
    doors: Vec<Listener>,
}

impl Works {
    async fn new(test: &TestDb) -> Works {
        let rooms = Rooms::new(test);
        let (customer, site) = rooms.customer("Alpha").await;
        let (others, _) = rooms.customer("Beta").await;
        let doors = vec![Listener::open().await, Listener::open().await];
        let switch = rooms.device(site, "SW1", &doors[0], None).await;
        let camera = rooms.device(site, "CAM1", &doors[1], Some(switch)).await;
        let watch = rooms.watch(hasty());
        Works { rooms, watch, customer, site, others, switch, camera, doors }
    }

    fn manager(&self) -> Actor {
        person(1, Role::Manager, None)
    }

    async fn send(&self, actor: &Actor, method: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let (router, _) = watch::routes(self.watch.clone()).split_for_parts();
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let mut request = request.body(body.map_or_else(Body::empty, |body| Body::from(body.to_string()))).unwrap();
        request.extensions_mut().insert(actor.clone());
        let response = router.oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap())
    }

    /// Work on the switch, from now for so many seconds.
    fn work(&self, seconds: i64) -> Value {
        let now = self.rooms.clock.now();
        self.planned(now, now.plus_seconds(seconds))
    }

    fn planned(&self, from: Timestamp, to: Timestamp) -> Value {
        json!({
            "customer_id": self.customer, "name": "Firmware", "reason": "New firmware for SW1", "zone": "Asia/Shanghai",
            "starts_at": from, "ends_at": to, "targets": [{"kind": "device", "id": self.switch}],
        })
    }

    /// What the worker does every few seconds.
    async fn time_passes(&self) {
        for worker in self.watch.workers().iter().filter(|worker| worker.name() == "maintenance") {
            worker.run(self.rooms.clock.now()).await.unwrap();
        }
    }

    async fn events(&self) -> Vec<String> {
        let mut conn = self.rooms.db.read().await.unwrap();
        let events = base::journal::read_after(&mut conn, 0, 10_000).await.unwrap();
        events.into_iter().filter(|event| event.subject_kind == "maintenance").map(|event| event.kind).collect()
    }
}

on_both!(work_on_a_switch_calls_nobody_and_what_it_left_dark_is_told_when_it_ends, |test: TestDb| async move {
    let mut works = Works::new(&test).await;
    let running = Running::start(&works.watch);
    until("all is up", async || works.rooms.state(works.camera).await == State::Up && works.rooms.state(works.switch).await == State::Up)
        .await;
    // A window begins with a whole second: let there be one in which all was well.
    tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
    let (status, entered) = works.send(&works.manager(), "POST", "/api/v1/maintenance", Some(works.work(3600))).await;
    assert_eq!(status, StatusCode::CREATED, "{entered}");
    assert_eq!((&entered["devices"], &entered["times"][0]["state"]), (&json!(2), &json!("running")), "it began with being entered");
    for (customer, total) in [(works.customer, 1), (works.others, 0)] {
        let (_, listed) = works.send(&works.manager(), "GET", &format!("/api/v1/maintenance?customer_id={customer}"), None).await;
        assert_eq!(listed["total"], total);
    }
    let path = format!("/api/v1/maintenance/{}", entered["id"]);
    // The poller hears of it with its next look at the journal.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    for door in &mut works.doors {
        door.stop().await;
    }
    until("the states tell", async || {
        works.rooms.state(works.switch).await == State::Down && works.rooms.state(works.camera).await == State::Unreachable
    })
    .await;
    assert_eq!((works.rooms.open().await, works.rooms.told().await), (vec![], vec![]));
    works.doors[0].start().await;
    until("the camera is seen to be dark", async || works.rooms.state(works.camera).await == State::Down).await;
    assert_eq!(works.rooms.open().await, []);
    let (status, ended) = works.send(&works.manager(), "POST", &format!("{path}/end"), Some(json!({"version": entered["version"]}))).await;
    assert_eq!(status, StatusCode::OK, "{ended}");
    assert_eq!(ended["times"][0]["state"], "over");
    until("the camera's alarm opens", async || works.rooms.open().await == [(works.camera, AlarmKind::DeviceDown)]).await;
    let (_, over) = works.send(&works.manager(), "GET", &path, None).await;
    assert_eq!(over["times"][0]["state"], "over");
    let different = over["times"][0]["differences"].as_array().unwrap();
    assert_eq!(different.len(), 1, "{over}");
    assert_eq!(
        (&different[0]["device_name"], &different[0]["before"], &different[0]["after"]),
        (&json!("CAM1"), &json!("up"), &json!("down"))
    );
    let (_, measured) = works.send(&works.manager(), "GET", "/api/v1/availability?by=device", None).await;
    let of = |name: &str| measured["items"].as_array().unwrap().iter().find(|line| line["name"] == name).cloned().unwrap();
    let seconds = |line: &Value, what: &str| line[what].as_f64().unwrap();
    for name in ["SW1", "CAM1"] {
        let line = of(name);
        assert!(seconds(&line, "planned_seconds") > 0.0 && seconds(&line, "up_seconds") > 0.0, "{line}");
        let whole = ["observed_seconds", "planned_seconds", "unknown_seconds"].iter().map(|what| seconds(&line, what)).sum::<f64>();
        assert!((whole - 30.0 * 86_400.0).abs() < 1.0, "{line}");
    }
    assert_eq!(of("SW1")["down_seconds"], 0.0, "it was down in the work only");
    assert!(seconds(&of("CAM1"), "down_seconds") > 0.0 && of("CAM1")["rate"].as_f64().unwrap() < 1.0);
    assert_eq!(measured["items"][0]["name"], "CAM1", "the worst first");
    let charlie = person(4, Role::Customer, Some(works.others));
    assert_eq!(works.send(&charlie, "GET", "/api/v1/availability", None).await.1["items"], json!([]));
    let ahead = "/api/v1/availability?from=2099-01-01T00:00:00Z";
    assert_eq!(works.send(&works.manager(), "GET", ahead, None).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let told = ["maintenance.entered", "maintenance.planned", "maintenance.began", "maintenance.called_off", "maintenance.ended"];
    assert_eq!(works.events().await, told);
    running.stop().await;
});

on_both!(only_those_plan_work_who_may_and_only_on_what_is_the_customers, |test: TestDb| async move {
    let works = Works::new(&test).await;
    let path = "/api/v1/maintenance";
    for role in [Role::Engineer, Role::Storekeeper, Role::Supervisor] {
        assert_eq!(works.send(&person(2, role, None), "POST", path, Some(works.work(60))).await.0, StatusCode::FORBIDDEN, "{role:?}");
    }
    let alice = person(3, Role::Customer, Some(works.customer));
    let charlie = person(4, Role::Customer, Some(works.others));
    assert_eq!(works.send(&alice, "POST", path, Some(works.work(60))).await.0, StatusCode::FORBIDDEN);
    let (_, entered) = works.send(&works.manager(), "POST", path, Some(works.work(600))).await;
    let one = format!("{path}/{}", entered["id"]);
    assert_eq!(works.send(&alice, "GET", &one, None).await.0, StatusCode::OK, "the customer reads of their own");
    assert_eq!(works.send(&charlie, "GET", &one, None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(works.send(&charlie, "GET", path, None).await.1["items"], json!([]));
    assert_eq!(works.send(&alice, "POST", &format!("{one}/end"), Some(json!({"version": 1}))).await.0, StatusCode::FORBIDDEN);
    let now = works.rooms.clock.now();
    let wrong: [(&str, Value, &str); 9] = [
        ("name", json!(""), "value.missing"),
        ("targets", json!([]), "maintenance.no_targets"),
        ("targets", json!([{"kind": "site", "id": 999}]), "maintenance.elsewhere"),
        ("ticket_id", json!(999), "maintenance.elsewhere"),
        ("targets", json!([{"kind": "customer", "id": works.others}]), "maintenance.elsewhere"),
        ("ends_at", json!(now), "maintenance.length"),
        ("rule", json!("every Sunday"), "maintenance.not_a_rule"),
        ("rule", json!("FREQ=HOURLY"), "maintenance.too_often"),
        ("starts_at", json!(now.plus_seconds(-40 * 86_400)), "maintenance.length"),
    ];
    for (field, value, code) in wrong {
        let mut body = works.work(600);
        body[field] = value;
        let (status, problem) = works.send(&works.manager(), "POST", path, Some(body)).await;
        assert_eq!((status, &problem["fields"][0]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)), "{field}: {problem}");
    }
    let past = works.planned(now.plus_seconds(-7200), now.plus_seconds(-3600));
    assert_eq!(works.send(&works.manager(), "POST", path, Some(past)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
});

on_both!(a_window_that_comes_again_is_planned_ahead_and_changed_as_a_whole, |test: TestDb| async move {
    let works = Works::new(&test).await;
    let first = works.rooms.clock.now().plus_seconds(86_400);
    let mut body = works.planned(first, first.plus_seconds(3600));
    body["rule"] = json!("RRULE:FREQ=WEEKLY");
    body["targets"] = json!([{"kind": "site", "id": works.site}]);
    let (_, entered) = works.send(&works.manager(), "POST", "/api/v1/maintenance", Some(body.clone())).await;
    assert_eq!(entered["times"].as_array().unwrap().len(), 2, "{entered}");
    let (_, preview) = works.send(&works.manager(), "POST", "/api/v1/maintenance/preview", Some(body.clone())).await;
    assert_eq!(preview["times"].as_array().unwrap().len(), 10);
    body["version"] = json!(1);
    body["rule"] = json!("FREQ=DAILY;COUNT=3");
    let path = format!("/api/v1/maintenance/{}", entered["id"]);
    let (status, changed) = works.send(&works.manager(), "PUT", &path, Some(body.clone())).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    let planned = changed["times"].as_array().unwrap().iter().filter(|time| time["state"] == "planned").count();
    assert_eq!(planned, 3, "{changed}");
    assert_eq!(works.send(&works.manager(), "PUT", &path, Some(body)).await.0, StatusCode::CONFLICT, "an old version");
    let (_, ended) = works.send(&works.manager(), "POST", &format!("{path}/end"), Some(json!({"version": 2}))).await;
    assert!(ended["times"].as_array().unwrap().iter().all(|time| time["state"] == "cancelled"), "{ended}");
    works.time_passes().await;
    let (_, later) = works.send(&works.manager(), "GET", &path, None).await;
    assert!(later["times"].as_array().unwrap().iter().all(|time| time["state"] == "cancelled"), "nothing is planned again");
});
