//! Who takes part in the round: devices and checks come, change and go while it runs.

use archive::DeviceId;

use super::world::{Check, DeviceFacts, Watched};
use super::{Entering, Known, Round};
use crate::beat::{Beat, Moment};
use crate::model::{AlarmKind, CheckId, State};
use crate::round::pending::Reason;
use crate::rules::hysteresis::{Fact, Pulse};
use crate::template::Role;

impl Round {
    /// Puts a device in, or brings one up to date; `known` counts only for one that is new. Answers the place of each check. Call
    /// [`Round::link`] when all are in.
    pub(crate) fn put(&mut self, facts: DeviceFacts, known: Known, mut checks: Vec<Entering>, now: Moment) -> Vec<(CheckId, u32)> {
        let at = match self.world.by_id.get(&facts.id).copied() {
            Some(at) => {
                if let Some(device) = self.world.devices.get_mut(at) {
                    device.facts = facts;
                }
                self.touched.push(at);
                at
            }
            None => {
                let id = facts.id;
                let coming_back = comes_back(&known, &checks);
                for check in checks.iter_mut().filter(|check| coming_back && check.health.fact != Fact::Yes) {
                    (check.life, check.health) = (Pulse::default(), Pulse::default());
                }
                let deaf_until = if coming_back { now.beat.plus(self.pace.grace) } else { Beat(0) };
                let at = self.world.devices.insert(fresh(facts, known, deaf_until));
                self.world.by_id.insert(id, at);
                at
            }
        };
        self.put_checks(at, checks, now)
    }

    fn put_checks(&mut self, at: u32, entering: Vec<Entering>, now: Moment) -> Vec<(CheckId, u32)> {
        let any = |role| entering.iter().any(|check| check.role == role);
        let (any_vital, any_fallback) = (any(Role::Vital), any(Role::Fallback));
        let before = self.world.devices.get_mut(at).map(|device| std::mem::take(&mut device.checks)).unwrap_or_default();
        let mut left: Vec<(CheckId, u32)> =
            before.into_iter().filter_map(|place| Some((self.world.checks.get(place)?.id, place))).collect();
        let mut places = Vec::with_capacity(entering.len());
        let mut sign = None;
        for check in entering {
            let proves = match check.role {
                Role::Vital => true,
                Role::Fallback => !any_vital,
                Role::Service => !any_vital && !any_fallback,
                Role::Measure => false,
            };
            let there = left.iter().position(|(id, _)| *id == check.id).map(|found| left.swap_remove(found).1);
            let (id, every, role, gives_signs) = (check.id, check.every, check.role, check.sign);
            let place = match there {
                Some(place) => {
                    if let Some(kept) = self.world.checks.get_mut(place) {
                        (kept.role, kept.proves, kept.judged) = (check.role, proves, judged(&check, proves));
                        if std::mem::replace(&mut kept.held, check.held) != check.held && check.role == Role::Measure {
                            // What its silence said before is nothing that a rule was broken by.
                            kept.health = Pulse::default();
                        }
                        if std::mem::replace(&mut kept.every, every) != every {
                            self.schedule.remove(place);
                            self.schedule.add(place, at, self.pace.period * u64::from(every.max(1)), id.0 as u64, now.beat);
                        }
                    }
                    place
                }
                None => {
                    let place = self.world.checks.insert(entered(check, at, proves));
                    self.schedule.add(place, at, self.pace.period * u64::from(every.max(1)), id.0 as u64, now.beat);
                    place
                }
            };
            if role == Role::Fallback {
                self.schedule.ask_beside(place);
            }
            sign = sign.or(gives_signs.then_some(place));
            places.push((id, place));
        }
        for (id, place) in left {
            self.schedule.remove(place);
            self.world.checks.remove(place);
            self.effects.pending.checks.remove(&id);
        }
        if let Some(device) = self.world.devices.get_mut(at) {
            device.checks = places.iter().map(|(_, place)| *place).collect();
        }
        self.give_signs(at, sign, now);
        places
    }

