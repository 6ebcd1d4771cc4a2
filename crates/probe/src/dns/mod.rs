//! DNS: what does this name server answer to one question?
//!
//! Measurements: `response_time` (seconds; over TCP the connection and both tries), `code` (the response code), `answers` (count of records of the
//! kind asked for), `answer` (text: the records, sorted), `ttl` (seconds, the shortest), `serial` (of a SOA record), `authoritative`
//! and `over_tcp` (flags). That there is no such name is an answer. A server that fails, refuses or does not understand is a failure unless
//! the question expects some `code`.

mod expectation;
mod message;
mod name;

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;

use crate::address::Host;
use crate::bounded::{Port, Retries};
use crate::datagram::{self, Heard};
use crate::deadline::Deadline;
use crate::dial::dial;
use crate::expect::Expectations;
use crate::failure::{Failure, FailureKind};
use crate::outcome::{Found, Measurement, Unit};
pub use expectation::Expectation;
use message::Answer;
pub use name::Name;

/// What to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The name server.
    pub address: Host,
    /// Its port.
    #[serde(default = "usual_port")]
    pub port: Port,
    /// The name to ask for. For `ptr` an IP address will do.
    pub name: Name,
    /// The kind of record.
    #[serde(default)]
    pub record: Kind,
    /// Whether the server is to ask others when it does not know.
    #[serde(default = "yes")]
    pub recursion: bool,
    /// How often an unanswered question is sent again.
    #[serde(default)]
    pub retries: Retries,
    /// What the answer should be.
    #[serde(default)]
    pub expect: Expectations<Expectation>,
}

fn usual_port() -> Port {
    Port::DNS
}

fn yes() -> bool {
    true
}

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// IPv4 addresses.
    #[default]
    A,
    /// IPv6 addresses.
    Aaaa,
    /// The name this name stands for.
    Cname,
    /// The mail servers: `10 mail.example`.
    Mx,
    /// The name servers.
    Ns,
    /// The name of an address.
    Ptr,
    /// The zone: primary server, mailbox, serial, refresh, retry, expire, minimum.
    Soa,
    /// A service: priority, weight, port, server.
    Srv,
    /// Text.
    Txt,
}

impl Kind {
    fn number(self) -> u16 {
        match self {
            Self::A => 1,
            Self::Ns => 2,
            Self::Cname => 5,
            Self::Soa => 6,
            Self::Ptr => 12,
            Self::Mx => 15,
            Self::Txt => 16,
            Self::Aaaa => 28,
            Self::Srv => 33,
        }
    }
}

/// A response code (RFC 1035, section 4.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Code {
    /// 0: answered.
    Noerror,
    /// 1: not understood.
    Formerr,
    /// 2: the server could not find out.
    Servfail,
    /// 3: there is no such name.
    Nxdomain,
    /// 4: not that kind of question.
    Notimp,
    /// 5: not for you.
    Refused,
    /// 6 to 15: about updates, which are not asked for here.
    #[serde(skip)]
    Other(u8),
}

impl Code {
    fn from_number(number: u8) -> Self {
        match number {
            0 => Self::Noerror,
            1 => Self::Formerr,
            2 => Self::Servfail,
            3 => Self::Nxdomain,
            4 => Self::Notimp,
            5 => Self::Refused,
            other => Self::Other(other),
        }
    }

    fn number(self) -> u8 {
        match self {
            Self::Noerror => 0,
            Self::Formerr => 1,
            Self::Servfail => 2,
            Self::Nxdomain => 3,
            Self::Notimp => 4,
            Self::Refused => 5,
            Self::Other(number) => number,
        }
    }

    fn word(self) -> String {
        match self {
            Self::Other(number) => number.to_string(),
            known => format!("{known:?}").to_ascii_uppercase(),
        }
    }
}

