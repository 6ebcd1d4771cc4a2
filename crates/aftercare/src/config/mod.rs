//! The program's settings: a TOML file, overruled by the environment (`AFTERCARE_SERVER_LISTEN` for `[server] listen`). A key nobody knows
//! is refused with the nearest one that exists, and every mistake is told at once, with its line.

mod check;
mod load;

use std::net::SocketAddr;
use std::path::PathBuf;

use base::db::DbSettings;
use serde::{Deserialize, Serialize};

pub use check::Mistake;
pub use load::{load, parse};

/// Everything that can be set. Every field has a default, so an empty file is a working configuration on the embedded database.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Where the pages and the API are served.
    pub server: Server,
    /// What this installation is.
    pub installation: Installation,
    /// Where the data is kept.
    pub database: Database,
    /// The outgoing mail server; without a host no mail is sent.
    pub mail: Mail,
    /// The modem beside this node, for short messages without a network; without a file there is none.
    pub modem: Modem,
    /// How the network is watched.
    pub watch: Watch,
    /// How long samples are kept.
    pub series: SeriesSettings,
    /// Where samples are sent besides.
    pub remote_write: RemoteWrite,
    /// Who outside is told that all is well.
    pub heartbeat: HeartbeatSettings,
}

/// `[remote_write]`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RemoteWrite {
    /// The address of a store that speaks Prometheus' remote write; nothing is sent when empty.
    pub url: String,
    /// The address of that store for questions: what is older than `[series] raw_days` is read there. Not asked when empty.
    pub read_url: String,
    /// A bearer token; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub token: String,
    /// An account for basic authentication; empty for none.
    pub user: String,
    /// Its password.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub password: String,
}

/// `[heartbeat]`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HeartbeatSettings {
    /// Asked for after every clean audit, once a minute; whoever is behind it raises the alarm when they hear nothing. Nobody is when empty.
    pub url: String,
}

/// `[server]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// The address and port to listen on.
    pub listen: SocketAddr,
    /// The address people use, for links in messages; `http://` and the listen address when empty.
    pub public_url: String,
    /// Whether cookies are for https only; set it when a proxy in front speaks https.
    pub secure_cookies: bool,
}

/// `[installation]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Installation {
    /// The name on the pages and in evidence files.
    pub name: String,
    /// The IANA zone of the duty roster and of ticket numbers.
    pub zone: String,
    /// The folder of the key files: keep it with the backup, apart from the database.
    pub keys: PathBuf,
    /// This node's name in leases and on the status page; the host's name and the process when empty.
    pub node: String,
}

/// `[database]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// The file of the embedded database.
    pub path: PathBuf,
    /// A PostgreSQL server instead, `postgres://user:password@host:port/name`; empty for the embedded one.
    pub url: String,
    /// How many connections to PostgreSQL this node opens at most.
    pub connections: u32,
}

/// `[mail]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// The SMTP server; empty for no mail.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// `none`, `starttls` or `tls`.
    pub tls: String,
    /// The account, empty for none.
    pub user: String,
    /// Its password.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub password: String,
    /// The sender.
    pub from: String,
}

/// `[modem]`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Modem {
    /// The configuration file of `gammu`, or of `gammu-smsd`; empty for no modem.
    pub config: PathBuf,
    /// Whether messages go to the daemon `gammu-smsd` instead of straight to the modem.
    pub daemon: bool,
}

/// `[watch]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Watch {
    /// Whether this node asks devices at all.
    pub enabled: bool,
    /// Seconds between two questions of a check.
    pub period_seconds: u32,
    /// Seconds between two questions while an answer is in doubt.
    pub doubt_period_seconds: u32,
    /// Seconds between two signs of life of a device that answers pings; 0 for none.
    pub life_period_seconds: u32,
    /// Milliseconds to wait for an answer.
    pub timeout_milliseconds: u32,
    /// How many questions are under way at once: as many devices as can fall silent together without delaying each other.
    pub in_flight: u32,
}

/// `[series]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeriesSettings {
    /// Days for which samples are kept as they were measured.
    pub raw_days: u32,
    /// Days for which their least, mean and greatest value of five minutes are kept.
    pub five_minute_days: u32,
    /// Days for which those of an hour are kept.
    pub hour_days: u32,
}

impl Default for Server {
    fn default() -> Server {
        Server { listen: SocketAddr::from(([127, 0, 0, 1], 8080)), public_url: String::new(), secure_cookies: false }
    }
}

impl Default for Installation {
    fn default() -> Installation {
        Installation { name: "Aftercare".into(), zone: "Asia/Shanghai".into(), keys: "data/keys".into(), node: String::new() }
    }
}

impl Default for Database {
    fn default() -> Database {
        Database { path: "data/aftercare.db".into(), url: String::new(), connections: 10 }
    }
}

impl Default for Mail {
    fn default() -> Mail {
        Mail {
            host: String::new(),
            port: 25,
            tls: "none".into(),
            user: String::new(),
            password: String::new(),
            from: "aftercare@localhost".into(),
        }
    }
}

impl Default for Watch {
    fn default() -> Watch {
        Watch {
            enabled: true,
            period_seconds: 30,
            doubt_period_seconds: 2,
            life_period_seconds: 5,
            timeout_milliseconds: 2000,
            in_flight: 4096,
        }
    }
}

impl Default for SeriesSettings {
    fn default() -> SeriesSettings {
        SeriesSettings { raw_days: 30, five_minute_days: 180, hour_days: 1826 }
    }
}

impl SeriesSettings {
    /// The same for the room; the error says what to write instead.
    pub fn retention(&self) -> Result<series::Retention, String> {
        series::Retention::new(self.raw_days, self.five_minute_days, self.hour_days)
    }
}

impl Settings {
    /// How to open the database.
    pub fn database(&self) -> DbSettings {
        if self.database.url.is_empty() {
            DbSettings::Sqlite { path: self.database.path.clone() }
        } else {
            DbSettings::Postgres { url: self.database.url.clone(), connections: self.database.connections }
        }
    }

    /// The address of links in messages, without a slash at its end.
    pub fn public_url(&self) -> String {
        if self.server.public_url.is_empty() {
            format!("http://{}", self.server.listen)
        } else {
            self.server.public_url.trim_end_matches('/').to_owned()
        }
    }

    /// This node's name.
    pub fn node(&self) -> String {
        if !self.installation.node.is_empty() {
            return self.installation.node.clone();
        }
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        format!("{}-{}", host.trim(), std::process::id())
    }
}
