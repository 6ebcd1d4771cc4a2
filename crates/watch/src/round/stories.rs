//! Outages, played against the real round: one alarm where the fault is, none behind it, none left when all is mended.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::judge::Pace;
use super::simulation::{Device, PACE, Simulation};
use crate::model::{AlarmKind, State};

/// `parents[i]` is the parent of device `i + 1`; device 0 is the root.
fn tree(parents: &[usize]) -> Vec<Device> {
    let mut devices = vec![Device::default()];
    devices.extend(parents.iter().map(|parent| Device { parent: Some(*parent), ..Device::default() }));
    devices
}

fn down(simulation: &Simulation) -> Vec<usize> {
    simulation.alarmed(AlarmKind::DeviceDown).into_iter().collect()
}

#[test]
fn a_pole_switch_takes_its_cameras_with_it_and_one_alarm_tells() {
    let mut city = Simulation::new(tree(&[0, 1, 1, 1, 0]), PACE);
    city.run(60);
    assert!((0..6).all(|device| city.state(device) == State::Up));
    city.devices[1].broken = true;
    city.run(90);
    assert_eq!(down(&city), [1]);
    assert_eq!(city.affected(1), BTreeSet::from([2, 3, 4]));
    assert_eq!([1, 2, 5].map(|device| city.state(device)), [State::Down, State::Unreachable, State::Up]);
    city.devices[1].broken = false;
    city.run(60);
    assert_eq!(down(&city), [0; 0]);
    assert!((0..6).all(|device| city.state(device) == State::Up));
    assert_eq!(city.opened(), 1);
}

#[test]
fn a_camera_that_stays_dead_behind_a_mended_switch_gets_its_own_alarm() {
    let mut city = Simulation::new(tree(&[0, 1, 1]), PACE);
    city.run(60);
    city.devices[1].broken = true;
    city.run(90);
    city.devices[2].broken = true;
    city.devices[1].broken = false;
    city.run(60);
    assert_eq!(down(&city), [2]);
    assert_eq!([1, 2, 3].map(|device| city.state(device)), [State::Up, State::Down, State::Up]);
    city.devices[2].broken = false;
    city.run(60);
    assert_eq!(down(&city), [0; 0]);
}

#[test]
fn devices_that_start_slowly_behind_a_mended_switch_are_given_time() {
    let mut city = Simulation::new(tree(&[0, 1, 1]), Pace { grace: 45_000, ..PACE });
    city.run(60);
    city.devices[1].broken = true;
    city.run(90);
    (city.devices[1].broken, city.devices[2].broken) = (false, true);
    city.run(50);
    assert_eq!((down(&city), city.state(1)), (vec![1], State::Up), "the camera is starting up: it is not proved yet that all is well");
    city.devices[2].broken = false;
    city.run(60);
    assert_eq!((down(&city), city.opened()), (vec![], 1));
}

#[test]
fn a_fault_told_before_its_switch_fails_stays_its_own() {
    let mut city = Simulation::new(tree(&[0, 1, 1]), PACE);
    city.run(60);
    city.devices[2].broken = true;
    city.run(90);
    city.devices[1].broken = true;
    city.run(90);
    assert_eq!(down(&city), [1, 2]);
    assert_eq!(city.affected(1), BTreeSet::from([3]));
    city.devices[1].broken = false;
    city.run(90);
    assert_eq!(down(&city), [2]);
}

#[test]
fn one_failing_service_of_a_device_that_answers_is_another_kind_of_alarm() {
    let with_service = Device { parent: Some(0), service_broken: Some(false), ..Device::default() };
    let mut city = Simulation::new(vec![Device::default(), with_service], PACE);
    city.run(60);
    city.devices[1].service_broken = Some(true);
    city.run(60);
    assert_eq!((down(&city), city.alarmed(AlarmKind::CheckFailed)), (vec![], BTreeSet::from([1])));
    assert_eq!(city.state(1), State::Up);
    city.devices[1].service_broken = Some(false);
    city.run(60);
    assert_eq!(city.alarmed(AlarmKind::CheckFailed), BTreeSet::new());
    for _ in 0..3 {
        city.devices[1].broken = true;
        city.run(60);
        assert_eq!(down(&city), [1]);
        city.devices[1].broken = false;
        city.run(60);
    }
    assert_eq!(city.opened(), 4, "a device that dies and comes back never looks as if one of its services failed");
}

