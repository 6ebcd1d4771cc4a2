//! Who may see and do what, over HTTP: Alice and Bob of the device's customer, Charlie of another, and staff.

use archive::DeviceId;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base::{Actor, CustomerId, Role, TicketId};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use testkit::{TestDb, on_both};
use tower::ServiceExt as _;
use watch::{AlarmKind, State, Watch, facts};

use crate::town::{Listener, Rooms, Running, hasty, person, until};

struct Town {
    rooms: Rooms,
    watch: Watch,
    /// Alice's switch, which is down, and the camera behind it.
    switch: DeviceId,
    camera: DeviceId,
    /// Charlie's device, which is up.
    other: DeviceId,
    customer: CustomerId,
    charlies: CustomerId,
    _doors: Vec<Listener>,
}

impl Town {
    async fn new(test: &TestDb) -> Town {
        let rooms = Rooms::new(test);
        let (customer, site) = rooms.customer("Alpha").await;
        let (charlies, elsewhere) = rooms.customer("Beta").await;
        let mut doors = vec![Listener::open().await, Listener::open().await, Listener::open().await];
        let switch = rooms.device(site, "SW1", &doors[0], None).await;
        let camera = rooms.device(site, "CAM1", &doors[1], Some(switch)).await;
        let other = rooms.device(elsewhere, "D9", &doors[2], None).await;
        doors[0].stop().await;
        doors[1].stop().await;
        let watch = rooms.watch(hasty());
        let running = Running::start(&watch);
        until("all is known", async || rooms.state(camera).await == State::Unreachable && rooms.state(other).await == State::Up).await;
        running.stop().await;
        Town { rooms, watch, switch, camera, other, customer, charlies, _doors: doors }
    }

    fn alice(&self) -> Actor {
        person(11, Role::Customer, Some(self.customer))
    }

    fn bob(&self) -> Actor {
        person(12, Role::Customer, Some(self.customer))
    }

    fn charlie(&self) -> Actor {
        person(13, Role::Customer, Some(self.charlies))
    }

    fn staff(&self) -> Actor {
        person(14, Role::Engineer, None)
    }

    async fn send(&self, method: &str, path: &str, actor: Option<&Actor>, language: &str) -> (StatusCode, Value) {
        let (router, _) = watch::routes(self.watch.clone()).split_for_parts();
        let mut request =
            Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, language).body(Body::empty()).unwrap();
        if let Some(actor) = actor {
            request.extensions_mut().insert(actor.clone());
        }
        let response = router.oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap())
    }

    async fn get(&self, path: &str, actor: &Actor) -> Value {
        let (status, body) = self.send("GET", path, Some(actor), "en").await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    }
}

fn ids(list: &Value, field: &str) -> Vec<i64> {
    list["items"].as_array().unwrap().iter().map(|item| item[field].as_i64().unwrap()).collect()
}

on_both!(the_fleet_is_counted_for_whoever_asks, |test: TestDb| async move {
    let town = Town::new(&test).await;
    let own = json!({"up": 0, "down": 1, "unreachable": 1, "unknown": 0, "total": 2});
    for actor in [town.alice(), town.bob()] {
        let fleet = town.get("/api/v1/fleet", &actor).await;
        assert_eq!((&fleet["totals"], fleet["sites"].as_array().unwrap().len()), (&own, 1));
        assert_eq!(fleet["sites"][0]["customer_name"], "Alpha");
        assert_eq!(fleet["sites"][0]["down"], 1);
    }
    let fleet = town.get("/api/v1/fleet", &town.charlie()).await;
    assert_eq!(fleet["totals"], json!({"up": 1, "down": 0, "unreachable": 0, "unknown": 0, "total": 1}));
    let fleet = town.get("/api/v1/fleet", &town.staff()).await;
    assert_eq!((&fleet["totals"]["total"], fleet["sites"].as_array().unwrap().len()), (&json!(3), 2));
    assert_eq!(town.send("GET", "/api/v1/fleet", None, "en").await.0, StatusCode::UNAUTHORIZED);
});

on_both!(states_of_devices_are_listed_for_whoever_asks, |test: TestDb| async move {
    let town = Town::new(&test).await;
    let (switch, camera, other) = (town.switch.0, town.camera.0, town.other.0);
    for actor in [town.alice(), town.bob()] {
        assert_eq!(ids(&town.get("/api/v1/device-states", &actor).await, "device_id"), [camera, switch], "by name");
        let down = town.get("/api/v1/device-states?state=down", &actor).await;
        assert_eq!(ids(&down, "device_id"), [switch]);
        assert_eq!((&down["items"][0]["state"], &down["items"][0]["device_name"]), (&json!("down"), &json!("SW1")));
        assert!(down["items"][0]["since"].is_string());
    }
    let asked = format!("/api/v1/device-states?device_id={switch},{other}");
    assert_eq!(ids(&town.get(&asked, &town.charlie()).await, "device_id"), [other], "a stranger's device is not found");
    assert_eq!(ids(&town.get(&asked, &town.staff()).await, "device_id"), [other, switch]);
    assert_eq!(ids(&town.get("/api/v1/device-states?q=cam&sort=-since", &town.staff()).await, "device_id"), [camera]);
    let page = town.get("/api/v1/device-states?limit=2", &town.staff()).await;
    let next = page["next"].as_str().unwrap();
    let rest = town.get(&format!("/api/v1/device-states?limit=2&after={next}"), &town.staff()).await;
    assert_eq!([ids(&page, "device_id"), ids(&rest, "device_id")].concat(), [camera, other, switch]);
    assert_eq!(town.send("GET", "/api/v1/device-states", None, "en").await.0, StatusCode::UNAUTHORIZED);
    for (wrong, field) in [("device_id=1,x", "device_id"), ("state=sleepy", "state"), ("sort=colour", "sort"), ("colour=red", "colour")] {
        let (status, problem) = town.send("GET", &format!("/api/v1/device-states?{wrong}"), Some(&town.staff()), "en").await;
        assert_eq!(status.as_u16(), 422, "{wrong}: {problem}");
        assert!(problem["fields"].to_string().contains(field), "{wrong}: {problem}");
    }
});

