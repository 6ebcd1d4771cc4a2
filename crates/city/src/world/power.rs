//! Power at a site: mains, or batteries running down. What a UPS shows is computed from when the mains failed and when the batteries
//! will be flat.

use super::World;
use crate::clock::Moment;
use crate::plan::{Device, SiteId};

/// How long flat batteries take to be full again: eight hours.
const RECHARGE: f64 = 8.0 * 3600.0 * 1000.0;

/// The power of a site that has seen a cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PowerState {
    /// The mains failed `from`; the batteries are `flat` at that instant, and had this charge (0 to 1) when it began.
    Cut {
        /// When the mains failed.
        from: Moment,
        /// When the batteries are flat.
        flat: Moment,
        /// The charge at the beginning.
        charge: f64,
    },
    /// The mains are back and the batteries are being charged.
    Mains {
        /// Since when.
        since: Moment,
        /// The charge at that instant.
        charge: f64,
    },
}

impl PowerState {
    /// The charge of the batteries, 0 to 1.
    pub fn charge(&self, now: Moment) -> f64 {
        match *self {
            PowerState::Cut { from, flat, charge } => {
                let whole = (flat - from).max(1) as f64;
                charge * ((flat - now).max(0) as f64 / whole).min(1.0)
            }
            PowerState::Mains { since, charge } => (charge + (now - since).max(0) as f64 / RECHARGE).min(1.0),
        }
    }
}

/// What a UPS knows of itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UpsView {
    /// When the mains failed; none on mains.
    pub on_battery_since: Option<Moment>,
    /// How long the batteries still last, in milliseconds, under the present load.
    pub remaining: Moment,
    /// 0 to 1.
    pub charge: f64,
}

impl World {
    /// How long the batteries of a site last by their model; none where there is no UPS.
    pub(super) fn nominal_battery_seconds(&self, site: SiteId) -> Option<u32> {
        let batteries = self.plan.devices().iter().filter(|device| device.site == site);
        batteries.filter_map(|device| device.model.facts.battery.as_ref()).map(|battery| battery.minutes * 60).max()
    }

    /// Whether a site has neither mains nor batteries.
    pub(super) fn dark_since(&self, site: SiteId, now: Moment) -> Option<Moment> {
        match self.power.get(&site) {
            Some(PowerState::Cut { flat, .. }) if *flat <= now => Some(*flat),
            _ => None,
        }
    }

    /// What a UPS shows.
    pub fn ups(&self, device: &Device, now: Moment) -> UpsView {
        let nominal = Moment::from(device.model.facts.battery.as_ref().map_or(0, |battery| battery.minutes)) * 60_000;
        match self.power.get(&device.site) {
            Some(state @ PowerState::Cut { from, flat, .. }) => {
                UpsView { on_battery_since: Some(*from), remaining: (flat - now).max(0), charge: state.charge(now) }
            }
            Some(state) => {
                let charge = state.charge(now);
                UpsView { on_battery_since: None, remaining: (nominal as f64 * charge) as Moment, charge }
            }
            None => UpsView { on_battery_since: None, remaining: nominal, charge: 1.0 },
        }
    }

    /// The sites on batteries or dark: since when, and when the batteries are flat.
    pub fn cuts(&self) -> impl Iterator<Item = (SiteId, Moment, Moment)> + '_ {
        self.power.iter().filter_map(|(site, state)| match state {
            PowerState::Cut { from, flat, .. } => Some((*site, *from, *flat)),
            PowerState::Mains { .. } => None,
        })
    }
}