#[test]
fn a_device_that_comes_back_half_is_not_restored() {
    let with_service = Device { parent: Some(0), service_broken: Some(false), ..Device::default() };
    let mut city = Simulation::new(vec![Device::default(), with_service, Device { parent: Some(1), ..Device::default() }], PACE);
    city.run(60);
    city.devices[1].broken = true;
    city.run(90);
    (city.devices[1].broken, city.devices[1].service_broken) = (false, Some(true));
    city.run(300);
    assert_eq!((down(&city), city.state(1)), (vec![1], State::Up), "one of its services is still dead");
    city.restart();
    city.run(60);
    city.devices[1].service_broken = Some(false);
    city.run(60);
    assert_eq!((down(&city), city.opened(), city.proof()), (vec![], 1, ["check 0", "check 1", "device 2"].map(str::to_owned).to_vec()));
}

#[test]
fn a_kill_while_all_comes_back_tells_nothing_that_was_over() {
    // The cameras' second service starts some seconds after the first.
    for seconds in 0..12 {
        let camera = Device { parent: Some(1), service_broken: Some(false), ..Device::default() };
        let switch = Device { parent: Some(0), ..Device::default() };
        let mut city = Simulation::new(vec![Device::default(), switch, camera.clone(), camera], Pace { grace: 30_000, ..PACE });
        let serves = |city: &mut Simulation, serves: bool| {
            for camera in [2, 3] {
                city.devices[camera].service_broken = Some(!serves);
            }
        };
        city.run(60);
        city.devices[1].broken = true;
        city.run(90);
        assert_eq!(city.opened(), 1);
        city.devices[1].broken = false;
        serves(&mut city, false);
        city.run(seconds);
        city.restart();
        city.run(12 - seconds);
        serves(&mut city, true);
        city.run(120);
        assert_eq!((down(&city), city.opened()), (vec![], 1), "killed {seconds} s after the switch came back");
    }
}

#[test]
fn a_service_that_never_worked_is_no_fault() {
    let never = Device { service_broken: Some(true), ..Device::default() };
    let mut city = Simulation::new(vec![never], PACE);
    city.run(300);
    assert_eq!((city.opened(), city.state(0)), (0, State::Up));
}

#[test]
fn our_own_trouble_is_nobodys_fault() {
    let mut city = Simulation::new(tree(&[0, 0]), PACE);
    city.run(60);
    for device in &mut city.devices {
        device.unaskable = true;
    }
    city.run(3600);
    assert_eq!((city.opened(), city.state(1)), (0, State::Up));
}

#[test]
fn a_parent_that_cannot_be_asked_does_not_hide_a_fault_for_ever() {
    let mut city = Simulation::new(tree(&[0]), PACE);
    city.run(60);
    city.devices[0].unaskable = true;
    city.devices[1].broken = true;
    city.run(60);
    assert_eq!(city.opened(), 0, "the parent might be down");
    city.run(120);
    assert_eq!(down(&city), [1]);
}

#[test]
fn a_parent_without_an_address_is_looked_through() {
    let mut devices = tree(&[0, 1]);
    devices[1].mute = true;
    let mut city = Simulation::new(devices, PACE);
    city.run(60);
    city.devices[0].broken = true;
    city.run(90);
    assert_eq!((down(&city), city.affected(0)), (vec![0], BTreeSet::from([2])));
    assert_eq!(city.state(1), State::Unknown);
}

#[test]
fn from_the_first_bad_answer_to_the_alarm_are_two_doubts_and_a_look_at_the_parent() {
    for refuses in [true, false] {
        let mut devices = tree(&[0]);
        (devices[1].refuses, devices[1].service_broken) = (refuses, Some(false));
        let mut city = Simulation::new(devices, PACE);
        city.run(60);
        city.devices[1].broken = true;
        city.run(60);
        assert_eq!(down(&city), [1], "refuses: {refuses}");
        // The parent may have been asked a second ago and is then not asked again before another. Of a silent device every answer costs the
        // time allowed, one check after the other.
        let slowest = if refuses { 11_100 } else { 20_000 };
        assert!((10_000..slowest).contains(&city.took()), "refuses: {refuses}, took {} ms", city.took());
    }
}

/// What happens to the network.
#[derive(Debug, Clone)]
enum Event {
    /// A device loses power, for everything behind it this is as if it had, too.
    Break(usize),
    /// A device and everything behind it lose power, one after the other within seconds, the leaves first.
    PowerCut(usize, Vec<u8>),
    Mend(usize),
    /// A service of a device breaks.
    Service(usize, bool),
    /// The program is killed and started again.
    Kill,
    /// A device is plugged in behind another one of those before it.
    Move(usize, usize),
    /// A device's address is forgotten, or known again.
    Mute(usize, bool),
}

