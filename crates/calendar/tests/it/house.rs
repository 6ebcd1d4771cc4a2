//! A furnished room: its routes with a client, staff, and the customers' Alice, Bob and Charlie.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::{Router, middleware};
use base::db::sql;
use base::journal::{self, Recorded, Signer};
use base::{Actor, Clock, CustomerId, PersonId, Role, Scope};
use calendar::Calendars;
use http_body_util::BodyExt as _;
use serde_json::{Value as Json, json};
use testkit::{TestDb, monday};
use tower::ServiceExt as _;

pub struct House {
    pub test: TestDb,
    app: Router,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub json: Json,
}

impl Answer {
    /// Path and code of each field.
    pub fn fields(&self) -> Vec<(&str, &str)> {
        let fields = self.json["fields"].as_array().unwrap();
        fields.iter().map(|field| (field["path"].as_str().unwrap(), field["code"].as_str().unwrap())).collect()
    }
}

pub fn staff(role: Role) -> Actor {
    Actor::Person { id: PersonId(10), name: "王经理".to_owned(), role, scope: Scope::All }
}

pub fn manager() -> Actor {
    staff(Role::Manager)
}

/// Somebody of a customer: Alice, Bob, Charlie.
pub fn of_customer(name: &str, customer: i64) -> Actor {
    Actor::Person { id: PersonId(20), name: name.to_owned(), role: Role::Customer, scope: Scope::Customer(CustomerId(customer)) }
}

/// Mon-Fri 09:00-12:00 and 13:30-17:30 with China's public holidays.
pub fn office() -> Json {
    json!({ "zone": "Asia/Shanghai", "holidays": ["cn"], "week": { "mon-fri": ["09:00-12:00", "13:30-17:30"] } })
}

impl House {
    pub fn furnish(test: TestDb) -> House {
        let calendars = Calendars::new(test.db.clone(), Clock::manual(monday()));
        let (router, _) = calendar::routes(calendars).split_for_parts();
        House { test, app: router.layer(middleware::from_fn(base::http::speak)) }
    }

    pub async fn ask(&self, who: Option<&Actor>, method: Method, path: &str, body: Option<&Json>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let mut request = request.body(Body::from(body.map(Json::to_string).unwrap_or_default())).unwrap();
        if let Some(actor) = who {
            request.extensions_mut().insert(actor.clone());
        }
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        assert_ne!(parts.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}: {text}");
        Answer { status: parts.status, headers: parts.headers, json: serde_json::from_str(&text).unwrap_or(Json::Null), text }
    }

    pub async fn get(&self, who: &Actor, path: &str) -> Answer {
        self.ask(Some(who), Method::GET, path, None).await
    }

    pub async fn post(&self, who: &Actor, path: &str, body: Json) -> Answer {
        self.ask(Some(who), Method::POST, path, Some(&body)).await
    }

    pub async fn patch(&self, who: &Actor, path: &str, body: Json) -> Answer {
        self.ask(Some(who), Method::PATCH, path, Some(&body)).await
    }

    /// Asks what would be due.
    pub async fn due(&self, body: Json) -> Answer {
        self.post(&manager(), "/api/v1/calendars/due", body).await
    }

    /// Enters the office's hours and answers the calendar's id.
    pub async fn office(&self) -> i64 {
        let made = self.post(&manager(), "/api/v1/calendars", json!({ "name": "办公时间", "definition": office() })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        made.json["id"].as_i64().unwrap()
    }

    /// The journal from its beginning.
    pub async fn events(&self) -> Vec<Recorded> {
        let mut conn = self.test.db.read().await.unwrap();
        journal::read_after(&mut conn, 0, 100_000).await.unwrap()
    }

    /// Every row agrees with the journal.
    pub async fn verify(&self) {
        let signer = Signer::ephemeral().unwrap();
        journal::seal_all(&self.test.db, &signer, monday()).await.unwrap();
        let report = journal::verify(&self.test.db, &signer.public_key()).await.unwrap();
        assert!(report.ok, "{:?}", report.findings);
        let mut conn = self.test.db.read().await.unwrap();
        let mut rows: i64 = 0;
        for table in ["calendars", "calendar_versions"] {
            rows += sql(format!("SELECT COUNT(*) FROM {table}")).scalar::<i64>(&mut conn).await.unwrap();
        }
        assert_eq!(report.rows, rows, "every row of every table is attested");
    }
}
