use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::catalogue::Kind;
use crate::clock::Moment;
use crate::order::Order;
use crate::plan::{CityPlan, Device};
use crate::snmp::ber::Reader;
use crate::snmp::decode::decode;
use crate::snmp::encode::request;
use crate::world::World;

const NOW: Moment = 1_800_000_000_000;
const GET: u8 = 0xa0;
const GET_NEXT: u8 = 0xa1;
const GET_BULK: u8 = 0xa5;

fn world() -> World {
    World::new(Arc::new(CityPlan::small()), None, NOW)
}

fn device(world: &World, kind: Kind) -> &Device {
    world.plan().devices().iter().find(|device| device.kind() == kind).unwrap()
}

/// Status and pairs (name, tag, content) of an answer.
type Answer = (i32, Vec<(Vec<u32>, u8, Vec<u8>)>);

fn ask(look: &Look<'_>, tag: u8, numbers: [i32; 3], names: &[&[u32]]) -> Answer {
    let packet = request(b"c", tag, numbers, names);
    let mut out = Vec::new();
    answer(look, &decode(&packet).unwrap(), &mut out);
    read(&out)
}

fn read(bytes: &[u8]) -> Answer {
    assert!(bytes.len() <= MOST_BYTES, "{} bytes", bytes.len());
    let mut message = Reader(Reader(bytes).expect(0x30).unwrap());
    assert_eq!(message.integer(), Ok(1));
    message.expect(0x04).unwrap();
    let mut pdu = Reader(message.expect(0xa2).unwrap());
    let (_, status, _) = (pdu.integer().unwrap(), pdu.integer().unwrap(), pdu.integer().unwrap());
    let mut list = Reader(pdu.expect(0x30).unwrap());
    let mut pairs = Vec::new();
    while !list.0.is_empty() {
        let mut pair = Reader(list.expect(0x30).unwrap());
        let name = pair.oid().unwrap();
        let (tag, content) = pair.value().unwrap();
        pairs.push((name, tag, content.to_vec()));
    }
    (status, pairs)
}

fn walk(look: &Look<'_>) -> Vec<(Vec<u32>, u8, Vec<u8>)> {
    let mut found: Vec<(Vec<u32>, u8, Vec<u8>)> = Vec::new();
    loop {
        let from = found.last().map_or(vec![1, 3], |(name, ..)| name.clone());
        let (_, mut pairs) = ask(look, GET_NEXT, [1, 0, 0], &[&from]);
        let pair = pairs.remove(0);
        if pair.1 == 0x82 {
            return found;
        }
        assert!(pair.0 > from, "{:?} does not come after {from:?}", pair.0);
        found.push(pair);
    }
}

#[test]
fn every_object_of_a_walk_is_got_again_and_bulk_finds_the_same() {
    let world = world();
    for kind in [Kind::Router, Kind::Switch, Kind::Camera, Kind::Recorder, Kind::Server, Kind::Ups, Kind::Other] {
        let look = Look::new(&world, device(&world, kind), NOW);
        let walked = walk(&look);
        assert!(walked.len() > 30, "{} objects of a {}", walked.len(), kind.as_str());
        for pair in &walked {
            assert_eq!(ask(&look, GET, [1, 0, 0], &[&pair.0]), (0, vec![pair.clone()]));
        }
        let mut bulk: Vec<(Vec<u32>, u8, Vec<u8>)> = Vec::new();
        loop {
            let from = bulk.last().map_or(vec![1, 3], |(name, ..)| name.clone());
            let (_, pairs) = ask(&look, GET_BULK, [1, 0, 40], &[&from]);
            assert!(!pairs.is_empty());
            let ended = pairs.iter().any(|pair| pair.1 == 0x82);
            bulk.extend(pairs.into_iter().filter(|pair| pair.1 != 0x82));
            if ended {
                break;
            }
        }
        assert_eq!(bulk, walked);
    }
}