    /// Takes a device out; its alarms are closed, because nobody asks any more.
    pub(crate) fn remove(&mut self, id: DeviceId, now: Moment) {
        let Some(at) = self.world.by_id.get(&id).copied() else { return };
        self.put_checks(at, Vec::new(), now);
        let mut judging = self.judging(now);
        judging.close(at, AlarmKind::DeviceDown, Reason::NotWatched, Vec::new());
        judging.close(at, AlarmKind::CheckFailed, Reason::NotWatched, Vec::new());
        self.world.stop_waiting(at);
        for child in self.world.waiting.get(&at).cloned().unwrap_or_default() {
            self.world.stop_waiting(child);
        }
        self.world.unproved.remove(&at);
        self.world.by_id.remove(&id);
        self.world.devices.remove(at);
        self.effects.pending.devices.remove(&id);
    }

    /// Finds out anew what everybody needs, after devices were put in or taken out, and judges those for whom that changes something.
    pub(crate) fn link(&mut self, now: Moment) {
        let changed = self.world.link();
        self.world.plan_work(&self.planned);
        let unasked: Vec<u32> = self
            .world
            .devices
            .iter()
            .filter(|(at, device)| (device.state != State::Unknown || device.failed.is_some()) && !self.world.can_be_asked(*at))
            .map(|(at, _)| at)
            .collect();
        let mut judging = self.judging(now);
        for at in unasked {
            judging.close(at, AlarmKind::DeviceDown, Reason::NotWatched, Vec::new());
            judging.close(at, AlarmKind::CheckFailed, Reason::NotWatched, Vec::new());
            judging.turn(at, State::Unknown, &mut Vec::new());
        }
        for at in changed {
            judging.world.stop_waiting(at);
            judging.restart(at);
            judging.evaluate(at);
        }
        for at in std::mem::take(&mut self.touched) {
            self.judging(now).evaluate(at);
        }
        self.settle();
    }
}

/// Whether the program ended while a device was coming back: it was cut off, or is there again with something that failed with it and was not
/// told. What failed is judged by new answers only, and is given time to start, as if the way to it had just opened.
fn comes_back(known: &Known, checks: &[Entering]) -> bool {
    let fails = |check: &Entering| matches!(check.role, Role::Vital | Role::Service) && check.ever_well && check.health.fact != Fact::Yes;
    match known.state {
        State::Unreachable => true,
        State::Up => known.down.is_none() && known.failed.is_none() && checks.iter().any(fails),
        State::Down | State::Unknown => false,
    }
}

/// Whether an alarm opens when the check fails.
fn judged(check: &Entering, proves: bool) -> bool {
    proves || check.role == Role::Service || check.held
}

fn fresh(facts: DeviceFacts, known: Known, deaf_until: Beat) -> Watched {
    Watched {
        facts,
        linked: false,
        ways: Vec::new(),
        feeds: Vec::new(),
        dependants: Vec::new(),
        place: None,
        checks: Vec::new(),
        state: known.state,
        since: known.since,
        answered: None,
        pinged: None,
        sign: None,
        certain: None,
        deaf_until,
        waits: Vec::new(),
        quiet: Vec::new(),
        down: known.down,
        failed: known.failed,
    }
}

fn entered(check: Entering, device: u32, proves: bool) -> Check {
    let judged = judged(&check, proves);
    Check {
        id: check.id,
        device,
        name: check.name.into_boxed_str(),
        role: check.role,
        every: check.every,
        proves,
        judged,
        held: check.held,
        // A fact from before the start needs proofs from after it, hence from beat 0 on.
        certain: (check.health.fact == Fact::No).then_some(Beat(0)),
        life: check.life,
        health: check.health,
        answers: check.answers,
        noted: (Beat(0), true),
        ever_well: check.ever_well,
        since: check.since,
        good: None,
        before: None,
        failing_since: None,
        trouble: None,
        beyond: false,
    }
}
