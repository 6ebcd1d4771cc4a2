//! The models that stand in the city, read from `models.toml`: what each says of itself, which ports it has, which services it offers. A
//! believable city is one whose devices a discovery recognises.

mod read;

use serde::{Deserialize, Serialize};

use self::read::PortRow;
pub use self::read::of_kind;

/// What a device is for, as the import names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Joins a customer's network to the world.
    Router,
    /// On a pole or in a machine room.
    Switch,
    /// Takes the pictures.
    Camera,
    /// Keeps them.
    Recorder,
    /// Runs the capture platform.
    Server,
    /// Bridges a power cut.
    Ups,
    /// Anything else with an address: a roadside display.
    Other,
}

impl Kind {
    /// As it stands in the import.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Router => "router",
            Kind::Switch => "switch",
            Kind::Camera => "camera",
            Kind::Recorder => "recorder",
            Kind::Server => "server",
            Kind::Ups => "ups",
            Kind::Other => "other",
        }
    }
}

/// A protocol that the device list names for a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// SNMP v2c.
    Snmp,
    /// The web page.
    Http,
    /// The video.
    Rtsp,
}

/// Which branch below `enterprises` the model's agent has beside the standard ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enterprise {
    /// 1.3.6.1.4.1.39165
    HikvisionCamera,
    /// 1.3.6.1.4.1.50001
    HikvisionRecorder,
}

/// What a port is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes a child.
    Access,
    /// Leads to the parent.
    Uplink,
    /// Has no cable: always up, no traffic worth counting.
    Logical,
}

/// One interface of a model.
#[derive(Debug, Clone)]
pub struct Port {
    /// ifDescr: `GigabitEthernet0/0/1`.
    pub name: String,
    /// ifName: `Gi0/1`; the same as `name` where the vendor does not shorten.
    pub short: String,
    /// ifIndex.
    pub index: u32,
    /// Megabits per second; 0 where the device does not say.
    pub megabits: u32,
    /// ifType (IANAifType).
    pub if_type: i32,
    /// What it is there for.
    pub role: Role,
}

/// The web page of a model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Web {
    /// The `Server` header.
    pub server: String,
    /// The page's title.
    pub title: String,
    /// Paths below these ask for a login (digest); `/` means all.
    #[serde(default)]
    pub protected: Vec<String>,
    /// The realm of the login.
    #[serde(default)]
    pub realm: String,
}

/// The media server of a model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Video {
    /// The `Server` header.
    pub server: String,
    /// The main stream's path; `/` leads to the same.
    pub path: String,
    /// The codec in the description: `H264`.
    pub codec: String,
}

/// A file system that HOST-RESOURCES shows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disk {
    /// hrStorageDescr.
    pub name: String,
    /// Its size.
    pub gigabytes: u32,
    /// How full it usually is, 0 to 1.
    pub full: f64,
}

/// What a UPS can do.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Battery {
    /// How long full batteries carry the site.
    pub minutes: u32,
    /// What the site draws.
    pub watts: i32,
    /// Agent and firmware version.
    pub firmware: String,
}

/// One model, as `models.toml` describes it.
#[derive(Debug, Clone)]
pub struct Model {
    /// The entry of the data file.
    pub facts: Facts,
    /// sysObjectID.
    pub object_id: Vec<u32>,
    /// Its interfaces, ordered by ifIndex.
    pub ports: Vec<Port>,
}

/// A model's entry in the data file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// `S5720-36C-EI-AC`
    pub name: String,
    /// `Huawei`
    pub vendor: String,
    /// What it is for.
    pub kind: Kind,
    /// sysDescr; `{}` is replaced by the device's name.
    pub description: String,
    object_id: String,
    /// sysContact.
    pub contact: String,
    /// sysServices.
    pub services: i32,
    /// Serial numbers start so.
    pub serial_prefix: String,
    /// Hardware addresses start so: six hexadecimal digits.
    pub hardware_prefix: String,
    /// Its private branch.
    #[serde(default)]
    pub enterprise: Option<Enterprise>,
    /// What the device list says can be asked.
    pub listed: Vec<Service>,
    /// Its web page.
    #[serde(default)]
    pub web: Option<Web>,
    /// Its media server.
    #[serde(default)]
    pub video: Option<Video>,
    ports: Vec<PortRow>,
    /// Main memory, for HOST-RESOURCES; 0 where there is no such branch.
    #[serde(default)]
    pub memory_megabytes: u32,
    /// Processors, for HOST-RESOURCES.
    #[serde(default)]
    pub processors: u32,
    /// File systems, for HOST-RESOURCES.
    #[serde(default)]
    pub disks: Vec<Disk>,
    /// Batteries, for the UPS MIB.
    #[serde(default)]
    pub battery: Option<Battery>,
}

impl Model {
    /// The position in `ports` of the one that leads to the parent.
    pub fn uplink(&self) -> Option<usize> {
        self.ports.iter().position(|port| port.role == Role::Uplink)
    }

    /// The positions in `ports` that take children, in order.
    pub fn access(&self) -> impl Iterator<Item = usize> + '_ {
        self.ports.iter().enumerate().filter(|(_, port)| port.role == Role::Access).map(|(position, _)| position)
    }

    /// The position of a port by its full or short name, in any case.
    pub fn port_named(&self, name: &str) -> Option<usize> {
        self.ports.iter().position(|port| port.name.eq_ignore_ascii_case(name) || port.short.eq_ignore_ascii_case(name))
    }

    /// The position of a port by its ifIndex.
    pub fn port_at(&self, index: u32) -> Option<usize> {
        self.ports.binary_search_by_key(&index, |port| port.index).ok()
    }
}
