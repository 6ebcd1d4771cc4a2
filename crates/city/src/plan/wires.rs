//! Which wire goes where: at which port of what a device hangs, and which UPS feeds it.

use super::{CityPlan, Device};
use crate::catalogue::Kind;

/// A wire, by the names of the devices at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wire {
    /// The device that needs it.
    pub device: String,
    /// Where it leads.
    pub to: String,
    /// Whether it brings power; else it is a network cable.
    pub power: bool,
    /// The port at `to`, of a network cable.
    pub port: Option<String>,
}

impl CityPlan {
    /// Every device's cable to its parent, and the power of everything that shares a site with a UPS.
    pub fn wires(&self) -> Vec<Wire> {
        let cable = |device: &Device| {
            let parent = self.parent(device)?;
            let port = parent.model.ports.get(device.parent_port)?.name.clone();
            Some(Wire { device: device.name.clone(), to: parent.name.clone(), power: false, port: Some(port) })
        };
        let power = |device: &Device| {
            let ups = self.devices().iter().find(|ups| ups.site == device.site && ups.kind() == Kind::Ups && ups.id != device.id)?;
            (device.kind() != Kind::Ups).then(|| Wire { device: device.name.clone(), to: ups.name.clone(), power: true, port: None })
        };
        self.devices().iter().flat_map(|device| [cable(device), power(device)]).flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pole_hangs_at_its_switch_and_on_its_ups() {
        let plan = CityPlan::small();
        let of = |name: &str| plan.wires().into_iter().filter(|wire| wire.device.ends_with(name)).collect::<Vec<_>>();
        let camera = of("P01-CAM1");
        assert!(camera.iter().any(|wire| !wire.power && wire.to.ends_with("P01-SW") && wire.port.is_some()), "{camera:?}");
        assert!(camera.iter().any(|wire| wire.power && wire.to.ends_with("P01-UPS")), "{camera:?}");
        assert!(of("P01-UPS").iter().all(|wire| !wire.power), "nobody feeds the UPS");
    }
}
