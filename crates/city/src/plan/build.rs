//! Drawing the plan: districts with a machine room, aggregation switches, poles with a switch, cameras and a cabinet UPS.

use super::load::{own_load, sum_loads};
use super::names::{AUTHORITIES, DISTRICTS, crossing};
use super::{CityPlan, Customer, Device, DeviceId, Site, SiteId, address_of};
use crate::catalogue::{self, Kind, Model};
use crate::chance;

/// The largest city.
pub const MOST_DEVICES: usize = 100_000;

/// What the small city is drawn from: a fixed number, so that documentation and tests can name its devices.
const SMALL_SEED: u64 = 20_261_122;

/// How many aggregation switches a district's router carries, and how many poles each of those.
const SWITCHES_PER_DISTRICT: usize = 24;
const POLES_PER_SWITCH: usize = 20;

impl CityPlan {
    /// The city of the demo: 61 devices of two customers, always the same.
    pub fn small() -> CityPlan {
        let mut city = Builder::new(SMALL_SEED, MOST_DEVICES);
        city.open_district(0);
        city.room_with_router();
        city.aggregation(true, &[4, 3, 5, 4, 3, 6]);
        city.open_district(1);
        city.room_with_switch(&[3, 4, 3]);
        city.finish()
    }

    /// A city of exactly `devices` devices (between 1 and [`MOST_DEVICES`]); the same seed gives the same city.
    pub fn of_size(devices: usize, seed: u64) -> CityPlan {
        let mut city = Builder::new(seed, devices.clamp(1, MOST_DEVICES));
        for district in 0.. {
            if city.full() {
                break;
            }
            city.open_district(district);
            city.room_with_router();
            for switch in 0..SWITCHES_PER_DISTRICT {
                let salt = (district * 1000 + switch) as u64 * 100;
                let poles: Vec<u64> = (0..POLES_PER_SWITCH as u64).map(|pole| chance::between(seed, salt + pole, 3, 6)).collect();
                city.aggregation(switch == 0, &poles);
            }
        }
        city.finish()
    }
}

struct Builder {
    seed: u64,
    most: usize,
    customers: Vec<Customer>,
    sites: Vec<Site>,
    devices: Vec<Device>,
    /// How many children each device has: the next one takes the port after.
    taken: Vec<usize>,
    /// The district's code, root and machine room, and how many switches and poles it has so far.
    code: String,
    root: Option<DeviceId>,
    room: SiteId,
    switches: usize,
    poles: usize,
}

impl Builder {
    fn new(seed: u64, most: usize) -> Builder {
        let (customers, sites, devices, taken) = (Vec::new(), Vec::new(), Vec::with_capacity(most.min(4096)), Vec::new());
        Builder { seed, most, customers, sites, devices, taken, code: String::new(), root: None, room: SiteId(0), switches: 0, poles: 0 }
    }

    fn full(&self) -> bool {
        self.devices.len() >= self.most
    }

    /// Begins a customer: its name, its machine room. Each customer is an island with a root of its own.
    fn open_district(&mut self, number: usize) {
        let (code, chinese, english) = DISTRICTS.get(number % DISTRICTS.len()).copied().unwrap_or_default();
        let round = number / DISTRICTS.len();
        let number_text = if round == 0 { String::new() } else { (round + 1).to_string() };
        let (authority, authority_english) = AUTHORITIES.get(number % AUTHORITIES.len()).copied().unwrap_or_default();
        self.code = format!("{code}{number_text}");
        self.customers.push(Customer {
            name: format!("{chinese}{number_text}{authority} {english}{number_text} {authority_english}"),
            community: format!("{}-read", self.code.to_lowercase()),
        });
        self.root = None;
        self.switches = 0;
        self.poles = 0;
        self.room = self.site("ROOM", format!("{chinese}{number_text}监控机房"), format!("{english}{number_text} Machine Room"));
    }

    fn site(&mut self, suffix: &str, chinese: String, english: String) -> SiteId {
        let id = SiteId(u32::try_from(self.sites.len()).unwrap_or(u32::MAX));
        let customer = self.customers.len().saturating_sub(1);
        self.sites.push(Site { code: format!("{}-{suffix}", self.code), chinese, english, customer });
        id
    }

    /// One more device, on the next free port of its parent; none when the city or the parent is full.
    fn device(&mut self, suffix: &str, model: &'static Model, parent: Option<DeviceId>, site: SiteId) -> Option<DeviceId> {
        if self.full() {
            return None;
        }
        let number = u32::try_from(self.devices.len()).ok()?;
        let mut parent_port = 0;
        if let Some(parent) = parent {
            let taken = self.taken.get_mut(parent.position())?;
            parent_port = self.devices.get(parent.position())?.model.access().nth(*taken)?;
            *taken += 1;
        }
        let name = format!("{}-{suffix}", self.code);
        let seed = chance::draw(self.seed, u64::from(number));
        let (up, down) = own_load(model.facts.kind, seed);
        let device = Device {
            id: DeviceId(number),
            name,
            model,
            address: address_of(number),
            parent,
            parent_port,
            site,
            up_kilobits: up,
            down_kilobits: down,
            seed,
        };
        self.devices.push(device);
        self.taken.push(0);
        Some(DeviceId(number))
    }

