//! The devices and checks of the round, as they stand in memory: ten thousand devices are a few megabytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use archive::{DeviceId, SiteId};
use base::{CustomerId, Text, Timestamp};

use super::life::Sign;
use super::signs::SignBoard;
use super::slab::Slab;
use crate::beat::{Beat, Moment};
use crate::maintenance::cover::{Place, covered};
use crate::maintenance::model::Quiet;
use crate::model::{CheckId, State};
use crate::rules::flapping::Answers;
use crate::rules::hysteresis::{Fact, Pulse};
use crate::rules::tree::Life;
use crate::template::Role;

/// A device as the archive tells of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceFacts {
    pub(crate) id: DeviceId,
    pub(crate) customer_id: CustomerId,
    pub(crate) customer_name: Arc<str>,
    pub(crate) site_id: SiteId,
    pub(crate) site_name: Arc<str>,
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) address: String,
    pub(crate) parent_id: Option<DeviceId>,
    /// Other ways to it than over its parent.
    pub(crate) ways: Vec<DeviceId>,
    /// At which port of what it is reached over.
    pub(crate) ports: Vec<(DeviceId, String)>,
    /// What feeds it; any one is enough.
    pub(crate) feeds: Vec<DeviceId>,
}

/// An open alarm, as far as the round must know it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Open {
    /// Whom it cuts off, and was told.
    pub(crate) affected: BTreeSet<DeviceId>,
    /// Whom it cuts off besides, not told yet.
    pub(crate) news: BTreeMap<DeviceId, String>,
    /// When something was last told of it.
    pub(crate) told: Beat,
    /// Whether it was told that the fault comes and goes.
    pub(crate) flapping: bool,
    /// Whether it speaks for a whole place that fell silent.
    pub(crate) speaks: bool,
}

/// A device under watch.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) facts: DeviceFacts,
    /// Whether what it needs was looked for since it came in.
    pub(crate) linked: bool,
    /// The nearest device on each way to it that can be asked; any one is enough.
    pub(crate) ways: Vec<u32>,
    /// The nearest device at each of its feeds that can be asked; any one is enough.
    pub(crate) feeds: Vec<u32>,
    /// The devices among whose ways or feeds this is.
    pub(crate) dependants: Vec<u32>,
    /// Which of [`World::places`] it belongs to.
    pub(crate) place: Option<u32>,
    pub(crate) checks: Vec<u32>,
    pub(crate) state: State,
    pub(crate) since: Option<Timestamp>,
    /// When the newest question that it answered was asked.
    pub(crate) answered: Option<Beat>,
    /// When it was last pinged besides its vital checks, and answered; or did not.
    pub(crate) pinged: Option<(Beat, bool)>,
    /// What is known of its signs of life, if it is to give any.
    pub(crate) sign: Option<Sign>,
    /// Since when it is certain that nobody is there.
    pub(crate) certain: Option<Beat>,
    /// Until then bad answers do not count: it is starting up behind a parent that came back.
    pub(crate) deaf_until: Beat,
    /// For which devices' answers it waits.
    pub(crate) waits: Vec<u32>,
    /// When no alarm opens for it: from the first instant to the first after, of each maintenance window that covers it.
    pub(crate) quiet: Vec<(Timestamp, Timestamp)>,
    /// The open alarm that it is down.
    pub(crate) down: Option<Open>,
    /// The open alarm that one of its checks fails.
    pub(crate) failed: Option<Open>,
}

/// An answer that was good.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Good {
    pub(crate) at: Timestamp,
    /// How long it took.
    pub(crate) milliseconds: Option<f64>,
}

/// A check of it.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) id: CheckId,
    pub(crate) device: u32,
    pub(crate) name: Box<str>,
    pub(crate) role: Role,
    /// Asked in every n-th period.
    pub(crate) every: u32,
    /// Whether its answers prove that the device is alive.
    pub(crate) proves: bool,
    /// Whether an alarm opens when it fails.
    pub(crate) judged: bool,
    /// Whether alert rules are held against its values.
    pub(crate) held: bool,
    /// Is somebody there?
    pub(crate) life: Pulse,
    /// Is all well?
    pub(crate) health: Pulse,
    /// How it was in the last periods: does it come and go?
    pub(crate) answers: Answers,
    /// When the newest of them was noted, and whether all was well ever since.
    pub(crate) noted: (Beat, bool),
    /// Whether it was ever well: what never worked is a matter of setting up, not a fault.
    pub(crate) ever_well: bool,
    /// Since when `health` is what it is.
    pub(crate) since: Option<Timestamp>,
    /// The newest good answer since the program started.
    pub(crate) good: Option<Good>,
    /// The last good answer before the newest bad ones.
    pub(crate) before: Option<Good>,
    /// When the first of the present bad answers came.
    pub(crate) failing_since: Option<Moment>,
    /// Since when it is certain that not all is well.
    pub(crate) certain: Option<Beat>,
    /// What the last bad answer said.
    pub(crate) trouble: Option<Box<Text>>,
    /// Whether that was a value beyond an alert rule's limit.
    pub(crate) beyond: bool,
}

