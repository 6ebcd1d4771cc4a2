//! A furnished house: the customer north (Alice, Bob) with a contract, a site and a device, the customer south (Charlie) with a ticket of its
//! own; the staff, two engineers among them; and a client of the desk's and the field's routes.

use archive::Archive;
use archive::model::{Customer, Device, DeviceKind, NewClause, NewContract, NewCustomer, NewDevice, NewSite, Site};
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::{Router, middleware};
use base::db::sql;
use base::journal::{self, Event, Recorded, Signer};
use base::secrets::Keyring;
use base::{Actor, Clock, Language, Role, Scope, TicketId, Workers};
use desk::Desk;
use field::Field;
use http_body_util::BodyExt as _;
use roster::{NewPerson, Password, Person, Roster};
use serde_json::{Value as Json, json};
use testkit::{TestDb, monday};
use tower::ServiceExt as _;

pub const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

pub fn signature() -> String {
    format!("data:image/png;base64,{PIXEL}")
}

pub struct House {
    pub test: TestDb,
    pub clock: Clock,
    pub workers: Workers,
    pub app: Router,
    pub signer: Signer,
    pub north: Customer,
    pub south: Customer,
    pub site: Site,
    pub device: Device,
    pub admin: Actor,
    pub dispatcher: Actor,
    pub manager: Actor,
    pub wang: Actor,
    pub li: Actor,
    pub supervisor: Actor,
    pub storekeeper: Actor,
    pub alice: Actor,
    pub bob: Actor,
    pub charlie: Actor,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub json: Json,
}

impl Answer {
    pub fn ok(self) -> Json {
        assert!(self.status.is_success(), "{}: {}", self.status, self.json);
        self.json
    }

    pub fn refused(&self) -> (u16, &str) {
        (self.status.as_u16(), self.json["code"].as_str().unwrap_or(""))
    }

    /// Path and code of each field.
    pub fn fields(&self) -> Vec<(&str, &str)> {
        let fields = self.json["fields"].as_array().map_or(&[][..], Vec::as_slice);
        fields.iter().map(|field| (field["path"].as_str().unwrap(), field["code"].as_str().unwrap())).collect()
    }
}

pub async fn furnish(test: TestDb) -> House {
    let clock = Clock::manual(monday());
    let archive = Archive::new(test.db.clone(), clock.clone(), Keyring::ephemeral().unwrap());
    let roster = Roster::new(test.db.clone(), clock.clone(), "Asia/Shanghai");
    let desk = Desk::new(test.db.clone(), clock.clone(), "Asia/Shanghai");
    let field = Field::new(test.db.clone(), clock.clone(), desk.clone());
    let mut written = test.db.write().await.unwrap();
    let (conn, who, now) = (&mut written, &Actor::System("test"), monday());
    let customer = |name: &str, code: &str| NewCustomer { name: name.into(), code: Some(code.into()), ..NewCustomer::default() };
    let north = archive.create_customer(conn, who, now, customer("北区交警", "N")).await.unwrap();
    let south = archive.create_customer(conn, who, now, customer("南区交警", "S")).await.unwrap();
    let lines = |level| NewClause::table(level, ["15m", "2h", "4h", "24h"]);
    let contract = NewContract {
        customer_id: north.id,
        name: "违停抓拍系统售后服务".into(),
        number: "AS-2026".into(),
        starts_on: "2026-01-01".parse().unwrap(),
        ends_on: "2026-12-31".parse().unwrap(),
        zone: None,
        clauses: Some([1, 2, 3].into_iter().flat_map(lines).collect()),
        call_next_after_seconds: Some(300),
    };
    archive.create_contract(conn, who, now, contract).await.unwrap();
    let place = NewSite {
        address: Some("解放路 1 号".into()),
        latitude: Some(36.65),
        longitude: Some(117.12),
        ..NewSite::named(north.id, "解放路杆")
    };
    let site = archive.create_site(conn, who, now, place).await.unwrap();
    let device = NewDevice { serial: Some("S-1".into()), ..NewDevice::named(site.id, "CAM-1", DeviceKind::Camera) };
    let device = archive.create_device(conn, who, now, device).await.unwrap();
    let mut person = async |login: &str, role: Role, customer: Option<&Customer>| {
        let new = NewPerson {
            name: login.to_owned(),
            login: login.to_owned(),
            password: Password("correct horse battery".into()),
            role,
            customer_id: customer.map(|customer| customer.id),
            email: None,
            phone: None,
            locale: Language::Zh,
        };
        actor(&roster.create_person(conn, who, now, new).await.unwrap())
    };
    let admin = person("Admin", Role::Administrator, None).await;
    let dispatcher = person("Diao", Role::Dispatcher, None).await;
    let manager = person("Gao", Role::Manager, None).await;
    let wang = person("Wang", Role::Engineer, None).await;
    let li = person("Li", Role::Engineer, None).await;
    let supervisor = person("Sun", Role::Supervisor, None).await;
    let storekeeper = person("Ku", Role::Storekeeper, None).await;
    let alice = person("Alice", Role::Customer, Some(&north)).await;
    let bob = person("Bob", Role::Customer, Some(&north)).await;
    let charlie = person("Charlie", Role::Customer, Some(&south)).await;
    written.commit().await.unwrap();
    let (desks, _) = desk::routes(desk.clone()).split_for_parts();
    let (fields, _) = field::routes(field).split_for_parts();
    House {
        workers: Workers::new(test.db.clone(), clock.clone(), "node-1", desk.workers()),
        app: desks.merge(fields).layer(middleware::from_fn(base::http::speak)),
        signer: Signer::ephemeral().unwrap(),
        test,
        clock,
        north,
        south,
        site,
        device,
        admin,
        dispatcher,
        manager,
        wang,
        li,
        supervisor,
        storekeeper,
        alice,
        bob,
        charlie,
    }
}

