//! 100,000 devices in one process.

use std::collections::HashSet;

use city::{City, CityPlan, Order};

use crate::support::{Time, settings, snmp};

#[tokio::test]
async fn a_hundred_thousand_devices_answer_behind_four_sockets() {
    let plan = CityPlan::of_size(100_000, 42);
    let addresses: HashSet<_> = plan.devices().iter().map(|device| device.address).collect();
    assert_eq!(addresses.len(), 100_000);
    assert!(addresses.iter().all(|address| address.is_loopback() && !address.is_unspecified()));
    let city = City::start(plan, settings(&Time::new())).await.unwrap();
    for position in [0, 1, 49_999, 99_999] {
        let device = &city.plan().devices()[position];
        let Some(answer) = snmp(&city, device, "snmpget", &["1.3.6.1.2.1.1.5.0"]).await else { return };
        assert!(answer.unwrap().contains(&format!("\"{}\"", device.name)));
    }
    // A router dies with thousands behind it, and comes back.
    let core = city.plan().devices().iter().find(|device| device.parent.is_none()).unwrap().name.clone();
    assert!(city.apply(&Order::DeviceDown { device: core }).unwrap().silent > 1000);
    assert_eq!(city.apply(&Order::HealAll {}).unwrap().silent, 0);
    assert_eq!(city.devices_csv().lines().count(), 100_001);
}

#[tokio::test]
async fn the_rest_of_serve_is_a_start_a_script_and_an_end() {
    let stop = tokio_util::sync::CancellationToken::new();
    let settings = city::Settings { devices: Some(200), script: true, ..settings(&Time::new()) };
    let served = tokio::spawn(city::serve(settings, stop.clone()));
    tokio::task::yield_now().await;
    stop.cancel();
    served.await.unwrap().unwrap();
}

#[test]
fn settings_refuse_unknown_keys() {
    assert!(toml::from_str::<city::Settings>("devices = 500\nseed = 3\nbase_port = 0\nscript = true\nbattery_seconds = 60").is_ok());
    assert!(toml::from_str::<city::Settings>("device = 500").is_err());
}
