//! NTP: how far is a time server's clock from this computer's? (SNTP version 4, RFC 5905.)

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::address::Host;
use crate::bounded::Port;
use crate::deadline::Deadline;
use crate::failure::{Failure, FailureKind};
use crate::outcome::{Broken, Found, Measurement, Unit};
use crate::udp::exchange;

/// From 1900, where NTP begins, to 1970.
const TO_1970: u64 = 2_208_988_800;
/// The client's mode in version 4.
const CLIENT: u8 = 0x23;
const SERVER_MODE: u8 = 4;

/// Whom to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The time server.
    pub address: Host,
    /// Its port.
    #[serde(default = "Port::ntp")]
    pub port: Port,
}

/// What a server says.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Answer {
    leap: u8,
    stratum: u8,
    root_dispersion: f64,
    /// When our request arrived there, and when the answer left, in seconds since 1970.
    received: f64,
    sent: f64,
}

/// Asks once. Measurements: `clock_offset` (seconds; positive when the server is ahead of this computer), `round_trip`, `root_dispersion` (seconds),
/// `stratum` (code). A server that says it is not synchronised is told as a broken condition.
pub(crate) async fn ask(settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    let left = now();
    let cookie = stamp(left);
    let mut request = [0u8; 48];
    if let Some(first) = request.first_mut() {
        *first = CLIENT;
    }
    request.get_mut(40..48).into_iter().for_each(|place| place.copy_from_slice(&cookie.to_be_bytes()));
    // An answer repeats the very instant at which we asked: nobody else knows it.
    let ours = |bytes: &[u8]| word(bytes, 24) == Some(cookie);
    let (bytes, round_trip) = exchange(&settings.address, settings.port.get(), &request, deadline, ours).await?;
    let answer = read(&bytes).ok_or_else(|| strange(&settings.address))?;
    let (left, back) = (left.as_secs_f64(), left.as_secs_f64() + round_trip.as_secs_f64());
    let offset = f64::midpoint(answer.received - left, answer.sent - back);
    let on_the_way = (round_trip.as_secs_f64() - (answer.sent - answer.received)).max(0.0);
    let measurements = vec![
        Measurement::number("clock_offset", Unit::Seconds, offset),
        Measurement::number("round_trip", Unit::Seconds, on_the_way),
        Measurement::number("stratum", Unit::Code, f64::from(answer.stratum)),
        Measurement::number("root_dispersion", Unit::Seconds, answer.root_dispersion),
    ];
    let lost = answer.leap == 3 || answer.stratum == 0 || answer.stratum > 15;
    let broken = lost.then(|| Broken::new("The time server says that its own clock is not synchronised.", "时间服务器自报其时钟未同步。"));
    Ok(Found { measurements, broken: broken.into_iter().collect() })
}

/// The time of day, which is what this question is about.
#[expect(clippy::disallowed_methods, reason = "the question is how far this computer's clock is off")]
fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// An instant as NTP writes it: seconds since 1900 and their fraction, 32 bits each.
fn stamp(since_1970: Duration) -> u64 {
    let fraction = (u64::from(since_1970.subsec_nanos()) << 32) / 1_000_000_000;
    (since_1970.as_secs().wrapping_add(TO_1970) & 0xffff_ffff) << 32 | fraction
}

/// Seconds since 1970, in the era that began in 1900 or, for small numbers, in the one that begins in 2036.
fn seconds(stamp: u64) -> f64 {
    let whole = stamp >> 32;
    let whole = if whole < TO_1970 { whole + (1 << 32) } else { whole };
    (whole - TO_1970) as f64 + (stamp & 0xffff_ffff) as f64 / 4_294_967_296.0
}

fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 8)?.try_into().ok().map(u64::from_be_bytes)
}

fn read(bytes: &[u8]) -> Option<Answer> {
    let (first, stratum) = (*bytes.first()?, *bytes.get(1)?);
    let dispersion = u32::from_be_bytes(bytes.get(8..12)?.try_into().ok()?);
    let (received, sent) = (word(bytes, 32)?, word(bytes, 40)?);
    if first & 7 != SERVER_MODE || sent == 0 {
        return None;
    }
    let root_dispersion = f64::from(dispersion) / 65_536.0;
    Some(Answer { leap: first >> 6, stratum, root_dispersion, received: seconds(received), sent: seconds(sent) })
}

fn strange(host: &Host) -> Failure {
    Failure::new(
        FailureKind::Protocol,
        format!("{host} answered something that is not the time. Check that the port belongs to an NTP server."),
        format!("{host} 的应答不是时间信息。请确认该端口属于 NTP 服务。"),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn instants_survive_the_wire() {
        for instant in [Duration::new(1_790_000_000, 250_000_000), Duration::new(2_085_978_500, 1), Duration::new(1, 999_999_999)] {
            assert!((seconds(stamp(instant)) - instant.as_secs_f64()).abs() < 1e-6, "{instant:?}");
        }
    }

    proptest! {
        #[test]
        fn no_datagram_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = (read(&bytes), word(&bytes, 24));
        }
    }
}
