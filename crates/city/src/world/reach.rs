//! Who answers. A device is silent when it is dead, when its site is dark, or when anything on the way up to its root is: the monitoring
//! centre sits above the roots.

use serde::Serialize;

use super::{CableTrouble, World};
use crate::clock::Moment;
use crate::plan::{Device, DeviceId};

/// Whether a device can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It answers, this late (milliseconds).
    Answers {
        /// Milliseconds that its own and its parents' slowness add.
        late: u64,
    },
    /// It does not.
    Silent,
}

/// How a device is, with the cause that explains it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "condition", rename_all = "snake_case")]
pub enum Condition {
    /// It answers at once.
    Well,
    /// It answers late.
    Slow {
        /// How late.
        milliseconds: u64,
    },
    /// It is dead itself.
    Down {
        /// Since when, milliseconds since the epoch.
        since: Moment,
    },
    /// Its site is dark.
    NoPower {
        /// Since when.
        since: Moment,
    },
    /// Its own cable has no carrier.
    LinkDown {
        /// Since when the trouble with the cable.
        since: Moment,
    },
    /// It is alive behind something that is not.
    CutOff {
        /// The name of the device that is in the way.
        by: String,
    },
}

impl World {
    /// Whether a device answers.
    pub fn reach(&self, device: &Device, now: Moment) -> Reach {
        if self.touched.is_empty() && self.power.is_empty() {
            return Reach::Answers { late: 0 };
        }
        let mut late = 0;
        let mut at = Some(device);
        while let Some(device) = at {
            if self.outage_since(device, now).is_some() || self.cable_down_since(device.id, now).is_some() {
                return Reach::Silent;
            }
            late += self.touched.get(&device.id).map_or(0, |touched| u64::from(touched.slow));
            at = self.plan.parent(device);
        }
        Reach::Answers { late }
    }

    /// How a device is, and why.
    pub fn condition(&self, device: &Device, now: Moment) -> Condition {
        if let Some(outage) = self.touched.get(&device.id).filter(|touched| touched.broken()).and_then(|touched| touched.outages.last()) {
            return Condition::Down { since: outage.from };
        }
        if let Some(since) = self.dark_since(device.site, now) {
            return Condition::NoPower { since };
        }
        if let Some(since) = self.cable_down_since(device.id, now) {
            return Condition::LinkDown { since };
        }
        match self.reach(device, now) {
            Reach::Answers { late: 0 } => Condition::Well,
            Reach::Answers { late } => Condition::Slow { milliseconds: late },
            Reach::Silent => Condition::CutOff { by: self.in_the_way(device, now) },
        }
    }

    /// How many devices do not answer.
    pub fn silent(&self, now: Moment) -> usize {
        if self.touched.is_empty() && self.power.is_empty() {
            return 0;
        }
        self.plan.devices().iter().filter(|device| self.reach(device, now) == Reach::Silent).count()
    }

    /// The next instant after `now` at which somebody falls silent or speaks again without an order.
    pub fn next_change(&self, now: Moment) -> Option<Moment> {
        let flat = self.cuts().map(|(_, _, flat)| flat).filter(|flat| *flat > now);
        let flaps = self.touched.values().filter_map(|touched| match touched.cable {
            Some(CableTrouble::Flapping { from, period }) => {
                let half = (period / 2).max(1);
                Some(from + ((now - from).max(0) / half + 1) * half)
            }
            _ => None,
        });
        flat.chain(flaps).min()
    }

    /// Since when a device has no life of its own.
    pub(super) fn outage_since(&self, device: &Device, now: Moment) -> Option<Moment> {
        let broken = self.touched.get(&device.id).filter(|touched| touched.broken());
        let broken = broken.and_then(|touched| touched.outages.last()).map(|outage| outage.from);
        match (broken, self.dark_since(device.site, now)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Since when the trouble with a cable lasts that has taken its carrier just now.
    pub(super) fn cable_down_since(&self, id: DeviceId, now: Moment) -> Option<Moment> {
        match self.touched.get(&id)?.cable? {
            CableTrouble::Down { from } => Some(from),
            CableTrouble::Flapping { from, period } => {
                let within = (now - from).max(0) % period.max(1);
                (within < period / 2).then_some(now - within)
            }
        }
    }

    fn in_the_way(&self, device: &Device, now: Moment) -> String {
        let mut at = self.plan.parent(device);
        while let Some(device) = at {
            if self.outage_since(device, now).is_some() || self.cable_down_since(device.id, now).is_some() {
                return device.name.clone();
            }
            at = self.plan.parent(device);
        }
        String::new()
    }
}