    /// A model of a kind, drawn by `salt`.
    fn model(&self, kind: Kind, salt: u64) -> Option<&'static Model> {
        let models = catalogue::of_kind(kind);
        models.get(chance::draw(self.seed, salt) as usize % models.len().max(1)).copied()
    }

    fn room_with_router(&mut self) {
        if let Some(model) = first_of(Kind::Router, "") {
            self.root = self.device("CORE", model, None, self.room);
        }
    }

    /// A small customer has a stacking switch in the place of the router, and the poles hang on it.
    fn room_with_switch(&mut self, poles: &[u64]) {
        let Some(model) = first_of(Kind::Switch, "Cisco") else { return };
        self.root = self.device("SW", model, None, self.room);
        let Some(root) = self.root else { return };
        self.room_devices(root, "NVR1", false);
        self.poles_on(root, poles);
    }

    fn aggregation(&mut self, with_server: bool, poles: &[u64]) {
        let (Some(root), Some(model)) = (self.root, first_of(Kind::Switch, "Huawei")) else { return };
        self.switches += 1;
        let number = self.switches;
        let Some(switch) = self.device(&format!("AGG{number}"), model, Some(root), self.room) else { return };
        self.room_devices(switch, &format!("NVR{number}"), with_server);
        self.poles_on(switch, poles);
    }

    fn room_devices(&mut self, switch: DeviceId, recorder: &str, with_server: bool) {
        let room = self.room;
        if let Some(model) = first_of(Kind::Recorder, "") {
            self.device(recorder, model, Some(switch), room);
        }
        if !with_server {
            return;
        }
        for (suffix, kind) in [("SRV1", Kind::Server), ("UPS", Kind::Ups)] {
            if let Some(model) = first_of(kind, "") {
                self.device(suffix, model, Some(switch), room);
            }
        }
    }

    fn poles_on(&mut self, parent: DeviceId, cameras: &[u64]) {
        for count in cameras {
            if self.full() {
                return;
            }
            self.pole(parent, *count);
        }
    }

    /// A pole: switch, cameras, cabinet UPS, and at every ninth a display.
    fn pole(&mut self, parent: DeviceId, cameras: u64) {
        let number = self.poles + 1;
        let salt = (self.customers.len() * 10_000 + number) as u64 * 16;
        let Some(model) = self.model(Kind::Switch, salt).filter(|model| model.facts.vendor != "Cisco").or(first_of(Kind::Switch, "H3C"))
        else {
            return;
        };
        let (chinese, english) = crossing(self.poles);
        let prefix = format!("P{number:02}");
        let site = self.site(&prefix, chinese, english);
        let Some(switch) = self.device(&format!("{prefix}-SW"), model, Some(parent), site) else {
            self.sites.pop();
            return;
        };
        self.poles = number;
        for camera in 1..=cameras {
            // Every eighth camera, about, is of the second make.
            let vendor = if chance::draw(self.seed, salt + camera).is_multiple_of(8) { "Samsung" } else { "Hikvision" };
            if let Some(model) = first_of(Kind::Camera, vendor) {
                self.device(&format!("{prefix}-CAM{camera}"), model, Some(switch), site);
            }
        }
        if let Some(model) = catalogue::of_kind(Kind::Ups).last() {
            self.device(&format!("{prefix}-UPS"), model, Some(switch), site);
        }
        if number % 9 == 5
            && let Some(model) = first_of(Kind::Other, "")
        {
            self.device(&format!("{prefix}-LED"), model, Some(switch), site);
        }
    }

    fn finish(mut self) -> CityPlan {
        sum_loads(&mut self.devices);
        let mut children: Vec<DeviceId> = self.devices.iter().filter(|device| device.parent.is_some()).map(|device| device.id).collect();
        let place = |id: &DeviceId| self.devices.get(id.position()).map(|device| (device.parent, device.parent_port));
        children.sort_by_key(place);
        let mut first_child = Vec::with_capacity(self.taken.len() + 1);
        let mut next = 0_u32;
        for taken in &self.taken {
            first_child.push(next);
            next += u32::try_from(*taken).unwrap_or_default();
        }
        first_child.push(next);
        let Builder { seed, customers, sites, devices, .. } = self;
        CityPlan { seed, customers, sites, devices, children, first_child }
    }
}

/// The first model of a kind from a vendor; of any vendor for the empty name.
fn first_of(kind: Kind, vendor: &str) -> Option<&'static Model> {
    catalogue::of_kind(kind).into_iter().find(|model| vendor.is_empty() || model.facts.vendor == vendor)
}

#[cfg(test)]
#[path = "build_tests.rs"]
mod tests;
