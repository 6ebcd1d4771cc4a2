//! Ten thousand devices: figures for the bench. Run with `cargo nextest run -p watch --release --run-ignored only ten_thousand --no-capture`.

use std::time::{Duration, Instant};

use archive::ImportOptions;
use city::{City, CityPlan, Settings};
use testkit::TestDb;
use watch::WatchSettings;

use crate::town::{Rooms, Running, administrator, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, not a test"]
async fn ten_thousand_devices_on_sqlite() {
    measure(testkit::fresh(testkit::Kind::Sqlite).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, not a test"]
async fn ten_thousand_devices_on_postgres() {
    measure(testkit::fresh(testkit::Kind::Postgres).await.unwrap()).await;
}

async fn measure(test: TestDb) {
    let rooms = Rooms::new(&test);
    let city = City::start(CityPlan::of_size(10_000, 1), Settings { base_port: 0, ..Settings::default() }).await.unwrap();
    let options = ImportOptions { apply: true, create_places: true };
    let csv = city.devices_csv();
    let report = rooms.archive.import_devices(&administrator(), csv.as_bytes(), options, rooms.clock.now()).await.unwrap();
    assert!(report.applied);
    let before = resident();
    let started = Instant::now();
    let watch = rooms.watch(WatchSettings::default());
    watch.reconcile(rooms.clock.now()).await.unwrap();
    println!("first reconciling: {:?}", started.elapsed());
    let started = Instant::now();
    let running = Running::start(&watch);
    until("the round is loaded", async || watch.metrics().devices == 10_000).await;
    println!("start: {:?}, {} checks, memory grew by {} MiB", started.elapsed(), watch.metrics().checks, resident() - before);
    let cpu = cpu_seconds();
    tokio::time::sleep(Duration::from_secs(65)).await;
    println!(
        "after 65 s: {:?}, CPU {:.1} s (city included), memory grew by {} MiB",
        watch.metrics(),
        cpu_seconds() - cpu,
        resident() - before
    );
    running.stop().await;
}

pub fn resident() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<i64>().unwrap() / 1024
}

fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}
