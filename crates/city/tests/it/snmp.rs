//! Asked by net-snmp, the agents answer as devices of their kind do.

use city::{CityPlan, Clock, Kind};

use crate::support::{Time, first, named, number, settings, small, snmp, snmp_as};

/// Skips the test where the command is missing.
macro_rules! ask {
    ($($arguments:tt)*) => {
        match snmp($($arguments)*).await {
            Some(answer) => answer,
            None => return,
        }
    };
}

#[tokio::test]
async fn every_device_answers_at_its_own_address_with_its_own_name() {
    let city = small(&Time::new()).await;
    for kind in [Kind::Router, Kind::Switch, Kind::Camera, Kind::Recorder, Kind::Server, Kind::Ups, Kind::Other] {
        let device = first(&city, kind);
        let text = ask!(&city, device, "snmpget", &["1.3.6.1.2.1.1.5.0 1.3.6.1.2.1.1.2.0"]).unwrap();
        assert!(text.contains(&format!("\"{}\"", device.name)), "{text}");
    }
}

#[tokio::test]
async fn a_switch_is_walked_from_end_to_end_by_next_and_by_bulk() {
    let city = small(&Time::new()).await;
    for kind in [Kind::Router, Kind::Switch, Kind::Recorder, Kind::Ups, Kind::Camera] {
        let device = first(&city, kind);
        // snmpwalk checks by itself that names increase.
        let by_next = ask!(&city, device, "snmpwalk", &["1.3"]).unwrap();
        let by_bulk = ask!(&city, device, "snmpbulkwalk", &["-Cr40", "1.3"]).unwrap();
        assert!(by_next.lines().count() > 30);
        assert_eq!(by_next, by_bulk);
        assert!(by_next.contains("No more variables left") || by_next.lines().all(|line| line.contains(" = ")), "{by_next}");
    }
}

#[tokio::test]
async fn ports_are_named_and_fast_as_the_model_has_them() {
    let city = small(&Time::new()).await;
    let switch = named(&city, "BINJIANG-AGG1");
    let names = ask!(&city, switch, "snmpbulkwalk", &["1.3.6.1.2.1.2.2.1.2"]).unwrap();
    assert!(names.contains("\"GigabitEthernet0/0/28\"") && names.contains("\"XGigabitEthernet0/0/1\""), "{names}");
    let speeds = ask!(&city, switch, "snmpget", &["1.3.6.1.2.1.31.1.1.1.15.34 1.3.6.1.2.1.2.2.1.5.34"]).unwrap();
    assert!(speeds.contains("Gauge32: 10000\n") && speeds.contains("Gauge32: 4294967295"), "{speeds}");
    let alias = ask!(&city, switch, "snmpget", &["1.3.6.1.2.1.31.1.1.1.18.6"]).unwrap();
    assert!(alias.contains("to BINJIANG-"), "{alias}");
}

#[tokio::test]
async fn counters_move_with_time_and_never_back() {
    let time = Time::new();
    let city = small(&time).await;
    let camera = first(&city, Kind::Camera);
    let index = camera.model.ports[camera.model.uplink().unwrap()].index;
    let name = format!("1.3.6.1.2.1.31.1.1.1.10.{index}");
    let mut before = number(&ask!(&city, camera, "snmpget", &[&name]).unwrap());
    let start = before;
    for _ in 0..10 {
        time.pass_seconds(30);
        let now = number(&ask!(&city, camera, "snmpget", &[&name]).unwrap());
        assert!(now > before);
        before = now;
    }
    let bits_per_second = (before - start) * 8 / 300;
    let planned = u64::from(camera.up_kilobits) * 1000;
    assert!((planned / 4..planned * 2).contains(&bits_per_second), "{bits_per_second} is far from {planned}");
    let uptime = ask!(&city, camera, "snmpget", &["-Ot", "1.3.6.1.2.1.1.3.0"]).unwrap();
    time.pass_seconds(10);
    assert_eq!(number(&ask!(&city, camera, "snmpget", &["-Ot", "1.3.6.1.2.1.1.3.0"]).unwrap()), number(&uptime) + 1000);
}

#[tokio::test]
async fn another_customers_community_is_met_with_silence() {
    let city = small(&Time::new()).await;
    let (ours, theirs) = (named(&city, "BINJIANG-CORE"), named(&city, "YUNQI-SW"));
    let community = city.plan().customer_of(theirs).unwrap().community.clone();
    let arguments = ["-t", "0.3", "-r", "0", "1.3.6.1.2.1.1.5.0"];
    let Some(answer) = snmp_as(&city, ours, &community, "snmpget", &arguments).await else { return };
    assert!(answer.unwrap_err().contains("Timeout"));
    assert_eq!(city.state(true).counts.wrong_community, 1);
    assert!(snmp_as(&city, theirs, &community, "snmpget", &arguments[4..]).await.unwrap().is_ok());
}

#[tokio::test]
async fn a_set_is_refused_and_an_unknown_object_said_so() {
    let city = small(&Time::new()).await;
    let switch = first(&city, Kind::Switch);
    let refused = ask!(&city, switch, "snmpset", &["1.3.6.1.2.1.1.5.0 s hacked"]).unwrap_err();
    assert!(refused.contains("noAccess"), "{refused}");
    let unknown = ask!(&city, switch, "snmpget", &["1.3.6.1.4.1.1.1.0"]).unwrap();
    assert!(unknown.contains("No Such Object"), "{unknown}");
}

#[tokio::test]
async fn a_server_shows_its_disks_and_a_camera_its_maker() {
    let city = small(&Time::new()).await;
    let disks = ask!(&city, first(&city, Kind::Server), "snmpwalk", &["1.3.6.1.2.1.25.2.3.1.3"]).unwrap();
    assert!(disks.contains("/var/lib/capture"), "{disks}");
    let hikvision = city.plan().devices().iter().find(|device| device.kind() == Kind::Camera && device.model.facts.vendor == "Hikvision");
    let maker = ask!(&city, hikvision.unwrap(), "snmpget", &["1.3.6.1.4.1.39165.1.6.0"]).unwrap();
    assert!(maker.contains("Hikvision"), "{maker}");
}

#[tokio::test]
async fn a_city_of_today_has_been_running_for_days() {
    let settings = city::Settings { clock: Clock::system(), ..settings(&Time::new()) };
    let city = city::City::start(CityPlan::small(), settings).await.unwrap();
    let uptime = number(&ask!(&city, first(&city, Kind::Router), "snmpget", &["-Ot", "1.3.6.1.2.1.1.3.0"]).unwrap());
    assert!(uptime > 3 * 24 * 360_000);
}
