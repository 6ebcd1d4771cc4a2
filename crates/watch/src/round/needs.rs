//! What is known of all that a silent device needs: the ways to it, what feeds it, and who shares its fate.

use std::collections::HashSet;

use base::Timestamp;

use super::linking::PLACE;
use super::world::{Watched, World};
use crate::model::State;
use crate::rules::tree::{Life, Silence, Standing, Witness};

/// A feed that fell silent longer ago than this, in milliseconds, is not why a device is silent now.
const TOGETHER: i64 = 300_000;
/// So many of a place are asked when one is silent.
const ASKED: usize = 3;

/// What is known of all that a silent device needs.
#[derive(Debug)]
pub(crate) struct Needs {
    pub(crate) standing: Standing,
    /// Those to ask, because the newest that is known of them is too old.
    pub(crate) ask: Vec<u32>,
    /// Those that are silent and not decided yet.
    pub(crate) silent: Vec<u32>,
    /// The whole place is silent, and this one is to speak for it, which it may not know yet.
    pub(crate) speaker: Option<u32>,
    /// The whole place is silent, and this device is to speak for it: so many are silent with it.
    pub(crate) speaks_for: Option<usize>,
}

/// Who else of the place is there.
enum Place {
    /// The device is silent alone, or stands nowhere in particular.
    Apart,
    /// Nobody of the place is known to be there, but not all are known to be silent.
    Unsure(Vec<u32>),
    /// All are silent, and another one speaks, or is to speak, for them.
    Spoken(u32),
    /// All are silent, so many with this one, and it is to speak for them.
    Speaker(usize),
}

impl World {
    /// What is known of all that a silent device needs.
    pub(crate) fn needs(&self, at: u32, silence: &Silence, now: Timestamp) -> Needs {
        let mut needs = Needs { standing: Standing::Works, ask: Vec::new(), silent: Vec::new(), speaker: None, speaks_for: None };
        let Some(device) = self.devices.get(at) else { return needs };
        let ways = device.ways.iter().filter_map(|way| Some((*way, self.witness(*way)?.way(silence))));
        needs.any_of(ways);
        needs.any_of(self.feeds(device, silence, now));
        if needs.standing == Standing::Works {
            match self.place(at, silence, now) {
                Place::Apart => {}
                Place::Unsure(some) => (needs.standing, needs.ask) = (Standing::Unsure, some),
                Place::Spoken(by) if self.devices.get(by).is_some_and(|device| device.down.is_some()) => needs.standing = Standing::Broken,
                Place::Spoken(by) => (needs.standing, needs.speaker) = (Standing::Silent, Some(by)),
                Place::Speaker(count) => needs.speaks_for = Some(count),
            }
        }
        needs
    }

    /// What is known of each feed of a device.
    fn feeds(&self, device: &Watched, silence: &Silence, now: Timestamp) -> impl Iterator<Item = (u32, Standing)> {
        let feeds = self.telling_feeds(device);
        let recently = |feed: &u32| {
            let feed = self.devices.get(*feed).filter(|feed| feed.state == State::Down);
            feed.and_then(|feed| feed.since).is_some_and(|since| now.milliseconds_since(since) <= TOGETHER)
        };
        // Of two feeds the one may have been down for long: the last to fall is to blame.
        let together = device.state == State::Unreachable || feeds.iter().any(recently);
        feeds.into_iter().filter_map(move |feed| Some((feed, self.witness(feed)?.feed(silence, together))))
    }

    /// The feeds of a device; one that cannot be reached says nothing itself, but what feeds it may, or whoever speaks for its place.
    fn telling_feeds(&self, device: &Watched) -> Vec<u32> {
        let (mut seen, mut work, mut telling) = (HashSet::new(), device.feeds.clone(), Vec::new());
        while let Some(at) = work.pop() {
            let Some(feed) = self.devices.get(at).filter(|_| seen.insert(at)) else { continue };
            match (feed.state, self.speaker(feed)) {
                (State::Unreachable, Some(speaker)) => telling.push(speaker),
                (State::Unreachable, None) if !feed.feeds.is_empty() => work.extend(&feed.feeds),
                _ => telling.push(at),
            }
        }
        telling
    }

    fn witness(&self, at: u32) -> Option<Witness> {
        let device = self.devices.get(at)?;
        Some(Witness { life: self.life(at), state: device.state, answered: device.answered })
    }