on_both!(checks_are_listed_and_tried_by_whoever_may, |test: TestDb| async move {
    let town = Town::new(&test).await;
    let path = format!("/api/v1/checks?device_id={}", town.switch);
    let expected = town.get(&path, &town.staff()).await;
    let names: Vec<&str> = expected["items"].as_array().unwrap().iter().map(|check| check["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["port", "ping"]);
    let port = &expected["items"][0];
    assert_eq!((&port["kind"], &port["state"], &port["last"]["ok"]), (&json!("tcp"), &json!("down"), &json!(false)));
    assert!(port["settings"]["port"].is_u64() && port["period_seconds"].is_i64());
    for actor in [town.alice(), town.bob()] {
        assert_eq!(town.get(&path, &actor).await, expected);
    }
    assert_eq!(ids(&town.get(&path, &town.charlie()).await, "id"), [0; 0]);
    assert_eq!(town.send("GET", &path, None, "en").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(town.send("GET", "/api/v1/checks", Some(&town.staff()), "en").await.0.as_u16(), 422);
    let camera = town.get(&format!("/api/v1/checks?device_id={}", town.camera), &town.staff()).await;
    assert_eq!(camera["items"][0]["state"], "unreachable", "nobody can tell of what is cut off");

    let tried = format!("/api/v1/checks/{}/try", port["id"]);
    let (status, answer) = town.send("POST", &tried, Some(&town.staff()), "zh-CN").await;
    assert_eq!((status, &answer["ok"], &answer["measurements"]), (StatusCode::OK, &json!(false), &json!([])));
    assert!(answer["text"].as_str().unwrap().contains('。'), "{answer}");
    let others = town.get(&format!("/api/v1/checks?device_id={}", town.other), &town.charlie()).await;
    let (_, answer) = town.send("POST", &format!("/api/v1/checks/{}/try", others["items"][0]["id"]), Some(&town.staff()), "en").await;
    assert_eq!((&answer["ok"], &answer["measurements"][0]["name"]), (&json!(true), &json!("response_time")));
    assert_eq!(answer["measurements"][0]["unit"], "seconds");
    for (actor, status) in [(Some(town.alice()), 403), (Some(town.bob()), 403), (Some(town.charlie()), 404), (None, 401)] {
        assert_eq!(town.send("POST", &tried, actor.as_ref(), "en").await.0.as_u16(), status, "{actor:?}");
    }
    let keeper = person(15, Role::Storekeeper, None);
    assert_eq!(town.send("POST", &tried, Some(&keeper), "en").await.0.as_u16(), 403);
    assert_eq!(town.send("POST", "/api/v1/checks/99999/try", Some(&town.staff()), "en").await.0.as_u16(), 404);
});

on_both!(alarms_are_listed_for_whoever_asks, |test: TestDb| async move {
    let town = Town::new(&test).await;
    let mut conn = town.rooms.db.write().await.unwrap();
    let alarm = facts::open_alarm_of_device(&mut conn, town.switch).await.unwrap().unwrap();
    for ticket in [TicketId(7), TicketId(8)] {
        facts::link_ticket(&mut conn, alarm.id, ticket).await.unwrap();
    }
    conn.commit().await.unwrap();
    for actor in [town.alice(), town.bob(), town.staff()] {
        let listed = town.get("/api/v1/alarms?open=true", &actor).await;
        assert_eq!(ids(&listed, "id"), [alarm.id.0]);
        let shown = &listed["items"][0];
        assert_eq!((&shown["kind"], &shown["device_name"], &shown["ticket_id"]), (&json!("device_down"), &json!("SW1"), &json!(7)));
        assert_eq!(shown["affected"], json!([{"device_id": town.camera, "device_name": "CAM1"}]));
        assert_eq!(shown["closed_at"], Value::Null);
        assert!(shown["text"].as_str().unwrap().starts_with("SW1 at Alpha 1 does not answer."));
    }
    let (_, listed) = town.send("GET", "/api/v1/alarms", Some(&town.alice()), "zh").await;
    assert!(listed["items"][0]["text"].as_str().unwrap().contains("无应答"), "{listed}");
    for (query, expected) in [
        (format!("device_id={}", town.camera), 1),
        (format!("device_id={}", town.other), 0),
        ("open=false".to_owned(), 0),
        ("customer_id=1".to_owned(), 1),
        ("customer_id=2".to_owned(), 0),
        ("q=sw1&sort=-closed_at".to_owned(), 1),
    ] {
        let listed = town.get(&format!("/api/v1/alarms?{query}"), &town.staff()).await;
        assert_eq!(listed["total"], expected, "{query}");
    }
    assert_eq!(town.get("/api/v1/alarms", &town.charlie()).await["total"], 0);
    let asked = format!("/api/v1/alarms?device_id={}", town.switch);
    assert_eq!(town.get(&asked, &town.charlie()).await["total"], 0);
    assert_eq!(town.send("GET", "/api/v1/alarms", None, "en").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(town.send("GET", "/api/v1/alarms?open=perhaps", Some(&town.staff()), "en").await.0.as_u16(), 422);
    assert_eq!(alarm.kind, AlarmKind::DeviceDown);
});
