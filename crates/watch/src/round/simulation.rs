//! A network that exists only in this test: devices in a tree that break and are mended, asked by the real round in time that costs
//! nothing. Beside the round stands a little database that takes in what is written, so that the program can be killed at any moment.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use archive::{DeviceId, SiteId};
use base::{CustomerId, Text, Timestamp};
use probe::{Measurement, Unit, Value};

use super::judge::Pace;
use super::pending::{Change, CheckNews, Proof};
use super::world::{DeviceFacts, Open};
use super::{Entering, Known, Round, Turn};
use crate::beat::{Beat, Moment};
use crate::maintenance::model::{Quiet, Target};
use crate::model::{AlarmKind, Cause, CheckId, State};
use crate::rules::flapping::Answers;
use crate::rules::hysteresis::{Hysteresis, Pulse};
use crate::rules::verdict::{Judged, Verdict};
use crate::template::Role;

/// Slow and without signs of life, so that a story can be told by its steps.
pub(super) const PACE: Pace = Pace { rule: Hysteresis::USUAL, period: 30_000, doubt: 5_000, life: 0, patience: 60_000, grace: 0 };
/// The usual numbers.
pub(super) const USUAL: Pace = Pace { doubt: 2_000, life: 5_000, ..PACE };
const TIMEOUT: u64 = 3_000;
const SIGN_TIMEOUT: u64 = 1_000;

/// One device of the network.
#[derive(Debug, Clone, Default)]
pub(super) struct Device {
    pub(super) parent: Option<usize>,
    /// Other ways to it.
    pub(super) ways: Vec<usize>,
    /// At which port of what.
    pub(super) ports: Vec<(usize, &'static str)>,
    /// What feeds it.
    pub(super) feeds: Vec<usize>,
    pub(super) site: Option<i64>,
    /// What a UPS tells.
    pub(super) seconds_on_battery: Option<f64>,
    /// It has no power.
    pub(super) broken: bool,
    /// Its second service is broken; it has one when this is not `None`.
    pub(super) service_broken: Option<bool>,
    /// It refuses at once instead of being silent.
    pub(super) refuses: bool,
    /// It does not answer, though it lets others through and feeds them.
    pub(super) deaf: bool,
    /// Our own computer fails to ask it.
    pub(super) unaskable: bool,
    /// It lets no ping through, however well it is.
    pub(super) ignores_pings: bool,
    /// It has no address and is not asked at all.
    pub(super) mute: bool,
}

/// What the little database holds.
#[derive(Debug, Default)]
struct Stored {
    checks: HashMap<CheckId, CheckNews>,
    states: HashMap<DeviceId, (State, Option<Timestamp>)>,
    open: BTreeMap<(DeviceId, AlarmKind), BTreeSet<DeviceId>>,
    opened: usize,
    /// Of which devices it was told that they come and go.
    flapping: BTreeSet<usize>,
    flaps_now: BTreeSet<(DeviceId, AlarmKind)>,
    /// When the last alarm was opened.
    last: i64,
    /// Who was there when it was last known.
    there: BTreeSet<DeviceId>,
    /// What proved that the last alarm's fault was over.
    proof: Vec<Proof>,
    /// What the fault of each alarm ever opened was of.
    causes: BTreeMap<usize, Option<Cause>>,
}

pub(super) struct Simulation {
    pub(super) devices: Vec<Device>,
    pace: Pace,
    round: Round,
    stored: Stored,
    now: u64,
    /// Milliseconds that had passed when the program was last started.
    started: u64,
    /// Questions under way: when they end, and the turn. Killed with the program.
    under_way: Vec<(u64, Turn)>,
    /// Every how many-th answer is lost; none when 0.
    pub(super) lossy: u64,
    answers: u64,
    first_silence: Option<u64>,
    planned: Vec<Quiet>,
}

impl Simulation {
    pub(super) fn new(devices: Vec<Device>, pace: Pace) -> Simulation {
        let mut simulation = Simulation {
            devices,
            pace,
            round: Round::new(pace),
            stored: Stored::default(),
            now: 0,
            started: 0,
            under_way: Vec::new(),
            lossy: 0,
            answers: 0,
            first_silence: None,
            planned: Vec::new(),
        };
        simulation.restart();
        simulation
    }

    /// Kills the program, with all it has not written, and starts it again.
    pub(super) fn restart(&mut self) {
        self.under_way.clear();
        self.round = Round::new(self.pace);
        self.started = self.now;
        let now = self.moment();
        for index in 0..self.devices.len() {
            self.put(index);
        }
        self.round.plan_work(self.planned.clone());
        self.round.link(now);
    }