fn event(devices: usize) -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (0..devices).prop_map(Event::Break),
        2 => (0..devices, prop::collection::vec(0u8..4, devices)).prop_map(|(device, delays)| Event::PowerCut(device, delays)),
        4 => (0..devices).prop_map(Event::Mend),
        2 => (0..devices, any::<bool>()).prop_map(|(device, broken)| Event::Service(device, broken)),
        1 => Just(Event::Kill),
        1 => (1..devices, 0..devices).prop_map(|(device, parent)| Event::Move(device, parent % device)),
        1 => (0..devices, any::<bool>()).prop_map(|(device, mute)| Event::Mute(device, mute)),
    ]
}

fn network() -> impl Strategy<Value = (Vec<Device>, Vec<(Event, u64)>)> {
    (2usize..12).prop_flat_map(|count| {
        let parents = (1..count).map(|index| 0..index).collect::<Vec<_>>();
        let traits = prop::collection::vec((any::<bool>(), any::<bool>()), count);
        let devices = (parents, traits).prop_map(|(parents, traits)| {
            let mut devices = tree(&parents);
            for (device, (refuses, service)) in devices.iter_mut().zip(traits) {
                (device.refuses, device.service_broken) = (refuses, service.then_some(false));
            }
            devices
        });
        // A pause of 0 lets the next event fall into the middle of the judging of this one.
        let pause = prop_oneof![3 => Just(150u64), 1 => 0u64..40];
        (devices, prop::collection::vec((event(count), pause), 1..10))
    })
}

