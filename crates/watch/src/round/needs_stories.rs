//! Outages in networks with several ways, feeds and places that fall silent as a whole.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::judge::Pace;
use super::simulation::{Device, PACE, Simulation, USUAL};
use crate::model::{AlarmKind, Cause, State};

fn down(simulation: &Simulation) -> Vec<usize> {
    simulation.alarmed(AlarmKind::DeviceDown).into_iter().collect()
}

fn behind(parent: usize) -> Device {
    Device { parent: Some(parent), ..Device::default() }
}

/// A core, a UPS behind it, a switch behind the core that the UPS feeds, and two cameras behind the switch.
fn pole() -> Vec<Device> {
    let switch = Device { feeds: vec![1], ..behind(0) };
    vec![Device::default(), behind(0), switch, behind(2), behind(2)]
}

#[test]
fn a_device_with_two_ways_is_cut_off_when_both_are() {
    let mut city = Simulation::new(vec![Device::default(), behind(0), behind(0), Device { ways: vec![2], ..behind(1) }], PACE);
    city.run(60);
    city.devices[1].broken = true;
    city.run(90);
    assert_eq!((down(&city), city.state(3)), (vec![1], State::Up));
    city.devices[2].broken = true;
    city.run(90);
    assert_eq!((down(&city), city.state(3)), (vec![1, 2], State::Unreachable));
    city.devices[3].broken = true;
    city.devices[1].broken = false;
    city.run(90);
    assert_eq!((down(&city), city.state(3)), (vec![2, 3], State::Down), "with a way open it is itself that is silent");
}

#[test]
fn a_power_cut_is_one_alarm_at_its_source() {
    let mut city = Simulation::new(pole(), PACE);
    city.run(60);
    city.devices[1].broken = true;
    city.run(120);
    assert_eq!((down(&city), city.affected(1)), (vec![1], BTreeSet::from([2, 3, 4])));
    assert_eq!(city.state(2), State::Unreachable);
    city.restart();
    city.run(900);
    assert_eq!(down(&city), [1], "nor does time or a restart make it another's fault");
    city.devices[1].broken = false;
    city.run(120);
    assert_eq!((down(&city), city.state(4), city.opened()), (vec![], State::Up, 1));
}

#[test]
fn a_source_that_was_silent_for_long_takes_no_blame() {
    let mut city = Simulation::new(pole(), PACE);
    city.run(60);
    city.devices[1].deaf = true;
    city.run(900);
    assert_eq!(down(&city), [1], "the card of the UPS is dead; the power stayed");
    city.devices[2].broken = true;
    city.run(90);
    assert_eq!(down(&city), [1, 2]);
}

#[test]
fn a_source_that_is_watched_through_what_it_feeds_is_no_witness() {
    let switch = Device { feeds: vec![2], ..behind(0) };
    let mut city = Simulation::new(vec![Device::default(), switch, behind(1), behind(1)], PACE);
    city.run(60);
    city.devices[2].broken = true;
    city.run(120);
    assert_eq!((down(&city), city.affected(1)), (vec![1], BTreeSet::from([2, 3])));
    city.devices[2].broken = false;
    city.run(120);
    assert_eq!((down(&city), city.opened()), (vec![], 1));
}

/// A core and a site with five cameras behind nothing that is watched.
fn place() -> Vec<Device> {
    let camera = Device { site: Some(7), ..Device::default() };
    vec![Device::default(), camera.clone(), camera.clone(), camera.clone(), camera.clone(), camera]
}

