//! What is broken is silent, and what hangs on it too; what is mended speaks again.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use city::{City, Condition, Device, Kind, Order, Reach};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::{Time, first, named, number, settings, small, snmp};

/// Asks a device for its name; whether it answered. True also where net-snmp is missing and `expected` cannot be checked.
async fn answers(city: &City, device: &Device, expected: bool) -> bool {
    let patience: &[&str] = if expected { &["-t", "3", "-r", "2"] } else { &["-t", "0.3", "-r", "0"] };
    match snmp(city, device, "snmpget", &[patience, &["1.3.6.1.2.1.1.5.0"]].concat()).await {
        Some(answer) => answer.is_ok(),
        None => expected,
    }
}

async fn assert_silent(city: &City, devices: &[&str]) {
    for name in devices {
        assert!(!answers(city, named(city, name), false).await, "{name} answers");
    }
}

async fn assert_well(city: &City, devices: &[&str]) {
    for name in devices {
        assert!(answers(city, named(city, name), true).await, "{name} is silent");
    }
}

fn order(city: &City, order: Order) -> usize {
    city.apply(&order).unwrap().silent
}

#[tokio::test]
async fn a_dead_camera_is_silent_and_only_it() {
    let city = small(&Time::new()).await;
    assert_eq!(order(&city, Order::CameraDown { device: "binjiang-p01-cam2".into() }), 1);
    assert_silent(&city, &["BINJIANG-P01-CAM2"]).await;
    assert_well(&city, &["BINJIANG-P01-CAM1", "BINJIANG-P01-SW"]).await;
    assert_eq!(order(&city, Order::DeviceUp { device: "BINJIANG-P01-CAM2".into() }), 0);
    assert_well(&city, &["BINJIANG-P01-CAM2"]).await;
}

#[tokio::test]
async fn behind_a_dead_pole_switch_all_are_silent() {
    let city = small(&Time::new()).await;
    let silent = order(&city, Order::PoleSwitchDown { device: "BINJIANG-P01-SW".into() });
    assert_eq!(silent, 6, "switch, four cameras, UPS");
    assert_silent(&city, &["BINJIANG-P01-SW", "BINJIANG-P01-CAM1", "BINJIANG-P01-UPS"]).await;
    assert_well(&city, &["BINJIANG-P02-SW"]).await;
    let state = city.state(true);
    let cut_off = state.devices.iter().filter(|device| device.condition == Condition::CutOff { by: "BINJIANG-P01-SW".into() }).count();
    assert_eq!((state.devices.len(), cut_off), (6, 5));
    // Above, the port shows what happened.
    let above = named(&city, "BINJIANG-AGG1");
    let port = above.model.ports[named(&city, "BINJIANG-P01-SW").parent_port].index;
    if let Some(status) = snmp(&city, above, "snmpget", &[&format!("1.3.6.1.2.1.2.2.1.8.{port}")]).await {
        assert_eq!(number(&status.unwrap()), 2);
    }
}

#[tokio::test]
async fn a_dead_core_takes_its_customer_and_no_other() {
    let city = small(&Time::new()).await;
    let silent = order(&city, Order::DeviceDown { device: "BINJIANG-CORE".into() });
    let of_customer = city.plan().devices().iter().filter(|device| device.name.starts_with("BINJIANG")).count();
    assert_eq!(silent, of_customer);
    assert_silent(&city, &["BINJIANG-SRV1"]).await;
    assert_well(&city, &["YUNQI-P01-CAM1"]).await;
}

