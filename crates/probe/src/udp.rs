//! UDP: does the service behind this port answer these bytes, and with what? For services that speak no protocol we know.
//!
//! Measurements: `response_time` (seconds), `answer_bytes` (bytes) and `answer` (text, as far as it is UTF-8). The first datagram that comes
//! back from the service is its answer.

use std::fmt;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use serde::{Deserialize, Serialize};

use crate::address::Host;
use crate::bounded::{Port, Retries};
use crate::datagram::{self, Heard};
use crate::deadline::Deadline;
use crate::expect::{Expectations, Test};
use crate::failure::Failure;
use crate::outcome::{Broken, Found, Measurement, Unit};

/// What to send, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The device.
    pub address: Host,
    /// Its port.
    pub port: Port,
    /// What to send.
    pub send: Payload,
    /// How often an unanswered datagram is sent again.
    #[serde(default)]
    pub retries: Retries,
    /// What the answer should be.
    #[serde(default)]
    pub expect: Expectations<Expectation>,
}

/// What is sent: a text as UTF-8, or bytes in hexadecimal; at most 1400 bytes, what fits one Ethernet frame on every path. It is not printed,
/// since some services take their password in it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Payload(Written);

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Written {
    Text(String),
    Hex(Bytes),
}

impl Payload {
    fn bytes(&self) -> &[u8] {
        match &self.0 {
            Written::Text(text) => text.as_bytes(),
            Written::Hex(bytes) => &bytes.0,
        }
    }
}

impl TryFrom<Written> for Payload {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let payload = Self(written);
        if payload.bytes().len() <= 1400 { Ok(payload) } else { Err("send must not be longer than 1400 bytes") }
    }
}

impl From<Payload> for Written {
    fn from(payload: Payload) -> Written {
        payload.0
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.bytes().len())
    }
}

/// Bytes, written in hexadecimal: pairs of digits, with or without spaces between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bytes(Vec<u8>);

impl TryFrom<String> for Bytes {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits: String = text.chars().filter(|digit| *digit != ' ').collect();
        HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map(Self).map_err(|_| "write bytes as pairs of hexadecimal digits, such as \"0a ff\"")
    }
}

impl From<Bytes> for String {
    fn from(bytes: Bytes) -> String {
        HEXLOWER.encode(&bytes.0)
    }
}

/// What people expect of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// The answer, read as UTF-8, passes.
    Text(Test),
    /// The answer has these bytes in it.
    Hex(Bytes),
}

/// Sends, and takes the first datagram that comes back.
pub(crate) async fn ask(settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    let write = || Ok(settings.send.bytes().to_vec());
    let read = |_: &[u8], bytes: &[u8]| Some(bytes.to_vec());
    let Heard { answer, round_trip, .. } =
        datagram::ask(&settings.address, settings.port.get(), settings.retries, deadline, write, read).await?;
    let text = String::from_utf8_lossy(&answer);
    let measurements = vec![
        Measurement::seconds("response_time", round_trip),
        Measurement::number("answer_bytes", Unit::Bytes, answer.len() as f64),
        Measurement::text("answer", &text),
    ];
    let thing = ("The answer", "应答");
    let broken = settings.expect.iter().filter_map(|expectation| match expectation {
        Expectation::Text(test) => (!test.holds_in(&text)).then(|| Broken::new(thing, test, Some(&text))),
        Expectation::Hex(wanted) => {
            let digits = HEXLOWER.encode(&wanted.0);
            let wish = (format!("hold the bytes {digits}"), format!("包含字节 {digits}"));
            let there = wanted.0.is_empty() || answer.windows(wanted.0.len()).any(|window| window == wanted.0);
            (!there).then(|| Broken::told(thing, (&wish.0, &wish.1), Some(&HEXLOWER.encode(&answer))))
        }
    });
    Ok(Found { broken: broken.collect(), measurements })
}
