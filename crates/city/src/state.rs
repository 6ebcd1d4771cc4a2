//! The city as its control tells it: the plan, and how each thing is now.

use serde::Serialize;

use crate::catalogue::Kind;
use crate::clock::Moment;
use crate::plan::{Customer, Device, Site};
use crate::settings::Ports;
use crate::town::Counts;
use crate::world::{Condition, World};

/// Everything that `GET /city` tells.
#[derive(Debug, Clone, Serialize)]
pub struct CityState {
    /// What the plan was drawn from.
    pub seed: u64,
    /// The city's clock, milliseconds since the epoch.
    pub now: Moment,
    /// Where it answers.
    pub ports: Ports,
    /// What was asked so far.
    pub counts: Counts,
    /// How many devices there are.
    pub planned: usize,
    /// How many do not answer.
    pub silent: usize,
    /// Who owns the networks.
    pub customers: Vec<Customer>,
    /// Where devices stand.
    pub sites: Vec<SiteState>,
    /// The devices: all, or those that are not well.
    pub devices: Vec<DeviceState>,
}

/// A site and its power.
#[derive(Debug, Clone, Serialize)]
pub struct SiteState {
    /// Code and names.
    #[serde(flatten)]
    pub site: Site,
    /// The customer's name.
    pub customer: String,
    /// Since when the mains are gone, while they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_battery_since: Option<Moment>,
    /// When the batteries are or were flat, while the mains are gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batteries_flat_at: Option<Moment>,
}

/// A device and how it is.
#[derive(Debug, Clone, Serialize)]
pub struct DeviceState {
    /// Its name, unique in the city.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// Who made it.
    pub vendor: &'static str,
    /// Its model.
    pub model: &'static str,
    /// Where it answers.
    pub address: std::net::Ipv4Addr,
    /// The code of its site.
    pub site: String,
    /// The name of what it hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The interface of the parent that its cable is in, for `link_down` and `flapping_port`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_interface: Option<&'static str>,
    /// How it is.
    #[serde(flatten)]
    pub condition: Condition,
}

/// The state of a world at an instant.
pub(crate) fn of(world: &World, ports: Ports, counts: Counts, troubled: bool, now: Moment) -> CityState {
    let plan = world.plan();
    let devices = plan.devices().iter().map(|device| device_state(world, device, now));
    let devices = devices.filter(|state| !troubled || state.condition != Condition::Well).collect();
    let mut sites: Vec<SiteState> = plan.sites.iter().map(|site| site_state(site, plan.customers.get(site.customer))).collect();
    for (site, from, flat) in world.cuts() {
        if let Some(state) = sites.get_mut(site.0 as usize) {
            state.on_battery_since = Some(from);
            state.batteries_flat_at = Some(flat);
        }
    }
    CityState {
        seed: plan.seed,
        now,
        ports,
        counts,
        planned: plan.devices().len(),
        silent: world.silent(now),
        customers: plan.customers.clone(),
        sites,
        devices,
    }
}

fn site_state(site: &Site, customer: Option<&Customer>) -> SiteState {
    let customer = customer.map(|customer| customer.name.clone()).unwrap_or_default();
    SiteState { site: site.clone(), customer, on_battery_since: None, batteries_flat_at: None }
}

fn device_state(world: &World, device: &Device, now: Moment) -> DeviceState {
    let plan = world.plan();
    let parent = plan.parent(device);
    DeviceState {
        name: device.name.clone(),
        kind: device.kind(),
        vendor: &device.model.facts.vendor,
        model: &device.model.facts.name,
        address: device.address,
        site: plan.site(device.site).map(|site| site.code.clone()).unwrap_or_default(),
        parent: parent.map(|parent| parent.name.clone()),
        parent_interface: parent.and_then(|parent| parent.model.ports.get(device.parent_port)).map(|port| port.name.as_str()),
        condition: world.condition(device, now),
    }
}