#[tokio::test]
async fn a_power_cut_runs_the_batteries_down_and_then_takes_the_site() {
    let time = Time::new();
    let city = small(&time).await;
    let site = "BINJIANG-P02";
    assert_eq!(order(&city, Order::PowerCut { site: site.into(), battery_seconds: Some(600) }), 0);
    time.pass_seconds(330);
    let ups = named(&city, "BINJIANG-P02-UPS");
    let objects = "1.3.6.1.2.1.33.1.2.1.0 1.3.6.1.2.1.33.1.2.2.0 1.3.6.1.2.1.33.1.2.3.0 1.3.6.1.2.1.33.1.2.4.0 1.3.6.1.2.1.33.1.4.1.0 1.3.6.1.2.1.33.1.6.1.0";
    if let Some(answer) = snmp(&city, ups, "snmpget", &[objects]).await {
        let numbers: Vec<u64> = answer.unwrap().lines().map(number).collect();
        assert_eq!(numbers, [3, 330, 5, 45, 5, 2], "low, seconds on it, minutes left, percent, output from battery, two alarms");
    }
    assert_well(&city, &["BINJIANG-P02-CAM1"]).await;
    time.pass_seconds(270);
    assert_silent(&city, &["BINJIANG-P02-SW", "BINJIANG-P02-CAM1", "BINJIANG-P02-UPS"]).await;
    assert_well(&city, &["BINJIANG-P01-SW", "BINJIANG-AGG1"]).await;
    assert_eq!(order(&city, Order::PowerRestored { site: "人民路与学院路口".into() }), 5, "another site: refused or without effect");
}

#[tokio::test]
async fn power_that_comes_back_starts_the_site_afresh() {
    let time = Time::new();
    let city = small(&time).await;
    order(&city, Order::PowerCut { site: "BINJIANG-P02".into(), battery_seconds: Some(0) });
    time.pass_seconds(60);
    assert_eq!(order(&city, Order::PowerRestored { site: "BINJIANG-P02".into() }), 0);
    time.pass_seconds(7);
    if let Some(answer) = snmp(&city, named(&city, "BINJIANG-P02-CAM1"), "snmpget", &["-Ot", "1.3.6.1.2.1.1.3.0"]).await {
        assert_eq!(number(&answer.unwrap()), 700);
    }
}

#[tokio::test]
async fn a_pulled_cable_silences_what_hangs_on_it_from_either_end() {
    let city = small(&Time::new()).await;
    let switch = named(&city, "BINJIANG-P01-SW");
    let above = named(&city, "BINJIANG-AGG1");
    let uplink = switch.model.ports[switch.model.uplink().unwrap()].name.clone();
    let downlink = above.model.ports[switch.parent_port].name.clone();
    for (device, interface) in [(switch, uplink), (above, downlink)] {
        let (device, interface) = (device.name.clone(), interface);
        assert_eq!(order(&city, Order::LinkDown { device: device.clone(), interface: interface.clone() }), 6);
        assert_silent(&city, &["BINJIANG-P01-CAM1"]).await;
        assert_eq!(order(&city, Order::LinkUp { device, interface }), 0);
    }
    assert_well(&city, &["BINJIANG-P01-CAM1"]).await;
}

