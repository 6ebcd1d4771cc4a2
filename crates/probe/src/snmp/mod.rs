//! SNMP v1, v2c and v3: what does the agent of this device tell about itself and its interfaces? Devices and traffic (设备、流量) of the plan's
//! central monitoring come from here.
//!
//! Measurements of every question: `response_time` (seconds, of the first exchange), `sys_up_time` (seconds), `sys_object_id`, `sys_descr`
//! and `sys_name` (text). With [`Read::Interfaces`] also `if_complete` (flag: 0 when the table could not be read in the time allowed, and
//! nothing of it is told), `if_count`, and for each interface, labelled with its name: `if_up` (flag),
//! `if_oper_status`, `if_admin_status`, `if_alias` (text), `if_in_octets` and `if_out_octets` (counter in bytes, 64 bits wide where the
//! agent has them, else 32). Single objects ([`Settings::get`]) and tables ([`Settings::tables`]) are told under the names that were given
//! to them; of a table also `NAME_complete` (flag) and `NAME_rows` (count). What an agent does not know is left out.
//!
//! All devices of an address family are asked over one UDP socket, and over a second one what goes beyond the plain exchange. An answer counts only when it comes from the address and port that was
//! asked, with the identifier and the community or user that was used; anything else is dropped and the question goes on waiting.

mod access;
mod agent;
mod interfaces;
mod line;
mod names;
mod objects;
mod plain;
mod sockets;
mod system;
mod tables;
mod values;
mod walk;

use std::net::SocketAddr;
use std::time::Duration;

use async_snmp::{Client, UdpHandle};
use serde::{Deserialize, Serialize};

pub use access::{Access, AuthProtocol, Authentication, Community, Passphrase, Privacy, PrivacyProtocol, UserName, V2c, V3};

use crate::address::Host;
use crate::bounded::{Few, Port, Retries};
use crate::deadline::Deadline;
use crate::failure::{Failure, FailureKind};
use crate::outcome::{Measurement, Value};
pub use objects::{Name, Object, ObjectId, Scale, Table};
pub(crate) use sockets::Sockets;

/// Whom to ask, as whom, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The device. Of a name with several addresses the first is asked.
    pub address: Host,
    /// Its agent's port.
    #[serde(default = "usual_port")]
    pub port: Port,
    /// As whom to ask.
    pub access: Access,
    /// What to read.
    #[serde(default)]
    pub read: Read,
    /// Single objects, besides.
    #[serde(default)]
    pub get: Few<Object, 0, 100>,
    /// Tables, besides.
    #[serde(default)]
    pub tables: Few<Table, 0, 10>,
    /// How often an unanswered request is sent again within the time allowed.
    #[serde(default)]
    pub retries: Retries,
}

fn usual_port() -> Port {
    Port::SNMP
}

impl Settings {
    /// The system group, on the usual port.
    pub fn new(address: Host, access: Access) -> Self {
        let (get, tables) = (Few::default(), Few::default());
        Self { address, port: Port::SNMP, access, read: Read::default(), get, tables, retries: Retries::default() }
    }
}

/// How much to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Read {
    /// Four objects of the system group, in one exchange.
    #[default]
    System,
    /// The system group (its up time tells whether the counters started anew) and the table of interfaces.
    Interfaces,
}

/// One question's way to its agent.
struct Agent<'s> {
    client: Client<UdpHandle>,
    target: SocketAddr,
    allowed: Duration,
    /// Whether it can tell several rows at once; version 1 cannot.
    bulk: bool,
    /// How many rows it can give in one answer.
    repetitions: &'s walk::Repetitions,
}

fn seconds(found: &Measurement) -> f64 {
    if let Value::Number(seconds) = found.value { seconds } else { 0.0 }
}

/// Asks the agent.
pub(crate) async fn ask(sockets: &Sockets, settings: &Settings, deadline: &Deadline) -> Result<Vec<Measurement>, Failure> {
    let resolved = settings.address.resolve(settings.port.get(), deadline).await?;
    let target = *resolved.first().ok_or_else(|| Failure::silent(&settings.address, deadline.allowed()))?;
    let met = deadline.within(system::read(sockets, settings, target, deadline)).await;
    let met = met.unwrap_or_else(|_| Err(agent::silent(target, deadline.allowed())));
    if met.as_ref().is_err_and(|failure| failure.kind == FailureKind::Timeout) {
        sockets.forget_engine(target);
    }
    let (agent, mut measurements) = met?;
    if settings.read == Read::System && settings.tables.is_empty() {
        return Ok(measurements);
    }
    let agent = match agent {
        Some(agent) => agent,
        None => sockets.agent(target, settings, deadline).await?,
    };
    if settings.read == Read::Interfaces {
        let up_time = measurements.iter().find(|found| found.name == "sys_up_time").map_or(0.0, seconds);
        let view = names::view(target, &settings.access);
        match deadline.within(interfaces::read(&agent, sockets.names(), view, up_time)).await {
            Ok(Err(failure)) if failure.kind != FailureKind::Timeout => return Err(failure),
            Ok(Ok(table)) => {
                measurements.push(Measurement::flag("if_complete", true));
                measurements.extend(table);
            }
            // The agent lives, or it would not have answered before; a long table over a slow line is no reason to call it silent.
            Ok(Err(_)) | Err(_) => measurements.push(Measurement::flag("if_complete", false)),
        }
    }
    measurements.extend(tables::read(&agent, &settings.tables, deadline).await?);
    Ok(measurements)
}
