//! The plan of a city: whose networks, at which sites, which devices, how they hang together. It is drawn once from a size and a seed and
//! never changes; what breaks later stands in the world's state. Of one seed there is one plan.

mod build;
mod list;
mod load;
mod names;
mod wires;

use std::net::Ipv4Addr;

use serde::Serialize;

pub use self::build::MOST_DEVICES;
pub use self::wires::Wire;
use crate::catalogue::{Kind, Model};

/// Which device of a plan: its position, also the order of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct DeviceId(pub(crate) u32);

impl DeviceId {
    pub(crate) fn position(self) -> usize {
        self.0 as usize
    }
}

/// Which site of a plan: its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SiteId(pub(crate) u32);

/// Who pays for the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Customer {
    /// In Chinese and English: `滨江区交警大队 Binjiang Traffic Police`.
    pub name: String,
    /// The SNMP community that this customer's devices answer to.
    #[serde(skip)]
    pub community: String,
}

/// Where devices stand: a machine room, or the pole at a crossing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Site {
    /// Short and unique: `BINJIANG-P03`.
    pub code: String,
    /// `江南大道与西兴路口`
    pub chinese: String,
    /// `Jiangnan Ave & Xixing Rd`
    pub english: String,
    /// Position of its customer in [`CityPlan::customers`].
    #[serde(skip)]
    pub customer: usize,
}

impl Site {
    /// Both names, as the import and the orders write it; unique in the plan.
    pub fn name(&self) -> String {
        format!("{} {} {}", self.code, self.chinese, self.english)
    }
}

/// One device.
#[derive(Debug, Clone)]
pub struct Device {
    /// Which it is.
    pub id: DeviceId,
    /// Unique: `BINJIANG-P03-CAM2`.
    pub name: String,
    /// What it is.
    pub model: &'static Model,
    /// Its own, in 127.0.0.0/8, never 127.0.0.1.
    pub address: Ipv4Addr,
    /// What it hangs on; none for the root of a customer's network.
    pub parent: Option<DeviceId>,
    /// The position in the parent's ports where its cable is plugged.
    pub parent_port: usize,
    /// Where it stands.
    pub site: SiteId,
    /// What it sends towards its parent, in kilobits per second, averaged over a day.
    pub up_kilobits: u32,
    /// What it gets from there.
    pub down_kilobits: u32,
    /// The number that its serial, hardware address and phases come from.
    pub(crate) seed: u64,
}

impl Device {
    /// What it is for.
    pub fn kind(&self) -> Kind {
        self.model.facts.kind
    }

    /// Its serial number.
    pub fn serial(&self) -> String {
        format!("{}{:06}", self.model.facts.serial_prefix, u64::from(self.id.0) + 100 + self.seed % 1000 * 1_000_000)
    }
}

/// The whole city, before anything breaks.
#[derive(Debug, Clone)]
pub struct CityPlan {
    /// What every choice was drawn from.
    pub seed: u64,
    /// Who owns the networks.
    pub customers: Vec<Customer>,
    /// Where devices stand.
    pub sites: Vec<Site>,
    devices: Vec<Device>,
    /// Children ordered by parent and port: `children[first_child[p]..first_child[p + 1]]` are those of device `p`.
    children: Vec<DeviceId>,
    first_child: Vec<u32>,
}

/// Addresses start here; every /24 gives 254 of them, so that no address ends in 0 or 255.
const FIRST_ADDRESS: u32 = u32::from_be_bytes([127, 16, 0, 0]);
const PER_BLOCK: u32 = 254;

/// The address of the device at a position.
fn address_of(position: u32) -> Ipv4Addr {
    Ipv4Addr::from(FIRST_ADDRESS + position / PER_BLOCK * 256 + position % PER_BLOCK + 1)
}

impl CityPlan {
    /// Every device, parents before their children, a site's devices mostly side by side.
    pub fn devices(&self) -> &[Device] {
        &self.devices
    }

    /// The device of an id; none for an id of another, larger plan.
    pub fn device(&self, id: DeviceId) -> Option<&Device> {
        self.devices.get(id.position())
    }

    /// The device that has an address.
    pub fn at(&self, address: Ipv4Addr) -> Option<&Device> {
        let offset = u32::from(address).checked_sub(FIRST_ADDRESS)?;
        let within = (offset % 256).checked_sub(1).filter(|within| *within < PER_BLOCK)?;
        self.devices.get((offset / 256 * PER_BLOCK + within) as usize)
    }

    /// The device of a name, in any case.
    pub fn named(&self, name: &str) -> Option<&Device> {
        self.devices.iter().find(|device| device.name.eq_ignore_ascii_case(name))
    }

    /// What a device hangs on.
    pub fn parent(&self, device: &Device) -> Option<&Device> {
        self.device(device.parent?)
    }

    /// What hangs on a device, in the order of its ports.
    pub fn children(&self, id: DeviceId) -> impl Iterator<Item = &Device> {
        let first = self.first_child.get(id.position()).copied().unwrap_or_default() as usize;
        let next = self.first_child.get(id.position() + 1).copied().unwrap_or_default() as usize;
        self.children.get(first..next).unwrap_or_default().iter().filter_map(|child| self.device(*child))
    }

    /// What is plugged into a port (a position in the model's ports) of a device.
    pub fn child_on(&self, id: DeviceId, port: usize) -> Option<&Device> {
        self.children(id).find(|child| child.parent_port == port)
    }

    /// The site of an id.
    pub fn site(&self, id: SiteId) -> Option<&Site> {
        self.sites.get(id.0 as usize)
    }

    /// The site that a person means: the whole name, the code, or either language's name.
    pub fn site_named(&self, name: &str) -> Option<SiteId> {
        let is = |site: &Site| site.code.eq_ignore_ascii_case(name) || site.chinese == name || site.english == name || site.name() == name;
        let position = self.sites.iter().position(is)?;
        u32::try_from(position).ok().map(SiteId)
    }

    /// Who owns a device.
    pub fn customer_of(&self, device: &Device) -> Option<&Customer> {
        self.customers.get(self.site(device.site)?.customer)
    }
}
