//! A whole city dies within a second and comes back, and the program is killed in the middle of both: one alarm for each root, none for what
//! stands behind it, none twice, none closed before its time. A hundred and fifty devices always; a thousand and ten thousand with
//! `cargo nextest run -p watch --release --run-ignored only thousand_die --no-capture` on a computer that does nothing else.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use archive::ImportOptions;
use base::db::sql;
use city::{City, CityPlan, Order, Settings};
use testkit::{TestDb, on_both};
use watch::{State, WatchSettings, facts};

use crate::scale::resident;
use crate::town::{Rooms, Running, administrator, hasty};

on_both!(heavy_a_city_dies_in_a_second_and_comes_back, |test: TestDb| async move {
    storm(test, 150, Duration::from_secs(1)).await;
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, not a test"]
async fn a_thousand_die_on_sqlite() {
    storm(testkit::fresh(testkit::Kind::Sqlite).await.unwrap(), 1_000, Duration::from_secs(5)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, not a test"]
async fn ten_thousand_die_on_sqlite() {
    storm(testkit::fresh(testkit::Kind::Sqlite).await.unwrap(), 10_000, Duration::from_secs(15)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, not a test"]
async fn ten_thousand_die_on_postgres() {
    storm(testkit::fresh(testkit::Kind::Postgres).await.unwrap(), 10_000, Duration::from_secs(15)).await;
}

/// Waits for minutes: ten thousand devices take their time.
async fn until(what: &str, mut so: impl AsyncFnMut() -> bool) {
    for _ in 0..6000 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came about: {what}");
}

async fn storm(test: TestDb, devices: usize, period: Duration) {
    let rooms = Rooms::new(&test);
    let city = City::start(CityPlan::of_size(devices, 1), Settings { base_port: 0, ..Settings::default() }).await.unwrap();
    let csv = city.devices_csv();
    let options = ImportOptions { apply: true, create_places: true };
    assert!(rooms.archive.import_devices(&administrator(), csv.as_bytes(), options, rooms.clock.now()).await.unwrap().applied);
    let settings = WatchSettings {
        period,
        doubt_period: period / 5,
        timeout: Duration::from_secs(1),
        restart_grace: Duration::from_secs(3),
        ..hasty()
    };
    let of_state = async |state: State| {
        let mut conn = rooms.db.read().await.unwrap();
        let text = "SELECT COUNT(*) FROM watched_devices WHERE state = $1";
        sql(text).bind(state.as_str()).scalar::<i64>(&mut conn).await.unwrap()
    };
    let plan = city.plan();
    let all = plan.devices().len() as i64;
    let roots: BTreeSet<String> =
        plan.devices().iter().filter(|device| plan.parent(device).is_none()).map(|device| device.name.clone()).collect();
    let alarms = async || facts::open_alarms(&mut rooms.db.read().await.unwrap()).await.unwrap();
    let began = Instant::now();
    let told = |what: &str| println!("{what} after {:.1} s, {} MiB", began.elapsed().as_secs_f64(), resident());

    let running = Running::start(&rooms.watch(settings.clone()));
    until("the whole city is up", async || of_state(State::Up).await == all).await;
    assert_eq!(alarms().await.len(), 0);
    told("all up");

    // The mains fail everywhere, and nobody has a battery: every device is dead, and not only out of reach.
    let sites: BTreeSet<&str> = plan.devices().iter().filter_map(|device| Some(plan.site(device.site)?.code.as_str())).collect();
    for site in sites {
        city.apply(&Order::PowerCut { site: site.to_owned(), battery_seconds: Some(0) }).unwrap();
    }
    told("all dead");
    until("the first is told", async || !alarms().await.is_empty()).await;
    told("the first told");
    running.kill().await;
    let running = Running::start(&rooms.watch(settings.clone()));
    until("nobody is up", async || of_state(State::Down).await + of_state(State::Unreachable).await == all).await;
    told("nobody up");
    until("each root is told", async || alarms().await.iter().map(|alarm| 1 + alarm.affected.len() as i64).sum::<i64>() >= all).await;
    let now = alarms().await;
    let open: BTreeSet<String> = now.iter().map(|alarm| alarm.device_name.clone()).collect();
    let texts: Vec<&str> = now.iter().map(|alarm| alarm.text.in_language(base::Language::En)).collect();
    assert!(open.is_subset(&roots), "only roots are told, of {roots:?}: {texts:?}");
    told(&format!("{} roots of {} told", open.len(), roots.len()));

    city.apply(&Order::HealAll {}).unwrap();
    until("some are back", async || of_state(State::Up).await > all / 10).await;
    running.kill().await;
    let watch = rooms.watch(settings);
    let running = Running::start(&watch);
    until("all are back", async || of_state(State::Up).await == all).await;
    until("all is told to be over", async || alarms().await.is_empty()).await;
    told("all back");
    assert_eq!((watch.metrics().write_failures, watch.metrics().samples_dropped), (0, 0));
    running.stop().await;
    let events = rooms.told().await;
    let of = |kind: &str| events.iter().filter(|(event, _)| event == kind).map(|(_, device)| *device).collect::<Vec<i64>>();
    let (opened, closed) = (of("alarm.opened"), of("alarm.closed"));
    let texts: Vec<(String,)> =
        sql("SELECT text_en FROM alarms ORDER BY id LIMIT 20").all(&mut rooms.db.read().await.unwrap()).await.unwrap();
    assert_eq!(opened.len(), open.len(), "each once, whoever was killed: {texts:?}");
    assert_eq!(BTreeSet::from_iter(&opened), BTreeSet::from_iter(&closed));
    assert_eq!(opened.len(), closed.len());
}
