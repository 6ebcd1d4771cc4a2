//! What devices tell that explains the silence of others: a switch of its ports, a UPS of its battery. Only what somebody's silence may need
//! is kept, the newest.

use std::collections::HashMap;

use probe::{Measurement, Value};

use super::world::{Watched, World};
use crate::beat::Beat;
use crate::model::State;
use crate::rules::evidence::{Feed, Port, Signs};

const ON_BATTERY: &str = "seconds_on_battery";
const CHARGE: &str = "battery_charge";
const PORT: &str = "if_up";
/// How far back, in milliseconds, what a battery told still explains a silence.
const RECENT: u64 = 300_000;

/// What is kept of a device: the measurement and its label, and the newest value with when its answer came.
type Kept = (&'static str, String, Option<(f64, Beat)>);

/// The signs of all devices of which some are wanted.
#[derive(Debug, Default)]
pub(crate) struct SignBoard(HashMap<u32, Vec<Kept>>);

impl SignBoard {
    /// Takes in what a device just told.
    pub(crate) fn note(&mut self, device: u32, found: &[Measurement], now: Beat) {
        for (name, label, newest) in self.0.get_mut(&device).into_iter().flatten() {
            let same = |m: &&Measurement| m.name == *name && m.label.as_deref().unwrap_or_default().eq_ignore_ascii_case(label);
            if let Some(Value::Number(value)) = found.iter().find(same).map(|measurement| &measurement.value) {
                *newest = Some((*value, now));
            }
        }
    }

    /// The newest value, told since a beat.
    fn value(&self, device: u32, name: &str, label: &str, since: Beat) -> Option<f64> {
        let kept = self.0.get(&device)?.iter().find(|(other, of, _)| *other == name && of == label);
        kept.and_then(|(.., newest)| *newest).filter(|(_, at)| *at >= since).map(|(value, _)| value)
    }

    /// Whether a device tells something that may explain another's silence.
    pub(crate) fn tells(&self, device: u32) -> bool {
        self.0.contains_key(&device)
    }
}

impl World {
    /// Finds out which devices tell something of others; what they told stays known.
    pub(super) fn find_tellers(&mut self) {
        let mut wanted: HashMap<u32, Vec<Kept>> = HashMap::new();
        let mut want = |device: u32, name: &'static str, label: &str| {
            let kept = wanted.entry(device).or_default();
            if !kept.iter().any(|(other, of, _)| *other == name && of == label) {
                kept.push((name, label.to_owned(), None));
            }
        };
        for (_, device) in self.devices.iter() {
            for (of, port) in &device.facts.ports {
                self.by_id.get(of).into_iter().for_each(|of| want(*of, PORT, port));
            }
            for feed in device.facts.feeds.iter().filter_map(|feed| self.by_id.get(feed)) {
                want(*feed, ON_BATTERY, "");
                want(*feed, CHARGE, "");
            }
        }
        for (device, kept) in &mut wanted {
            for (name, label, newest) in kept {
                let before = self.signs.0.get(device).into_iter().flatten();
                *newest = before.filter(|(other, of, _)| other == name && of == label).find_map(|(.., newest)| *newest);
            }
        }
        self.signs = SignBoard(wanted);
    }

    /// What is seen around a device that fell silent at a beat; `place` is how many fell silent with it, when all did.
    pub(super) fn signs(&self, device: &Watched, since: Beat, place: Option<usize>) -> Signs {
        let name = |at: u32| self.devices.get(at).map(|device| device.facts.name.clone());
        let port = |(of, port): &(archive::DeviceId, String)| {
            let at = *self.by_id.get(of)?;
            let up = self.signs.value(at, PORT, port, since)? > 0.0;
            Some(Port { of: name(at)?, name: port.clone(), up })
        };
        let feed = |feed: &archive::DeviceId| {
            let at = *self.by_id.get(feed)?;
            // A battery that ran empty told so before the silence.
            let seconds_on_battery = self.signs.value(at, ON_BATTERY, "", Beat(since.0.saturating_sub(RECENT)))?;
            Some(Feed { name: name(at)?, seconds_on_battery, charge: self.signs.value(at, CHARGE, "", Beat(0)) })
        };
        let answers = |way: &&u32| self.devices.get(**way).is_some_and(|way| way.state == State::Up && way.answered >= Some(since));
        Signs {
            // An address of this computer itself always answers.
            pings: device.pinged.is_some_and(|(at, answered)| answered && at >= since) && !device.facts.address.starts_with("127."),
            place,
            ways: device.ways.iter().filter(answers).filter_map(|way| name(*way)).collect(),
            ports: device.facts.ports.iter().filter_map(port).collect(),
            feeds: device.facts.feeds.iter().filter_map(feed).collect(),
        }
    }
}