#[test]
fn a_place_that_falls_silent_is_one_alarm() {
    let mut city = Simulation::new(place(), Pace { grace: 60_000, ..PACE });
    city.run(60);
    city.devices.iter_mut().skip(1).for_each(|device| device.broken = true);
    city.run(60);
    let speaker = down(&city);
    assert_eq!((speaker.len(), city.affected(speaker[0]).len()), (1, 4));
    city.restart();
    city.run(300);
    assert_eq!(down(&city), speaker, "a restart forgets nothing of it");
    // They come back one after the other, and one of them never.
    let last = if speaker[0] == 5 { 4 } else { 5 };
    for device in (1..6).filter(|device| *device != last) {
        city.devices[device].broken = false;
        city.run(10);
    }
    city.run(200);
    assert_eq!((down(&city), city.opened()), (vec![last], 2));
    city.devices[last].broken = false;
    city.run(90);
    assert_eq!(down(&city), [0; 0]);
}

#[test]
fn a_place_that_opened_again_has_no_speaker_whatever_the_archive_tells() {
    let mut city = Simulation::new(place(), PACE);
    city.run(60);
    city.devices.iter_mut().skip(1).for_each(|device| device.broken = true);
    city.run(60);
    let speaker = down(&city)[0];
    for device in (1..6).filter(|device| *device != speaker) {
        city.devices[device].broken = false;
    }
    city.run(90);
    // Another is cut off by something else, while the speaker is still dead; then it dies itself.
    let other = if speaker == 5 { 4 } else { 5 };
    city.devices[other].feeds = vec![0];
    city.changed(other);
    city.devices[0].broken = true;
    city.run(90);
    assert_eq!(city.state(other), State::Unreachable);
    city.devices[other].broken = true;
    city.devices[0].broken = false;
    city.run(120);
    assert!(down(&city).contains(&other), "its own fault is told: {:?}", down(&city));
}

#[test]
fn one_of_a_place_is_told_of_as_soon_as_any_other_answers() {
    let mut city = Simulation::new(place(), PACE);
    city.run(60);
    city.devices[3].broken = true;
    city.run(60);
    assert_eq!((down(&city), city.affected(3)), (vec![3], BTreeSet::new()));
    assert!(city.took() < 21_000, "took {} ms", city.took());
}

#[test]
fn the_signs_around_a_silent_device_tell_its_cause() {
    let camera = |port| Device { ports: vec![(1, port)], feeds: vec![2], ..behind(1) };
    let ups = Device { seconds_on_battery: Some(0.0), ..behind(0) };
    let mut city = Simulation::new(vec![Device::default(), behind(0), ups, camera("p1"), camera("p2"), camera("p3")], PACE);
    city.devices[5].feeds.clear();
    city.restart();
    city.run(90);
    city.devices[3].broken = true;
    city.run(60);
    assert_eq!((down(&city), city.cause(3)), (vec![3], Some(Cause::Link)), "its port is down while the UPS is on mains");
    city.devices[2].seconds_on_battery = Some(700.0);
    city.run(90);
    city.devices[4].broken = true;
    city.run(60);
    assert_eq!((down(&city), city.cause(4)), (vec![3, 4], Some(Cause::Power)));
    city.devices[5].deaf = true;
    city.run(60);
    assert_eq!(city.cause(5), Some(Cause::Device), "it hangs: its port is up");
}

