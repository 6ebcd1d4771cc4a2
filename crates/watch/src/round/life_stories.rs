//! Signs of life, played against the real round: they hurry, and decide nothing.

use super::judge::Pace;
use super::simulation::{Device, Simulation, USUAL};
use crate::model::{AlarmKind, State};

/// A switch with two cameras.
fn pole() -> Vec<Device> {
    let camera = Device { parent: Some(0), service_broken: Some(false), ..Device::default() };
    vec![Device::default(), camera.clone(), camera]
}

fn down(city: &Simulation) -> Vec<usize> {
    city.alarmed(AlarmKind::DeviceDown).into_iter().collect()
}

#[test]
fn a_lost_sign_of_life_is_followed_by_questions_at_once() {
    for broken in [0, 1] {
        for second in 0..30 {
            let mut city = Simulation::new(pole(), USUAL);
            city.run(60 + second);
            city.devices[broken].broken = true;
            city.run(60);
            assert_eq!(down(&city), [broken], "at second {second}");
            // The sign that is lost, three silences, and the look at what stands before.
            let took = 60_000 - city.since_last_alarm();
            assert!(took < 5_000 + 1_000 + 3 * 3_000 + 500, "device {broken} at second {second}: {took} ms");
        }
    }
}

#[test]
fn a_sign_of_life_that_is_back_is_followed_by_questions_at_once() {
    for second in 0..30 {
        let mut city = Simulation::new(pole(), USUAL);
        city.run(60);
        city.devices[0].broken = true;
        city.run(120 + second);
        assert_eq!(down(&city), [0]);
        city.devices[0].broken = false;
        city.run(20);
        assert_eq!((down(&city), city.opened()), (vec![], 1), "at second {second}");
    }
}

#[test]
fn lost_signs_of_life_are_no_fault() {
    let mut city = Simulation::new(pole(), USUAL);
    city.run(60);
    city.devices[1].ignores_pings = true;
    city.run(600);
    assert_eq!((city.opened(), city.state(1)), (0, State::Up));
    // And whoever never gives one is not asked more often for it than whoever does.
    let asked = |ignores_pings: bool| {
        let mut city = Simulation::new(vec![Device { ignores_pings, service_broken: Some(false), ..Device::default() }], USUAL);
        city.run(3600);
        city.asked()
    };
    let (gives, ignores) = (asked(false), asked(true));
    assert!(ignores.abs_diff(gives) < gives / 20, "{gives} questions with signs, {ignores} without");
}

#[test]
fn without_signs_of_life_a_death_is_found_at_the_next_question() {
    let took = |second: u64| {
        let mut city = Simulation::new(pole(), Pace { life: 0, ..USUAL });
        city.run(60 + second);
        city.devices[1].broken = true;
        city.run(60);
        60_000 - city.since_last_alarm()
    };
    assert!((0..30).map(took).max() > Some(20_000));
}
