//! Whose turn it is. Every check has a beat of its own, spread over the period; a device is asked one question at a time; a beat that was
//! missed is not made up for. The watch never waits: what cannot be asked now stands in a queue, not in anybody's way.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::beat::Beat;
use crate::wheel::Wheel;

/// Where a check is on its way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Not in the schedule.
    Absent,
    /// In the wheel.
    Waiting,
    /// In the queue: it is due.
    Due,
    /// It is due, but another question to its device is under way.
    Held,
    /// It is being asked; when there is a beat, it is to be asked again at that beat.
    Asked(Option<Beat>),
}

#[derive(Debug, Clone, Copy)]
struct Turn {
    device: u32,
    period: u64,
    phase: u64,
    place: Place,
    /// Whether it is asked beside whatever else its device is being asked.
    beside: bool,
    /// When it was due, for measuring how late it is asked.
    due: Beat,
    /// When it was last asked.
    asked: Option<Beat>,
}

/// The turns of all checks, by their places in the tables of the round.
#[derive(Debug)]
pub(crate) struct Schedule {
    wheel: Wheel,
    turns: Vec<Turn>,
    queue: VecDeque<u32>,
    /// Devices with a question under way: which check's, and which other checks are held.
    busy: HashMap<u32, (u32, Vec<u32>)>,
    /// Devices whose last question was followed by silence: nobody is there to be spared, and waiting for one silence after the other would
    /// take as many times as long as there are checks.
    silent: HashSet<u32>,
    /// A check that is hurried is not asked more often than this, in milliseconds.
    least: u64,
}

impl Schedule {
    pub(crate) fn new(least: u64) -> Schedule {
        Schedule { wheel: Wheel::new(), turns: Vec::new(), queue: VecDeque::new(), busy: HashMap::new(), silent: HashSet::new(), least }
    }

    /// Takes a check in. `seed` spreads the phases: checks with different seeds have different beats.
    pub(crate) fn add(&mut self, check: u32, device: u32, period: u64, seed: u64, now: Beat) {
        let absent = Turn { device, period: 1, phase: 0, place: Place::Absent, beside: false, due: now, asked: None };
        if self.turns.len() <= check as usize {
            self.turns.resize(check as usize + 1, absent);
        }
        let period = period.max(1);
        if let Some(turn) = self.turns.get_mut(check as usize) {
            *turn = Turn { period, phase: spread(seed) % period, place: Place::Waiting, ..absent };
            self.wheel.insert(check, turn.next_beat(now));
        }
    }

    /// Lets a check be asked beside whatever else its device is being asked: an echo burdens nobody.
    pub(crate) fn ask_beside(&mut self, check: u32) {
        if let Some(turn) = self.turns.get_mut(check as usize) {
            turn.beside = true;
        }
    }

    /// Notes whether a check's device answered it. While it does not, all its checks are asked beside each other.
    pub(crate) fn heard(&mut self, check: u32, answered: bool) {
        let Some(turn) = self.turns.get(check as usize) else { return };
        let device = turn.device;
        if answered {
            self.silent.remove(&device);
        } else if self.silent.insert(device) {
            self.free(device);
        }
    }

    /// Takes a check out. A question under way is no longer waited for.
    pub(crate) fn remove(&mut self, check: u32) {
        self.wheel.remove(check);
        let Some(turn) = self.turns.get_mut(check as usize) else { return };
        let was = std::mem::replace(&mut turn.place, Place::Absent);
        let device = turn.device;
        if let Place::Asked(_) = was {
            self.release(device, check);
        }
    }

    /// Asks a check at `at` instead of at its beat, if that is earlier; one that is being asked is asked again.
    pub(crate) fn hurry(&mut self, check: u32, at: Beat) {
        let Some(turn) = self.turns.get_mut(check as usize) else { return };
        let at = turn.asked.map_or(at, |asked| at.max(asked.plus(self.least)));
        match turn.place {
            Place::Waiting if self.wheel.due(check).is_none_or(|due| due > at) => self.wheel.insert(check, at),
            Place::Asked(again) => turn.place = Place::Asked(Some(again.map_or(at, |again| again.min(at)))),
            Place::Waiting | Place::Absent | Place::Due | Place::Held => {}
        }
    }

