//! A TCP port that all devices share. The device is the one whose own address was dialled, which a connection tells as its local address.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};

use crate::plan::Device;
use crate::town::Town;
use crate::world::Reach;

/// A shared port; `offered` tells whether a device has this service at all.
pub(crate) struct Door {
    pub listener: TcpListener,
    pub town: Arc<Town>,
    pub offered: fn(&Device) -> bool,
}

impl Door {
    /// The next connection to a device that is there, and the address that was dialled. Others are reset.
    pub async fn next(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    if let Some(dialled) = self.admits(&stream) {
                        return (stream, dialled);
                    }
                    reset(&stream);
                }
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted || error.kind() == io::ErrorKind::ConnectionReset => {}
                Err(error) => {
                    tracing::warn!(%error, "no connection can be accepted; too many open files?");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    fn admits(&self, stream: &TcpStream) -> Option<SocketAddr> {
        let dialled = stream.local_addr().ok()?;
        let device = device_at(&self.town, dialled)?;
        ((self.offered)(device) && self.town.reach(device) != Reach::Silent).then_some(dialled)
    }
}

/// The device whose address was dialled.
pub(crate) fn device_at(town: &Town, dialled: SocketAddr) -> Option<&Device> {
    match dialled.ip() {
        IpAddr::V4(address) => town.plan.at(address),
        IpAddr::V6(_) => None,
    }
}

/// Ends a connection without the politeness of a living device.
pub(crate) fn reset(stream: &TcpStream) {
    // Whether it works or not, the connection ends.
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
}

impl Listener for Door {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        self.next().await
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// The address that a request's connection dialled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialled(pub SocketAddr);

impl Connected<IncomingStream<'_, Door>> for Dialled {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Dialled {
        Dialled(*stream.remote_addr())
    }
}
