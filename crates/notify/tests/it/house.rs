//! A furnished room: people, a mail server, couriers, a client.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use axum::{Router, middleware};
use base::db::sql;
use base::secrets::Keyring;
use base::{Actor, Clock, CustomerId, Language, Role, Text, TicketId, Worker};
use http_body_util::BodyExt as _;
use notify::{Draft, Importance, MailSettings, Notify, NotifySettings};
use roster::{NewPerson, Password, Person, Roster};
use serde_json::Value as Json;
use testkit::{TestDb, monday};
use tower::ServiceExt as _;

use crate::smtp::SmtpServer;

pub struct House {
    pub test: TestDb,
    pub clock: Clock,
    pub keys: Keyring,
    pub settings: NotifySettings,
    pub notify: Notify,
    pub roster: Roster,
    pub app: Router,
    pub anna: Person,
    pub wang: Person,
    /// An engineer without an e-mail address, who reads English.
    pub li: Person,
    pub alice: Person,
    pub bob: Person,
    pub charlie: Person,
}

pub struct Answer {
    pub status: StatusCode,
    pub json: Json,
}

impl Answer {
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or("")
    }

    pub fn field(&self) -> (&str, &str) {
        (self.json["fields"][0]["path"].as_str().unwrap_or(""), self.json["fields"][0]["code"].as_str().unwrap_or(""))
    }
}

/// The settings that lead to a server, without encryption.
pub fn mail_to(server: &SmtpServer) -> MailSettings {
    MailSettings {
        host: "127.0.0.1".to_owned(),
        port: server.address.port(),
        from: "守约 <ops@example.com>".to_owned(),
        tls: "none".to_owned(),
        user: None,
        password: None,
    }
}

pub async fn furnish(test: TestDb, mail: Option<MailSettings>) -> House {
    furnish_with(test, NotifySettings { mail, ..NotifySettings::default() }).await
}

pub async fn furnish_with(test: TestDb, settings: NotifySettings) -> House {
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
    for (login, role, customer_id) in [
        ("anna", Role::Administrator, None),
        ("wang", Role::Engineer, None),
        ("li", Role::Engineer, None),
        ("alice", Role::Customer, north),
        ("bob", Role::Customer, north),
        ("charlie", Role::Customer, south),
    ] {
        let new = NewPerson {
            name: format!("{login} 先生"),
            login: login.to_owned(),
            password: Password("correct horse battery".to_owned()),
            role,
            customer_id,
            email: (login != "li").then(|| format!("{login}@example.com")),
            phone: (login != "li").then(|| format!("+86138001380{:02}", people.len())),
            locale: if login == "li" { Language::En } else { Language::Zh },
        };
        people.push(roster.create_person(&mut conn, &Actor::System("test"), monday(), new).await.unwrap());
    }
    conn.commit().await.unwrap();
    let [anna, wang, li, alice, bob, charlie] = <[Person; 6]>::try_from(people).unwrap();
    let settings = NotifySettings { public_url: "https://aftercare.example.com".to_owned(), zone: "Asia/Shanghai".to_owned(), ..settings };
    let keys = Keyring::ephemeral().unwrap();
    let notify = Notify::new(test.db.clone(), clock.clone(), keys.clone(), settings.clone());
    let (router, _) = notify::routes(notify.clone()).split_for_parts();
    let app = router.layer(middleware::from_fn(base::http::speak));
    House { test, clock, keys, settings, notify, roster, app, anna, wang, li, alice, bob, charlie }
}

/// A call to a person, as the desk drafts it.
pub fn call(to: &Person, step: &str) -> Draft {
    let subject = Text::new("Fault F-7: camera 3 is down", "故障 F-7：3 号摄像机离线");
    let body = Text::new("Camera 3 has not answered since 09:00.", "3 号摄像机自 09:00 起无应答。");
    Draft {
        path: Some(format!("/acknowledge/{step}-token")),
        ticket: Some(TicketId(7)),
        customer: Some(CustomerId(1)),
        importance: Importance::Urgent,
        ..Draft::new(to.id, step, subject, body)
    }
}

/// News of no great moment.
pub fn news(to: &Person, step: &str) -> Draft {
    Draft { importance: Importance::Routine, path: None, ..call(to, step) }
}

