//! What can be asked.

use serde::{Deserialize, Serialize};

use crate::address::Host;
use crate::{dns, http, icmp, ntp, prometheus, rtsp, secure, sftp, snmp, sql, ssh, tcp, udp};

/// One question to one device over one protocol. In JSON the protocol is named by `kind`: `icmp`, `tcp`, `http`, `snmp`, `rtsp`, `dns`,
/// `ntp`, `tls`, `udp`, `prometheus`, `sql`, `ssh`, `sftp`; unknown fields are refused, so that a misspelt setting is not silently ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Question {
    /// Does it answer echo requests, how fast, and how many are lost?
    Icmp(icmp::Settings),
    /// Does the port accept a connection, and how fast?
    Tcp(tcp::Settings),
    /// What does the web server answer, how fast, and how long is its certificate still valid?
    Http(http::Settings),
    /// What does the agent tell about the system and its interfaces?
    Snmp(snmp::Settings),
    /// What does the media server offer?
    Rtsp(rtsp::Settings),
    /// What does the name server answer?
    Dns(dns::Settings),
    /// How far is the server's clock from ours, and is it synchronized?
    Ntp(ntp::Settings),
    /// Until when are the server's certificates valid, and would anybody believe them?
    Tls(secure::Settings),
    /// How old is the newest file of the folder?
    Sftp(sftp::Settings),
    /// What does the command say on that computer?
    Ssh(ssh::Settings),
    /// What does the database answer to a question that changes nothing?
    Sql(sql::Settings),
    /// What does the exporter tell?
    Prometheus(prometheus::Settings),
    /// Does the service answer these bytes, and with what?
    Udp(udp::Settings),
}

impl Question {
    /// The protocol's name as it stands in `kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Icmp(_) => "icmp",
            Self::Tcp(_) => "tcp",
            Self::Http(_) => "http",
            Self::Snmp(_) => "snmp",
            Self::Rtsp(_) => "rtsp",
            Self::Dns(_) => "dns",
            Self::Ntp(_) => "ntp",
            Self::Tls(_) => "tls",
            Self::Sftp(_) => "sftp",
            Self::Ssh(_) => "ssh",
            Self::Sql(_) => "sql",
            Self::Prometheus(_) => "prometheus",
            Self::Udp(_) => "udp",
        }
    }

    /// The same question, to somebody else.
    pub fn set_address(&mut self, address: Host) {
        *match self {
            Self::Icmp(settings) => &mut settings.address,
            Self::Tcp(settings) => &mut settings.address,
            Self::Http(settings) => &mut settings.address,
            Self::Snmp(settings) => &mut settings.address,
            Self::Rtsp(settings) => &mut settings.address,
            Self::Dns(settings) => &mut settings.address,
            Self::Ntp(settings) => &mut settings.address,
            Self::Tls(settings) => &mut settings.address,
            Self::Sftp(settings) => &mut settings.address,
            Self::Ssh(settings) => &mut settings.address,
            Self::Sql(settings) => &mut settings.address,
            Self::Prometheus(settings) => &mut settings.address,
            Self::Udp(settings) => &mut settings.address,
        } = address;
    }

    /// Who is asked.
    pub fn address(&self) -> &Host {
        match self {
            Self::Icmp(settings) => &settings.address,
            Self::Tcp(settings) => &settings.address,
            Self::Http(settings) => &settings.address,
            Self::Snmp(settings) => &settings.address,
            Self::Rtsp(settings) => &settings.address,
            Self::Dns(settings) => &settings.address,
            Self::Ntp(settings) => &settings.address,
            Self::Tls(settings) => &settings.address,
            Self::Sftp(settings) => &settings.address,
            Self::Ssh(settings) => &settings.address,
            Self::Sql(settings) => &settings.address,
            Self::Prometheus(settings) => &settings.address,
            Self::Udp(settings) => &settings.address,
        }
    }
}
