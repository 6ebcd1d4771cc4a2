//! A furnished house: the customer north (Alice, Bob) with a contract, a site, a core router, a switch, cameras and a recorder; the customer
//! south (Charlie) with a device and no contract; the staff; a duty table; and a client.

use archive::model::{Customer, Device, DeviceKind, NewClause, NewContract, NewCustomer, NewDevice, NewSite, Site};
use archive::{Archive, DeviceId};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use axum::{Router, middleware};
use base::db::sql;
use base::journal::{self, Event, Recorded, Signer};
use base::secrets::Keyring;
use base::{Actor, Clock, Language, Role, Scope, TicketId, Timestamp, Workers};
use desk::Desk;
use http_body_util::BodyExt as _;
use roster::{NewPerson, Password, Person, Roster};
use serde_json::{Value as Json, json};
use std::time::Duration;
use testkit::{TestDb, monday};
use tower::ServiceExt as _;
use watch::AlarmId;

pub struct House {
    pub test: TestDb,
    pub clock: Clock,
    pub roster: Roster,
    pub workers: Workers,
    pub app: Router,
    pub signer: Signer,
    pub north: Customer,
    pub south: Customer,
    pub contract: archive::model::Contract,
    pub site: Site,
    pub pole: Site,
    pub south_site: Site,
    pub switch: Device,
    /// Three cameras behind the switch.
    pub cameras: Vec<Device>,
    pub recorder: Device,
    pub south_device: Device,
    pub admin: Actor,
    pub dispatcher: Actor,
    /// First and second on duty.
    pub wang: Actor,
    pub li: Actor,
    pub manager: Actor,
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
    pub json: Json,
}

impl Answer {
    pub fn ok(self) -> Json {
        assert!(self.status.is_success(), "{}: {}", self.status, self.json);
        self.json
    }

    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or("")
    }

    /// Path and code of each field.
    pub fn fields(&self) -> Vec<(&str, &str)> {
        let fields = self.json["fields"].as_array().map_or(&[][..], Vec::as_slice);
        fields.iter().map(|field| (field["path"].as_str().unwrap(), field["code"].as_str().unwrap())).collect()
    }
}

pub fn program() -> Actor {
    Actor::System("test")
}

/// The promised times of the north's contract.
pub fn promises() -> Vec<NewClause> {
    let table = [(1, ["15m", "2h", "4h", "24h"]), (2, ["30m", "4h", "8h", "48h"]), (3, ["1h", "8h", "24h", "168h"])];
    table.into_iter().flat_map(|(level, targets)| NewClause::table(level, targets)).collect()
}

