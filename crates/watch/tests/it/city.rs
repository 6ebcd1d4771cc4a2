//! The small city, on its real protocols: a pole switch dies with its cameras, traffic is counted.

use std::time::Duration;

use archive::ImportOptions;
use base::Role;
use base::db::sql;
use city::{City, CityPlan, Kind, Order, Settings};
use testkit::{TestDb, on_both};
use watch::{State, WatchSettings, facts};

use crate::town::{Rooms, Running, administrator, hasty, person, until};

on_both!(a_pole_switch_of_the_city_dies_and_comes_back, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let city = City::start(CityPlan::small(), Settings { base_port: 0, ..Settings::default() }).await.unwrap();
    let options = ImportOptions { apply: true, create_places: true };
    let csv = city.devices_csv();
    let report = rooms.archive.import_devices(&administrator(), csv.as_bytes(), options, rooms.clock.now()).await.unwrap();
    assert!(report.applied, "{report:?}");
    // A silent SNMP agent costs the whole time allowed, three times in a row.
    let settings = WatchSettings { period: Duration::from_secs(1), timeout: Duration::from_millis(700), ..hasty() };
    let watch = rooms.watch(settings);
    let running = Running::start(&watch);
    let of_state = async |state: State| {
        let mut conn = rooms.db.read().await.unwrap();
        let text = "SELECT COUNT(*) FROM watched_devices WHERE state = $1";
        sql(text).bind(state.as_str()).scalar::<i64>(&mut conn).await.unwrap()
    };
    let all = city.plan().devices().len() as i64;
    until("the whole city is up", async || of_state(State::Up).await == all).await;

    let is_pole =
        |device: &&city::Device| device.kind() == Kind::Switch && city.plan().children(device.id).any(|child| child.kind() == Kind::Camera);
    let order = |device: &city::Device| Order::PoleSwitchDown { device: device.name.clone() };
    let (pole, applied) =
        city.plan().devices().iter().filter(is_pole).find_map(|device| Some((device, city.apply(&order(device)).ok()?))).unwrap();
    let behind = applied.silent as i64 - 1;
    assert!(behind > 1);
    until("all behind it is cut off", async || of_state(State::Unreachable).await == behind).await;
    let mut conn = rooms.db.read().await.unwrap();
    let open = facts::open_alarms(&mut conn).await.unwrap();
    assert_eq!(open.iter().map(|alarm| alarm.device_name.as_str()).collect::<Vec<_>>(), [pole.name.as_str()]);
    drop(conn);
    city.apply(&Order::DeviceUp { device: pole.name.clone() }).unwrap();
    until("the whole city is up again", async || of_state(State::Up).await == all).await;
    assert_eq!(rooms.open().await, []);

    let device = {
        let mut conn = rooms.db.read().await.unwrap();
        sql("SELECT id FROM watched_devices WHERE name = $1").bind(&pole.name).scalar::<i64>(&mut conn).await.unwrap()
    };
    let staff = person(2, Role::Engineer, None);
    until("its traffic is charted", async || {
        let metrics = rooms.series.by(&staff).metrics(device).await.unwrap();
        let names: Vec<&str> = metrics.iter().map(|metric| metric.name.as_str()).collect();
        ["available", "response_time", "round_trip", "if_in", "if_out"].iter().all(|name| names.contains(name))
    })
    .await;
    running.stop().await;
});
