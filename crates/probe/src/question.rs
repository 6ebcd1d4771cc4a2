//! What can be asked.

use serde::{Deserialize, Serialize};

use crate::address::Host;
use crate::{dns, handshake, http, icmp, ntp, prometheus, rtsp, snmp, tcp, udp};

/// One question to one device over one protocol. In JSON the protocol is named by `kind`: `icmp`, `tcp`, `udp`, `http`, `prometheus`,
/// `tls`, `dns`, `ntp`, `snmp`, `rtsp`; unknown fields are refused, so that a misspelt setting is not silently ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Question {
    /// Does it answer echo requests, how fast, and how many are lost?
    Icmp(icmp::Settings),
    /// Does the port accept a connection, and how fast?
    Tcp(tcp::Settings),
    /// What comes back for a datagram?
    Udp(udp::Settings),
    /// What does the web server answer, how fast, and how long is its certificate still valid?
    Http(http::Settings),
    /// What does an exporter of metrics tell?
    Prometheus(prometheus::Settings),
    /// How long is the certificate on a port still valid, and is it trusted?
    Tls(handshake::Settings),
    /// What does a name server answer?
    Dns(dns::Settings),
    /// How far is a time server's clock from this computer's?
    Ntp(ntp::Settings),
    /// What does the agent tell about the system and its interfaces?
    Snmp(snmp::Settings),
    /// What does the media server offer?
    Rtsp(rtsp::Settings),
}

impl Question {
    /// The protocol's name as it stands in `kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Icmp(_) => "icmp",
            Self::Tcp(_) => "tcp",
            Self::Udp(_) => "udp",
            Self::Http(_) => "http",
            Self::Prometheus(_) => "prometheus",
            Self::Tls(_) => "tls",
            Self::Dns(_) => "dns",
            Self::Ntp(_) => "ntp",
            Self::Snmp(_) => "snmp",
            Self::Rtsp(_) => "rtsp",
        }
    }

    /// The same question, to somebody else.
    pub fn set_address(&mut self, address: Host) {
        *match self {
            Self::Icmp(settings) => &mut settings.address,
            Self::Tcp(settings) => &mut settings.address,
            Self::Udp(settings) => &mut settings.address,
            Self::Http(settings) => &mut settings.address,
            Self::Prometheus(settings) => &mut settings.address,
            Self::Tls(settings) => &mut settings.address,
            Self::Dns(settings) => &mut settings.address,
            Self::Ntp(settings) => &mut settings.address,
            Self::Snmp(settings) => &mut settings.address,
            Self::Rtsp(settings) => &mut settings.address,
        } = address;
    }

    /// Who is asked.
    pub fn address(&self) -> &Host {
        match self {
            Self::Icmp(settings) => &settings.address,
            Self::Tcp(settings) => &settings.address,
            Self::Udp(settings) => &settings.address,
            Self::Http(settings) => &settings.address,
            Self::Prometheus(settings) => &settings.address,
            Self::Tls(settings) => &settings.address,
            Self::Dns(settings) => &settings.address,
            Self::Ntp(settings) => &settings.address,
            Self::Snmp(settings) => &settings.address,
            Self::Rtsp(settings) => &settings.address,
        }
    }
}
