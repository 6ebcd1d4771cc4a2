//! The whole program in this process on a fresh database, with its people: Alice and Bob of the customer Harbour, Charlie of the customer
//! Airport, and one of each role of the staff. Time stands still until it is moved.

use std::collections::BTreeMap;

use aftercare::app::App;
use aftercare::config::Settings;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use base::db::DbSettings;
use base::{Actor, Clock, CustomerId, Language, Role};
use http_body_util::BodyExt as _;
use roster::{NewPerson, Password};
use serde_json::{Value as Json, json};
use testkit::TestDb;
use tower::ServiceExt as _;

/// Everybody, with their role and, for customers, which one.
const CAST: &[(&str, Role, Option<&str>)] = &[
    ("ada", Role::Administrator, None),
    ("dan", Role::Dispatcher, None),
    ("erin", Role::Engineer, None),
    ("eve", Role::Engineer, None),
    ("mia", Role::Manager, None),
    ("sue", Role::Supervisor, None),
    ("sam", Role::Storekeeper, None),
    ("alice", Role::Customer, Some("Harbour")),
    ("bob", Role::Customer, Some("Harbour")),
    ("charlie", Role::Customer, Some("Airport")),
];

const PASSWORD: &str = "correct horse battery";

/// The program and its people.
pub struct House {
    pub app: App,
    pub clock: Clock,
    router: Router,
    cookies: BTreeMap<String, String>,
    /// Ids by name: people, and `Harbour`, `Harbour site`, `Harbour device`, `Harbour contract`, the same of Airport.
    pub ids: BTreeMap<String, i64>,
    _folder: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub kind: String,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.text).unwrap_or(Json::Null)
    }
}

impl House {
    pub async fn furnish(test: &TestDb) -> House {
        House::furnish_with(test, |_| {}).await
    }

    /// The same with other settings.
    pub async fn furnish_with(test: &TestDb, change: impl FnOnce(&mut Settings)) -> House {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual(testkit::monday());
        let mut settings = Settings::default();
        settings.installation.keys = folder.path().join("keys");
        settings.watch.enabled = false;
        match &test.settings {
            DbSettings::Sqlite { path } => settings.database.path.clone_from(path),
            DbSettings::Postgres { url, .. } => settings.database.url.clone_from(url),
        }
        change(&mut settings);
        let app = App::open(settings, clock.clone()).await.unwrap();
        let router = aftercare::http::router(&app);
        let mut house = House { app, clock, router, cookies: BTreeMap::new(), ids: BTreeMap::new(), _folder: folder };
        house.engage("ada", Role::Administrator, None).await;
        for customer in ["Harbour", "Airport"] {
            house.customer(customer).await;
        }
        for (name, role, customer) in &CAST[1..] {
            house.engage(name, *role, *customer).await;
        }
        let date = house.clock.now().date_in("Asia/Shanghai");
        let duty = json!({ "people": [house.ids["erin"], house.ids["eve"]] });
        house.ok("ada", Method::PUT, &format!("/api/v1/duty/{date}"), Some(duty)).await;
        house
    }

    async fn engage(&mut self, name: &str, role: Role, customer: Option<&str>) {
        let person = NewPerson {
            name: name.to_owned(),
            login: name.to_owned(),
            password: Password(PASSWORD.to_owned()),
            role,
            customer_id: customer.map(|customer| CustomerId(self.ids[customer])),
            email: Some(format!("{name}@example.org")),
            phone: None,
            locale: Language::En,
        };
        let mut conn = self.app.db.write().await.unwrap();
        let person = self.app.roster.create_person(&mut conn, &Actor::System("test"), self.clock.now(), person).await.unwrap();
        conn.commit().await.unwrap();
        self.ids.insert(name.to_owned(), person.id.0);
        let body = json!({ "login": name, "password": PASSWORD }).to_string();
        let request = Request::post("/api/v1/session").header(header::CONTENT_TYPE, "application/json").body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        self.cookies.insert(name.to_owned(), cookie);
    }

    async fn customer(&mut self, name: &str) {
        let mut make = async |what: &str, path: &str, body: Json| {
            let made = self.ok("ada", Method::POST, path, Some(body)).await["id"].as_i64().unwrap();
            self.ids.insert(format!("{name}{what}"), made);
            made
        };
        let id = make("", "/api/v1/customers", json!({ "name": name, "code": name })).await;
        make(" contract", "/api/v1/contracts", json!({ "customer_id": id, "name": format!("{name} service"), "number": name, "starts_on": "2026-01-01", "ends_on": "2027-12-31",
            "zone": "Asia/Shanghai", "call_next_after_seconds": 300, "clauses": [
                { "level": 1, "clock": "respond", "target": "10m" }, { "level": 1, "clock": "arrive", "target": "2h" },
                { "level": 1, "clock": "restore", "target": "4h" }, { "level": 1, "clock": "resolve", "target": "24h" },
                { "level": 2, "clock": "respond", "target": "30m" }, { "level": 2, "clock": "arrive", "target": "4h" },
                { "level": 2, "clock": "restore", "target": "8h" }, { "level": 2, "clock": "resolve", "target": "48h" },
                { "level": 3, "clock": "respond", "target": "1h" }, { "level": 3, "clock": "arrive", "target": "24h" },
                { "level": 3, "clock": "restore", "target": "48h" }, { "level": 3, "clock": "resolve", "target": "120h" } ] })).await;
        let site = make(
            " site",
            "/api/v1/sites",
            json!({ "customer_id": id, "name": format!("{name} quay"), "code": format!("{name}-Q"), "kind": "pole" }),
        )
        .await;
        make(" device", "/api/v1/devices", json!({ "site_id": site, "customer_id": id, "name": format!("{name} camera"), "kind": "camera", "address": "127.9.9.9", "rtsp_port": 9 })).await;
        make(" contact", "/api/v1/contacts", json!({ "customer_id": id, "name": format!("{name} contact"), "phone": "+86 10 1234567" }))
            .await;
    }

    /// Asks as somebody; an empty name is nobody.
    pub async fn ask(&self, who: &str, method: Method, path: &str, body: Option<Json>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(cookie) = self.cookies.get(who) {
            request = request.header(header::COOKIE, cookie);
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).unwrap()).await
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("").to_owned();
        if kind.starts_with("text/event-stream") {
            return Answer { status, kind, text: String::new() };
        }
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, kind, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Asks what must succeed, and answers its JSON.
    pub async fn ok(&self, who: &str, method: Method, path: &str, body: Option<Json>) -> Json {
        let answer = self.ask(who, method.clone(), path, body).await;
        assert!(answer.status.is_success(), "{who} {method} {path}: {} {}", answer.status, answer.text);
        answer.json()
    }

    pub async fn get(&self, who: &str, path: &str) -> Json {
        self.ok(who, Method::GET, path, None).await
    }

    pub async fn post(&self, who: &str, path: &str, body: Json) -> Json {
        self.ok(who, Method::POST, path, Some(body)).await
    }

    pub fn cookie(&self, who: &str) -> &str {
        &self.cookies[who]
    }
}
