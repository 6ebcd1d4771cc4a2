//! What an agent looks at when it answers: its device, the world around it, and the time.

use crate::chance;
use crate::clock::Moment;
use crate::plan::{CityPlan, Device};
use crate::world::{CableView, World};

/// A device at an instant.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// What is broken.
    pub world: &'a World,
    /// Whose agent.
    pub device: &'a Device,
    /// When.
    pub now: Moment,
    /// When the device was started.
    pub booted: Moment,
}

/// One port at an instant.
#[derive(Debug, Clone, Copy)]
pub struct PortView<'a> {
    /// Whether there is a carrier.
    pub carrier: bool,
    /// When that last changed.
    pub changed: Moment,
    /// Octets in since the start.
    pub octets_in: u64,
    /// Octets out since the start.
    pub octets_out: u64,
    /// Who is at the other end.
    pub neighbour: Option<&'a Device>,
}

impl<'a> Look<'a> {
    /// A device of a world at an instant.
    pub fn new(world: &'a World, device: &'a Device, now: Moment) -> Look<'a> {
        Look { world, device, now, booted: world.booted(device) }
    }

    /// The plan.
    pub fn plan(&self) -> &'a CityPlan {
        self.world.plan()
    }

    /// Hundredths of a second since the device was started.
    pub fn uptime(&self) -> u32 {
        self.ticks(self.now)
    }

    /// sysUpTime at another instant.
    pub fn ticks(&self, at: Moment) -> u32 {
        ((at - self.booted).max(0) / 10) as u32
    }

    /// A slow wave of the device's own around a mean, for temperatures, loads and voltages.
    pub fn wave(&self, salt: u64, mean: f64, swing: f64, period_seconds: f64) -> f64 {
        let phase = chance::fraction(self.device.seed, salt);
        let turns = (self.now % 86_400_000_000) as f64 / 1000.0 / period_seconds + phase;
        mean + swing * (turns * std::f64::consts::TAU).sin()
    }

    /// A port, by its position in the model's ports.
    pub fn port(&self, position: usize) -> PortView<'a> {
        if self.device.model.uplink() == Some(position) {
            let cable = self.world.cable_view(self.device, self.booted, self.now);
            return port_view(&cable, self.device, self.plan().parent(self.device), true);
        }
        match self.plan().child_on(self.device.id, position) {
            Some(child) => port_view(&self.world.cable_view(child, self.booted, self.now), child, Some(child), false),
            None => PortView { carrier: false, changed: self.booted, octets_in: 0, octets_out: 0, neighbour: None },
        }
    }
}

/// The same cable from one of its ends: what goes up leaves the child and enters the parent.
fn port_view<'a>(cable: &CableView, child: &Device, neighbour: Option<&'a Device>, at_child: bool) -> PortView<'a> {
    let octets = |kilobits: u32| (f64::from(kilobits) * 125.0 * cable.activity.max(0.0)) as u64;
    let (up, down) = (octets(child.up_kilobits), octets(child.down_kilobits));
    let (octets_in, octets_out) = if at_child { (down, up) } else { (up, down) };
    PortView { carrier: cable.carrier, changed: cable.changed, octets_in, octets_out, neighbour }
}
