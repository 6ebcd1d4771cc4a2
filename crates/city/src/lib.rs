//! A small city that breaks on command: the network that the demo, the tests and the benches watch. It speaks the real protocols on
//! addresses of 127.0.0.0/8, each device at its own: SNMP v2c, HTTP, RTSP. Four sockets serve all devices, so that 100,000 of them fit
//! into one process and cost nothing while nobody asks.
//!
//! The persons of the play:
//! - [`CityPlan`]: customers, sites, devices and how they hang together; drawn once from a seed, never changed.
//! - [`Order`]: what the city is told to break or mend. An order that names nothing real is refused ([`Refusal`]) and changes nothing.
//! - [`World`]: what has broken. Who answers, what a counter shows, how full a battery is: pure functions of it and of `now`.
//! - [`City`]: a plan at work behind its sockets. A device is *silent* when it, its site's power, or anything above it is broken.
//! - [`Script`]: incidents for a demonstration.
//!
//! What can never be seen here: a dead device that does not answer to ping, for the kernel itself answers for all of 127.0.0.0/8. See
//! `docs/city.md`.

mod catalogue;
mod chance;
mod clock;
mod control;
mod digest;
mod door;
mod http;
mod order;
mod plan;
mod rtsp;
mod running;
mod script;
mod settings;
mod silence;
mod snmp;
mod state;
mod town;
mod udp;
mod world;

pub use catalogue::{Kind, Model};
pub use clock::{Clock, Moment};
pub use digest::{CAMERA_PASSWORD, CAMERA_USER};
pub use order::{Applied, ORDERS, Order, Refusal};
pub use plan::{CityPlan, Customer, Device, DeviceId, MOST_DEVICES, Site, SiteId, Wire};
pub use running::{City, serve};
pub use script::Script;
pub use settings::{CityError, Ports, Settings};
pub use state::{CityState, DeviceState, SiteState};
pub use town::Counts;
pub use world::{Condition, Reach, World};