impl House {
    /// A worker of a second node on the same database.
    pub async fn second(&self, name: &str) -> Arc<dyn Worker> {
        let db = base::Db::open(&self.test.settings).await.unwrap();
        let notify = Notify::new(db, self.clock.clone(), self.keys.clone(), self.settings.clone());
        notify.workers().into_iter().find(|worker| worker.name() == name).unwrap()
    }

    /// Sets a gateway up and answers its id.
    pub async fn gateway(&self, body: Json) -> i64 {
        let made = self.post(&self.anna, "/api/v1/gateways", Some(body)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
        made.json["id"].as_i64().unwrap()
    }

    /// Every message on a channel, the oldest first.
    pub async fn messages(&self, channel: &str) -> Vec<Json> {
        let path = format!("/api/v1/messages?channel={channel}&sort=created_at&limit=200");
        self.get(&self.anna, &path).await.json["items"].as_array().unwrap().clone()
    }

    pub async fn enqueue(&self, draft: &Draft) -> usize {
        let mut conn = self.test.db.write().await.unwrap();
        let queued = notify::enqueue(&mut conn, &Actor::System("desk"), self.clock.now(), draft).await.unwrap();
        conn.commit().await.unwrap();
        queued
    }

    /// How many messages an auditor finds that should have ended half an hour ago.
    pub async fn unended(&self) -> i64 {
        let mut conn = self.test.db.read().await.unwrap();
        notify::facts::unended(&mut conn, self.clock.now().plus_seconds(-1800)).await.unwrap()
    }

    pub fn worker(&self, name: &str) -> Arc<dyn Worker> {
        self.notify.workers().into_iter().find(|worker| worker.name() == name).unwrap()
    }

    /// Runs a worker once and answers how much it did.
    pub async fn run(&self, name: &str) -> usize {
        self.worker(name).run(self.clock.now()).await.unwrap().done
    }

    pub async fn ask(&self, who: Option<&Person>, method: Method, path: &str, body: Option<Json>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let mut request = request.body(body.map_or_else(Body::empty, |json| Body::from(json.to_string()))).unwrap();
        if let Some(person) = who {
            request.extensions_mut().insert(person.actor());
        }
        let response = self.app.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let json = if bytes.is_empty() { Json::Null } else { serde_json::from_slice(&bytes).unwrap() };
        Answer { status, json }
    }

    pub async fn get(&self, who: &Person, path: &str) -> Answer {
        self.ask(Some(who), Method::GET, path, None).await
    }

    pub async fn post(&self, who: &Person, path: &str, body: Option<Json>) -> Answer {
        self.ask(Some(who), Method::POST, path, body).await
    }

    /// The first message on a channel, as staff see it.
    pub async fn message(&self, channel: &str) -> Json {
        self.get(&self.anna, &format!("/api/v1/messages?channel={channel}&sort=created_at")).await.json["items"][0].clone()
    }

    pub async fn events(&self, kind: &str) -> Vec<Json> {
        let mut conn = self.test.db.read().await.unwrap();
        let events = base::journal::read_after(&mut conn, 0, 10_000).await.unwrap();
        events.into_iter().filter(|event| event.kind == kind).map(|event| event.json()).collect()
    }

    /// Asserts that every attested row is as its last event left it, and that there is no other.
    pub async fn assert_attested(&self) {
        let mut conn = self.test.db.read().await.unwrap();
        let mut last = std::collections::BTreeMap::new();
        for event in base::journal::read_after(&mut conn, 0, 10_000).await.unwrap() {
            for row in serde_json::from_str::<Vec<Json>>(&event.rows).unwrap() {
                last.insert((row["table"].as_str().unwrap().to_owned(), row["id"].as_i64().unwrap()), row["hash"].clone());
            }
        }
        for table in ["messages", "webhooks", "gateways", "message_rules"] {
            let ids: Vec<(i64,)> = sql(format!("SELECT id FROM {table}")).all(&mut conn).await.unwrap();
            for (id,) in &ids {
                let hash = base::journal::row_hash(&mut conn, table, *id).await.unwrap().unwrap();
                let hex = data_encoding::HEXLOWER.encode(&hash);
                assert_eq!(last.get(&(table.to_owned(), *id)), Some(&Json::from(hex)), "{table} {id}");
            }
            for ((_, id), hash) in last.iter().filter(|((t, id), _)| t == table && !ids.contains(&(*id,))) {
                assert_eq!(*hash, Json::Null, "{table} {id} is gone without an event");
            }
        }
    }
}
