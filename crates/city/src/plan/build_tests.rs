use std::collections::HashSet;

use super::*;

#[test]
fn the_small_city_has_what_the_demo_needs() {
    let plan = CityPlan::small();
    let count = |kind| plan.devices().iter().filter(|device| device.kind() == kind).count();
    assert_eq!((count(Kind::Router), count(Kind::Recorder), count(Kind::Server), count(Kind::Camera)), (1, 2, 1, 35));
    assert_eq!(plan.devices().len(), 61);
    assert_eq!(plan.customers.len(), 2);
}

#[test]
fn a_plan_depends_on_its_seed_alone() {
    let (a, b, c) = (CityPlan::of_size(2000, 7), CityPlan::of_size(2000, 7), CityPlan::of_size(2000, 8));
    assert_eq!(a.devices_csv(Default::default()), b.devices_csv(Default::default()));
    assert_ne!(a.devices_csv(Default::default()), c.devices_csv(Default::default()));
}

#[test]
fn every_size_is_exact_unique_and_hangs_together() {
    for size in [1, 2, 3, 50, 777, 5000] {
        let plan = CityPlan::of_size(size, 1);
        assert_eq!(plan.devices().len(), size);
        let addresses: HashSet<_> = plan.devices().iter().map(|device| device.address).collect();
        let names: HashSet<_> = plan.devices().iter().map(|device| &device.name).collect();
        let serials: HashSet<_> = plan.devices().iter().map(Device::serial).collect();
        assert_eq!((addresses.len(), names.len(), serials.len()), (size, size, size));
        let mut plugs = HashSet::new();
        for device in plan.devices() {
            assert!(device.address.is_loopback() && device.address != std::net::Ipv4Addr::LOCALHOST);
            assert_eq!(plan.at(device.address).map(|found| found.id), Some(device.id));
            if let Some(parent) = plan.parent(device) {
                assert!(parent.id < device.id, "parents come first");
                assert!(plugs.insert((parent.id, device.parent_port)), "two cables in one port");
                assert_eq!(plan.child_on(parent.id, device.parent_port).map(|child| child.id), Some(device.id));
                assert_eq!(plan.customer_of(parent), plan.customer_of(device));
            }
        }
    }
}

#[test]
fn no_cable_carries_more_than_its_port_can() {
    let plan = CityPlan::of_size(10_000, 3);
    for device in plan.devices() {
        let own = device.model.uplink().and_then(|port| device.model.ports.get(port)).map_or(0, |port| port.megabits);
        assert!(u64::from(device.up_kilobits.max(device.down_kilobits)) < u64::from(own) * 900, "{} carries too much", device.name);
    }
}

#[test]
fn addresses_outside_the_plan_are_nobodys() {
    let plan = CityPlan::of_size(300, 1);
    for address in ["127.0.0.1", "127.16.0.0", "127.16.0.255", "127.16.1.47", "127.15.255.255", "10.0.0.1", "255.255.255.255"] {
        assert!(plan.at(address.parse().unwrap()).is_none(), "{address}");
    }
    assert_eq!(plan.at("127.16.1.46".parse().unwrap()).map(|device| device.id.0), Some(299));
}