    /// Whether a silent device is silent with its whole place.
    fn place(&self, at: u32, silence: &Silence, now: Timestamp) -> Place {
        let Some(device) = self.devices.get(at) else { return Place::Apart };
        if let Some(speaker) = self.speaker(device).filter(|_| device.state == State::Unreachable) {
            // Until one of them is there again for certain.
            return Place::Spoken(speaker);
        }
        let place = device.place.and_then(|place| self.places.get(place as usize));
        let (mut unsure, mut silent, mut speaker) = (Vec::new(), vec![at], None);
        for other in place.into_iter().flatten().copied().filter(|other| *other != at) {
            let Some((device, witness)) = self.devices.get(other).zip(self.witness(other)) else { continue };
            match (&device.down, witness.life) {
                _ if device.answered >= Some(silence.certain) => return Place::Apart,
                (Some(alarm), _) if alarm.speaks => speaker = Some(other),
                // Told before, of its own.
                (Some(_), _) => {}
                (None, Life::Dead(_)) => silent.push(other),
                (None, _) if silence.now >= silence.certain.plus(silence.patience) => return Place::Apart,
                (None, _) => unsure.push(other),
            }
        }
        if !unsure.is_empty() {
            // Not always the same ones: whoever is next after this device.
            let next = unsure.partition_point(|other| *other < at) % unsure.len();
            unsure.rotate_left(next);
            unsure.truncate(ASKED);
            return Place::Unsure(unsure);
        }
        if let Some(speaker) = speaker {
            return Place::Spoken(speaker);
        }
        if silent.len() < *PLACE.start() {
            return Place::Apart;
        }
        let free = |at: &u32| {
            let Some(device) = self.devices.get(*at).filter(|device| device.state != State::Unreachable) else { return false };
            let fed = self.feeds(device, silence, now).map(|(_, standing)| standing).min();
            fed.is_none_or(|fed| fed == Standing::Works) && !self.is_quiet(*at, now)
        };
        let dependants = |at: &u32| self.devices.get(*at).map_or(0, |device| device.dependants.len());
        let first =
            silent.iter().copied().filter(|other| *other == at || free(other)).max_by_key(|at| (dependants(at), std::cmp::Reverse(*at)));
        match first {
            Some(first) if first != at => Place::Spoken(first),
            _ => Place::Speaker(silent.len()),
        }
    }

    /// The device with the open alarm that explains why this one cannot be reached: the nearest on any way, or at any feed, or the one that
    /// speaks for its place.
    pub(crate) fn culprit(&self, at: u32) -> Option<u32> {
        let mut seen = HashSet::from([at]);
        let mut row = vec![at];
        while !row.is_empty() {
            let mut further = Vec::new();
            for device in row.iter().filter_map(|at| self.devices.get(*at)) {
                let speaker = self.speaker(device);
                let needed = device.ways.iter().chain(&device.feeds).copied().chain(speaker);
                further.extend(needed.filter(|needed| seen.insert(*needed)));
            }
            let told = |at: &&u32| self.devices.get(**at).is_some_and(|device| device.state == State::Down && device.down.is_some());
            if let Some(found) = further.iter().find(told) {
                return Some(*found);
            }
            row = further;
        }
        None
    }

    /// Everything on the ways to a device and at its feeds, and whoever shares its place.
    pub(super) fn before(&self, at: u32) -> Vec<u32> {
        let (mut seen, mut work, mut before) = (HashSet::from([at]), vec![at], Vec::new());
        while let Some(device) = work.pop().and_then(|at| self.devices.get(at)) {
            let place = device.place.and_then(|place| self.places.get(place as usize)).into_iter().flatten();
            before.extend(place.copied());
            let needed = device.ways.iter().chain(&device.feeds).copied().filter(|needed| seen.insert(*needed));
            work.extend(needed);
        }
        before.extend(seen);
        before
    }

    /// Who speaks for the place of a device.
    pub(super) fn speaker(&self, device: &Watched) -> Option<u32> {
        let speaks = |at: &&u32| self.devices.get(**at).and_then(|other| other.down.as_ref()).is_some_and(|alarm| alarm.speaks);
        self.places.get(device.place? as usize)?.iter().find(speaks).copied()
    }
}

impl Needs {
    /// Takes in several of which one is enough; none at all is enough, too.
    fn any_of(&mut self, several: impl Iterator<Item = (u32, Standing)>) {
        let several: Vec<(u32, Standing)> = several.collect();
        let best = several.iter().map(|(_, standing)| *standing).min().unwrap_or(Standing::Works);
        if best != Standing::Works {
            self.ask.extend(several.iter().filter(|(_, standing)| *standing == Standing::Unsure).map(|(at, _)| *at));
            self.silent.extend(several.iter().filter(|(_, standing)| *standing == Standing::Silent).map(|(at, _)| *at));
        }
        self.standing = self.standing.max(best);
    }
}
