//! NTP: how far is this server's clock from ours, and can it be trusted? Video whose time is wrong proves nothing.
//!
//! Measurements: `offset` (seconds by which the server's clock is ahead of this computer's), `round_trip` (seconds, without the server's
//! own work), `stratum` (code: 1 has a clock of its own, 16 is not synchronized), `leap` (code: 3 is not synchronized), `synchronized` (flag),
//! `root_delay`, `root_dispersion` (seconds), `reference` (text: where it has its time from). A server that is not synchronized
//! answers all the same.

mod packet;

use serde::{Deserialize, Serialize};

use crate::address::Host;
use crate::bounded::{Port, Retries};
use crate::datagram::{self, Heard};
use crate::deadline::Deadline;
use crate::expect::{Expectations, Test};
use crate::failure::{Failure, FailureKind};
use crate::outcome::{Broken, Found, Measurement, Unit};
use crate::prober::TimeOfDay;
use packet::{Answer, Instant64};

/// Whom to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The time server.
    pub address: Host,
    /// Its port.
    #[serde(default = "usual_port")]
    pub port: Port,
    /// How often an unanswered question is sent again.
    #[serde(default)]
    pub retries: Retries,
    /// What the answer should be.
    #[serde(default)]
    pub expect: Expectations<Expectation>,
}

fn usual_port() -> Port {
    Port::NTP
}

/// What people expect of a time server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// How far its clock is from ours, in seconds, whichever is ahead.
    Distance(Test),
    /// Its stratum; 16 when it is not synchronized.
    Stratum(Test),
}

/// Asks for the time; ours is told by `time_of_day`.
pub(crate) async fn ask(time_of_day: TimeOfDay, settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    let write = || Ok(packet::request(datagram::random()?));
    let read = |request: &[u8], bytes: &[u8]| packet::answer(request, bytes);
    let Heard { answer, peer, round_trip } =
        datagram::ask(&settings.address, settings.port.get(), settings.retries, deadline, write, read).await?;
    // Stratum 0 with a code is a refusal, without one it stands for 16 (RFC 5905, figures 11 and 13).
    if answer.stratum == 0 && answer.reference.iter().any(u8::is_ascii_alphanumeric) {
        return Err(turned_away(&answer, peer));
    }
    // By RFC 5905 the offset is the mean of the ways there and back. Ours are one reading of the clock and a monotonic round trip, so
    // that a step of our clock between them cannot show as the server's.
    let back = Instant64::from_unix(time_of_day().ok_or_else(no_clock)?);
    let whole = round_trip.as_secs_f64();
    let offset = (answer.received.since(back) + whole + answer.sent.since(back)) / 2.0;
    let on_the_way = (whole - answer.sent.since(answer.received)).max(0.0);
    let synchronized = answer.leap != 3 && (1..16).contains(&answer.stratum);
    let stratum = if synchronized { answer.stratum } else { 16 };
    let mut measurements = vec![
        Measurement::number("offset", Unit::Seconds, offset),
        Measurement::number("round_trip", Unit::Seconds, on_the_way),
        Measurement::number("stratum", Unit::Code, f64::from(stratum)),
        Measurement::number("leap", Unit::Code, f64::from(answer.leap)),
        Measurement::flag("synchronized", synchronized),
        Measurement::number("root_delay", Unit::Seconds, answer.root_delay),
        Measurement::number("root_dispersion", Unit::Seconds, answer.root_dispersion),
    ];
    if synchronized {
        measurements.push(Measurement::text("reference", &reference(&answer)));
    }
    let broken = settings.expect.iter().filter_map(|expectation| match expectation {
        Expectation::Distance(test) => {
            let distance = offset.abs();
            let thing = ("The distance between the clocks in seconds", "两个时钟相差的秒数");
            (!test.holds(&distance.into())).then(|| Broken::new(thing, test, Some(&format!("{distance:.3}"))))
        }
        Expectation::Stratum(test) => {
            (!test.holds(&stratum.into())).then(|| Broken::new(("The stratum", "层级（stratum）"), test, Some(&stratum.to_string())))
        }
    });
    Ok(Found { measurements, broken: broken.collect() })
}

/// Where the server has its time from: a kind of clock, or the IPv4 address, or part of a fingerprint of the IPv6 address, of another server.
fn reference(answer: &Answer) -> String {
    if answer.stratum == 1 {
        return String::from_utf8_lossy(&answer.reference).trim_end_matches('\0').to_owned();
    }
    std::net::Ipv4Addr::from(answer.reference).to_string()
}

/// A “kiss of death” (RFC 5905, section 7.4).
fn turned_away(answer: &Answer, peer: std::net::SocketAddr) -> Failure {
    let code = String::from_utf8_lossy(&answer.reference).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    Failure::new(
        FailureKind::Protocol,
        format!("{peer} refuses to tell the time ({code}). Allow this computer in the server's settings; after RATE, ask less often."),
        format!("{peer} 拒绝提供时间（{code}）。请在服务器设置中允许本机；若为 RATE，请降低检测频率。"),
    )
}

fn no_clock() -> Failure {
    Failure::new(FailureKind::Local, "This computer does not know the time of day. Set its clock.", "本机没有可用的时间。请设置本机时钟。")
}
