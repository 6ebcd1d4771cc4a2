//! From the names in an order to the things of the plan, or to a refusal that lists what would have been right.

use super::World;
use crate::catalogue::{Kind, Role};
use crate::order::{Refusal, most_similar};
use crate::plan::{Device, DeviceId, SiteId};

impl World {
    /// The device that a name or an address means.
    pub(super) fn device(&self, asked: &str, kind: Option<Kind>) -> Result<&Device, Refusal> {
        let plan = self.plan();
        let found = plan.named(asked).or_else(|| plan.at(asked.parse().ok()?));
        let fits = |device: &&Device| kind.is_none_or(|kind| device.kind() == kind);
        let names = || most_similar(asked, plan.devices().iter().filter(fits).map(|device| device.name.as_str()));
        match (found, kind) {
            (Some(device), None) => Ok(device),
            (Some(device), Some(kind)) if device.kind() == kind => Ok(device),
            (Some(device), Some(kind)) => Err(Refusal {
                code: "city.wrong_kind",
                detail: format!("{} is a {}, not a {}.", device.name, device.kind().as_str(), kind.as_str()),
                detail_zh: format!("{} 的类型是 {}，不是 {}。", device.name, device.kind().as_str(), kind.as_str()),
                valid: names(),
            }),
            (None, _) => Err(Refusal {
                code: "city.unknown_device",
                detail: format!("No device is called '{asked}'; the most similar names are listed."),
                detail_zh: format!("没有名为“{asked}”的设备；相近的名称已列出。"),
                valid: names(),
            }),
        }
    }

    /// The site that a name means.
    pub(super) fn site(&self, asked: &str) -> Result<SiteId, Refusal> {
        let plan = self.plan();
        plan.site_named(asked).ok_or_else(|| Refusal {
            code: "city.unknown_site",
            detail: format!("No site is called '{asked}'; the most similar codes are listed."),
            detail_zh: format!("没有名为“{asked}”的点位；相近的代码已列出。"),
            valid: most_similar(asked, plan.sites.iter().map(|site| site.code.as_str())),
        })
    }

    /// The cable in a device's interface, named by the child at its lower end.
    pub(super) fn cable(&self, asked: &str, interface: &str) -> Result<DeviceId, Refusal> {
        let device = self.device(asked, None)?;
        let model = device.model;
        let plugged: Vec<(usize, DeviceId)> = self.plan().children(device.id).map(|child| (child.parent_port, child.id)).collect();
        let uplink = model.uplink().map(|port| (port, device.id));
        let cable = |port: usize| plugged.iter().chain(uplink.iter()).find(|(at, _)| *at == port).map(|(_, id)| *id);
        let names = || {
            let all = plugged.iter().chain(uplink.iter()).filter_map(|(port, _)| model.ports.get(*port));
            let mut names = most_similar(interface, all.filter(|port| port.role != Role::Logical).map(|port| port.name.as_str()));
            names.dedup();
            names
        };
        let Some(port) = model.port_named(interface) else {
            return Err(Refusal {
                code: "city.unknown_interface",
                detail: format!("{} has no interface '{interface}'; its connected interfaces are listed.", device.name),
                detail_zh: format!("{} 没有接口“{interface}”；已连接的接口已列出。", device.name),
                valid: names(),
            });
        };
        cable(port).ok_or_else(|| Refusal {
            code: "city.nothing_connected",
            detail: format!("Nothing is connected to '{interface}' of {}; its connected interfaces are listed.", device.name),
            detail_zh: format!("{} 的接口“{interface}”没有连接任何设备；已连接的接口已列出。", device.name),
            valid: names(),
        })
    }
}