fn happens(city: &mut Simulation, event: Event) {
    match event {
        Event::Break(device) => city.devices[device].broken = !city.devices[device].mute,
        Event::Mend(device) => city.devices[device].broken = false,
        Event::Service(device, broken) => {
            let service = &mut city.devices[device].service_broken;
            *service = service.map(|_| broken);
        }
        Event::PowerCut(root, delays) => {
            let behind = |mut index: usize, city: &Simulation| loop {
                if index == root {
                    return true;
                }
                let Some(parent) = city.devices[index].parent else { return false };
                index = parent;
            };
            for second in 0..4 {
                for device in (0..city.devices.len()).filter(|device| behind(*device, city)).collect::<Vec<_>>() {
                    if device != root && delays[device] == second {
                        city.devices[device].broken = !city.devices[device].mute;
                    }
                }
                city.run(1);
            }
            city.devices[root].broken = !city.devices[root].mute;
        }
        Event::Kill => city.restart(),
        Event::Move(device, parent) => {
            city.devices[device].parent = Some(parent);
            city.changed(device);
        }
        Event::Mute(device, mute) => {
            // What is not asked cannot be seen to be broken; here it never is.
            city.devices[device].mute = mute;
            city.devices[device].broken &= !mute;
            city.changed(device);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// After each event and some minutes: one alarm at each root of the trouble, none behind it, except those told before.
    #[test]
    fn alarms_stand_where_the_faults_are(
        (devices, events) in network(),
        lossy in prop_oneof![Just(0u64), Just(37)],
        life in prop_oneof![Just(0u64), Just(5_000)],
    ) {
        let mut city = Simulation::new(devices, Pace { life, ..PACE });
        city.run(90);
        city.lossy = lossy;
        let mut told: BTreeSet<usize> = BTreeSet::new();
        let mut settled = true;
        for (event, pause) in events {
            happens(&mut city, event);
            city.run(pause);
            // An alarm of what comes and goes stays open for a while although all is well.
            if pause < 150 || city.flaps() {
                settled = false;
                continue;
            }
            let all = || 0..city.devices.len();
            let broken: BTreeSet<usize> = all().filter(|device| city.devices[*device].broken).collect();
            let roots: BTreeSet<usize> = broken.iter().copied().filter(|device| city.reachable(*device)).collect();
            let mut alarmed = city.alarmed(AlarmKind::DeviceDown);
            // What is there again, but not with all its services, is no proof yet that the fault is over.
            let half = |device: &usize| !broken.contains(device) && city.reachable(*device) && city.devices[*device].service_broken == Some(true);
            let half_mended: BTreeSet<usize> = alarmed.iter().copied().filter(half).collect();
            alarmed.retain(|device| !half_mended.contains(device));
            prop_assert!(roots.is_subset(&alarmed), "roots {roots:?} alarmed {alarmed:?}");
            // What is cut off cannot be seen to be mended.
            let cut_off: BTreeSet<usize> = all().filter(|device| !city.reachable(*device) && !city.devices[*device].mute).collect();
            prop_assert!(alarmed.is_subset(&roots.union(&cut_off).copied().collect()), "roots {roots:?} alarmed {alarmed:?}");
            if settled {
                let expected: BTreeSet<usize> = roots.union(&told.intersection(&cut_off).copied().collect()).copied().collect();
                prop_assert_eq!(&alarmed, &expected, "of those that are cut off only what was told before");
            }
            for device in all() {
                let expected = match (city.devices[device].mute, alarmed.contains(&device), city.reachable(device)) {
                    (true, ..) => State::Unknown,
                    // It was there again, its alarm still waiting for the proof, when it was cut off.
                    (_, true, false) if city.was_there(device) => State::Unreachable,
                    (_, true, _) => State::Down,
                    (_, false, true) => State::Up,
                    (_, false, false) => State::Unreachable,
                };
                prop_assert_eq!(city.state(device), expected, "device {}", device);
                if expected == State::Unreachable {
                    let mut culprit = city.devices[device].parent.unwrap_or_default();
                    while !alarmed.contains(&culprit) {
                        culprit = city.devices[culprit].parent.unwrap_or_default();
                    }
                    prop_assert!(city.affected(culprit).contains(&device), "{culprit} cuts off {device}");
                }
            }
            let failing: BTreeSet<usize> =
                all().filter(|device| city.devices[*device].service_broken == Some(true) && city.state(*device) == State::Up && !half_mended.contains(device)).collect();
            let failed = city.alarmed(AlarmKind::CheckFailed);
            let visible: BTreeSet<usize> = failed.iter().copied().filter(|device| city.state(*device) == State::Up).collect();
            prop_assert_eq!(visible, failing);
            told = alarmed.union(&half_mended).copied().collect();
            settled = true;
        }
        for device in &mut city.devices {
            device.broken = false;
            device.service_broken = device.service_broken.map(|_| false);
        }
        city.run(1200);
        prop_assert_eq!(city.alarmed(AlarmKind::DeviceDown), BTreeSet::new(), "all is mended");
        prop_assert_eq!(city.alarmed(AlarmKind::CheckFailed), BTreeSet::new(), "all is mended");
    }
}

#[test]
fn planned_work_on_a_switch_calls_nobody_and_what_is_left_dark_is_told_when_it_ends() {
    let mut city = Simulation::new(tree(&[0, 1, 1]), PACE);
    city.run(60);
    city.plan_work(1, 600);
    city.devices[1].broken = true;
    city.run(300);
    assert_eq!((down(&city), city.state(1), city.state(2)), (vec![], State::Down, State::Unreachable), "the states are told all the same");
    city.restart();
    city.run(60);
    assert_eq!(city.opened(), 0, "nor does a restart tell");
    (city.devices[1].broken, city.devices[2].broken) = (false, true);
    city.run(120);
    assert_eq!((down(&city), city.state(2)), (vec![], State::Down));
    city.run(240);
    assert_eq!(down(&city), [2], "the camera was left dark");
    assert_eq!(city.opened(), 1);
}

#[test]
fn a_fault_from_before_the_work_may_end_within_it() {
    let mut city = Simulation::new(tree(&[0, 1]), PACE);
    city.run(60);
    city.devices[2].broken = true;
    city.run(90);
    assert_eq!(down(&city), [2]);
    city.plan_work(2, 600);
    city.devices[2].broken = false;
    city.run(90);
    assert_eq!(down(&city), [0; 0]);
}

#[test]
fn what_comes_and_goes_is_one_alarm_that_closes_when_it_is_steady() {
    let mut city = Simulation::new(tree(&[0]), PACE);
    city.run(120);
    for _ in 0..12 {
        city.devices[1].broken = true;
        city.run(40);
        city.devices[1].broken = false;
        city.run(70);
    }
    assert!(city.opened() <= 4, "{} alarms for twelve outages", city.opened());
    assert_eq!((down(&city), city.told_flapping()), (vec![1], vec![1]));
    city.restart();
    city.run(60);
    assert_eq!(down(&city), [1], "a restart forgets nothing of it");
    city.run(900);
    assert_eq!((down(&city), city.state(1)), (vec![], State::Up), "no recovery is swallowed");
}
