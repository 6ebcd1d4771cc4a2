//! The round (巡检轮询): who is asked when, and what the answers amount to. It holds everything in memory, does no input or output and reads
//! no clock: whoever drives it asks the questions, brings the answers and the time, and writes down what was decided. So a test can play a
//! year of outages in a second.

pub(crate) mod judge;
pub(crate) mod pending;
pub(crate) mod schedule;
mod slab;
pub(crate) mod world;

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod stories;

use archive::DeviceId;
use base::Timestamp;

use crate::beat::{Beat, Moment};
use crate::model::{AlarmKind, CheckId, State};
use crate::rules::hysteresis::{Fact, Pulse};
use crate::rules::verdict::Judged;
use crate::template::Role;
use judge::{Effects, Judging, Pace};
use pending::{Pending, Reason};
use schedule::Schedule;
use world::{Check, DeviceFacts, Open, Watched, World};

/// A check as it enters the round: from its row, its template and its last known state.
#[derive(Debug, Clone)]
pub(crate) struct Entering {
    pub(crate) id: CheckId,
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Asked in every n-th period.
    pub(crate) every: u32,
    pub(crate) life: Pulse,
    pub(crate) health: Pulse,
    pub(crate) ever_well: bool,
    pub(crate) since: Option<Timestamp>,
}

/// What was known of a device when the program stopped.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub(crate) state: State,
    pub(crate) since: Option<Timestamp>,
    pub(crate) down: Option<Open>,
    pub(crate) failed: Option<Open>,
}

/// A question whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn {
    /// The check's place in the round; used again when the check is removed.
    pub(crate) place: u32,
    /// The check; never used again.
    pub(crate) check: CheckId,
    /// When it is asked: now.
    pub(crate) asked: Beat,
    /// How many milliseconds it had to wait in the queue.
    pub(crate) late: u64,
}

/// The round.
#[derive(Debug)]
pub(crate) struct Round {
    world: World,
    schedule: Schedule,
    effects: Effects,
    pace: Pace,
    /// Devices that were brought up to date since the last [`Round::link`].
    touched: Vec<u32>,
}

impl Round {
    pub(crate) fn new(pace: Pace) -> Round {
        // A device that many wait for is asked again and again, but not more often than five times in the time of doubt.
        let schedule = Schedule::new(pace.doubt / 5);
        Round { world: World::new(), schedule, effects: Effects::default(), pace, touched: Vec::new() }
    }

    /// How many devices and checks there are.
    pub(crate) fn size(&self) -> (usize, usize) {
        (self.world.devices.len(), self.world.checks.len())
    }

    /// How many checks are due and not asked yet.
    pub(crate) fn queued(&self) -> usize {
        self.schedule.queued()
    }

    /// The devices of the round.
    pub(crate) fn devices(&self) -> impl Iterator<Item = DeviceId> {
        self.world.by_id.keys().copied()
    }

    /// A check by its place, for whoever asks its question.
    pub(crate) fn check(&self, place: u32) -> Option<(&Check, &DeviceFacts)> {
        let check = self.world.checks.get(place)?;
        Some((check, &self.world.devices.get(check.device)?.facts))
    }