/// Asks over UDP, and over TCP when the answer does not fit a datagram.
pub(crate) async fn ask(settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    let (port, kind) = (settings.port.get(), settings.record);
    let name = match settings.name.as_str().parse::<IpAddr>() {
        Ok(address) if kind == Kind::Ptr => Name::backwards(address),
        _ => settings.name.clone(),
    };
    let write = || Ok(message::request(datagram::random()?, &name, kind, settings.recursion));
    let read = |request: &[u8], bytes: &[u8]| message::answer(request, bytes, kind);
    let Heard { mut answer, peer, mut round_trip } =
        datagram::ask(&settings.address, port, settings.retries, deadline, write, read).await?;
    let over_tcp = answer.cut;
    if over_tcp {
        let started = Instant::now();
        answer = over_stream(peer, &write()?, kind, deadline).await?;
        round_trip += started.elapsed();
    }
    let wants_code = settings.expect.iter().any(|expectation| matches!(expectation, Expectation::Code(_)));
    if !matches!(answer.code, Code::Noerror | Code::Nxdomain) && !wants_code {
        return Err(refused(&answer, &name, peer));
    }
    answer.records.sort();
    let mut measurements = vec![
        Measurement::seconds("response_time", round_trip),
        Measurement::number("code", Unit::Code, f64::from(answer.code.number())),
        Measurement::number("answers", Unit::Count, answer.records.len() as f64),
        Measurement::flag("authoritative", answer.authoritative),
        Measurement::flag("over_tcp", over_tcp),
    ];
    if !answer.records.is_empty() {
        measurements.push(Measurement::text("answer", &answer.records.join(", ")));
    }
    measurements.extend(answer.ttl.map(|ttl| Measurement::number("ttl", Unit::Seconds, f64::from(ttl))));
    measurements.extend(answer.serial.map(|serial| Measurement::number("serial", Unit::Count, f64::from(serial))));
    Ok(Found { measurements, broken: expectation::broken(&settings.expect, &answer) })
}

async fn over_stream(peer: SocketAddr, request: &[u8], kind: Kind, deadline: &Deadline) -> Result<Answer, Failure> {
    let mut stream = dial(&Host::Ip(peer.ip()), peer.port(), deadline).await?.stream;
    let exchange = async {
        let length = u16::try_from(request.len()).unwrap_or(u16::MAX).to_be_bytes();
        stream.write_all(&[&length, request].concat()).await?;
        let length = stream.read_u16().await?;
        let mut bytes = vec![0; usize::from(length)];
        stream.read_exact(&mut bytes).await?;
        Ok(bytes)
    };
    let bytes = match deadline.within(exchange).await {
        Ok(read) => read.map_err(|error: std::io::Error| Failure::from_io(&error, peer))?,
        Err(_) => return Err(Failure::unfinished(peer, deadline.allowed())),
    };
    message::answer(request, &bytes, kind).filter(|answer| !answer.cut).ok_or_else(|| {
        Failure::new(
            FailureKind::Protocol,
            format!("{peer} answered over TCP something that is no answer to the question. Check that the port belongs to a name server."),
            format!("{peer} 通过 TCP 的应答与查询不符。请确认端口属于域名服务器。"),
        )
    })
}

fn refused(answer: &Answer, name: &Name, peer: SocketAddr) -> Failure {
    let code = answer.code.word();
    let (en, zh) = match answer.code {
        Code::Servfail => {
            ("Check the server's own log, and whether it can reach the servers above it", "请查看服务器日志，以及它能否访问上级服务器")
        }
        Code::Refused => ("Allow this computer to ask in the server's settings", "请在服务器设置中允许本机查询"),
        _ => ("Update the server's software, or ask for another record", "请升级服务器软件，或查询其他记录"),
    };
    Failure::new(
        FailureKind::Protocol,
        format!("{peer} did not look up {name}: {code}. {en}."),
        format!("{peer} 没有查询 {name}：{code}。{zh}。"),
    )
}
