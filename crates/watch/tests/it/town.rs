//! A handful of devices of one customer that are real listeners on addresses of 127.0.0.0/8, watched by a real poller.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use archive::model::{DeviceKind, NewCustomer, NewDevice, NewSite};
use archive::{Archive, DeviceId, SiteId};
use base::db::sql;
use base::secrets::Keyring;
use base::{Actor, Clock, CustomerId, Db, PersonId, Role, Scope};
use probe::{Prober, ProberSettings};
use series::Series;
use testkit::TestDb;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use watch::{AlarmKind, State, Watch, WatchSettings, facts};

/// Settings that make a minute of watching last a second.
pub fn hasty() -> WatchSettings {
    WatchSettings {
        node: "first".to_owned(),
        period: Duration::from_millis(400),
        doubt_period: Duration::from_millis(60),
        timeout: Duration::from_secs(5),
        restart_grace: Duration::ZERO,
        write_period: Duration::from_millis(100),
        ..WatchSettings::default()
    }
}

/// Who enters devices.
pub fn administrator() -> Actor {
    person(1, Role::Administrator, None)
}

pub fn person(id: i64, role: Role, customer: Option<CustomerId>) -> Actor {
    let scope = customer.map_or(Scope::All, Scope::Customer);
    Actor::Person { id: PersonId(id), name: format!("person {id}"), role, scope }
}

/// The rooms on one database.
#[derive(Clone)]
pub struct Rooms {
    pub db: Db,
    pub clock: Clock,
    pub archive: Archive,
    pub series: Series,
    pub prober: Prober,
    pub keyring: Keyring,
}

impl Rooms {
    pub fn new(test: &TestDb) -> Rooms {
        Rooms::with_clock(test, Clock::System)
    }

    pub fn with_clock(test: &TestDb, clock: Clock) -> Rooms {
        let db = test.db.clone();
        let keyring = Keyring::ephemeral().unwrap();
        Rooms {
            archive: Archive::new(db.clone(), clock.clone(), keyring.clone()),
            keyring,
            series: Series::new(db.clone()),
            prober: Prober::new(ProberSettings::default()).unwrap(),
            db,
            clock,
        }
    }

    pub fn watch(&self, settings: WatchSettings) -> Watch {
        let Rooms { db, clock, archive, series, prober, keyring } = self.clone();
        Watch::new(db, clock, archive, series, prober, keyring, settings)
    }

    /// A customer with one site.
    pub async fn customer(&self, name: &str) -> (CustomerId, SiteId) {
        let (actor, now) = (administrator(), self.clock.now());
        let mut conn = self.db.write().await.unwrap();
        let new = NewCustomer { name: name.to_owned(), ..NewCustomer::default() };
        let customer = self.archive.create_customer(&mut conn, &actor, now, new).await.unwrap();
        let site = NewSite::named(customer.id, format!("{name} 1"));
        let site = self.archive.create_site(&mut conn, &actor, now, site).await.unwrap();
        conn.commit().await.unwrap();
        (customer.id, site.id)
    }

    /// A device that answers on a port of its own.
    pub async fn device(&self, site: SiteId, name: &str, at: &Listener, parent: Option<DeviceId>) -> DeviceId {
        let new = NewDevice {
            address: Some(at.address.ip().to_string()),
            http_port: Some(at.address.port()),
            parent_id: parent,
            ..NewDevice::named(site, name, DeviceKind::Other)
        };
        let mut conn = self.db.write().await.unwrap();
        let device = self.archive.create_device(&mut conn, &administrator(), self.clock.now(), new).await.unwrap();
        conn.commit().await.unwrap();
        device.id
    }

    pub async fn state(&self, device: DeviceId) -> State {
        facts::device_state(&mut self.db.read().await.unwrap(), device).await.unwrap()
    }

    /// The devices with an open alarm, and of which kind.
    pub async fn open(&self) -> Vec<(DeviceId, AlarmKind)> {
        let open = facts::open_alarms(&mut self.db.read().await.unwrap()).await.unwrap();
        open.into_iter().map(|alarm| (alarm.device_id, alarm.kind)).collect()
    }

    /// The kinds of the journal's alarm events, in order, with the device they are about.
    pub async fn told(&self) -> Vec<(String, i64)> {
        let mut conn = self.db.read().await.unwrap();
        let events = base::journal::read_after(&mut conn, 0, 10_000).await.unwrap();
        let alarms = events.into_iter().filter(|event| event.subject_kind == "alarm");
        alarms.map(|event| (event.kind.clone(), event.json()["device_id"].as_i64().unwrap())).collect()
    }

    pub async fn count(&self, table: &str) -> i64 {
        let mut conn = self.db.read().await.unwrap();
        sql(format!("SELECT COUNT(*) FROM {table}")).scalar(&mut conn).await.unwrap()
    }
}

/// A poller that runs until it is stopped, or killed when it is dropped.
pub struct Running {
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl Running {
    pub fn start(watch: &Watch) -> Running {
        let stop = CancellationToken::new();
        let tasks = watch.start(&stop);
        Running { stop, tasks }
    }

    /// Ends as on Ctrl-C.
    pub async fn stop(mut self) {
        self.stop.cancel();
        while self.tasks.join_next().await.is_some() {}
    }

    /// Ends as by `kill -9`: whatever was not written is lost.
    pub async fn kill(mut self) {
        self.tasks.shutdown().await;
    }
}

/// A device: a TCP port at an address of its own that can be closed and opened again.
pub struct Listener {
    pub address: SocketAddr,
    accepting: Option<JoinSet<()>>,
}

impl Listener {
    /// Opens a port at an address that no other test uses.
    pub async fn open() -> Listener {
        static LAST: AtomicU8 = AtomicU8::new(0);
        let process = std::process::id();
        let last = LAST.fetch_add(1, Ordering::Relaxed);
        let ip = Ipv4Addr::new(127, 100 + (process >> 8) as u8 % 100, process as u8, last + 1);
        let mut listener = Listener { address: (ip, 0).into(), accepting: None };
        listener.start().await;
        listener
    }

    /// The device is back, at the same port.
    pub async fn start(&mut self) {
        let socket = TcpListener::bind(self.address).await.unwrap();
        self.address = socket.local_addr().unwrap();
        let mut accepting = JoinSet::new();
        accepting.spawn(async move {
            loop {
                // Nothing is said: the question is whether the port accepts.
                let _ = socket.accept().await;
            }
        });
        self.accepting = Some(accepting);
    }

    /// The device dies: its port refuses.
    pub async fn stop(&mut self) {
        if let Some(mut accepting) = self.accepting.take() {
            accepting.shutdown().await;
        }
    }
}

/// Waits until something is so; a test that waits for more than a minute has failed.
pub async fn until(what: &str, mut so: impl AsyncFnMut() -> bool) {
    for _ in 0..3000 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never came about: {what}");
}