pub async fn furnish(test: TestDb) -> House {
    let clock = Clock::manual(monday());
    let archive = Archive::new(test.db.clone(), clock.clone(), Keyring::ephemeral().unwrap());
    let roster = Roster::new(test.db.clone(), clock.clone(), "Asia/Shanghai");
    let desk = Desk::new(test.db.clone(), clock.clone(), "Asia/Shanghai");
    let mut written = test.db.write().await.unwrap();
    let (conn, who, now) = (&mut written, &program(), monday());
    let customer = |name: &str, code: &str| NewCustomer { name: name.into(), code: Some(code.into()), ..NewCustomer::default() };
    let north = archive.create_customer(conn, who, now, customer("北区交警", "N")).await.unwrap();
    let south = archive.create_customer(conn, who, now, customer("南区交警", "S")).await.unwrap();
    let contract = NewContract {
        customer_id: north.id,
        name: "违停抓拍系统售后服务".into(),
        number: "AS-2026".into(),
        starts_on: "2026-01-01".parse().unwrap(),
        ends_on: "2026-12-31".parse().unwrap(),
        zone: None,
        clauses: Some(promises()),
        call_next_after_seconds: Some(300),
    };
    let contract = archive.create_contract(conn, who, now, contract).await.unwrap();
    let site = archive.create_site(conn, who, now, NewSite::named(north.id, "中心机房")).await.unwrap();
    let pole = archive.create_site(conn, who, now, NewSite::named(north.id, "解放路杆")).await.unwrap();
    let south_site = archive.create_site(conn, who, now, NewSite::named(south.id, "南机房")).await.unwrap();
    let router = archive.create_device(conn, who, now, NewDevice::named(site.id, "core", DeviceKind::Router)).await.unwrap();
    let switch = NewDevice { parent_id: Some(router.id), ..NewDevice::named(pole.id, "SW-1", DeviceKind::Switch) };
    let switch = archive.create_device(conn, who, now, switch).await.unwrap();
    let mut cameras = Vec::new();
    for number in 1..=3 {
        let camera = NewDevice { parent_id: Some(switch.id), ..NewDevice::named(pole.id, format!("CAM-{number}"), DeviceKind::Camera) };
        cameras.push(archive.create_device(conn, who, now, camera).await.unwrap());
    }
    let recorder = NewDevice { parent_id: Some(router.id), ..NewDevice::named(site.id, "NVR-1", DeviceKind::Recorder) };
    let recorder = archive.create_device(conn, who, now, recorder).await.unwrap();
    // Enough devices that one pole is no large share of the system.
    for number in 10..=30 {
        let camera = NewDevice { parent_id: Some(router.id), ..NewDevice::named(site.id, format!("CAM-{number}"), DeviceKind::Camera) };
        archive.create_device(conn, who, now, camera).await.unwrap();
    }
    let south_device =
        archive.create_device(conn, who, now, NewDevice::named(south_site.id, "south-core", DeviceKind::Router)).await.unwrap();
    let mut person = async |login: &str, role: Role, customer: Option<&Customer>| {
        let new = NewPerson {
            name: login.to_owned(),
            login: login.to_owned(),
            password: Password("correct horse battery".into()),
            role,
            customer_id: customer.map(|customer| customer.id),
            email: Some(format!("{login}@example.com")),
            phone: None,
            locale: if login == "Li" { Language::En } else { Language::Zh },
        };
        actor(&roster.create_person(conn, who, now, new).await.unwrap())
    };
    let admin = person("Admin", Role::Administrator, None).await;
    let dispatcher = person("Diao", Role::Dispatcher, None).await;
    let wang = person("Wang", Role::Engineer, None).await;
    let li = person("Li", Role::Engineer, None).await;
    let manager = person("Gao", Role::Manager, None).await;
    let supervisor = person("Sun", Role::Supervisor, None).await;
    let storekeeper = person("Ku", Role::Storekeeper, None).await;
    let alice = person("Alice", Role::Customer, Some(&north)).await;
    let bob = person("Bob", Role::Customer, Some(&north)).await;
    let charlie = person("Charlie", Role::Customer, Some(&south)).await;
    let duty = [wang.person().unwrap(), li.person().unwrap()];
    roster.set_duty(conn, who, now, now.date_in("Asia/Shanghai"), &duty).await.unwrap();
    written.commit().await.unwrap();
    let (router_of_desk, _) = desk::routes(desk.clone()).split_for_parts();
    let app = router_of_desk.layer(middleware::from_fn(base::http::speak));
    let workers = Workers::new(test.db.clone(), clock.clone(), "node-1", desk.workers());
    House {
        signer: Signer::ephemeral().unwrap(),
        test,
        clock,
        roster,
        workers,
        app,
        north,
        south,
        contract,
        site,
        pole,
        south_site,
        switch,
        cameras,
        recorder,
        south_device,
        admin,
        dispatcher,
        wang,
        li,
        manager,
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

impl House {
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Time passes, and the workers do what it brings.
    pub async fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
        self.settle().await;
    }

    pub async fn settle(&self) {
        self.workers.settle().await.unwrap();
    }

    /// Asks in Chinese or English, as somebody or as nobody.
    pub async fn send(&self, who: Option<&Actor>, method: Method, path: &str, language: &str, body: Option<(&str, Vec<u8>)>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, language);
        let (kind, bytes) = body.map_or((None, Vec::new()), |(kind, bytes)| (Some(kind.to_owned()), bytes));
        if let Some(kind) = kind.filter(|kind| !kind.is_empty()) {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let mut request = request.body(Body::from(bytes)).unwrap();
        if let Some(actor) = who {
            request.extensions_mut().insert(actor.clone());
        }
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let json = serde_json::from_slice(&bytes).unwrap_or(Json::Null);
        assert_ne!(parts.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}: {json}");
        Answer { status: parts.status, json }
    }

    pub async fn get(&self, who: &Actor, path: &str) -> Answer {
        self.send(Some(who), Method::GET, &format!("/api/v1{path}"), "en", None).await
    }

    pub async fn post(&self, who: &Actor, path: &str, body: Json) -> Answer {
        let bytes = body.to_string().into_bytes();
        self.send(Some(who), Method::POST, &format!("/api/v1{path}"), "en", Some(("application/json", bytes))).await
    }

    /// One step on the newest version of a ticket.
    pub async fn step(&self, who: &Actor, ticket: i64, action: &str, mut body: Json) -> Answer {
        if action != "note" {
            body["version"] = self.version(ticket).await.into();
        }
        self.post(who, &format!("/tickets/{ticket}/{}", action.replace('_', "-")), body).await
    }

    pub async fn version(&self, ticket: i64) -> i64 {
        self.row(ticket).await.version
    }

    pub async fn row(&self, ticket: i64) -> desk::model::Ticket {
        let mut conn = self.test.db.read().await.unwrap();
        desk::facts::ticket(&mut conn, TicketId(ticket)).await.unwrap().unwrap()
    }

    pub async fn ticket(&self, ticket: i64) -> Json {
        self.get(&self.dispatcher, &format!("/tickets/{ticket}")).await.ok()
    }

    /// A fault of the north about a camera, reported by the dispatcher.
    pub async fn fault(&self) -> i64 {
        let body = json!({ "kind": "fault", "title": "画面模糊", "customer_id": self.north.id, "device_id": self.cameras[0].id });
        self.post(&self.dispatcher, "/tickets", body).await.ok()["id"].as_i64().unwrap()
    }

    /// The watch opens an alarm now: the row and the event that it writes.
    pub async fn alarm_opens(&self, device: &Device, affected: &[DeviceId]) -> AlarmId {
        self.alarm_of_kind("device_down", device, affected).await
    }

    /// The same of another kind.
    pub async fn alarm_of_kind(&self, kind: &str, device: &Device, affected: &[DeviceId]) -> AlarmId {
        let mut conn = self.test.db.write().await.unwrap();
        let now = self.now();
        let site = archive::facts::site(&mut conn, device.site_id).await.unwrap().unwrap();
        let id: i64 =
            sql("INSERT INTO alarms (open_key, device_id, device_name, site_id, site_name, customer_id, kind, text_en, text_zh, \
             failing_since, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $10, $7, $8, $9, $9) RETURNING id")
            .bind(format!("{kind} {}", device.id))
            .bind(device.id)
            .bind(&device.name)
            .bind(device.site_id)
            .bind(&site.name)
            .bind(device.customer_id)
            .bind(format!("{} at {} does not answer. No answer within 3 s.", device.name, site.name))
            .bind(format!("{}的{}无应答。3 秒内无应答。", site.name, device.name))
            .bind(now)
            .bind(kind)
            .scalar(&mut conn)
            .await
            .unwrap();
        self.affect(&mut conn, id, affected).await;
        self.alarm_event(&mut conn, "alarm.opened", id, device, json!({})).await;
        conn.commit().await.unwrap();
        AlarmId(id)
    }

    pub async fn alarm_affects(&self, alarm: AlarmId, device: &Device, affected: &[DeviceId]) {
        let mut conn = self.test.db.write().await.unwrap();
        self.affect(&mut conn, alarm.0, affected).await;
        self.alarm_event(&mut conn, "alarm.affected_changed", alarm.0, device, json!({})).await;
        conn.commit().await.unwrap();
    }

    pub async fn alarm_closes(&self, alarm: AlarmId, device: &Device, reason: &str) {
        let mut conn = self.test.db.write().await.unwrap();
        sql("UPDATE alarms SET open_key = NULL, closed_at = $2 WHERE id = $1").bind(alarm).bind(self.now()).run(&mut conn).await.unwrap();
        self.alarm_event(&mut conn, "alarm.closed", alarm.0, device, json!({ "reason": reason })).await;
        conn.commit().await.unwrap();
    }

    async fn affect(&self, conn: &mut base::Conn, alarm: i64, affected: &[DeviceId]) {
        for device in affected {
            sql("INSERT INTO alarm_affected (alarm_id, device_id, device_name) VALUES ($1, $2, 'x') ON CONFLICT DO NOTHING")
                .bind(alarm)
                .bind(*device)
                .run(conn)
                .await
                .unwrap();
        }
    }

    async fn alarm_event(&self, conn: &mut base::Conn, kind: &'static str, alarm: i64, device: &Device, more: Json) {
        let mut body = json!({ "device_id": device.id, "device_name": device.name });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let event = Event::new(kind, ("alarm", alarm)).customer(device.customer_id).body(body).row("alarms", alarm);
        journal::append(conn, &Actor::System("watch"), self.now(), self.now(), event).await.unwrap();
    }

    /// The only ticket, or the newest.
    pub async fn newest_ticket(&self) -> i64 {
        let mut conn = self.test.db.read().await.unwrap();
        sql("SELECT MAX(id) FROM tickets").scalar(&mut conn).await.unwrap()
    }

    pub async fn count(&self, table: &str) -> i64 {
        let mut conn = self.test.db.read().await.unwrap();
        sql(format!("SELECT COUNT(*) FROM {table}")).scalar(&mut conn).await.unwrap()
    }

    /// The kinds of events on a ticket's timeline without the ways of messages.
    pub async fn kinds(&self, ticket: i64) -> Vec<String> {
        self.events(ticket).await.into_iter().map(|event| event.kind).filter(|kind| !kind.starts_with("message.")).collect()
    }

    pub async fn events(&self, ticket: i64) -> Vec<Recorded> {
        let mut conn = self.test.db.read().await.unwrap();
        journal::by_ticket(&mut conn, TicketId(ticket)).await.unwrap()
    }

    /// The path of the newest link that was sent to a person.
    pub async fn link_to(&self, person: &Actor) -> String {
        let mut conn = self.test.db.read().await.unwrap();
        sql("SELECT d.path FROM messages m JOIN deliveries d ON d.message_id = m.id \
             WHERE m.person_id = $1 AND d.path LIKE '/acknowledge/%' ORDER BY m.id DESC LIMIT 1")
        .bind(person.person().unwrap())
        .scalar(&mut conn)
        .await
        .unwrap()
    }

    /// The subjects that were told to a person by e-mail, in order.
    pub async fn told(&self, person: &Actor) -> Vec<String> {
        let mut conn = self.test.db.read().await.unwrap();
        let rows: Vec<(String,)> = sql("SELECT subject FROM messages WHERE person_id = $1 AND channel = 'email' ORDER BY id")
            .bind(person.person().unwrap())
            .all(&mut conn)
            .await
            .unwrap();
        rows.into_iter().map(|(subject,)| subject).collect()
    }

    /// Every row agrees with the journal, and every ticket is what its timeline says.
    pub async fn verify(&self) {
        journal::seal_all(&self.test.db, &self.signer, self.now()).await.unwrap();
        let report = journal::verify(&self.test.db, &self.signer.public_key()).await.unwrap();
        assert!(report.ok, "{:?}", report.findings);
        for (id, _) in self.tickets().await {
            let row = self.row(id).await;
            let story = self.story(id).await;
            assert_eq!(
                (row.state, row.level, row.proposed_level, row.paused, row.closed_at, row.owner_id),
                (story.state, story.level, story.proposed_level, story.paused(), story.closed_at, story.owner.map(|owner| owner.id)),
                "{}",
                row.number
            );
        }
    }

    /// Every ticket with its number. A transaction that was dropped may leave a gap in the ids, never in the numbers.
    pub async fn tickets(&self) -> Vec<(i64, String)> {
        let mut conn = self.test.db.read().await.unwrap();
        sql("SELECT id, number FROM tickets ORDER BY id").all(&mut conn).await.unwrap()
    }

    pub async fn story(&self, ticket: i64) -> desk::rules::story::Story {
        let steps: Vec<_> = self
            .events(ticket)
            .await
            .iter()
            .filter_map(|event| {
                let by = (!event.actor.starts_with("system:")).then(|| event.actor_name.clone());
                Some(desk::rules::story::Step { at: event.at, by, deed: desk::model::Deed::read(&event.kind, &event.json())? })
            })
            .collect();
        desk::rules::story::Story::of(&steps).unwrap()
    }
}

/// The archive on the house's database.
pub fn archive_of(house: &House) -> Archive {
    Archive::new(house.test.db.clone(), house.clock.clone(), Keyring::ephemeral().unwrap())
}

/// Writes another version of the north's contract.
pub async fn change_contract(house: &House, clauses: Vec<NewClause>) {
    let mut conn = house.test.db.write().await.unwrap();
    let change = archive::model::ContractChange { clauses: Some(clauses), ..Default::default() };
    archive_of(house).change_contract(&mut conn, &program(), house.now(), house.contract.id, change).await.unwrap();
    conn.commit().await.unwrap();
}

/// A clock of a ticket's answer.
pub fn clock<'a>(ticket: &'a Json, kind: &str) -> &'a Json {
    ticket["clocks"].as_array().unwrap().iter().find(|clock| clock["kind"] == kind).unwrap()
}
