//! What an answer changes: pulses, states, alarms, and who is to be asked again.

use super::needs::Needs;
use super::pending::{CheckNews, Pending};
use super::world::{Good, World};
use crate::beat::{Beat, Moment};
use crate::model::State;
use crate::rules::hysteresis::{Fact, Hysteresis, Pulse};
use crate::rules::tree::{Decision, Life, Silence, decide};
use crate::rules::verdict::{Judged, Verdict};
use crate::template::Role;

/// The numbers that the judging depends on, in milliseconds where they are times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) rule: Hysteresis,
    pub(crate) period: u64,
    pub(crate) doubt: u64,
    /// How often a sign of life is asked for; 0 for never.
    pub(crate) life: u64,
    /// How long a parent of which nothing can be learned is waited for.
    pub(crate) patience: u64,
    /// How long devices behind a parent that came back may take to start up.
    pub(crate) grace: u64,
}

/// What follows from an answer outside the world itself.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    /// Checks to be asked at a beat, if not sooner.
    pub(crate) hurry: Vec<(u32, Beat)>,
    /// What is to be written.
    pub(crate) pending: Pending,
}

/// The world with the moment and the place for effects: one judging.
pub(crate) struct Judging<'w> {
    pub(crate) world: &'w mut World,
    pub(crate) effects: &'w mut Effects,
    pub(crate) pace: &'w Pace,
    pub(crate) now: Moment,
}

