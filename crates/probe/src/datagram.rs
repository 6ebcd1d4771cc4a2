//! One question and its answer over UDP.
//!
//! Each question has a socket of its own, connected for its few milliseconds: the kernel then hands us only what the server itself sends,
//! tells us when nothing listens there, and picks a port that nobody can guess. Those asked so are servers, of which there are few; what is
//! asked of every device (ICMP, SNMP) shares its socket.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::Instant;

use crate::address::Host;
use crate::bounded::Retries;
use crate::deadline::Deadline;
use crate::failure::Failure;

/// Longer than any datagram.
const LONGEST: usize = 65_536;

/// An answer by datagram.
pub(crate) struct Heard<T> {
    pub(crate) answer: T,
    pub(crate) peer: SocketAddr,
    /// From the last sending to the answer to it.
    pub(crate) round_trip: Duration,
}

/// Sends what `write` makes, anew for each try, to each address of `host` in turn until `read` takes a datagram for the answer to what was
/// sent last. Whatever else arrives is passed over.
pub(crate) async fn ask<T>(
    host: &Host,
    port: u16,
    retries: Retries,
    deadline: &Deadline,
    mut write: impl FnMut() -> Result<Vec<u8>, Failure>,
    mut read: impl FnMut(&[u8], &[u8]) -> Option<T>,
) -> Result<Heard<T>, Failure> {
    let addresses = host.resolve(port, deadline).await?;
    let tries = usize::from(retries.get()) + 1;
    let mut left = addresses.len() * tries;
    let mut last = Failure::silent(host, deadline.allowed());
    let mut buffer = vec![0; LONGEST];
    for peer in addresses {
        let any: SocketAddr = if peer.is_ipv4() { (Ipv4Addr::UNSPECIFIED, 0).into() } else { (Ipv6Addr::UNSPECIFIED, 0).into() };
        let failed = |error| Failure::from_io(&error, peer);
        let socket = UdpSocket::bind(any).await.map_err(failed)?;
        if let Err(error) = socket.connect(peer).await {
            (last, left) = (failed(error), left.saturating_sub(tries));
            continue;
        }
        for _ in 0..tries {
            let request = write()?;
            let sent = Instant::now();
            let exchange = async {
                socket.send(&request).await?;
                loop {
                    let length = socket.recv(&mut buffer).await?;
                    if let Some(answer) = read(&request, buffer.get(..length).unwrap_or_default()) {
                        return Ok(answer);
                    }
                }
            };
            let share = deadline.share(left);
            left = left.saturating_sub(1);
            match share.within(exchange).await {
                Ok(Ok(answer)) => return Ok(Heard { answer, peer, round_trip: sent.elapsed() }),
                Ok(Err(error)) => {
                    last = failed(error);
                    break;
                }
                Err(_) => last = Failure::silent(peer, deadline.allowed()),
            }
        }
    }
    Err(last)
}

/// Random bytes that the answer must repeat.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Failure> {
    use ring::rand::SecureRandom;
    let mut bytes = [0; N];
    ring::rand::SystemRandom::new().fill(&mut bytes).map_err(|_| Failure::no_randomness())?;
    Ok(bytes)
}
