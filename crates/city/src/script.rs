//! Incidents for a demonstration: a life of small accidents, each mended again, so that whoever looks has something to see. A script is
//! pure: from how long the city stands to the orders that are due.

use std::time::Duration;

use crate::catalogue::Kind;
use crate::order::Order;
use crate::plan::{CityPlan, Device};

/// Orders at their times, in rounds that repeat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// Each round's orders, with their times from the round's beginning, in order.
    rounds: Vec<Vec<(Duration, Order)>>,
    /// How long a round is.
    round: Duration,
}

/// The demo's round.
const ROUND: Duration = Duration::from_secs(12 * 60);
/// How many different rounds there are before the first comes again.
const ROUNDS: usize = 6;

impl Script {
    /// The demo's incidents: after 15 s a camera dies, later a line is slow, a pole switch dies, a port flaps, a pole loses its mains; all
    /// of it is mended again within the round of twelve minutes, and the next round strikes others.
    pub fn demo(plan: &CityPlan) -> Script {
        let is_pole =
            |device: &&Device| device.kind() == Kind::Switch && plan.children(device.id).any(|child| child.kind() == Kind::Camera);
        let poles: Vec<&Device> = plan.devices().iter().filter(is_pole).filter(|device| device.name.ends_with("-SW")).collect();
        let poles: Vec<&Device> = poles.into_iter().filter(|device| device.parent.is_some()).collect();
        let round = |number: usize| -> Option<Vec<(Duration, Order)>> {
            // One pole per kind of incident; on a city with few poles they may be the same one.
            let pole = |step: usize| poles.get((number * 5 + step) % poles.len().max(1)).copied();
            incidents(plan, [pole(0)?, pole(1)?, pole(2)?, pole(3)?, pole(4)?])
        };
        Script { rounds: (0..ROUNDS).filter_map(round).collect(), round: ROUND }
    }

    /// The orders that fall due after `from` and up to `to`, both since the start; what is due at the start itself belongs to `from` zero
    /// only if its time is later than zero.
    pub fn due(&self, from: Duration, to: Duration) -> Vec<Order> {
        let round = self.round.as_millis().max(1);
        let (first, last) = (from.as_millis() / round, to.as_millis() / round);
        let mut due = Vec::new();
        if self.rounds.is_empty() {
            return due;
        }
        for number in first..=last {
            let begins = number * round;
            let orders = self.rounds.get((number % self.rounds.len() as u128) as usize);
            for (at, order) in orders.into_iter().flatten() {
                let at = begins + at.as_millis();
                if at > from.as_millis() && at <= to.as_millis() {
                    due.push(order.clone());
                }
            }
        }
        due
    }
}

/// One round on five poles.
fn incidents(plan: &CityPlan, [dying, slow, dead, flapping, dark]: [&Device; 5]) -> Option<Vec<(Duration, Order)>> {
    let camera = plan.children(dying.id).find(|child| child.kind() == Kind::Camera)?.name.clone();
    let parent = plan.parent(flapping)?;
    let (above, interface) = (parent.name.clone(), parent.model.ports.get(flapping.parent_port)?.name.clone());
    let site = plan.site(dark.site)?.code.clone();
    let name = |device: &Device| device.name.clone();
    let orders = [
        (15, Order::CameraDown { device: camera.clone() }),
        (120, Order::Slow { device: name(slow), milliseconds: 350 }),
        (210, Order::PoleSwitchDown { device: name(dead) }),
        (300, Order::DeviceUp { device: camera }),
        (360, Order::Slow { device: name(slow), milliseconds: 0 }),
        (420, Order::DeviceUp { device: name(dead) }),
        (480, Order::FlappingPort { device: above.clone(), interface: interface.clone(), period_seconds: 20 }),
        (570, Order::LinkUp { device: above, interface }),
        (600, Order::PowerCut { site: site.clone(), battery_seconds: Some(60) }),
        (700, Order::PowerRestored { site }),
    ];
    Some(orders.into_iter().map(|(seconds, order)| (Duration::from_secs(seconds), order)).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::world::World;

    const START: i64 = 1_800_000_000_000;

    #[test]
    fn the_first_camera_dies_within_twenty_seconds_and_every_round_ends_well() {
        for plan in [CityPlan::small(), CityPlan::of_size(200, 5), CityPlan::of_size(20, 5)] {
            let plan = Arc::new(plan);
            let script = Script::demo(&plan);
            assert_eq!(script.rounds.len(), ROUNDS);
            let mut world = World::new(Arc::clone(&plan), None, START);
            let first = script.due(Duration::ZERO, Duration::from_secs(20));
            assert!(matches!(first.as_slice(), [Order::CameraDown { .. }]));
            let mut worst = 0;
            for step in 1..=ROUND.as_secs() / 10 * (ROUNDS as u64 + 1) {
                let now = START + (step as i64) * 10_000;
                for order in script.due(Duration::from_secs(step * 10 - 10), Duration::from_secs(step * 10)) {
                    world.apply(&order, now).unwrap();
                }
                worst = worst.max(world.silent(now));
                if step * 10 % ROUND.as_secs() == 0 {
                    assert_eq!(world.silent(now), 0, "after {step}0 s");
                }
            }
            assert!(worst >= 4, "a pole switch and its cameras");
        }
    }

    #[test]
    fn however_the_time_is_cut_every_order_comes_once() {
        let script = Script::demo(&CityPlan::small());
        let whole = script.due(Duration::ZERO, ROUND * 8);
        let mut parts = Vec::new();
        let (mut from, mut step) = (Duration::ZERO, 1);
        while from < ROUND * 8 {
            let to = (from + Duration::from_millis(step)).min(ROUND * 8);
            parts.extend(script.due(from, to));
            (from, step) = (to, step % 1_000_000 * 7 + 13);
        }
        assert_eq!(whole, parts);
        assert_eq!(whole.len(), 80);
    }

    #[test]
    fn a_city_without_poles_has_no_script() {
        let script = Script::demo(&CityPlan::of_size(1, 1));
        assert!(script.due(Duration::ZERO, ROUND * 3).is_empty());
    }
}