    /// The archive tells another story of a device than before: another parent, another address or none.
    pub(super) fn changed(&mut self, index: usize) {
        if self.devices.get(index).is_some_and(|device| device.mute) {
            // Its checks are retired, and with them what was known of them.
            self.stored.checks.retain(|check, _| check.0 / 10 != index as i64);
        }
        self.put(index);
        let now = self.moment();
        self.round.link(now);
        self.write();
    }

    fn put(&mut self, index: usize) {
        let (id, now) = (DeviceId(index as i64), self.moment());
        let Some(device) = self.devices.get(index) else { return };
        let (state, since) = self.stored.states.get(&id).copied().unwrap_or_default();
        let flapping = |kind| self.stored.flaps_now.contains(&(id, kind));
        let known = |kind, affected: &BTreeSet<DeviceId>| Open { affected: affected.clone(), flapping: flapping(kind), ..Open::default() };
        let open = |kind| self.stored.open.get(&(id, kind)).map(|affected| known(kind, affected));
        let known = Known { state, since, down: open(AlarmKind::DeviceDown), failed: open(AlarmKind::CheckFailed) };
        let mut checks = Vec::new();
        if !device.mute {
            checks.push(self.entering(index, 0, Role::Vital));
            checks.extend(device.service_broken.map(|_| self.entering(index, 1, Role::Vital)));
            checks.push(self.entering(index, 2, Role::Fallback));
            if device.seconds_on_battery.is_some() || self.devices.iter().any(|other| other.ports.iter().any(|(of, _)| *of == index)) {
                checks.push(self.entering(index, 3, Role::Measure));
            }
        }
        self.round.put(facts(index, device), known, checks, now);
    }

    fn entering(&self, device: usize, which: i64, role: Role) -> Entering {
        let id = CheckId(device as i64 * 10 + which);
        let stored = self.stored.checks.get(&id);
        // Through the words and numbers of the real tables.
        let pulse =
            |of: fn(&CheckNews) -> Pulse| stored.map(|news| Pulse::restored(of(news).fact.as_str(), of(news).stored())).unwrap_or_default();
        Entering {
            held: false,
            sign: role == Role::Fallback,
            id,
            name: format!("check {which}"),
            role,
            every: 1,
            life: pulse(|news| news.life),
            health: pulse(|news| news.health),
            answers: stored.map(|news| Answers::restored(news.answers.stored())).unwrap_or_default(),
            ever_well: stored.is_some_and(|news| news.ever_well),
            since: stored.and_then(|news| news.since),
        }
    }

    /// Lets time pass, doing everything that falls into it, and writes everything down about every two seconds.
    pub(super) fn run(&mut self, seconds: u64) {
        let end = self.now + seconds * 1000;
        let mut write_at = self.now + 2000;
        loop {
            while let Some(turn) = self.round.next(self.moment()) {
                let ends = self.now + self.duration(turn);
                self.under_way.push((ends, turn));
            }
            let wake = self.round.wake().map_or(u64::MAX, |beat| beat.0 + self.started).max(self.now + 1);
            let answer = self.under_way.iter().map(|(at, _)| *at).min().unwrap_or(u64::MAX);
            let next = wake.min(answer).min(write_at);
            if next > end {
                break;
            }
            self.now = next.max(self.now);
            if self.now >= write_at || self.round.pending().urgent() {
                self.write();
                write_at = self.now + 2000;
            }
            self.round.tick(self.moment());
            let (ended, left) = self.under_way.iter().partition(|(at, _)| *at <= self.now);
            self.under_way = left;
            let ended: Vec<(u64, Turn)> = ended;
            for (_, turn) in ended {
                let judged = self.answer(turn);
                if turn.sign {
                    let there = (judged.verdict != Verdict::Unasked).then_some(judged.verdict == Verdict::Well);
                    self.round.saw(turn, there, self.moment());
                    continue;
                }
                if judged.verdict == Verdict::Well && turn.check.0 % 10 == 3 {
                    self.round.measured(turn, &self.measurements(turn), self.moment());
                }
                self.round.answered(turn, &judged, self.moment());
            }
        }
        self.now = end;
        self.write();
    }

    fn duration(&self, turn: Turn) -> u64 {
        let device = self.device_of(turn);
        let works = device.is_some_and(|index| self.reachable(index) && !self.dead(index, turn.check));
        let refuses = device.and_then(|index| self.devices.get(index)).is_some_and(|device| device.refuses);
        if works || refuses {
            1 + turn.check.0 as u64 % 7
        } else if turn.sign {
            SIGN_TIMEOUT
        } else {
            TIMEOUT
        }
    }