impl Judging<'_> {
    /// Takes an answer in. `asked` is when its question was asked.
    pub(crate) fn answered(&mut self, at: u32, asked: Beat, judged: &Judged) {
        let Some(device_at) = self.world.checks.get(at).map(|check| check.device) else { return };
        let bad = matches!(judged.verdict, Verdict::Silent | Verdict::Unwell | Verdict::Beyond);
        let deaf = bad && self.world.devices.get(device_at).is_some_and(|device| self.now.beat < device.deaf_until);
        let first_silence = judged.verdict != Verdict::Unasked && !deaf && self.observe(at, asked, judged);
        if let Some(check) = self.world.checks.get(at) {
            self.effects.pending.checks.insert(check.id, CheckNews::of(check, judged, self.now.at));
        }
        if first_silence {
            self.ask_around(device_at);
        }
        self.evaluate(device_at);
        if matches!(judged.verdict, Verdict::Well | Verdict::Unwell | Verdict::Beyond) {
            for child in self.world.waiting.get(&device_at).cloned().unwrap_or_default() {
                self.evaluate(child);
            }
        }
    }

    /// Whether a check is to be asked again soon, after this verdict.
    pub(crate) fn in_doubt(&self, at: u32, verdict: Verdict) -> bool {
        let Some(check) = self.world.checks.get(at).filter(|check| check.judged) else { return false };
        let starting = self.world.devices.get(check.device).is_some_and(|device| self.now.beat < device.deaf_until);
        let bad = matches!(verdict, Verdict::Silent | Verdict::Unwell | Verdict::Beyond);
        check.life.doubtful() || check.health.doubtful() || (starting && bad)
    }

    /// Adds an answer to its check's pulses. Answers whether it is the first silence after better answers.
    fn observe(&mut self, at: u32, asked: Beat, judged: &Judged) -> bool {
        let Some(check) = self.world.checks.get_mut(at) else { return false };
        let (alive, well) = (judged.verdict != Verdict::Silent, judged.verdict == Verdict::Well);
        let first_silence = check.proves && !alive && (check.life.last_good() || check.life == Pulse::default());
        let was = check.health.fact;
        check.life = check.life.observe(self.pace.rule, alive);
        // Of a check that measures only, nothing but its values is held against the device.
        if check.role == Role::Measure && check.held && !matches!(judged.verdict, Verdict::Well | Verdict::Beyond) {
            return false;
        }
        check.health = check.health.observe(self.pace.rule, well);
        check.note(self.now.beat, self.pace.period);
        check.ever_well |= well;
        if check.health.fact != was {
            check.since = Some(self.now.at);
        }
        if well {
            (check.failing_since, check.trouble) = (None, None);
            check.good = Some(Good { at: self.now.at, milliseconds: judged.milliseconds });
        } else {
            if check.failing_since.is_none() {
                check.before = check.good;
            }
            check.failing_since.get_or_insert(self.now);
            check.trouble = Some(Box::new(judged.text.clone()));
            check.beyond = judged.verdict == Verdict::Beyond;
        }
        // An answer that is not well proves itself that the device is there; a silence must be followed by a proof.
        let certain = if alive { asked } else { self.now.beat };
        check.certain = if check.health.fact == Fact::No { check.certain.or(Some(certain)) } else { None };
        let (proves, device_at) = (check.proves, check.device);
        if let Some(device) = self.world.devices.get_mut(device_at).filter(|_| check.role == Role::Fallback && !proves) {
            device.pinged = Some((asked, alive));
        }
        if let Some(device) = self.world.devices.get_mut(device_at).filter(|_| proves && alive) {
            device.answered = device.answered.max(Some(asked));
        }
        first_silence
    }

    /// A first silence: asks the device's other checks and its parent at once, so that all are certain at about the same time.
    fn ask_around(&mut self, at: u32) {
        self.hurry(at, self.now.beat);
        self.hurry_signs(at, Role::Fallback);
        let Some(device) = self.world.devices.get(at) else { return };
        for needed in device.ways.iter().chain(&device.feeds).copied().collect::<Vec<u32>>() {
            self.hurry(needed, self.now.beat);
            if self.world.signs.tells(needed) {
                self.hurry_signs(needed, Role::Measure);
            }
        }
    }

    /// Asks those checks of a device at once that prove nothing, but may explain.
    fn hurry_signs(&mut self, at: u32, role: Role) {
        let checks = self.world.devices.get(at).map(|device| device.checks.as_slice()).unwrap_or_default();
        let telling = |check: &&u32| self.world.checks.get(**check).is_some_and(|check| check.role == role && !check.proves);
        self.effects.hurry.extend(checks.iter().filter(telling).map(|check| (*check, self.now.beat)));
    }

    /// Asks the checks that prove a device's life at a beat, if not sooner: those from which something new can be learned. One whose last
    /// answer was bad is asked at the pace of doubt already, or is known to fail.
    pub(super) fn hurry(&mut self, at: u32, beat: Beat) {
        let telling = self.world.proving(at).filter(|(_, check)| check.life.last_good() || check.life == Pulse::default());
        self.effects.hurry.extend(telling.map(|(check, _)| (check, beat)));
    }

    /// Decides a device's state, and that of whoever depends on it.
    pub(crate) fn evaluate(&mut self, first: u32) {
        let mut work = vec![first];
        let mut opened = Vec::new();
        while let Some(at) = work.pop() {
            self.mark_certain(at);
            let Some((decision, needs)) = self.decided(at) else { continue };
            if decision != Decision::Wait {
                self.world.stop_waiting(at);
            }
            match decision {
                Decision::Keep => {}
                Decision::Up => {
                    self.open_place(at);
                    let came = self.world.devices.get(at).is_some_and(|device| device.state != State::Up);
                    self.come_up(at, &mut work);
                    self.close_when_proved(at);
                    if came {
                        self.prove_before(at);
                    }
                }
                Decision::Unreachable => {
                    self.turn(at, State::Unreachable, &mut work);
                    self.affect(at);
                }
                // Planned work: the state is told, but nobody is called. What is still down afterwards is decided again by its next answer.
                Decision::Down if self.world.is_quiet(at, self.now.at) => self.turn(at, State::Down, &mut work),
                Decision::Down if self.world.devices.get(at).is_some_and(|device| device.down.is_some()) => {
                    self.turn(at, State::Down, &mut work);
                }
                Decision::Down => {
                    opened.push((at, needs.as_ref().and_then(|needs| needs.speaks_for)));
                    self.fall(at, needs.is_some_and(|needs| needs.speaks_for.is_some()), &mut work);
                }
                Decision::Wait => self.wait(at, needs, &mut work),
            }
        }
        self.judge_services(first);
        for (at, place) in opened {
            self.open_down(at, place);
        }
        self.tell_flapping(first);
    }

    /// Notes since when a device's silence is certain.
    fn mark_certain(&mut self, at: u32) {
        let dead = matches!(self.world.life(at), Life::Dead(_));
        if let Some(device) = self.world.devices.get_mut(at) {
            device.certain = if dead { device.certain.or(Some(self.now.beat)) } else { None };
        }
    }

    /// What follows for a device, and what is known of all that it needs, when it is silent.
    fn decided(&self, at: u32) -> Option<(Decision, Option<Needs>)> {
        let device = self.world.devices.get(at)?;
        let mut needs = None;
        let decision = decide(self.world.life(at), device.state, device.down.is_some(), |certain| {
            let silence = Silence { certain, now: self.now.beat, patience: self.pace.patience };
            needs.insert(self.world.needs(at, &silence, self.now.at)).standing
        });
        Some((decision, needs))
    }

    /// A device is down, perhaps with its whole place.
    fn fall(&mut self, at: u32, with_its_place: bool, work: &mut Vec<u32>) {
        let Some(device) = self.world.devices.get_mut(at) else { return };
        let alarm = device.down.get_or_insert_default();
        (alarm.told, alarm.speaks) = (self.now.beat, with_its_place);
        let place = device.place.filter(|_| with_its_place);
        self.turn(at, State::Down, work);
        work.extend(place.and_then(|place| self.world.places.get(place as usize)).into_iter().flatten().filter(|other| **other != at));
    }

    /// Nobody is told of a silent device before what it needs was asked, or is decided.
    fn wait(&mut self, at: u32, needs: Option<Needs>, work: &mut Vec<u32>) {
        let Some(Needs { ask, mut silent, speaker, .. }) = needs else { return };
        for other in &ask {
            self.hurry(*other, self.now.beat);
        }
        work.extend(speaker);
        silent.extend(speaker);
        silent.extend(ask);
        self.world.wait(at, silent);
    }

    /// Gives a device another state; `work` gets whoever must be decided again because of it.
    pub(crate) fn turn(&mut self, at: u32, state: State, work: &mut Vec<u32>) {
        let Some(device) = self.world.devices.get_mut(at).filter(|device| device.state != state) else { return };
        let was = std::mem::replace(&mut device.state, state);
        device.since = Some(self.now.at);
        self.effects.pending.devices.insert(device.facts.id, (state, device.since));
        for dependant in device.dependants.clone() {
            match (was, state) {
                // The way is open again: what was cut off is asked at once, and judged by new answers only.
                (State::Down | State::Unreachable, State::Up | State::Unknown) => self.restart(dependant),
                // Who is cut off is found out now and not at the next beat, yet not all in one instant.
                (_, State::Down) => self.hurry(dependant, self.now.beat.plus(u64::from(dependant) * 7 % self.pace.doubt.max(1))),
                _ => {}
            }
            work.push(dependant);
        }
    }

    /// A device of a place that was silent as a whole answers: the others are asked at once, and judged by new answers only.
    fn open_place(&mut self, at: u32) {
        let Some(device) = self.world.devices.get(at).filter(|device| device.state != State::Up) else { return };
        let Some((place, speaker)) = device.place.zip(self.world.speaker(device)) else { return };
        if let Some(alarm) = self.world.devices.get_mut(speaker).and_then(|device| device.down.as_mut()) {
            alarm.speaks = false;
        }
        for other in self.world.places.get(place as usize).cloned().unwrap_or_default() {
            self.restart(other);
        }
    }

    /// Forgets the answers of a device that was cut off.
    pub(crate) fn restart(&mut self, at: u32) {
        let Some(device) = self.world.devices.get_mut(at).filter(|device| device.state == State::Unreachable) else { return };
        device.deaf_until = self.now.beat.plus(self.pace.grace);
        device.certain = None;
        for check in device.checks.clone() {
            if let Some(check) = self.world.checks.get_mut(check).filter(|check| check.judged) {
                (check.life, check.health, check.certain) = (Pulse::default(), Pulse::default(), None);
            }
        }
        self.hurry(at, self.now.beat);
    }

    /// A device answers again. Those of its checks that failed are judged by new answers only: they come back together, but not in one
    /// instant.
    fn come_up(&mut self, at: u32, work: &mut Vec<u32>) {
        let Some(device) = self.world.devices.get(at).filter(|device| device.state != State::Up) else { return };
        for check in device.checks.clone() {
            if let Some(check) = self.world.checks.get_mut(check).filter(|check| check.judged && check.health.fact == Fact::No) {
                (check.life, check.health, check.certain) = (Pulse::default(), Pulse::default(), None);
            }
        }
        self.hurry(at, self.now.beat);
        self.turn(at, State::Up, work);
    }
}
