//! The round (巡检轮询): who is asked when, and what the answers amount to. It holds everything in memory, does no input or output and reads
//! no clock: whoever drives it asks the questions, brings the answers and the time, and writes down what was decided. So a test can play a
//! year of outages in a second.

pub(crate) mod judge;
mod life;
mod linking;
mod members;
mod needs;
pub(crate) mod pending;
mod proof;
pub(crate) mod schedule;
mod signs;
mod slab;
mod telling;
pub(crate) mod world;

#[cfg(test)]
mod life_stories;
#[cfg(test)]
mod needs_stories;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod stories;

use archive::DeviceId;
use base::Timestamp;
use probe::Measurement;

use crate::beat::{Beat, Moment};
use crate::maintenance::model::Quiet;
use crate::model::{CheckId, State};
use crate::rules::flapping::Answers;
use crate::rules::hysteresis::Pulse;
use crate::rules::verdict::{Judged, Verdict};
use crate::template::Role;
use judge::{Effects, Judging, Pace};
use pending::Pending;
use schedule::Schedule;
use world::{Check, DeviceFacts, Open, World};

/// A check as it enters the round: from its row, its template and its last known state.
#[derive(Debug, Clone)]
pub(crate) struct Entering {
    pub(crate) id: CheckId,
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Asked in every n-th period.
    pub(crate) every: u32,
    /// Whether alert rules are held against its values.
    pub(crate) held: bool,
    /// Whether its question may be borrowed for signs of life.
    pub(crate) sign: bool,
    pub(crate) life: Pulse,
    pub(crate) health: Pulse,
    pub(crate) answers: Answers,
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
    /// Whether only a sign of life is asked for; its end is told to [`Round::saw`].
    pub(crate) sign: bool,
}

/// The round.
#[derive(Debug)]
pub(crate) struct Round {
    world: World,
    schedule: Schedule,
    /// The signs of life, by device.
    life: Schedule,
    effects: Effects,
    pace: Pace,
    /// Devices that were brought up to date since the last [`Round::link`].
    touched: Vec<u32>,
    /// Planned work that runs or is near.
    planned: Vec<Quiet>,
    /// When it was last looked whether faults are proved to be over.
    proved: Beat,
}

impl Round {
    pub(crate) fn new(pace: Pace) -> Round {
        // A device that many wait for is asked again and again, but not more often than five times in the time of doubt.
        let schedule = Schedule::new(pace.doubt / 5);
        Round {
            world: World::new(),
            schedule,
            life: Schedule::new(0),
            effects: Effects::default(),
            pace,
            touched: Vec::new(),
            planned: Vec::new(),
            proved: Beat(0),
        }
    }

    /// How many devices and checks there are.
    pub(crate) fn size(&self) -> (usize, usize) {
        (self.world.devices.len(), self.world.checks.len())
    }

    /// How many questions are due and not asked yet.
    pub(crate) fn queued(&self) -> usize {
        self.schedule.queued() + self.life.queued()
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

    /// The next question to ask now, if there is one.
    pub(crate) fn next(&mut self, now: Moment) -> Option<Turn> {
        self.schedule.advance(now.beat);
        while let Some((place, late)) = self.schedule.take(now.beat) {
            if let Some(check) = self.world.checks.get(place) {
                return Some(Turn { place, check: check.id, asked: now.beat, late, sign: false });
            }
        }
        self.life.advance(now.beat);
        self.next_sign(now.beat)
    }

    /// Takes what an answer measured, as far as it explains the silence of others. Comes before [`Round::answered`].
    pub(crate) fn measured(&mut self, turn: Turn, found: &[Measurement], now: Moment) {
        if let Some(device) = self.world.checks.get(turn.place).map(|check| check.device) {
            self.world.signs.note(device, found, now.beat);
        }
    }

    /// Brings the answer to a question. Answers false when the check was removed in the meantime.
    pub(crate) fn answered(&mut self, turn: Turn, judged: &Judged, now: Moment) -> bool {
        if self.world.checks.get(turn.place).is_none_or(|check| check.id != turn.check) {
            return false;
        }
        let mut judging = self.judging(now);
        judging.answered(turn.place, turn.asked, judged);
        let soon = judging.in_doubt(turn.place, judged.verdict).then_some(self.pace.doubt);
        if judged.verdict != Verdict::Unasked {
            self.schedule.heard(turn.place, judged.verdict != Verdict::Silent);
        }
        self.schedule.done(turn.place, soon, now.beat);
        self.settle();
        true
    }

    /// Does what time alone brings. Afterwards [`Round::wake`] lies ahead, also when nothing can be asked because all places are taken.
    pub(crate) fn tick(&mut self, now: Moment) {
        self.judging(now).tick();
        if self.proved.plus(proof::LOOK) <= now.beat {
            self.proved = now.beat;
            self.judging(now).look_for_proofs();
        }
        self.settle();
        self.schedule.advance(now.beat);
        self.life.advance(now.beat);
    }

    /// Learns of the planned work that runs or is near. What was covered before and is no more is judged by its next answers.
    pub(crate) fn plan_work(&mut self, planned: Vec<Quiet>) {
        if self.planned != planned {
            self.world.plan_work(&planned);
            self.planned = planned;
        }
    }

    /// Asks a check at once, because its question is new.
    pub(crate) fn ask_now(&mut self, place: u32, now: Moment) {
        self.schedule.hurry(place, now.beat);
    }

    /// When to call [`Round::next`] and [`Round::tick`] again, if nothing is answered until then.
    pub(crate) fn wake(&self) -> Option<Beat> {
        let told = |at: &u32| self.world.devices.get(*at)?.down.as_ref().map(|alarm| alarm.told.plus(self.pace.doubt));
        let news = self.world.untold.iter().filter_map(told).min();
        let proofs = self.world.unproved.first().map(|_| self.proved.plus(proof::LOOK));
        [self.schedule.wake(), self.life.wake(), news, proofs].into_iter().flatten().min()
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