    /// Moves what is due into the queue.
    pub(crate) fn advance(&mut self, now: Beat) {
        for check in self.wheel.pop_due(now) {
            if let Some(turn) = self.turns.get_mut(check as usize) {
                turn.place = Place::Due;
                turn.due = now;
                self.queue.push_back(check);
            }
        }
    }

    /// The next check to ask and how many milliseconds it stood in the queue. It counts as asked from now on.
    pub(crate) fn take(&mut self, now: Beat) -> Option<(u32, u64)> {
        while let Some(check) = self.queue.pop_front() {
            let Some(turn) = self.turns.get_mut(check as usize).filter(|turn| turn.place == Place::Due) else { continue };
            if !turn.beside && !self.silent.contains(&turn.device) {
                if let Some((_, held)) = self.busy.get_mut(&turn.device) {
                    turn.place = Place::Held;
                    held.push(check);
                    continue;
                }
                self.busy.insert(turn.device, (check, Vec::new()));
            }
            turn.place = Place::Asked(None);
            turn.asked = Some(now);
            return Some((check, now.0.saturating_sub(turn.due.0)));
        }
        None
    }

    /// A check was answered, or its question came to another end. In doubt it is asked again `soon` milliseconds after it was last asked,
    /// neither earlier nor later: answers that come all in one second are one observation, not three.
    pub(crate) fn done(&mut self, check: u32, soon: Option<u64>, now: Beat) {
        let Some(turn) = self.turns.get_mut(check as usize) else { return };
        let Place::Asked(again) = turn.place else { return };
        let device = turn.device;
        turn.place = Place::Waiting;
        let beat = turn.next_beat(now);
        let next = match soon {
            Some(soon) => turn.asked.unwrap_or(now).plus(soon).max(now),
            None => again.map_or(beat, |again| again.min(beat)),
        };
        self.wheel.insert(check, next);
        self.release(device, check);
    }

    /// When to look again, while nothing is answered; never later than the next check is due.
    pub(crate) fn wake(&self) -> Option<Beat> {
        self.wheel.wake()
    }

    /// How many checks are due but not asked yet.
    pub(crate) fn queued(&self) -> usize {
        self.queue.len()
    }

    /// The device is free again, if it was this check that it was busy with.
    fn release(&mut self, device: u32, check: u32) {
        if self.busy.get(&device).is_some_and(|(asked, _)| *asked == check) {
            self.free(device);
        }
    }

    /// Lets those that were held for a device come first.
    fn free(&mut self, device: u32) {
        let held = self.busy.remove(&device).map(|(_, held)| held).unwrap_or_default();
        for check in held.into_iter().rev() {
            if let Some(turn) = self.turns.get_mut(check as usize).filter(|turn| turn.place == Place::Held) {
                turn.place = Place::Due;
                self.queue.push_front(check);
            }
        }
    }
}

impl Turn {
    /// The first beat of this check after `now`.
    fn next_beat(&self, now: Beat) -> Beat {
        let since = now.0.saturating_sub(self.phase);
        if now.0 < self.phase { Beat(self.phase) } else { Beat(self.phase + (since / self.period + 1) * self.period) }
    }
}