    fn device_of(&self, turn: Turn) -> Option<usize> {
        usize::try_from(turn.check.0 / 10).ok()
    }

    fn dead(&self, index: usize, check: CheckId) -> bool {
        let device = self.devices.get(index).cloned().unwrap_or_default();
        let mute = check.0 % 10 == 2 && device.ignores_pings;
        device.broken || device.deaf || mute || (check.0 % 10 == 1 && device.service_broken == Some(true))
    }

    /// Whether a device has power and a way to it: nothing but itself keeps it from answering.
    pub(super) fn reachable(&self, index: usize) -> bool {
        self.has_a_way(index) && self.powered(index)
    }

    fn has_a_way(&self, index: usize) -> bool {
        let Some(device) = self.devices.get(index) else { return false };
        let passes = |way: &usize| self.devices.get(*way).is_some_and(|other| !other.broken) && self.reachable(*way);
        let mut ways = device.ways.iter().chain(&device.parent).peekable();
        ways.peek().is_none() || ways.any(passes)
    }

    /// Whether something that feeds a device cannot be seen, so that nobody knows whether it does.
    pub(super) fn is_fed_by_the_unseen(&self, index: usize) -> bool {
        let feeds = self.devices.get(index).map(|device| device.feeds.as_slice()).unwrap_or_default();
        feeds.iter().any(|feed| !self.has_a_way(*feed) || self.is_fed_by_the_unseen(*feed))
    }

    fn powered(&self, index: usize) -> bool {
        let Some(device) = self.devices.get(index) else { return false };
        let feeds = |feed: &usize| self.devices.get(*feed).is_some_and(|other| !other.broken) && self.powered(*feed);
        device.feeds.is_empty() || device.feeds.iter().any(feeds)
    }

    fn answer(&mut self, turn: Turn) -> Judged {
        self.answers += 1;
        let index = self.device_of(turn).unwrap_or_default();
        let lost = self.lossy > 0 && self.answers.is_multiple_of(self.lossy);
        let verdict = if self.devices.get(index).is_some_and(|device| device.unaskable) {
            Verdict::Unasked
        } else if self.reachable(index) && !self.dead(index, turn.check) && !lost {
            Verdict::Well
        } else {
            self.first_silence.get_or_insert(self.now);
            Verdict::Silent
        };
        Judged { verdict, text: Text::new("en", "zh"), milliseconds: None }
    }

    /// What a switch tells of its ports, and a UPS of its battery.
    fn measurements(&self, turn: Turn) -> Vec<Measurement> {
        let index = self.device_of(turn).unwrap_or_default();
        let number = |name: &str, label: Option<&str>, value: f64| Measurement {
            name: name.to_owned(),
            label: label.map(str::to_owned),
            unit: Unit::Count,
            value: Value::Number(value),
        };
        let ports = (0..self.devices.len()).flat_map(|at| self.devices[at].ports.iter().map(move |(of, port)| (at, *of, *port)));
        let ports = ports.filter(|(_, of, _)| *of == index);
        let mut found: Vec<Measurement> = ports
            .map(|(at, _, port)| number("if_up", Some(port), f64::from(u8::from(!self.devices[at].broken && self.powered(at)))))
            .collect();
        found.extend(self.devices[index].seconds_on_battery.map(|seconds| number("seconds_on_battery", None, seconds)));
        found
    }

    /// Whether a device was there when that was last known, before it was cut off.
    pub(super) fn was_there(&self, device: usize) -> bool {
        self.stored.there.contains(&DeviceId(device as i64))
    }

    /// What the fault of a device was said to be of.
    pub(super) fn cause(&self, device: usize) -> Option<Cause> {
        self.stored.causes.get(&device).copied().flatten()
    }

    /// Which checks and devices proved that the last alarm's fault was over.
    pub(super) fn proof(&self) -> Vec<String> {
        self.stored.proof.iter().map(|proof| proof.check.clone().unwrap_or_else(|| proof.device_name.clone())).collect()
    }

    fn moment(&self) -> Moment {
        Moment { beat: Beat(self.now - self.started), at: Timestamp::from_milliseconds(self.now as i64) }
    }

