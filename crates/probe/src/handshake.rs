//! TLS: how long is the certificate on a port still valid, and is it trusted? For every service that speaks TLS, mail servers with STARTTLS
//! included.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::address::Host;
use crate::bounded::Port;
use crate::deadline::Deadline;
use crate::dial::{Dialled, dial};
use crate::failure::{Failure, FailureKind};
use crate::outcome::{Broken, Found, Measurement, Unit};
use crate::tls::{self, Tls as SharedTls};

/// The longest greeting of a mail server.
const LONGEST_GREETING: usize = 8 << 10;

/// Whose certificate to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The device.
    pub address: Host,
    /// Its port.
    #[serde(default = "Port::https")]
    pub port: Port,
    /// The name in the certificate, where it differs from the address.
    #[serde(default)]
    pub server_name: Option<Host>,
    /// Whether to ask for TLS in the words of a mail protocol first.
    #[serde(default)]
    pub starttls: StartTls,
    /// Whether a certificate that leads to no root this computer trusts is well: self-made ones are.
    #[serde(default)]
    pub any_issuer: bool,
}

/// How TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartTls {
    /// At once.
    #[default]
    Off,
    /// After `STARTTLS` of SMTP.
    Smtp,
    /// After `STARTTLS` of IMAP.
    Imap,
}

/// Shakes hands, once or, when the certificate is not trusted, twice: its days are measured all the same. Measurements: `connect_time`, `tls_time`
/// (seconds), `certificate_days`, `chain_days` (days), `trusted` (flag).
pub(crate) async fn ask(tls: &SharedTls, settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    let strict = shake(tls, settings, false, deadline).await;
    let (stream, connect_time, tls_time, distrust) = match strict {
        Ok((stream, connect_time, tls_time)) => (stream, connect_time, tls_time, None),
        Err(distrust) if distrust.kind == FailureKind::Protocol => {
            let (stream, connect_time, tls_time) = shake(tls, settings, true, deadline).await?;
            (stream, connect_time, tls_time, Some(distrust))
        }
        Err(failure) => return Err(failure),
    };
    let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
    let own = chain.first().and_then(|own| tls.days_left(own));
    let mut measurements = vec![
        Measurement::seconds("connect_time", connect_time),
        Measurement::seconds("tls_time", tls_time),
        Measurement::flag("trusted", distrust.is_none()),
    ];
    measurements.extend(own.map(|days| Measurement::number("certificate_days", Unit::Days, days)));
    measurements.extend(tls.days_left_of_chain(chain).map(|days| Measurement::number("chain_days", Unit::Days, days)));
    let expired = own.is_some_and(|days| days < 0.0);
    let broken = distrust.filter(|_| expired || !settings.any_issuer);
    let broken = broken.map(|distrust| Broken::new(distrust.detail_en, distrust.detail_zh));
    Ok(Found { measurements, broken: broken.into_iter().collect() })
}

type Shaken = (TlsStream<TcpStream>, std::time::Duration, std::time::Duration);

async fn shake(tls: &SharedTls, settings: &Settings, accept_any: bool, deadline: &Deadline) -> Result<Shaken, Failure> {
    let Dialled { mut stream, peer, connect_time } = dial(&settings.address, settings.port.get(), deadline).await?;
    let name = tls::server_name(settings.server_name.as_ref().unwrap_or(&settings.address))?;
    let config = tls.config(accept_any)?;
    let work = async {
        match settings.starttls {
            StartTls::Off => {}
            StartTls::Smtp => smtp(&mut stream, peer).await?,
            StartTls::Imap => imap(&mut stream, peer).await?,
        }
        let started = Instant::now();
        let shaken = TlsConnector::from(config).connect(name, stream).await.map_err(|error| {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(reason) => tls::failure(&peer.to_string(), reason),
                None => Failure::from_io(&error, peer),
            }
        })?;
        Ok((shaken, connect_time, started.elapsed()))
    };
    deadline.within(work).await.unwrap_or_else(|_| Err(Failure::unfinished(peer, deadline.allowed())))
}

async fn smtp(stream: &mut TcpStream, peer: SocketAddr) -> Result<(), Failure> {
    // The last line of an answer has a space after its number.
    let done = |text: &str| text.ends_with('\n') && text.lines().last().is_some_and(|line| line.as_bytes().get(3) == Some(&b' '));
    said(stream, peer, None, done, "220").await?;
    said(stream, peer, Some("EHLO aftercare\r\n"), done, "250").await?;
    said(stream, peer, Some("STARTTLS\r\n"), done, "220").await
}

async fn imap(stream: &mut TcpStream, peer: SocketAddr) -> Result<(), Failure> {
    said(stream, peer, None, |text| text.ends_with('\n'), "* OK").await?;
    said(stream, peer, Some("a STARTTLS\r\n"), |text| text.lines().last().is_some_and(|line| line.starts_with("a ")), "a OK").await
}

/// Says something, if anything, and reads the answer until it is `done`; its last line must begin as `wanted`.
async fn said(
    stream: &mut TcpStream,
    peer: SocketAddr,
    words: Option<&str>,
    done: impl Fn(&str) -> bool,
    wanted: &str,
) -> Result<(), Failure> {
    let io = |error: std::io::Error| Failure::from_io(&error, peer);
    if let Some(words) = words {
        stream.write_all(words.as_bytes()).await.map_err(io)?;
    }
    let mut heard = Vec::new();
    let mut part = [0; 1024];
    while heard.len() < LONGEST_GREETING {
        let length = stream.read(&mut part).await.map_err(io)?;
        heard.extend_from_slice(part.get(..length).unwrap_or_default());
        let text = String::from_utf8_lossy(&heard);
        if length == 0 {
            break;
        }
        if done(&text) {
            return if text.lines().last().is_some_and(|line| line.starts_with(wanted)) { Ok(()) } else { Err(no_starttls(peer)) };
        }
    }
    Err(no_starttls(peer))
}

fn no_starttls(peer: SocketAddr) -> Failure {
    Failure::new(
        FailureKind::Protocol,
        format!("{peer} offers no TLS in this mail protocol. Check the port and starttls, or switch TLS on in the mail server."),
        format!("{peer} 在该邮件协议中不提供 TLS。请检查端口和 starttls 设置，或在邮件服务器上启用 TLS。"),
    )
}