impl Check {
    /// Notes once a period whether all was well in it. Facts are noted, not answers: a lost packet now and then is weather, and in doubt
    /// answers come faster.
    pub(crate) fn note(&mut self, now: Beat, period: u64) {
        let (noted, good) = self.noted;
        let good = good && self.health.fact != Fact::No;
        let length = period * u64::from(self.every.max(1));
        let due = self.answers == Answers::default() || now >= noted.plus(length - length / 10);
        self.noted = if due { (now, true) } else { (noted, good) };
        if due {
            self.answers = self.answers.observe(good);
        }
    }
}

/// All of it.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) devices: Slab<Watched>,
    pub(crate) checks: Slab<Check>,
    pub(crate) by_id: HashMap<DeviceId, u32>,
    /// Devices on one site that are reached in the same way: who falls silent with all others of these has not failed alone.
    pub(crate) places: Vec<Vec<u32>>,
    /// What devices last told that explains the silence of others.
    pub(crate) signs: SignBoard,
    /// Who waits for the answer of a device.
    pub(crate) waiting: HashMap<u32, BTreeSet<u32>>,
    /// Devices whose alarm affects more than was told.
    pub(crate) untold: BTreeSet<u32>,
    /// Devices that are there again, whose alarm waits for the proof that all is well.
    pub(crate) unproved: BTreeSet<u32>,
}

impl World {
    pub(crate) fn new() -> World {
        World {
            devices: Slab::new(),
            checks: Slab::new(),
            by_id: HashMap::new(),
            places: Vec::new(),
            signs: SignBoard::default(),
            waiting: HashMap::new(),
            untold: BTreeSet::new(),
            unproved: BTreeSet::new(),
        }
    }

    /// Whether a device has a check that proves life.
    pub(crate) fn can_be_asked(&self, at: u32) -> bool {
        self.devices.get(at).is_some_and(|device| device.checks.iter().any(|check| self.checks.get(*check).is_some_and(|c| c.proves)))
    }

    /// The checks that prove a device's life.
    pub(crate) fn proving(&self, at: u32) -> impl Iterator<Item = (u32, &Check)> {
        let checks = self.devices.get(at).map(|device| device.checks.as_slice()).unwrap_or_default();
        checks.iter().filter_map(|check| Some((*check, self.checks.get(*check)?))).filter(|(_, check)| check.proves)
    }

    /// The checks whose failing is an alarm.
    pub(crate) fn judged(&self, at: u32) -> impl Iterator<Item = &Check> {
        let checks = self.devices.get(at).map(|device| device.checks.as_slice()).unwrap_or_default();
        checks.iter().filter_map(|check| self.checks.get(*check)).filter(|check| check.judged)
    }

    /// Whether somebody is there: yes when any check proves it, no when all of them say no.
    pub(crate) fn life(&self, at: u32) -> Life {
        let mut facts = self.proving(at).map(|(_, check)| check.life.fact).peekable();
        if facts.peek().is_none() {
            return Life::Unknown;
        }
        let facts: Vec<Fact> = facts.collect();
        if facts.contains(&Fact::Yes) {
            return Life::Alive;
        }
        if facts.iter().all(|fact| *fact == Fact::No) {
            return Life::Dead(self.devices.get(at).and_then(|device| device.certain).unwrap_or_default());
        }
        Life::Unknown
    }

    /// Whether a device or one of its services comes and goes.
    pub(crate) fn flaps(&self, at: u32) -> bool {
        self.judged(at).any(|check| check.answers.flapping())
    }

    /// Whether planned work covers a device at an instant.
    pub(crate) fn is_quiet(&self, at: u32, now: Timestamp) -> bool {
        self.devices.get(at).is_some_and(|device| device.quiet.iter().any(|(from, to)| *from <= now && now < *to))
    }

    /// Learns of the planned work that runs or is near.
    pub(crate) fn plan_work(&mut self, planned: &[Quiet]) {
        self.devices.iter_mut().for_each(|device| device.quiet.clear());
        if planned.is_empty() {
            return;
        }
        let place = |facts: &DeviceFacts| Place { id: facts.id, customer: facts.customer_id, site: facts.site_id, parent: facts.parent_id };
        let places: Vec<Place> = self.devices.iter().map(|(_, device)| place(&device.facts)).collect();
        for work in planned {
            for id in covered(&places, &work.targets) {
                if let Some(device) = self.by_id.get(&id).copied().and_then(|at| self.devices.get_mut(at)) {
                    device.quiet.push((work.from, work.to));
                }
            }
        }
    }

    /// Ends a device's waiting.
    pub(crate) fn stop_waiting(&mut self, at: u32) {
        let awaited = self.devices.get_mut(at).map(|device| std::mem::take(&mut device.waits)).unwrap_or_default();
        for awaited in awaited {
            if let Some(others) = self.waiting.get_mut(&awaited) {
                others.remove(&at);
                if others.is_empty() {
                    self.waiting.remove(&awaited);
                }
            }
        }
    }

    /// Lets a device wait for the answers of others.
    pub(crate) fn wait(&mut self, at: u32, awaited: Vec<u32>) {
        self.stop_waiting(at);
        if let Some(device) = self.devices.get_mut(at) {
            for other in &awaited {
                self.waiting.entry(*other).or_default().insert(at);
            }
            device.waits = awaited;
        }
    }
}