/// Spreads neighbouring numbers evenly (the finalizer of SplitMix64).
fn spread(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(checks: &[(u32, u32)]) -> Schedule {
        let mut schedule = Schedule::new(10);
        for (check, device) in checks {
            schedule.add(*check, *device, 1000, u64::from(*check), Beat(0));
        }
        schedule
    }

    /// Everything that can be asked at `now`.
    fn turns(schedule: &mut Schedule, now: u64) -> Vec<u32> {
        schedule.advance(Beat(now));
        std::iter::from_fn(|| schedule.take(Beat(now)).map(|(check, _)| check)).collect()
    }

    #[test]
    fn beats_are_spread_over_the_period() {
        let checks: Vec<(u32, u32)> = (0..1000).map(|n| (n, n)).collect();
        let mut schedule = schedule(&checks);
        let tenths: Vec<usize> = (1..=10).map(|tenth| turns(&mut schedule, tenth * 100).len()).collect();
        assert_eq!(tenths.iter().sum::<usize>(), 1000, "each is asked once in a period");
        assert!(tenths.iter().all(|count| (60..140).contains(count)), "{tenths:?}");
    }

    #[test]
    fn a_device_is_asked_one_question_at_a_time() {
        let mut schedule = schedule(&[(0, 7), (1, 7), (2, 7), (3, 8)]);
        let mut first = turns(&mut schedule, 1000);
        assert_eq!(first.len(), 2, "one of device 7 and the one of device 8");
        first.retain(|check| *check != 3);
        schedule.done(first[0], None, Beat(1001));
        let second = turns(&mut schedule, 1001);
        assert_eq!(second.len(), 1);
        assert_ne!(first, second);
    }

    #[test]
    fn an_echo_waits_for_nobody() {
        let mut schedule = schedule(&[(0, 7), (1, 7), (2, 7)]);
        schedule.ask_beside(1);
        let first = turns(&mut schedule, 1000);
        assert!(first.len() == 2 && first.contains(&1), "{first:?}");
        schedule.done(1, None, Beat(1001));
        assert_eq!(turns(&mut schedule, 1001), [0; 0], "the other question is still under way");
        let other = first.into_iter().find(|check| *check != 1).unwrap();
        schedule.done(other, None, Beat(1002));
        assert_eq!(turns(&mut schedule, 1002), [2 - other]);
    }

    #[test]
    fn a_silent_device_is_spared_nothing() {
        let mut schedule = schedule(&[(0, 7), (1, 7), (2, 7)]);
        let first = turns(&mut schedule, 1000);
        assert_eq!(first.len(), 1);
        schedule.heard(first[0], false);
        schedule.done(first[0], Some(500), Beat(1001));
        assert_eq!(turns(&mut schedule, 1001).len(), 2, "both others at once");
        assert_eq!(turns(&mut schedule, 1500), first, "and the first one beside them");
        (0..3).for_each(|check| schedule.heard(check, true));
        (0..3).for_each(|check| schedule.done(check, None, Beat(1501)));
        assert_eq!(turns(&mut schedule, 2600).len(), 1, "there again, it is asked one question at a time");
    }

    #[test]
    fn missed_beats_are_not_made_up_for() {
        let mut schedule = schedule(&[(0, 0)]);
        assert_eq!(turns(&mut schedule, 1000), [0]);
        schedule.done(0, None, Beat(50_500));
        assert_eq!(turns(&mut schedule, 50_500), [0; 0]);
        assert_eq!(turns(&mut schedule, 51_500), [0], "once, at the next beat");
        assert_eq!(turns(&mut schedule, 99_000), [0; 0], "not again before it is answered");
    }

    #[test]
    fn doubt_and_hurry_ask_sooner_but_never_later() {
        let mut schedule = Schedule::new(10);
        schedule.add(0, 0, 60_000, 0, Beat(0));
        schedule.hurry(0, Beat(5));
        assert_eq!(turns(&mut schedule, 5), [0]);
        schedule.done(0, Some(100), Beat(30));
        assert_eq!(turns(&mut schedule, 104), [0; 0]);
        assert_eq!(turns(&mut schedule, 105), [0], "a hundred after it was asked, not after it answered");
        schedule.hurry(0, Beat(106));
        schedule.done(0, None, Beat(107));
        assert_eq!(turns(&mut schedule, 114), [0; 0]);
        assert_eq!(turns(&mut schedule, 115), [0], "asked again although it was being asked, but not more often than the least");
        schedule.done(0, Some(100), Beat(900));
        assert_eq!(turns(&mut schedule, 900), [0], "an answer that came late is followed at once");
    }

    #[test]
    fn a_removed_check_leaves_its_device_free() {
        let mut schedule = schedule(&[(0, 7), (1, 7)]);
        let first = turns(&mut schedule, 1000);
        schedule.remove(first[0]);
        let second = turns(&mut schedule, 1000);
        assert_eq!((first.len(), second.len()), (1, 1));
        schedule.remove(second[0]);
        assert_eq!(schedule.wake(), None);
        schedule.done(first[0], None, Beat(1001));
        assert_eq!(schedule.wake(), None, "an answer to a question nobody asks any more");
    }
}