#[test]
fn what_is_not_there_is_said_so() {
    let world = world();
    let look = Look::new(&world, device(&world, Kind::Switch), NOW);
    let cases: [(&[u32], u8); 6] = [
        (&[1, 3, 6, 1, 2, 1, 1, 3, 1], 0x81),
        (&[1, 3, 6, 1, 2, 1, 1, 3], 0x81),
        (&[1, 3, 6, 1, 2, 1, 2, 2, 1, 2, 999_999], 0x81),
        (&[1, 3, 6, 1, 2, 1, 2, 2, 1, 21, 1], 0x81),
        (&[1, 3, 6, 1, 2, 1, 1, 99, 0], 0x80),
        (&[2, 5], 0x80),
    ];
    for (name, tag) in cases {
        let (status, pairs) = ask(&look, GET, [1, 0, 0], &[name]);
        assert_eq!((status, pairs[0].1), (0, tag), "{name:?}");
    }
}

#[test]
fn a_set_is_refused_and_too_much_is_too_big() {
    let world = world();
    let look = Look::new(&world, device(&world, Kind::Switch), NOW);
    let name: &[u32] = &[1, 3, 6, 1, 2, 1, 1, 5, 0];
    assert_eq!(ask(&look, 0xa3, [1, 0, 0], &[name]).0, NO_ACCESS);
    let description: &[u32] = &[1, 3, 6, 1, 2, 1, 1, 1, 0];
    assert_eq!(ask(&look, GET, [1, 0, 0], &[description; 30]), (TOO_BIG, vec![]));
    let (status, pairs) = ask(&look, GET_BULK, [1, 30, 0], &[&description[..7]; 30]);
    assert!(status == 0 && (2..30).contains(&pairs.len()), "{} fit", pairs.len());
}

#[test]
fn bulk_repeats_what_is_asked_and_only_that() {
    let world = world();
    let look = Look::new(&world, device(&world, Kind::Switch), NOW);
    let (one, many): (&[u32], &[u32]) = (&[1, 3, 6, 1, 2, 1, 1, 3], &[1, 3, 6, 1, 2, 1, 2, 2, 1, 1]);
    let (_, pairs) = ask(&look, GET_BULK, [1, 1, 3], &[one, many]);
    assert_eq!(pairs.len(), 4);
    assert_eq!(ask(&look, GET_BULK, [1, -5, 0], &[one, many]).1.len(), 0);
    assert_eq!(ask(&look, GET_BULK, [1, 9, i32::MAX], &[one, many]).1.len(), 2);
    assert_eq!(ask(&look, GET_BULK, [1, 0, i32::MAX], &[]).1.len(), 0);
}

#[test]
fn a_pulled_cable_shows_at_both_ends_and_its_counters_stand_still() {
    let mut world = world();
    let plan = Arc::new(world.plan().clone());
    let camera = device(&world, Kind::Camera).clone();
    let switch = plan.parent(&camera).unwrap();
    let port = &switch.model.ports[camera.parent_port];
    let (status, octets) = ([1, 3, 6, 1, 2, 1, 2, 2, 1, 8, port.index], [1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6, port.index]);
    let at = |world: &World, now| {
        let (_, pairs) = ask(&Look::new(world, switch, now), GET, [1, 0, 0], &[&status, &octets]);
        (pairs[0].2.clone(), pairs[1].2.clone())
    };
    let (up, before) = at(&world, NOW);
    assert_eq!(up, [1]);
    world.apply(&Order::LinkDown { device: switch.name.clone(), interface: port.name.clone() }, NOW + 1000).unwrap();
    let (down, during) = at(&world, NOW + 2000);
    assert_eq!(down, [2]);
    assert_ne!(before, during, "a second passed before");
    assert_eq!(at(&world, NOW + 60_000).1, during);
    world.apply(&Order::LinkUp { device: camera.name.clone(), interface: "eth0".into() }, NOW + 60_000).unwrap();
    let (up, after) = at(&world, NOW + 61_000);
    assert_eq!(up, [1]);
    assert_ne!(after, during);
}