/// The person as somebody who signed in.
fn actor(person: &Person) -> Actor {
    let scope = person.customer_id.map_or(Scope::All, Scope::Customer);
    Actor::Person { id: person.id, name: person.name.clone(), role: person.role, scope }
}

pub fn id_of(actor: &Actor) -> i64 {
    actor.person().unwrap().0
}

impl House {
    /// Asks in some language, as somebody or as nobody.
    pub async fn send(&self, who: Option<&Actor>, method: Method, path: &str, language: &str, body: Option<&Json>) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}")).header(header::ACCEPT_LANGUAGE, language);
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let mut request = request.body(Body::from(body.map(Json::to_string).unwrap_or_default())).unwrap();
        if let Some(actor) = who {
            request.extensions_mut().insert(actor.clone());
        }
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or(Json::Null);
        assert_ne!(parts.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}: {json}");
        Answer { status: parts.status, headers: parts.headers, bytes, json }
    }

    pub async fn get(&self, who: &Actor, path: &str) -> Answer {
        self.send(Some(who), Method::GET, path, "en", None).await
    }

    pub async fn post(&self, who: &Actor, path: &str, body: Json) -> Answer {
        self.send(Some(who), Method::POST, path, "en", Some(&body)).await
    }

    /// A fault of the north about its camera, taken by Wang.
    pub async fn taken_fault(&self) -> i64 {
        let body = json!({ "kind": "fault", "title": "画面模糊", "customer_id": self.north.id, "device_id": self.device.id });
        let ticket = self.post(&self.dispatcher, "/tickets", body).await.ok()["id"].as_i64().unwrap();
        self.act(&self.wang, ticket, "acknowledge", json!({})).await.ok();
        ticket
    }

    /// An action on the newest version of a ticket.
    pub async fn act(&self, who: &Actor, ticket: i64, action: &str, mut body: Json) -> Answer {
        body["version"] = self.ticket(ticket).await["version"].clone();
        self.post(who, &format!("/tickets/{ticket}/{action}"), body).await
    }

    pub async fn ticket(&self, ticket: i64) -> Json {
        self.get(&self.dispatcher, &format!("/tickets/{ticket}")).await.ok()
    }

    /// A visit of Wang's for the ticket.
    pub async fn planned(&self, ticket: i64) -> i64 {
        let body = json!({ "ticket_id": ticket, "engineer_id": id_of(&self.wang) });
        self.post(&self.dispatcher, "/visits", body).await.ok()["id"].as_i64().unwrap()
    }

    pub async fn visit(&self, visit: i64) -> Json {
        self.get(&self.dispatcher, &format!("/visits/{visit}")).await.ok()
    }

    /// A step of the newest version of a visit, with everything that it needs unless the body has it.
    pub async fn step(&self, who: &Actor, visit: i64, step: &str, body: Json) -> Answer {
        let mut full = match step {
            "work" => json!({ "text": "更换电源" }),
            "restored" => json!({ "text": "画面恢复" }),
            "cancel" => json!({ "reason": "无需上门" }),
            "assign" => json!({ "engineer_id": id_of(&self.li) }),
            "confirm" => json!({ "signed_by": "刘警官", "satisfied": true, "signature": signature() }),
            _ => json!({}),
        };
        if step != "work" {
            full["version"] = self.visit(visit).await["version"].clone();
        }
        full.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        self.post(who, &format!("/visits/{visit}/{step}"), full).await
    }

    /// Wang's visit, as far as these steps.
    pub async fn as_far_as(&self, visit: i64, steps: &[&str]) {
        for step in steps {
            self.step(&self.wang, visit, step, json!({})).await.ok();
        }
    }

    /// The watch opens an alarm at the camera: the row and the event that it writes. Its ticket follows.
    pub async fn alarm_opens(&self) -> (i64, i64) {
        let mut conn = self.test.db.write().await.unwrap();
        let now = self.clock.now();
        let id: i64 =
            sql("INSERT INTO alarms (open_key, device_id, device_name, site_id, site_name, customer_id, kind, text_en, text_zh, \
             failing_since, opened_at) VALUES ('x', $1, $2, $3, $4, $5, 'device_down', 'No answer.', '无应答。', $6, $6) RETURNING id")
            .bind(self.device.id)
            .bind(&self.device.name)
            .bind(self.site.id)
            .bind(&self.site.name)
            .bind(self.north.id)
            .bind(now)
            .scalar(&mut conn)
            .await
            .unwrap();
        self.alarm_event(&mut conn, "alarm.opened", id).await;
        conn.commit().await.unwrap();
        self.workers.settle().await.unwrap();
        let mut conn = self.test.db.read().await.unwrap();
        (id, sql("SELECT id FROM tickets WHERE alarm_id = $1").bind(id).scalar(&mut conn).await.unwrap())
    }

    pub async fn alarm_closes(&self, alarm: i64) {
        let mut conn = self.test.db.write().await.unwrap();
        sql("UPDATE alarms SET open_key = NULL, closed_at = $2 WHERE id = $1")
            .bind(alarm)
            .bind(self.clock.now())
            .run(&mut conn)
            .await
            .unwrap();
        self.alarm_event(&mut conn, "alarm.closed", alarm).await;
        conn.commit().await.unwrap();
        self.workers.settle().await.unwrap();
    }

    async fn alarm_event(&self, conn: &mut base::Conn, kind: &'static str, alarm: i64) {
        let body = json!({ "device_id": self.device.id, "device_name": self.device.name, "reason": "recovered" });
        let event = Event::new(kind, ("alarm", alarm)).customer(self.north.id).body(body).row("alarms", alarm);
        let now = self.clock.now();
        journal::append(conn, &Actor::System("watch"), now, now, event).await.unwrap();
    }

    pub async fn events(&self, ticket: i64) -> Vec<Recorded> {
        let mut conn = self.test.db.read().await.unwrap();
        journal::by_ticket(&mut conn, TicketId(ticket)).await.unwrap()
    }

    /// The kinds of events on a ticket's timeline without the ways of messages and calls.
    pub async fn kinds(&self, ticket: i64) -> Vec<String> {
        let shown = |kind: &String| !kind.starts_with("message.") && !kind.starts_with("ticket.call");
        self.events(ticket).await.into_iter().map(|event| event.kind).filter(shown).collect()
    }

    pub async fn count(&self, table: &str) -> i64 {
        let mut conn = self.test.db.read().await.unwrap();
        sql(format!("SELECT COUNT(*) FROM {table}")).scalar(&mut conn).await.unwrap()
    }

    /// Every row agrees with the journal, every row of this room's nouns is attested, and every visit is what its events tell.
    pub async fn verify(&self) {
        journal::seal_all(&self.test.db, &self.signer, self.clock.now()).await.unwrap();
        let report = journal::verify(&self.test.db, &self.signer.public_key()).await.unwrap();
        assert!(report.ok, "{:?}", report.findings);
        let mut conn = self.test.db.read().await.unwrap();
        let events = journal::read_after(&mut conn, 0, 100_000).await.unwrap();
        for table in ["visits", "visit_works", "visit_signatures"] {
            let rows: Vec<(i64,)> = sql(format!("SELECT id FROM {table}")).all(&mut conn).await.unwrap();
            for (id,) in rows {
                let attested = format!("\"id\":{id},\"table\":\"{table}\"");
                assert!(events.iter().any(|event| event.rows.contains(&attested)), "{table} {id} is attested");
            }
        }
        let visits: Vec<(i64, String)> = sql("SELECT id, state FROM visits").all(&mut conn).await.unwrap();
        for (id, state) in visits {
            let kinds =
                events.iter().filter(|event| event.subject_kind == "visit" && event.subject_id == id).map(|event| event.kind.as_str());
            assert_eq!(field::rules::actions::told(kinds).unwrap().as_str(), state, "visit {id}");
        }
    }
}

/// Whether an action of a visit's answer is allowed, or the code why not.
pub fn may<'a>(visit: &'a Json, action: &str) -> &'a str {
    let found = visit["actions"].as_array().unwrap().iter().find(|found| found["action"] == action).unwrap();
    if found["allowed"] == true { "yes" } else { found["why_not"]["code"].as_str().unwrap() }
}