    /// What the database does in one transaction. A second open alarm, or one closed that is not open, ends the test.
    fn write(&mut self) {
        let pending = std::mem::take(self.round.pending());
        self.stored.checks.extend(pending.checks);
        for (id, (state, _)) in &pending.devices {
            match state {
                State::Up => self.stored.there.insert(*id),
                State::Down => self.stored.there.remove(id),
                State::Unreachable | State::Unknown => false,
            };
        }
        self.stored.states.extend(pending.devices);
        for change in pending.changes {
            match change {
                Change::Opened(opened) => {
                    let affected: BTreeSet<DeviceId> = opened.affected.iter().map(|(id, _)| *id).collect();
                    assert!(!affected.contains(&opened.device), "a device does not cut itself off");
                    let second = self.stored.open.insert((opened.device, opened.kind), affected);
                    assert!(second.is_none(), "a second open alarm: {opened:?}");
                    self.stored.causes.insert(opened.device.0 as usize, opened.cause);
                    self.stored.opened += 1;
                    self.stored.last = opened.at.milliseconds();
                }
                Change::Affected { device, added, .. } => {
                    let open = self.stored.open.get_mut(&(device, AlarmKind::DeviceDown)).expect("the alarm is open");
                    for (id, _) in added {
                        assert!(open.insert(id), "told twice that {id} is affected by {device}");
                    }
                }
                Change::Flapping { device, kind, flapping, .. } => {
                    assert!(self.stored.open.contains_key(&(device, kind)), "flaps without an alarm: {device} {kind:?}");
                    self.stored.flapping.extend(flapping.then_some(device.0 as usize));
                    if flapping {
                        self.stored.flaps_now.insert((device, kind))
                    } else {
                        self.stored.flaps_now.remove(&(device, kind))
                    };
                }
                Change::Closed { device, kind, proof, .. } => {
                    self.stored.proof = proof;
                    self.stored.flaps_now.remove(&(device, kind));
                    assert!(self.stored.open.remove(&(device, kind)).is_some(), "closed, but not open: {device} {kind:?}");
                }
            }
        }
    }

    /// The devices with an open alarm of a kind.
    pub(super) fn alarmed(&self, kind: AlarmKind) -> BTreeSet<usize> {
        self.stored.open.keys().filter(|(_, other)| *other == kind).map(|(id, _)| id.0 as usize).collect()
    }

    /// Whom the alarm of a device affects.
    pub(super) fn affected(&self, device: usize) -> BTreeSet<usize> {
        let open = self.stored.open.get(&(DeviceId(device as i64), AlarmKind::DeviceDown));
        open.into_iter().flatten().map(|id| id.0 as usize).collect()
    }

    /// How many questions were asked, signs of life among them.
    pub(super) fn asked(&self) -> u64 {
        self.answers
    }

    /// How many milliseconds ago the last alarm was opened.
    pub(super) fn since_last_alarm(&self) -> u64 {
        self.now.saturating_sub(self.stored.last.unsigned_abs())
    }

    /// How many milliseconds passed from the first bad answer of all to the last alarm.
    pub(super) fn took(&self) -> i64 {
        self.stored.last - self.first_silence.unwrap_or_default() as i64
    }

    /// The devices of which it was told that they come and go.
    pub(super) fn told_flapping(&self) -> Vec<usize> {
        self.stored.flapping.iter().copied().collect()
    }

    /// Whether an alarm is open of something that comes and goes.
    pub(super) fn flaps(&self) -> bool {
        !self.stored.flaps_now.is_empty()
    }

    /// Work is planned on a device, from now on for so many seconds.
    pub(super) fn plan_work(&mut self, device: usize, seconds: i64) {
        let from = self.moment().at;
        let targets = vec![Target::Device(DeviceId(device as i64))];
        self.planned.push(Quiet { from, to: from.plus_seconds(seconds), targets });
        self.round.plan_work(self.planned.clone());
    }

    /// How many alarms were ever opened.
    pub(super) fn opened(&self) -> usize {
        self.stored.opened
    }

    /// The state that stands in the database.
    pub(super) fn state(&self, device: usize) -> State {
        self.stored.states.get(&DeviceId(device as i64)).map(|(state, _)| *state).unwrap_or_default()
    }
}

fn ids(of: &[usize]) -> Vec<DeviceId> {
    of.iter().map(|index| DeviceId(*index as i64)).collect()
}

fn facts(index: usize, device: &Device) -> DeviceFacts {
    DeviceFacts {
        id: DeviceId(index as i64),
        customer_id: CustomerId(1),
        customer_name: Arc::from("customer"),
        // Everyone on a site of their own, unless they share one.
        site_id: SiteId(device.site.unwrap_or(1000 + index as i64)),
        site_name: Arc::from("site"),
        name: format!("device {index}"),
        kind: "switch",
        address: String::new(),
        parent_id: device.parent.map(|parent| DeviceId(parent as i64)),
        ways: ids(&device.ways),
        ports: device.ports.iter().map(|(of, name)| (DeviceId(*of as i64), name.to_string())).collect(),
        feeds: ids(&device.feeds),
    }
}
