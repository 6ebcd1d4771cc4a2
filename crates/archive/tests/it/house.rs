//! A furnished archive: the customer north (Alice, Bob) with a contract, a site, a contact and two devices, the customer south (Charlie)
//! with a site and a device; the staff; and a client.

use archive::model::{
    Contact, Contract, Customer, Device, DeviceKind, GuardPeriod, NewContact, NewContract, NewCustomer, NewDevice, NewGuardPeriod, NewSite,
    NewSnmp, Site,
};
use archive::{Archive, DeviceId, SiteId};
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::{Router, middleware};
use base::db::sql;
use base::journal::{self, Recorded, Signer};
use base::secrets::Keyring;
use base::{Actor, Clock, CustomerId, PersonId, Role, Scope, Timestamp};
use http_body_util::BodyExt as _;
use serde_json::Value as Json;
use testkit::{TestDb, monday};
use tower::ServiceExt as _;

/// The community of the north's switch.
pub const COMMUNITY: &str = "sehr-geheim-7";

pub struct House {
    pub test: TestDb,
    pub signer: Signer,
    pub archive: Archive,
    pub app: Router,
    pub north: Customer,
    pub south: Customer,
    pub contract: Contract,
    pub guard: GuardPeriod,
    pub site: Site,
    pub contact: Contact,
    /// The north's core switch, and a camera behind it.
    pub core: Device,
    pub camera: Device,
    pub south_site: Site,
    pub south_device: Device,
}

pub fn program() -> Actor {
    Actor::System("test")
}

pub fn staff(role: Role) -> Actor {
    Actor::Person { id: PersonId(10), name: format!("{role:?}"), role, scope: Scope::All }
}

pub fn manager() -> Actor {
    staff(Role::Manager)
}

/// Somebody of a customer: Alice, Bob, Charlie.
pub fn of_customer(name: &str, customer: CustomerId) -> Actor {
    Actor::Person { id: PersonId(20), name: name.to_owned(), role: Role::Customer, scope: Scope::Customer(customer) }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub json: Json,
}

impl Answer {
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or("")
    }

    /// Path and code of each field.
    pub fn fields(&self) -> Vec<(&str, &str)> {
        let fields = self.json["fields"].as_array().unwrap();
        fields.iter().map(|field| (field["path"].as_str().unwrap(), field["code"].as_str().unwrap())).collect()
    }

    pub fn id(&self) -> i64 {
        self.json["id"].as_i64().unwrap()
    }

    pub fn names(&self) -> Vec<&str> {
        self.json["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
    }
}

pub fn contract_of(customer: CustomerId, from: &str, until: &str) -> NewContract {
    NewContract {
        customer_id: customer,
        name: "售后服务".into(),
        number: format!("AS-{from}"),
        starts_on: from.parse().unwrap(),
        ends_on: until.parse().unwrap(),
        zone: None,
        clauses: None,
        call_next_after_seconds: None,
    }
}

pub async fn furnish(test: TestDb) -> House {
    let archive = Archive::new(test.db.clone(), Clock::manual(monday()), Keyring::ephemeral().unwrap());
    let mut written = test.db.write().await.unwrap();
    let (conn, who, now) = (&mut written, &program(), monday());
    let customer = |name: &str, code: &str| NewCustomer { name: name.into(), code: Some(code.into()), ..NewCustomer::default() };
    let north = archive.create_customer(conn, who, now, customer("北区交警", "N")).await.unwrap();
    let south = archive.create_customer(conn, who, now, customer("南区交警", "S")).await.unwrap();
    let contract = archive.create_contract(conn, who, now, contract_of(north.id, "2026-01-01", "2026-12-31")).await.unwrap();
    let guard = NewGuardPeriod { customer_id: Some(north.id), name: "两会".into(), starts_at: days(10), ends_at: days(20) };
    let guard = archive.create_guard_period(conn, who, now, guard).await.unwrap();
    let site = archive.create_site(conn, who, now, NewSite::named(north.id, "中心机房")).await.unwrap();
    let south_site = archive.create_site(conn, who, now, NewSite::named(south.id, "南机房")).await.unwrap();
    let contact = NewContact {
        customer_id: north.id,
        name: "王主任".into(),
        role: Some("信息科".into()),
        phone: Some("0531-88880000".into()),
        email: Some("wang@north.example".into()),
        is_primary: true,
    };
    let contact = archive.create_contact(conn, who, now, contact).await.unwrap();
    let core = NewDevice {
        serial: Some("S-1".into()),
        address: Some("10.0.0.1".into()),
        snmp: Some(NewSnmp::community(COMMUNITY)),
        ..NewDevice::named(site.id, "core", DeviceKind::Switch)
    };
    let core = archive.create_device(conn, who, now, core).await.unwrap();
    let camera = NewDevice { parent_id: Some(core.id), ..NewDevice::named(site.id, "cam-1", DeviceKind::Camera) };
    let camera = archive.create_device(conn, who, now, camera).await.unwrap();
    let south_device = archive.create_device(conn, who, now, NewDevice::named(south_site.id, "core", DeviceKind::Router)).await.unwrap();
    written.commit().await.unwrap();
    let (router, _) = archive::routes(archive.clone()).split_for_parts();
    let app = router.layer(middleware::from_fn(base::http::speak));
    House {
        test,
        signer: Signer::ephemeral().unwrap(),
        archive,
        app,
        north,
        south,
        contract,
        guard,
        site,
        contact,
        core,
        camera,
        south_site,
        south_device,
    }
}

