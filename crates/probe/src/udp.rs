//! UDP: what comes back for a datagram? For services of which only the bytes are known.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::net::UdpSocket;
use tokio::time::Instant;

use crate::address::Host;
use crate::bounded::Port;
use crate::conditions::{Pattern, Phrase};
use crate::deadline::Deadline;
use crate::failure::Failure;
use crate::outcome::{Broken, Found, Measurement, Unit};

/// The largest datagram that is read.
const LARGEST: usize = 65_535;

/// What to send, and what must come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The device.
    pub address: Host,
    /// Its port.
    pub port: Port,
    /// The datagram.
    pub send: Datagram,
    /// A text that the answer must contain.
    #[serde(default)]
    pub contains: Option<Phrase>,
    /// An expression that the answer must match.
    #[serde(default)]
    pub matches: Option<Pattern>,
}

/// The bytes of a datagram, up to 1400: a text, or hexadecimal digits after `hex:`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Datagram {
    text: String,
    bytes: Vec<u8>,
}

impl TryFrom<String> for Datagram {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = match text.strip_prefix("hex:") {
            Some(digits) => {
                let digits: String = digits.split_whitespace().collect();
                let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes());
                bytes.map_err(|_| "after hex: stand pairs of hexadecimal digits, such as hex:0d0a")?
            }
            None => text.clone().into_bytes(),
        };
        if bytes.is_empty() || bytes.len() > 1400 { Err("a datagram has from 1 to 1400 bytes") } else { Ok(Self { text, bytes }) }
    }
}

impl From<Datagram> for String {
    fn from(datagram: Datagram) -> Self {
        datagram.text
    }
}

/// Sends the datagram and waits for the first that comes back. Measurements: `response_time` (seconds), `answer_bytes` (bytes).
pub(crate) async fn ask(settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    let (answer, time) = exchange(&settings.address, settings.port.get(), &settings.send.bytes, deadline, |_| true).await?;
    let measurements =
        vec![Measurement::seconds("response_time", time), Measurement::number("answer_bytes", Unit::Bytes, answer.len() as f64)];
    let lacks = settings.contains.as_ref().filter(|text| !text.is_in(&answer)).map(|text| {
        let text = text.as_str();
        Broken::new(format!("The answer does not contain “{text}”."), format!("应答中没有“{text}”。"))
    });
    let strange = settings
        .matches
        .as_ref()
        .filter(|pattern| !pattern.matches(&answer))
        .map(|pattern| Broken::new(format!("The answer does not match {pattern}."), format!("应答与 {pattern} 不匹配。")));
    Ok(Found { measurements, broken: lacks.into_iter().chain(strange).collect() })
}

/// Sends a datagram from a socket of its own and waits for the first answer of the very address and port asked that is `ours`. A datagram
/// that is lost is sent once more at half the time.
pub(crate) async fn exchange(
    host: &Host,
    port: u16,
    datagram: &[u8],
    deadline: &Deadline,
    ours: impl Fn(&[u8]) -> bool,
) -> Result<(Vec<u8>, Duration), Failure> {
    let addresses = host.resolve(port, deadline).await?;
    let peer = addresses.first().copied().ok_or_else(|| Failure::silent(host, deadline.allowed()))?;
    let here: SocketAddr = if peer.is_ipv4() { (Ipv4Addr::UNSPECIFIED, 0).into() } else { (Ipv6Addr::UNSPECIFIED, 0).into() };
    let io = |error: std::io::Error| Failure::from_io(&error, peer);
    let socket = UdpSocket::bind(here).await.map_err(io)?;
    // Connected, so that the kernel hands us this peer's datagrams only, and tells of a closed port.
    socket.connect(peer).await.map_err(io)?;
    let mut answer = vec![0; LARGEST];
    for share in [deadline.share(2), *deadline] {
        let sent = Instant::now();
        socket.send(datagram).await.map_err(io)?;
        let heard = share.within(async {
            loop {
                let length = socket.recv(&mut answer).await?;
                if ours(answer.get(..length).unwrap_or_default()) {
                    return Ok::<usize, std::io::Error>(length);
                }
            }
        });
        if let Ok(heard) = heard.await {
            answer.truncate(heard.map_err(io)?);
            return Ok((answer, sent.elapsed()));
        }
    }
    Err(Failure::silent(peer, deadline.allowed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_datagram_is_a_text_or_digits() {
        let read = |text: &str| Datagram::try_from(text.to_owned()).map(|datagram| datagram.bytes);
        assert_eq!(read("ping"), Ok(b"ping".to_vec()));
        assert_eq!(read("hex:0D 0a ff"), Ok(vec![13, 10, 255]));
        assert!(read("hex:0").is_err() && read("hex:zz").is_err() && read("").is_err() && read(&"x".repeat(1401)).is_err());
    }
}
