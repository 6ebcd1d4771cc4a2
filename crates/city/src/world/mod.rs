//! What has broken. The plan says how the city was built; the world keeps only what differs from it, so that 100,000 healthy devices cost
//! nothing. Whether a device answers, which ports have a carrier, how much charge a battery has: all are pure functions of these few
//! facts and `now`; nothing ticks.
//!
//! A *cable* is named by the child at its lower end: every device but a root has exactly one, and a root's leads out of the city. An
//! *outage* is a device without life, a *gap* a cable without carrier.

mod apply;
mod cable;
mod power;
mod reach;
mod resolve;

use std::collections::HashMap;
use std::sync::Arc;

pub use self::cable::CableView;
pub use self::power::{PowerState, UpsView};
pub use self::reach::{Condition, Reach};
use crate::chance;
use crate::clock::Moment;
use crate::plan::{CityPlan, Device, DeviceId, SiteId};

/// All devices were started before this instant (2026-11-01), if the city's clock is past it: a restarted city does not look like a
/// city-wide restart of devices.
const STARTED_BEFORE: Moment = 1_793_491_200_000;
const DAY: Moment = 86_400_000;

/// How many past outages a device, and gaps a cable, remembers. The oldest is forgotten first; a counter then gains, once, what would
/// have passed during it.
const REMEMBERED: usize = 1000;

/// A time without life or carrier; without an end while it lasts.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    from: Moment,
    until: Option<Moment>,
}

/// What is wrong with a cable.
#[derive(Debug, Clone, Copy, PartialEq)]
enum CableTrouble {
    Down { from: Moment },
    Flapping { from: Moment, period: Moment },
}

/// What happened to one device.
#[derive(Debug, Clone, Default)]
struct Touched {
    /// Times without life, in order; the last may still last.
    outages: Vec<Span>,
    /// When it last came back to life.
    booted: Option<Moment>,
    /// Its cable now.
    cable: Option<CableTrouble>,
    /// Past times without carrier that were the cable's own fault; the flag tells a flapping one.
    gaps: Vec<(Span, bool)>,
    /// How late it answers, in milliseconds.
    slow: u32,
}

impl Touched {
    fn broken(&self) -> bool {
        self.outages.last().is_some_and(|outage| outage.until.is_none())
    }

    fn remember_gap(&mut self, gap: Span, flapping: bool) {
        if self.gaps.len() >= REMEMBERED {
            self.gaps.remove(0);
        }
        self.gaps.push((gap, flapping));
    }

    fn begin_outage(&mut self, from: Moment) {
        if self.outages.len() >= REMEMBERED {
            self.outages.remove(0);
        }
        self.outages.push(Span { from, until: None });
    }
}

/// The state of a city.
#[derive(Debug, Clone)]
pub struct World {
    plan: Arc<CityPlan>,
    /// Nothing was touched before this instant.
    started: Moment,
    touched: HashMap<DeviceId, Touched>,
    power: HashMap<SiteId, PowerState>,
    /// Overrides how long batteries last, in seconds.
    battery_seconds: Option<u32>,
}

impl World {
    /// A city in which all is well.
    pub fn new(plan: Arc<CityPlan>, battery_seconds: Option<u32>, now: Moment) -> World {
        World { plan, started: now, touched: HashMap::new(), power: HashMap::new(), battery_seconds }
    }

    /// What was built.
    pub fn plan(&self) -> &CityPlan {
        &self.plan
    }

    /// When a device was last started.
    pub fn booted(&self, device: &Device) -> Moment {
        let again = self.touched.get(&device.id).and_then(|touched| touched.booted);
        again.unwrap_or_else(|| {
            let before = STARTED_BEFORE.min(self.started);
            let days = chance::between(device.seed, 2, 3, 400);
            let within = chance::between(device.seed, 3, 0, DAY as u64);
            before - days as Moment * DAY - within as Moment
        })
    }

    fn touch(&mut self, id: DeviceId) -> &mut Touched {
        self.touched.entry(id).or_default()
    }
}
