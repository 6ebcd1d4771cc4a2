//! Opening a connection: the first step of every question over a stream.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::address::Host;
use crate::deadline::Deadline;
use crate::failure::Failure;

/// An open connection and how it came about.
pub(crate) struct Dialled {
    pub(crate) stream: TcpStream,
    pub(crate) peer: SocketAddr,
    /// From the first SYN to the peer that took it, without the look-up of the name.
    pub(crate) connect_time: Duration,
}

/// Connects to `host`, trying each of its addresses in turn; the failure is that of the last one.
pub(crate) async fn dial(host: &Host, port: u16, deadline: &Deadline) -> Result<Dialled, Failure> {
    let addresses = host.resolve(port, deadline).await?;
    let mut last = Failure::silent(host, deadline.allowed());
    for (tried, peer) in addresses.iter().copied().enumerate() {
        let started = Instant::now();
        match deadline.share(addresses.len() - tried).within(TcpStream::connect(peer)).await {
            Ok(Ok(stream)) => return Ok(Dialled { stream, peer, connect_time: started.elapsed() }),
            Ok(Err(error)) => last = Failure::from_io(&error, peer),
            Err(_) => last = Failure::silent(peer, deadline.allowed()),
        }
    }
    Err(last)
}
