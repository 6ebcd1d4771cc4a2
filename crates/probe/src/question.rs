//! What can be asked.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

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

/// Why a written question cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// The field that is wrong or missing: `port`, `access.community`, `expect[0]`; empty for the whole.
    pub field: String,
    /// What is wrong with it.
    pub why: String,
}

impl Question {
    /// Reads a question as it is written in JSON, or says which of its fields makes no sense.
    ///
    /// # Errors
    ///
    /// When a field is missing, unknown, or beyond its limits.
    pub fn read(mut written: Value) -> Result<Self, Objection> {
        let Some(Value::String(kind)) = written.as_object_mut().and_then(|fields| fields.remove("kind")) else {
            return Err(Objection { field: "kind".to_owned(), why: "missing field `kind`".to_owned() });
        };
        match kind.as_str() {
            "icmp" => settings(written).map(Self::Icmp),
            "tcp" => settings(written).map(Self::Tcp),
            "http" => settings(written).map(Self::Http),
            "snmp" => settings(written).map(Self::Snmp),
            "rtsp" => settings(written).map(Self::Rtsp),
            "dns" => settings(written).map(Self::Dns),
            "ntp" => settings(written).map(Self::Ntp),
            "tls" => settings(written).map(Self::Tls),
            "sftp" => settings(written).map(Self::Sftp),
            "ssh" => settings(written).map(Self::Ssh),
            "sql" => settings(written).map(Self::Sql),
            "prometheus" => settings(written).map(Self::Prometheus),
            "udp" => settings(written).map(Self::Udp),
            _ => Err(Objection { field: "kind".to_owned(), why: format!("kind must be one of {KINDS}, not `{}`", kind.escape_debug()) }),
        }
    }

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

/// The words of [`Question::read`].
const KINDS: &str = "icmp, tcp, http, snmp, rtsp, dns, ntp, tls, sftp, ssh, sql, prometheus, udp";

fn settings<T: DeserializeOwned>(written: Value) -> Result<T, Objection> {
    serde_path_to_error::deserialize(written).map_err(|error| {
        let (path, why) = (error.path().to_string(), error.inner().to_string());
        // What is missing is not on the way to the error, but in its sentence.
        let missing = why.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        let field = match (path.as_str(), missing) {
            (".", missing) => missing.unwrap_or_default().to_owned(),
            (path, Some(missing)) if !path.ends_with(missing) => format!("{path}.{missing}"),
            (path, _) => path.to_owned(),
        };
        Objection { field, why }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_objection_names_the_field() {
        let cases = [
            (json!({"kind": "tcp", "address": "10.0.0.1", "port": 0}), "port"),
            (json!({"kind": "tcp", "address": "10.0.0.1"}), "port"),
            (json!({"kind": "tcp", "port": 80, "prt": 1, "address": "10.0.0.1"}), "prt"),
            (json!({"kind": "http", "address": "http://10.0.0.1"}), "address"),
            (json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "2c"}}), "access"),
            (json!({"kind": "carrier pigeon"}), "kind"),
            (json!({"address": "10.0.0.1"}), "kind"),
            (json!(7), "kind"),
        ];
        for (written, field) in cases {
            let objection = Question::read(written.clone()).unwrap_err();
            assert!(objection.field.starts_with(field), "{written}: {objection:?}");
            assert!(!objection.why.is_empty());
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for written in [
            json!({"kind": "icmp", "address": "10.0.0.1"}),
            json!({"kind": "tcp", "address": "10.0.0.1", "port": 80}),
            json!({"kind": "snmp", "address": "10.0.0.1", "access": {"version": "2c", "community": "public"}}),
            json!({"kind": "http", "address": "10.0.0.1", "expect": [{"status": [200]}]}),
        ] {
            let read = Question::read(written.clone());
            let whole = serde_json::from_value::<Question>(written.clone());
            assert_eq!(read.clone().ok(), whole.ok(), "{written}");
            if let Ok(question) = read {
                assert_eq!(Question::read(serde_json::to_value(&question).unwrap()), Ok(question));
            }
        }
    }
}