/// A network of any shape: ways and feeds lead to earlier devices, some share a site.
fn network() -> impl Strategy<Value = Vec<Device>> {
    (4usize..30).prop_flat_map(|count| {
        let device = |index: usize| {
            let earlier = move || prop::collection::vec(0..index.max(1), 0..3);
            let parent = prop::option::weighted(0.85, 0..index.max(1));
            (parent, earlier(), earlier(), any::<bool>()).prop_map(move |(parent, ways, feeds, refuses)| {
                let of = |some: Vec<usize>, often: usize| if index == 0 || !index.is_multiple_of(often) { Vec::new() } else { some };
                Device { parent: parent.filter(|_| index > 0), ways: of(ways, 3), feeds: of(feeds, 2), refuses, ..Device::default() }
            })
        };
        (0..count).map(device).collect::<Vec<_>>()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Any devices break at once, or within seconds, and are mended in any order: exactly the roots are told of, each once.
    #[test]
    fn of_a_cascade_only_the_roots_are_told(
        devices in network(),
        pace in prop_oneof![Just(PACE), Just(USUAL)],
        cascade in prop::collection::vec((any::<prop::sample::Index>(), 0u64..2), 1..9),
        kill in prop::option::of(0u64..60),
    ) {
        let mut city = Simulation::new(devices, pace);
        city.run(90);
        for (device, seconds) in &cascade {
            let device = device.index(city.devices.len());
            city.devices[device].broken = true;
            city.run(*seconds);
        }
        if let Some(seconds) = kill {
            city.run(seconds);
            city.restart();
        }
        city.run(240);
        let all = || 0..city.devices.len();
        let roots: Vec<usize> = all().filter(|device| city.devices[*device].broken && city.reachable(*device)).collect();
        // What lost its power to something that cannot be seen is told of, too.
        let alarmed = down(&city);
        let (told, besides): (Vec<usize>, Vec<usize>) = alarmed.iter().partition(|device| roots.contains(device));
        prop_assert_eq!(&told, &roots);
        prop_assert!(besides.iter().all(|device| !city.reachable(*device) && city.is_fed_by_the_unseen(*device)), "{besides:?}");
        prop_assert_eq!(city.opened(), alarmed.len(), "and none but them was ever told of");
        for device in all().filter(|device| !city.reachable(*device) && !besides.contains(device)) {
            prop_assert_eq!(city.state(device), State::Unreachable, "device {}", device);
            prop_assert!(alarmed.iter().any(|root| city.affected(*root).contains(&device)), "nobody is to blame for {device}");
        }
        for (device, _) in &cascade {
            let device = device.index(city.devices.len());
            city.devices[device].broken = false;
            city.run(35);
        }
        city.run(240);
        prop_assert_eq!(down(&city), Vec::<usize>::new());
        prop_assert!((0..city.devices.len()).all(|device| city.state(device) == State::Up));
    }

    /// The same where devices share sites: nobody is told of more than the roots, and whoever is silent is named by an alarm.
    #[test]
    fn where_places_fall_silent_nobody_is_forgotten(
        devices in network(),
        pace in prop_oneof![Just(PACE), Just(USUAL)],
        sites in prop::collection::vec(0i64..3, 30),
        cascade in prop::collection::vec((any::<prop::sample::Index>(), 0u64..2), 1..9),
        whole in prop::option::of(0i64..3),
        kill in prop::option::of(0u64..60),
    ) {
        let mut city = Simulation::new(devices, pace);
        city.devices.iter_mut().zip(&sites).for_each(|(device, site)| device.site = Some(*site));
        city.restart();
        city.run(90);
        city.devices.iter_mut().filter(|device| device.site == whole).for_each(|device| device.broken = true);
        for (device, seconds) in &cascade {
            let device = device.index(city.devices.len());
            city.devices[device].broken = true;
            city.run(*seconds);
        }
        if let Some(seconds) = kill {
            city.run(seconds);
            city.restart();
        }
        city.run(300);
        let roots = |city: &Simulation, device: &usize| city.devices[*device].broken && city.reachable(*device);
        let alarmed = down(&city);
        let odd = alarmed.iter().find(|device| !roots(&city, device) && !city.is_fed_by_the_unseen(**device));
        prop_assert_eq!(odd, None, "{:?}", alarmed);
        for device in (0..city.devices.len()).filter(|device| city.devices[*device].broken || !city.reachable(*device)) {
            let named = alarmed.contains(&device) || alarmed.iter().any(|other| city.affected(*other).contains(&device));
            prop_assert!(named, "nobody is told of {device}");
        }
        for device in 0..city.devices.len() {
            city.devices[device].broken = false;
            city.run(7);
        }
        city.run(300);
        prop_assert_eq!(down(&city), Vec::<usize>::new());
        prop_assert!((0..city.devices.len()).all(|device| city.state(device) == State::Up));
    }
}
