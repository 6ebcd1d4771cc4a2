//! TCP: does the port accept a connection? The smallest question about an application service (应用服务) that speaks no protocol we know.

use serde::{Deserialize, Serialize};

use crate::address::Host;
use crate::bounded::Port;
use crate::deadline::Deadline;
use crate::dial::dial;
use crate::failure::Failure;
use crate::outcome::Measurement;

/// Whom to connect to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The device.
    pub address: Host,
    /// Its port.
    pub port: Port,
}

impl Settings {
    /// A connection to `port`.
    pub fn new(address: Host, port: Port) -> Self {
        Self { address, port }
    }
}

/// Connects, measures `response_time` (seconds) and hangs up. Nothing is sent.
pub(crate) async fn ask(settings: &Settings, deadline: &Deadline) -> Result<Vec<Measurement>, Failure> {
    let dialled = dial(&settings.address, settings.port.get(), deadline).await?;
    Ok(vec![Measurement::seconds("response_time", dialled.connect_time)])
}