impl House {
    pub fn alice(&self) -> Actor {
        of_customer("Alice", self.north.id)
    }

    pub fn bob(&self) -> Actor {
        of_customer("Bob", self.north.id)
    }

    pub fn charlie(&self) -> Actor {
        of_customer("Charlie", self.south.id)
    }

    /// Asks as somebody, or as nobody, in JSON.
    pub async fn ask(&self, who: Option<&Actor>, method: Method, path: &str, body: Option<&Json>) -> Answer {
        let kind = body.map(|_| "application/json");
        self.send(who, method, path, kind, body.map(|json| json.to_string().into_bytes()).unwrap_or_default(), &[]).await
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

    pub async fn csv(&self, who: &Actor, query: &str, text: impl Into<Vec<u8>>) -> Answer {
        self.send(Some(who), Method::POST, &format!("/api/v1/imports/devices{query}"), Some("text/csv"), text.into(), &[]).await
    }

    pub async fn send(
        &self,
        who: Option<&Actor>,
        method: Method,
        path: &str,
        kind: Option<&str>,
        body: Vec<u8>,
        headers: &[(header::HeaderName, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let mut request = request.body(Body::from(body)).unwrap();
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

    /// The journal from its beginning.
    pub async fn events(&self) -> Vec<Recorded> {
        let mut conn = self.test.db.read().await.unwrap();
        journal::read_after(&mut conn, 0, 100_000).await.unwrap()
    }

    /// The newest event.
    pub async fn last_event(&self) -> Recorded {
        self.events().await.pop().unwrap()
    }

    /// Every row agrees with the journal.
    pub async fn verify(&self) {
        journal::seal_all(&self.test.db, &self.signer, monday()).await.unwrap();
        let report = journal::verify(&self.test.db, &self.signer.public_key()).await.unwrap();
        assert!(report.ok, "{:?}", report.findings);
        let mut conn = self.test.db.read().await.unwrap();
        let mut rows: i64 = 0;
        for table in [
            "customers",
            "contracts",
            "contract_versions",
            "contract_clauses",
            "guard_periods",
            "sites",
            "contacts",
            "devices",
            "device_links",
            "device_expiries",
            "device_photos",
        ] {
            rows += sql(format!("SELECT COUNT(*) FROM {table}")).scalar::<i64>(&mut conn).await.unwrap();
        }
        assert_eq!(report.rows, rows, "every row of every table is attested");
    }

    pub async fn device(&self, id: DeviceId) -> Device {
        let mut conn = self.test.db.read().await.unwrap();
        archive::facts::device(&mut conn, id).await.unwrap().unwrap()
    }

    pub async fn devices_on(&self, site: SiteId) -> Vec<Device> {
        let mut conn = self.test.db.read().await.unwrap();
        let devices = archive::facts::devices(&mut conn).await.unwrap();
        devices.into_iter().filter(|device| device.site_id == site).collect()
    }
}

/// An instant a number of days after Monday.
pub fn days(days: i64) -> Timestamp {
    monday().plus_seconds(days * 86_400)
}
