//! Carrying out an order: the world before, the order and `now` give the world after. An order that is already so changes nothing, and
//! one that is refused neither.

use super::power::PowerState;
use super::{CableTrouble, Span, World};
use crate::catalogue::Kind;
use crate::clock::Moment;
use crate::order::{Applied, Order, Refusal};
use crate::plan::{DeviceId, SiteId};

/// The slowest that a device can be told to be: longer than any poller waits.
const SLOWEST: u32 = 60_000;

impl World {
    /// Carries out an order.
    pub fn apply(&mut self, order: &Order, now: Moment) -> Result<Applied, Refusal> {
        match order {
            Order::CameraDown { device } => self.break_device(self.device(device, Some(Kind::Camera))?.id, now),
            Order::PoleSwitchDown { device } => self.break_device(self.device(device, Some(Kind::Switch))?.id, now),
            Order::DeviceDown { device } => self.break_device(self.device(device, None)?.id, now),
            Order::DeviceUp { device } => self.mend_device(self.device(device, None)?.id, now),
            Order::LinkDown { device, interface } => {
                let cable = self.cable(device, interface)?;
                self.trouble_cable(cable, Some(CableTrouble::Down { from: now }), now);
            }
            Order::LinkUp { device, interface } => {
                let cable = self.cable(device, interface)?;
                self.trouble_cable(cable, None, now);
            }
            Order::FlappingPort { device, interface, period_seconds } => {
                let cable = self.cable(device, interface)?;
                let seconds = within("period_seconds", *period_seconds, 2, 86_400)?;
                self.trouble_cable(cable, Some(CableTrouble::Flapping { from: now, period: Moment::from(seconds) * 1000 }), now);
            }
            Order::Slow { device, milliseconds } => {
                let id = self.device(device, None)?.id;
                self.touch(id).slow = within("milliseconds", *milliseconds, 0, SLOWEST)?;
            }
            Order::PowerCut { site, battery_seconds } => self.cut(self.site(site)?, *battery_seconds, now),
            Order::PowerRestored { site } => self.restore(self.site(site)?, now),
            Order::HealAll {} => self.heal_all(now),
        }
        Ok(Applied { order: order.clone(), silent: self.silent(now) })
    }

    fn break_device(&mut self, id: DeviceId, now: Moment) {
        if !self.touched.get(&id).is_some_and(super::Touched::broken) {
            self.touch(id).begin_outage(now);
        }
    }

    fn mend_device(&mut self, id: DeviceId, now: Moment) {
        let touched = self.touch(id);
        if let Some(outage) = touched.outages.last_mut().filter(|outage| outage.until.is_none()) {
            outage.until = Some(now);
            touched.booted = Some(now);
        }
    }

    fn trouble_cable(&mut self, id: DeviceId, trouble: Option<CableTrouble>, now: Moment) {
        let touched = self.touch(id);
        let (from, flapping) = match (touched.cable, trouble) {
            (Some(CableTrouble::Down { .. }), Some(CableTrouble::Down { .. })) => return,
            (Some(CableTrouble::Down { from }), _) => (from, false),
            (Some(CableTrouble::Flapping { from, .. }), _) => (from, true),
            (None, _) => (now, false),
        };
        if touched.cable.is_some() {
            touched.remember_gap(Span { from, until: Some(now) }, flapping);
        }
        touched.cable = trouble;
    }

    fn cut(&mut self, site: SiteId, battery_seconds: Option<u32>, now: Moment) {
        let charge = match self.power.get(&site) {
            Some(PowerState::Cut { .. }) => return,
            before => before.map_or(1.0, |state| state.charge(now)),
        };
        let told = battery_seconds.or(self.battery_seconds).map(f64::from);
        let seconds = match self.nominal_battery_seconds(site) {
            // Without a UPS there is nothing to carry the site, whatever the order says.
            None => 0.0,
            Some(nominal) => told.unwrap_or(f64::from(nominal) * charge),
        };
        self.power.insert(site, PowerState::Cut { from: now, flat: now + (seconds * 1000.0) as Moment, charge });
    }

    fn restore(&mut self, site: SiteId, now: Moment) {
        let Some(state @ PowerState::Cut { flat, .. }) = self.power.get(&site).copied() else { return };
        self.power.insert(site, PowerState::Mains { since: now, charge: state.charge(now) });
        if flat > now {
            return;
        }
        let dark: Vec<DeviceId> = self.plan.devices().iter().filter(|device| device.site == site).map(|device| device.id).collect();
        for id in dark {
            let touched = self.touch(id);
            if let Some(outage) = touched.outages.last_mut().filter(|outage| outage.until.is_none()) {
                // It broke by itself too, and stays so; its outage is as long as the longer of the two.
                outage.from = outage.from.min(flat);
                continue;
            }
            touched.begin_outage(flat);
            if let Some(outage) = touched.outages.last_mut() {
                outage.until = Some(now);
            }
            touched.booted = Some(now);
        }
    }

    fn heal_all(&mut self, now: Moment) {
        let touched: Vec<DeviceId> = self.touched.keys().copied().collect();
        for id in touched {
            self.mend_device(id, now);
            self.trouble_cable(id, None, now);
            self.touch(id).slow = 0;
        }
        let cut: Vec<SiteId> = self.power.keys().copied().collect();
        for site in cut {
            self.restore(site, now);
        }
        // Well again means full batteries, too.
        self.power.clear();
    }
}

fn within(field: &str, asked: u32, low: u32, high: u32) -> Result<u32, Refusal> {
    if (low..=high).contains(&asked) {
        return Ok(asked);
    }
    Err(Refusal {
        code: "city.out_of_range",
        detail: format!("{field} must be from {low} to {high}, not {asked}."),
        detail_zh: format!("{field} 应在 {low} 到 {high} 之间，不能是 {asked}。"),
        valid: Vec::new(),
    })
}