#[tokio::test]
async fn a_flapping_port_is_down_half_the_time() {
    let time = Time::new();
    let city = small(&time).await;
    let (camera, switch) = (named(&city, "BINJIANG-P01-CAM1"), named(&city, "BINJIANG-P01-SW"));
    let interface = switch.model.ports[camera.parent_port].name.clone();
    order(&city, Order::FlappingPort { device: switch.name.clone(), interface, period_seconds: 10 });
    let mut seen = Vec::new();
    for _ in 0..20 {
        seen.push(city.state(true).silent);
        time.pass_seconds(1);
    }
    assert_eq!(seen, [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    order(&city, Order::HealAll {});
    assert_well(&city, &["BINJIANG-P01-CAM1"]).await;
}

#[tokio::test]
async fn a_slow_line_slows_all_behind_it() {
    let city = small(&Time::new()).await;
    order(&city, Order::Slow { device: "BINJIANG-P01-SW".into(), milliseconds: 400 });
    order(&city, Order::Slow { device: "BINJIANG-P01-CAM1".into(), milliseconds: 200 });
    let slow = |name: &str| city.state(true).devices.iter().find(|device| device.name == name).map(|device| device.condition.clone());
    assert_eq!(slow("BINJIANG-P01-CAM1"), Some(Condition::Slow { milliseconds: 600 }));
    assert_eq!(slow("BINJIANG-P01-CAM2"), Some(Condition::Slow { milliseconds: 400 }));
    // An asker without patience hears nothing, one with patience does.
    let camera = named(&city, "BINJIANG-P01-CAM1");
    let Some(hasty) = snmp(&city, camera, "snmpget", &["-t", "0.2", "-r", "0", "1.3.6.1.2.1.1.5.0"]).await else { return };
    assert!(hasty.is_err());
    assert_well(&city, &["BINJIANG-P01-CAM1"]).await;
}

#[tokio::test]
async fn a_dead_devices_web_port_does_not_even_connect() {
    let city = small(&Time::new()).await;
    let camera = first(&city, Kind::Camera);
    let at = SocketAddr::from((camera.address, city.ports().http));
    let connect = || timeout(Duration::from_millis(400), TcpStream::connect(at));
    connect().await.unwrap().unwrap();
    order(&city, Order::CameraDown { device: camera.name.clone() });
    for port in [city.ports().http, city.ports().rtsp] {
        let at = SocketAddr::from((camera.address, port));
        let silence = timeout(Duration::from_millis(400), TcpStream::connect(at)).await;
        assert!(silence.is_err() || silence.unwrap().is_err_and(|error| error.kind() == ErrorKind::TimedOut));
    }
    order(&city, Order::HealAll {});
    timeout(Duration::from_secs(10), TcpStream::connect(at)).await.unwrap().unwrap();
}

#[tokio::test]
async fn batteries_that_go_flat_close_the_doors_without_an_order() {
    let time = Time::new();
    let city = City::start(city::CityPlan::small(), settings(&time)).await.unwrap();
    order(&city, Order::PowerCut { site: "BINJIANG-P01".into(), battery_seconds: Some(30) });
    let camera = named(&city, "BINJIANG-P01-CAM1");
    let at = SocketAddr::from((camera.address, city.ports().http));
    TcpStream::connect(at).await.unwrap();
    time.pass_seconds(31);
    // The doors follow within a moment; until then the connection is reset.
    loop {
        match timeout(Duration::from_millis(300), TcpStream::connect(at)).await {
            Err(_) => break,
            Ok(_) => tokio::task::yield_now().await,
        }
    }
    assert_eq!(city.state(true).silent, 6);
}

#[tokio::test]
async fn an_unknown_thing_is_refused_and_changes_nothing() {
    let city = small(&Time::new()).await;
    let switch = named(&city, "BINJIANG-P01-SW").name.clone();
    let cases = [
        (Order::CameraDown { device: "BINJIANG-P01-CAM9".into() }, "city.unknown_device", "BINJIANG-P01-CAM1"),
        (Order::CameraDown { device: switch.clone() }, "city.wrong_kind", "BINJIANG-P01-CAM1"),
        (Order::PoleSwitchDown { device: "BINJIANG-P01-CAM1".into() }, "city.wrong_kind", "BINJIANG-P01-SW"),
        (Order::DeviceDown { device: String::new() }, "city.unknown_device", ""),
        (Order::PowerCut { site: "P01".into(), battery_seconds: None }, "city.unknown_site", ""),
        (Order::LinkDown { device: switch.clone(), interface: "eth7".into() }, "city.unknown_interface", ""),
        (Order::Slow { device: switch.clone(), milliseconds: 60_001 }, "city.out_of_range", ""),
    ];
    for (order, code, likely) in cases {
        let refusal = city.apply(&order).unwrap_err();
        assert_eq!(refusal.code, code, "{order:?}");
        assert!(likely.is_empty() || refusal.valid.iter().any(|name| name == likely), "{refusal}");
        assert!(refusal.valid.len() <= 12 && !refusal.detail_zh.is_empty());
    }
    let spare = named(&city, "BINJIANG-AGG1").model.ports[20].name.clone();
    let refusal = city.apply(&Order::FlappingPort { device: "BINJIANG-AGG1".into(), interface: spare, period_seconds: 10 }).unwrap_err();
    assert_eq!(refusal.code, "city.nothing_connected");
    let state = city.state(true);
    assert_eq!((state.silent, state.devices.len()), (0, 0));
}

#[tokio::test]
async fn an_address_names_a_device_too() {
    let city = small(&Time::new()).await;
    let camera = first(&city, Kind::Camera);
    assert_eq!(order(&city, Order::CameraDown { device: camera.address.to_string() }), 1);
    assert!(matches!(city.state(true).devices[0].condition, Condition::Down { .. }));
    let world = city::World::new(std::sync::Arc::new(city.plan().clone()), None, 0);
    assert_eq!(world.reach(camera, 0), Reach::Answers { late: 0 }, "another world of the same plan knows nothing of it");
}
