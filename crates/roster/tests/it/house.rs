//! A furnished room: two customers with their people, the staff, and a client.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::{Router, middleware};
use base::db::sql;
use base::{Actor, Clock, CustomerId, Language, Role};
use http_body_util::BodyExt as _;
use roster::{Client, NewPerson, Password, Person, Roster};
use serde_json::Value as Json;
use testkit::{TestDb, monday};
use tower::ServiceExt as _;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

pub struct House {
    pub test: TestDb,
    pub clock: Clock,
    pub roster: Roster,
    pub app: Router,
    /// Administrator, dispatcher, engineers, manager, storekeeper.
    pub anna: Person,
    pub diao: Person,
    pub wang: Person,
    pub li: Person,
    pub gao: Person,
    pub ku: Person,
    /// Two people of one customer, and one of another.
    pub alice: Person,
    pub bob: Person,
    pub charlie: Person,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Json,
}

impl Answer {
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or("")
    }

    pub fn field(&self) -> (&str, &str) {
        (self.json["fields"][0]["path"].as_str().unwrap_or(""), self.json["fields"][0]["code"].as_str().unwrap_or(""))
    }

    pub fn cookie(&self) -> String {
        let set = self.headers[header::SET_COOKIE].to_str().unwrap();
        set.split(';').next().unwrap().split_once('=').unwrap().1.to_owned()
    }
}

pub fn new_person(login: &str, role: Role, customer_id: Option<CustomerId>) -> NewPerson {
    NewPerson {
        name: format!("{login} 先生"),
        login: login.to_owned(),
        password: Password(PASSWORD.to_owned()),
        role,
        customer_id,
        email: Some(format!("{login}@example.com")),
        phone: Some("+86 138 0000 0000".to_owned()),
        locale: Language::Zh,
    }
}

pub async fn furnish(test: TestDb) -> House {
    let clock = Clock::manual(monday());
    let roster = Roster::new(test.db.clone(), clock.clone(), "Asia/Shanghai");
    let mut conn = test.db.write().await.unwrap();
    for (id, code) in [(1, "north"), (2, "south")] {
        sql("INSERT INTO customers (id, name, code, version, created_at) VALUES ($1, $2, $2, 1, 0)")
            .bind(i64::from(id))
            .bind(code)
            .run(&mut conn)
            .await
            .unwrap();
    }
    let mut people = Vec::new();
    let (north, south) = (Some(CustomerId(1)), Some(CustomerId(2)));
    for (login, role, customer) in [
        ("anna", Role::Administrator, None),
        ("diao", Role::Dispatcher, None),
        ("wang", Role::Engineer, None),
        ("li", Role::Engineer, None),
        ("gao", Role::Manager, None),
        ("ku", Role::Storekeeper, None),
        ("alice", Role::Customer, north),
        ("bob", Role::Customer, north),
        ("charlie", Role::Customer, south),
    ] {
        let new = new_person(login, role, customer);
        people.push(roster.create_person(&mut conn, &Actor::System("test"), monday(), new).await.unwrap());
    }
    conn.commit().await.unwrap();
    let [anna, diao, wang, li, gao, ku, alice, bob, charlie] = <[Person; 9]>::try_from(people).unwrap();
    let (router, _) = roster::routes(roster.clone()).split_for_parts();
    let app = router.layer(middleware::from_fn(base::http::speak));
    House { test, clock, roster, app, anna, diao, wang, li, gao, ku, alice, bob, charlie }
}

impl House {
    /// Asks as somebody, or as nobody.
    pub async fn ask(&self, who: Option<&Person>, method: Method, path: &str, body: Option<Json>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let mut request = request.body(body.map_or_else(Body::empty, |json| Body::from(json.to_string()))).unwrap();
        if let Some(person) = who {
            request.extensions_mut().insert(person.actor());
        }
        self.send(request).await
    }

    pub async fn get(&self, who: &Person, path: &str) -> Answer {
        self.ask(Some(who), Method::GET, path, None).await
    }

    /// Sends a request as it is, from one fixed address unless it names one.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        if request.extensions().get::<Client>().is_none() {
            request.extensions_mut().insert(Client { address: [127, 0, 0, 1].into(), https: false });
        }
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let json = if bytes.is_empty() { Json::Null } else { serde_json::from_slice(&bytes).unwrap() };
        Answer { status: parts.status, headers: parts.headers, json }
    }

    /// The journal's events of a kind, in order.
    pub async fn events(&self, kind: &str) -> Vec<Json> {
        let mut conn = self.test.db.read().await.unwrap();
        let events = base::journal::read_after(&mut conn, 0, 10_000).await.unwrap();
        events.into_iter().filter(|event| event.kind == kind).map(|event| event.json()).collect()
    }

    /// Asserts that every attested row is as its last event left it.
    pub async fn assert_attested(&self) {
        let mut conn = self.test.db.read().await.unwrap();
        let mut last = std::collections::BTreeMap::new();
        for event in base::journal::read_after(&mut conn, 0, 10_000).await.unwrap() {
            for row in serde_json::from_str::<Vec<Json>>(&event.rows).unwrap() {
                last.insert((row["table"].as_str().unwrap().to_owned(), row["id"].as_i64().unwrap()), row["hash"].clone());
            }
        }
        for table in ["people", "credentials", "api_tokens", "duty_days", "duty", "leaves", "account_engineers"] {
            let ids: Vec<(i64,)> = sql(format!("SELECT id FROM {table}")).all(&mut conn).await.unwrap();
            for (id,) in &ids {
                let hash = base::journal::row_hash(&mut conn, table, *id).await.unwrap().unwrap();
                let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
                assert_eq!(last.get(&(table.to_owned(), *id)), Some(&Json::from(hex)), "{table} {id}");
            }
            let gone = last.iter().filter(|((t, id), _)| t == table && !ids.contains(&(*id,)));
            for (row, hash) in gone {
                assert_eq!(*hash, Json::Null, "{row:?} is gone without an event");
            }
        }
    }
}