#[test]
fn a_restarted_device_counts_from_nothing() {
    let mut world = world();
    let camera = device(&world, Kind::Camera).clone();
    let uptime = |world: &World, now| Look::new(world, &camera, now).uptime();
    assert!(uptime(&world, NOW) > 3 * 24 * 360_000);
    world.apply(&Order::CameraDown { device: camera.name.clone() }, NOW).unwrap();
    world.apply(&Order::DeviceUp { device: camera.name.clone() }, NOW + 5000).unwrap();
    assert_eq!(uptime(&world, NOW + 6000), 100);
    assert!(Look::new(&world, &camera, NOW + 6000).port(camera.model.uplink().unwrap()).octets_out < 2_000_000);
}

/// Any request, well formed or a mutilation of one.
fn packets() -> impl Strategy<Value = Vec<u8>> {
    let names = proptest::collection::vec(proptest::collection::vec(any::<u32>(), 2..20), 0..8);
    let tag = prop_oneof![Just(GET), Just(GET_NEXT), Just(0xa3), Just(GET_BULK), any::<u8>()];
    let whole = (tag, any::<[i32; 3]>(), names).prop_map(|(tag, numbers, names)| {
        let names: Vec<Vec<u32>> = names.into_iter().map(|name| [vec![1, 3], name[2..].to_vec()].concat()).collect();
        request(b"c", tag, numbers, &names.iter().map(Vec::as_slice).collect::<Vec<_>>())
    });
    let torn = (whole.clone(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(mut bytes, at, byte)| {
        let at = at.index(bytes.len());
        bytes[at] = byte;
        bytes
    });
    prop_oneof![whole, torn, proptest::collection::vec(any::<u8>(), 0..200)]
}

proptest! {
    #[test]
    fn no_packet_makes_an_agent_panic_or_answer_too_long(packet in packets()) {
        let world = world();
        let look = Look::new(&world, device(&world, Kind::Switch), NOW);
        let mut out = Vec::new();
        if let Ok(message) = decode(&packet) {
            answer(&look, &message, &mut out);
            read(&out);
        }
    }

    #[test]
    fn names_and_numbers_survive_the_wire(numbers in any::<[i32; 3]>(), tail in proptest::collection::vec(any::<u32>(), 0..30)) {
        let name = [vec![1, 3, 6], tail].concat();
        let packet = request(b"c", GET, numbers, &[&name]);
        let message = decode(&packet).unwrap();
        prop_assert_eq!(message.request, numbers[0]);
        prop_assert_eq!(&message.names, &vec![name]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_breaks_and_mends_counters_only_grow(orders in proptest::collection::vec((0..6_u8, 0..61_usize, 1..20_000_i64), 1..40)) {
        let mut world = world();
        let plan = Arc::new(world.plan().clone());
        let mut now = NOW;
        let mut before: Vec<(i64, Vec<(u64, u64)>)> = vec![(0, Vec::new()); plan.devices().len()];
        for (what, which, pause) in orders {
            let device = plan.devices()[which].name.clone();
            let interface = plan.devices()[which].model.ports[plan.devices()[which].model.uplink().unwrap()].name.clone();
            let site = plan.site(plan.devices()[which].site).unwrap().code.clone();
            let order = match what {
                0 => Order::DeviceDown { device },
                1 => Order::DeviceUp { device },
                2 => Order::LinkDown { device, interface },
                3 => Order::FlappingPort { device, interface, period_seconds: 4 },
                4 => Order::PowerCut { site, battery_seconds: Some(5) },
                _ => Order::HealAll {},
            };
            world.apply(&order, now).unwrap();
            for step in 0..3 {
                now += pause * step / 2;
                for (device, before) in plan.devices().iter().zip(&mut before) {
                    let look = Look::new(&world, device, now);
                    let counts: Vec<(u64, u64)> = (0..device.model.ports.len()).map(|port| look.port(port)).map(|port| (port.octets_in, port.octets_out)).collect();
                    if before.0 == look.booted {
                        for (old, new) in before.1.iter().zip(&counts) {
                            prop_assert!(new.0 >= old.0 && new.1 >= old.1, "{} went back after {order:?}", device.name);
                        }
                    }
                    *before = (look.booted, counts);
                }
            }
        }
        world.apply(&Order::HealAll {}, now).unwrap();
        prop_assert_eq!(world.silent(now), 0);
    }
}
