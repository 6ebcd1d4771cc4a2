//! Some devices with samples, and asking about them.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base::{Actor, Clock, CustomerId, PersonId, Role, Scope, Timestamp, Workers};
use http_body_util::BodyExt as _;
use prometheus::Prometheus;
use serde_json::Value;
use series::{Sample, Series};
use testkit::{TestDb, monday};
use tower::ServiceExt as _;

pub struct Town {
    pub test: TestDb,
    pub clock: Clock,
    pub series: Series,
    pub room: Prometheus,
}

pub fn at(second: i64) -> Timestamp {
    monday().plus_seconds(second)
}

pub fn staff() -> Actor {
    Actor::Person { id: PersonId(1), name: "Ada".to_owned(), role: Role::Manager, scope: Scope::All }
}

pub fn of_customer(id: i64) -> Actor {
    Actor::Person { id: PersonId(id + 10), name: "Alice".to_owned(), role: Role::Customer, scope: Scope::Customer(CustomerId(id)) }
}

impl Town {
    pub fn new(test: TestDb, outbox: bool) -> Town {
        let clock = Clock::manual(at(0));
        let mut series = Series::new(test.db.clone()).with_clock(clock.clone());
        if outbox {
            series = series.with_outbox();
        }
        let room = Prometheus::new(test.db.clone(), clock.clone(), series.clone());
        Town { test, clock, series, room }
    }

    /// Time goes by, and what is too old goes with it.
    pub async fn days_later(&self, days: u64) {
        for _ in 0..days.div_ceil(10) {
            self.clock.advance(Duration::from_secs(10 * 86_400));
            let keeper = Workers::new(self.test.db.clone(), self.clock.clone(), "node", self.series.workers());
            keeper.settle().await.unwrap();
        }
    }

    pub async fn write(&self, samples: &[Sample]) {
        let prepared = self.series.prepare(samples).await.unwrap();
        let mut conn = self.test.db.write().await.unwrap();
        self.series.write(&mut conn, &prepared).await.unwrap();
        conn.commit().await.unwrap();
    }

    /// An hour of three devices, the last of another customer: round trips twice a minute, a count that grows and begins anew, a temperature that is
    /// missing for a while.
    pub async fn an_hour(&self) {
        let mut samples = Vec::new();
        for second in (7..3607).step_by(30) {
            for device in 1..=3_i64 {
                let wave = ((second * 13 + device * 7) % 97) as f64;
                samples.push(sample(device, "round_trip", "", "seconds", second, wave / 1000.0));
                let grown = (second - if second > 2000 { 2000 } else { 0 }) * device;
                samples.push(sample(device, "served", "", "count", second, grown as f64 + 5.0));
                if !(900..1800).contains(&second) {
                    samples.push(sample(device, "temperature", "case", "celsius", second, 20.0 + wave / 10.0 - 4.0 * device as f64));
                }
            }
        }
        self.write(&samples).await;
    }

    pub async fn get(&self, who: &Actor, path: &str, pairs: &[(&str, &str)]) -> (StatusCode, Value) {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let (router, _) = prometheus::routes(self.room.clone()).split_for_parts();
        let mut request = Request::get(format!("/api/v1/prometheus/api/v1/{path}?{query}")).body(Body::empty()).unwrap();
        request.extensions_mut().insert(who.clone());
        let response = router.oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap())
    }
}

pub fn sample(device: i64, name: &str, label: &str, unit: &'static str, second: i64, value: f64) -> Sample {
    Sample {
        device_id: device,
        check_id: device * 10,
        customer_id: CustomerId(if device == 3 { 2 } else { 1 }),
        name: name.to_owned(),
        label: label.to_owned(),
        unit,
        at: at(second),
        value,
    }
}

/// A store that keeps its samples in a folder.
pub async fn store(port: u16, folder: &Path) -> Server {
    let child = Command::new("victoria-metrics")
        .arg(format!("-httpListenAddr=127.0.0.1:{port}"))
        .arg(format!("-storageDataPath={}", folder.display()))
        .arg("-retentionPeriod=100y")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let server = Server(child);
    until("the store is ready", async || fetch(&format!("http://127.0.0.1:{port}/health")).await.is_some()).await;
    server
}

/// A server that ends with the test.
pub struct Server(pub Child);

impl Server {
    /// Ends it as its administrator would: it writes down what it has.
    pub fn stop(mut self) {
        Command::new("kill").arg(self.0.id().to_string()).status().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Whether a Debian package's program is here; where tests must have their peers its absence is a failure.
pub fn has(program: &str) -> bool {
    let here = Command::new("sh").args(["-c", &format!("command -v {program}")]).stdout(Stdio::null()).status().unwrap().success();
    assert!(here || std::env::var_os("AFTERCARE_TEST_REQUIRE_PEERS").is_none(), "{program} is missing: scripts/need test installs it");
    here
}

/// What an address answers; empty when it does not.
pub async fn text(url: &str) -> String {
    let url = url.to_owned();
    let asked = tokio::task::spawn_blocking(move || Command::new("curl").args(["-sf", "-m", "10", &url]).output().unwrap());
    String::from_utf8_lossy(&asked.await.unwrap().stdout).into_owned()
}

pub async fn fetch(url: &str) -> Option<Value> {
    let answer = tokio::task::spawn_blocking({
        let url = url.to_owned();
        move || Command::new("curl").args(["-sf", "-m", "10", &url]).output().unwrap()
    });
    let answer = answer.await.unwrap();
    answer
        .status
        .success()
        .then(|| serde_json::from_slice(&answer.stdout).unwrap_or(Value::String(String::from_utf8_lossy(&answer.stdout).into())))
}

pub async fn until(what: &str, mut so: impl AsyncFnMut() -> bool) {
    for _ in 0..600 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("waited in vain: {what}");
}
