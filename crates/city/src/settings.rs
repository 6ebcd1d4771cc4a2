//! What a city can be told before it starts, which ports it got, and why it could not start.

use std::fmt;
use std::io;

use serde::{Deserialize, Serialize};

use crate::clock::Clock;

/// How a city is set up. Unknown keys are refused.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How many devices [`crate::serve`] plans; none for the small city of the demo.
    pub devices: Option<usize>,
    /// What a city of a given size is drawn from.
    pub seed: u64,
    /// The ports start here: control at +1, HTTP at +80, SNMP at +161, RTSP at +554. 0 takes any free ports.
    pub base_port: u16,
    /// Whether [`crate::serve`] plays the demo's incidents.
    pub script: bool,
    /// How long batteries carry a site, in seconds; none for what their model says (20 or 30 minutes).
    pub battery_seconds: Option<u32>,
    /// Whose time it is.
    #[serde(skip)]
    pub clock: Clock,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { devices: None, seed: 1, base_port: 24_000, script: false, battery_seconds: None, clock: Clock::system() }
    }
}

/// Which ports the city answers on: the same for all devices, each at its own address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Ports {
    /// UDP.
    pub snmp: u16,
    /// TCP.
    pub http: u16,
    /// TCP.
    pub rtsp: u16,
    /// TCP, on 127.0.0.1 only.
    pub control: u16,
}

impl Ports {
    /// The ports of a base; all 0, which is any, for the base 0.
    pub fn from_base(base: u16) -> Result<Ports, CityError> {
        if base == 0 {
            return Ok(Ports::default());
        }
        let port = |offset: u16| base.checked_add(offset).ok_or(CityError::BasePort(base));
        Ok(Ports { snmp: port(161)?, http: port(80)?, rtsp: port(554)?, control: port(1)? })
    }
}

/// Why a city could not start or go on.
#[derive(Debug)]
pub enum CityError {
    /// The ports would pass 65535.
    BasePort(u16),
    /// A socket could not be had; what it was for, and why.
    Socket(&'static str, u16, io::Error),
}

impl fmt::Display for CityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CityError::BasePort(base) => write!(f, "the base port {base} is too high: choose one up to {}, or 0 for any", u16::MAX - 554),
            CityError::Socket(what, port, error) if error.kind() == io::ErrorKind::AddrInUse => {
                write!(
                    f,
                    "port {port} for {what} is taken, perhaps by another city: stop that one, or choose another base port (0 for any)"
                )
            }
            CityError::Socket(what, port, error) => write!(f, "no socket for {what} on port {port}: {error}"),
        }
    }
}

impl std::error::Error for CityError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            CityError::BasePort(_) => None,
            CityError::Socket(_, _, error) => Some(error),
        }
    }
}