    /// Puts a device in, or brings one up to date; `known` counts only for one that is new. Answers the place of each check. Call
    /// [`Round::link`] when all are in.
    pub(crate) fn put(&mut self, facts: DeviceFacts, known: Known, checks: Vec<Entering>, now: Moment) -> Vec<(CheckId, u32)> {
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
                let at = self.world.devices.insert(fresh(facts, known));
                self.world.by_id.insert(id, at);
                at
            }
        };
        self.put_checks(at, checks, now)
    }

    fn put_checks(&mut self, at: u32, entering: Vec<Entering>, now: Moment) -> Vec<(CheckId, u32)> {
        let any_vital = entering.iter().any(|check| check.role == Role::Vital);
        let before = self.world.devices.get_mut(at).map(|device| std::mem::take(&mut device.checks)).unwrap_or_default();
        let mut left: Vec<(CheckId, u32)> =
            before.into_iter().filter_map(|place| Some((self.world.checks.get(place)?.id, place))).collect();
        let mut places = Vec::with_capacity(entering.len());
        for check in entering {
            let proves = match check.role {
                Role::Vital => true,
                Role::Fallback => !any_vital,
                Role::Measure => false,
            };
            let there = left.iter().position(|(id, _)| *id == check.id).map(|found| left.swap_remove(found).1);
            let (id, every) = (check.id, check.every);
            let place = match there {
                Some(place) => {
                    if let Some(kept) = self.world.checks.get_mut(place) {
                        (kept.role, kept.proves) = (check.role, proves);
                    }
                    place
                }
                None => {
                    let place = self.world.checks.insert(entered(check, at, proves));
                    self.schedule.add(place, at, self.pace.period * u64::from(every.max(1)), id.0 as u64, now.beat);
                    place
                }
            };
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
        places
    }

    /// Takes a device out; its alarms are closed, because nobody asks any more.
    pub(crate) fn remove(&mut self, id: DeviceId, now: Moment) {
        let Some(at) = self.world.by_id.get(&id).copied() else { return };
        self.put_checks(at, Vec::new(), now);
        let mut judging = self.judging(now);
        judging.close(at, AlarmKind::DeviceDown, Reason::NotWatched);
        judging.close(at, AlarmKind::CheckFailed, Reason::NotWatched);
        self.world.stop_waiting(at);
        for child in self.world.waiting.get(&at).cloned().unwrap_or_default() {
            self.world.stop_waiting(child);
        }
        self.world.by_id.remove(&id);
        self.world.devices.remove(at);
        self.effects.pending.devices.remove(&id);
    }

    /// Finds everybody's parent anew, after devices were put in or taken out, and judges those for whom that changes something.
    pub(crate) fn link(&mut self, now: Moment) {
        let changed = self.world.link();
        let unasked: Vec<u32> = self
            .world
            .devices
            .iter()
            .filter(|(at, device)| (device.state != State::Unknown || device.failed.is_some()) && !self.world.can_be_asked(*at))
            .map(|(at, _)| at)
            .collect();
        let mut judging = self.judging(now);
        for at in unasked {
            judging.close(at, AlarmKind::DeviceDown, Reason::NotWatched);
            judging.close(at, AlarmKind::CheckFailed, Reason::NotWatched);
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

    /// Asks every check of a device at once, if it was never asked.
    pub(crate) fn hurry_new(&mut self, id: DeviceId, now: Moment) {
        let Some(device) = self.world.by_id.get(&id).and_then(|at| self.world.devices.get(*at)) else { return };
        for place in &device.checks {
            if self.world.checks.get(*place).is_some_and(|check| check.life == Pulse::default()) {
                self.schedule.hurry(*place, now.beat);
            }
        }
    }

    /// The next question to ask now, if there is one.
    pub(crate) fn next(&mut self, now: Moment) -> Option<Turn> {
        self.schedule.advance(now.beat);
        while let Some((place, late)) = self.schedule.take(now.beat) {
            if let Some(check) = self.world.checks.get(place) {
                return Some(Turn { place, check: check.id, asked: now.beat, late });
            }
        }
        None
    }

    /// Brings the answer to a question. Answers false when the check was removed in the meantime.
    pub(crate) fn answered(&mut self, turn: Turn, judged: &Judged, now: Moment) -> bool {
        if self.world.checks.get(turn.place).is_none_or(|check| check.id != turn.check) {
            return false;
        }
        let mut judging = self.judging(now);
        judging.answered(turn.place, turn.asked, judged);
        let soon = judging.in_doubt(turn.place, judged.verdict).then_some(self.pace.doubt);
        self.schedule.done(turn.place, soon, now.beat);
        self.settle();
        true
    }

    /// Does what time alone brings.
    pub(crate) fn tick(&mut self, now: Moment) {
        self.judging(now).tick();
        self.settle();
    }

    /// When to call [`Round::next`] and [`Round::tick`] again, if nothing is answered until then.
    pub(crate) fn wake(&self) -> Option<Beat> {
        let deadline = self.world.deadlines.first().map(|(until, _)| *until);
        let told = |at: &u32| self.world.devices.get(*at)?.down.as_ref().map(|alarm| alarm.told.plus(self.pace.doubt));
        let news = self.world.untold.iter().filter_map(told).min();
        [self.schedule.wake(), deadline, news].into_iter().flatten().min()
    }

    /// What is to be written, gathered until now.
    pub(crate) fn pending(&mut self) -> &mut Pending {
        &mut self.effects.pending
    }

    fn judging(&mut self, now: Moment) -> Judging<'_> {
        Judging { world: &mut self.world, effects: &mut self.effects, pace: &self.pace, now }
    }

    fn settle(&mut self) {
        for (check, at) in std::mem::take(&mut self.effects.hurry) {
            self.schedule.hurry(check, at);
        }
    }
}

fn fresh(facts: DeviceFacts, known: Known) -> Watched {
    Watched {
        facts,
        linked: false,
        parent: None,
        dependants: Vec::new(),
        checks: Vec::new(),
        state: known.state,
        since: known.since,
        answered: None,
        certain: None,
        deaf_until: Beat(0),
        waits: None,
        down: known.down,
        failed: known.failed,
    }
}

fn entered(check: Entering, device: u32, proves: bool) -> Check {
    Check {
        id: check.id,
        device,
        name: check.name.into_boxed_str(),
        role: check.role,
        proves,
        // A fact from before the start needs proofs from after it, hence from beat 0 on.
        certain: (check.health.fact == Fact::No).then_some(Beat(0)),
        life: check.life,
        health: check.health,
        ever_well: check.ever_well,
        since: check.since,
        failing_since: None,
        trouble: None,
    }
}
