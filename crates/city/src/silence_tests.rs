use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::order::Order;
use crate::plan::CityPlan;

const NOW: Moment = 1_800_000_000_000;

/// What the kernel does with the program.
fn run(program: &[(u16, u8, u8, u32)], address: Ipv4Addr) -> bool {
    let (mut at, value) = (1, u32::from(address));
    loop {
        match program[at] {
            (JUMP_IF_AT_LEAST, yes, no, edge) => at += 1 + usize::from(if value >= edge { yes } else { no }),
            (RETURN, _, _, verdict) => return verdict == PASS,
            other => panic!("unexpected {other:?}"),
        }
    }
}

#[test]
fn the_filter_passes_exactly_those_who_answer() {
    let plan = Arc::new(CityPlan::of_size(1000, 4));
    let mut world = World::new(Arc::clone(&plan), None, NOW);
    for device in plan.devices().iter().filter(|device| device.id.0 % 17 == 3 || device.id.0 == 0 || device.id.0 == 999).skip(1) {
        world.apply(&Order::DeviceDown { device: device.name.clone() }, NOW).unwrap();
    }
    let program = edges(&world, NOW);
    assert!(program.len() <= 4096);
    for device in plan.devices() {
        assert_eq!(run(&program, device.address), world.reach(device, NOW) != Reach::Silent, "{}", device.name);
    }
    for stranger in ["127.0.0.1", "127.15.255.255", "127.17.0.1", "10.0.0.1", "255.255.255.255", "0.0.0.0"] {
        assert!(!run(&program, stranger.parse().unwrap()), "{stranger}");
    }
}

#[test]
fn silence_is_silent_by_either_way_and_ends() {
    let listen = || vec![TcpListener::bind("0.0.0.0:0").unwrap()];
    for (way, make) in [("best", Silence::new as fn(Vec<TcpListener>) -> Silence), ("plugs", Silence::with_plugs)] {
        let plan = Arc::new(CityPlan::small());
        let mut world = World::new(Arc::clone(&plan), None, NOW);
        let mut silence = make(listen());
        let port = silence.listeners[0].local_addr().unwrap().port();
        let device = &plan.devices()[9];
        let other = &plan.devices()[10];
        let connects = |address| TcpStream::connect_timeout(&SocketAddr::from((address, port)), Duration::from_millis(300)).map(drop);
        silence.refresh(&world, NOW);
        connects(device.address).unwrap();
        world.apply(&Order::DeviceDown { device: device.name.clone() }, NOW).unwrap();
        silence.refresh(&world, NOW);
        for _ in 0..2 {
            let error = connects(device.address).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut, "{way}");
        }
        connects(other.address).unwrap();
        world.apply(&Order::HealAll {}, NOW).unwrap();
        silence.refresh(&world, NOW);
        connects(device.address).unwrap();
    }
}

#[test]
fn a_second_city_does_not_get_a_plugged_port() {
    let plan = Arc::new(CityPlan::small());
    let mut world = World::new(Arc::clone(&plan), None, NOW);
    let mut silence = Silence::with_plugs(vec![TcpListener::bind("0.0.0.0:0").unwrap()]);
    world.apply(&Order::DeviceDown { device: plan.devices()[9].name.clone() }, NOW).unwrap();
    silence.refresh(&world, NOW);
    let port = silence.listeners[0].local_addr().unwrap().port();
    assert_eq!(TcpListener::bind(("0.0.0.0", port)).unwrap_err().kind(), io::ErrorKind::AddrInUse);
}
