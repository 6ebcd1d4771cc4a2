//! The shared ICMP sockets, one per address family, whatever the number of devices.
//!
//! An unprivileged datagram socket is tried first: the kernel then hands us only answers to our own requests. Where the kernel does not
//! allow it, a raw socket does the same for a program that may open one, and also hears routers that give requests back.

use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket as StdUdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use super::packet::{self, Heard};
use super::waiters::{Claim, Waiters};
use crate::failure::{Failure, FailureKind};

/// Both families' sockets, each opened when first needed and again should its listener have ended.
#[derive(Debug)]
pub(crate) struct Sockets {
    v4: Mutex<Option<Arc<EchoSocket>>>,
    v6: Mutex<Option<Arc<EchoSocket>>>,
    receive_buffer: usize,
}

impl Sockets {
    pub(crate) fn new(receive_buffer: usize) -> Self {
        Self { v4: Mutex::default(), v6: Mutex::default(), receive_buffer }
    }

    /// The socket that reaches `target`.
    pub(super) async fn towards(&self, target: IpAddr) -> Result<Arc<EchoSocket>, Failure> {
        let mut place = if target.is_ipv4() { &self.v4 } else { &self.v6 }.lock().await;
        if let Some(open) = place.as_ref().filter(|socket| !socket.listener.is_finished()) {
            return Ok(Arc::clone(open));
        }
        let socket = Arc::new(EchoSocket::open(target.is_ipv6(), self.receive_buffer).map_err(|error| not_allowed(&error))?);
        *place = Some(Arc::clone(&socket));
        Ok(socket)
    }
}

fn not_allowed(error: &io::Error) -> Failure {
    Failure::new(
        FailureKind::Local,
        format!(
            "This computer may not send pings ({error}). Allow the program's group in the setting net.ipv4.ping_group_range, or give the program the capability CAP_NET_RAW."
        ),
        format!("本机不允许发送 ping（{error}）。请在 net.ipv4.ping_group_range 中允许本程序所在的组，或授予本程序 CAP_NET_RAW 权限。"),
    )
}

/// One ICMP socket, its table of waiters and the task that listens.
#[derive(Debug)]
pub(super) struct EchoSocket {
    /// A UDP socket only by type: std and tokio have none of their own for ICMP, and all that is used of it is `sendto` and `recvfrom`.
    socket: Arc<UdpSocket>,
    waiters: Arc<Waiters>,
    /// Ends when this struct is dropped.
    listener: JoinHandle<()>,
    /// Marks our requests on a raw socket. On a datagram socket the kernel writes its own over it.
    id: u16,
}

/// A request on its way.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) claim: Claim,
    pub(super) at: Instant,
}

impl EchoSocket {
    fn open(v6: bool, receive_buffer: usize) -> io::Result<Self> {
        let (domain, protocol) = if v6 { (Domain::IPV6, Protocol::ICMPV6) } else { (Domain::IPV4, Protocol::ICMPV4) };
        let (socket, raw) = match Socket::new(domain, Type::DGRAM, Some(protocol)) {
            Ok(socket) => (socket, false),
            Err(_) => (Socket::new(domain, Type::RAW, Some(protocol))?, true),
        };
        socket.set_nonblocking(true)?;
        // The kernel may grant less; answers that do not fit are lost and show as loss.
        socket.set_recv_buffer_size(receive_buffer)?;
        let socket = Arc::new(UdpSocket::from_std(StdUdpSocket::from(socket))?);
        let waiters = Arc::new(Waiters::default());
        let id = u16::from_be_bytes(random()?);
        let ours = raw.then_some(id);
        let listener = tokio::spawn(listen(Arc::clone(&socket), Arc::clone(&waiters), v6, ours));
        tracing::info!(raw, v6, "icmp socket open");
        Ok(Self { socket, waiters, listener, id })
    }

    /// Sends one request with `length` bytes of data.
    pub(super) async fn send(&self, target: IpAddr, length: usize) -> Result<Sent, Failure> {
        let goal = SocketAddr::new(target, 0);
        let token = u64::from_be_bytes(random().map_err(|error| Failure::from_io(&error, goal))?);
        let claim = self.waiters.claim(target, token).ok_or_else(full)?;
        let message = packet::request(target.is_ipv6(), self.id, claim.sequence, token, length);
        let at = Instant::now();
        self.socket.send_to(&message, goal).await.map_err(|error| Failure::from_io(&error, goal))?;
        Ok(Sent { claim, at })
    }
}

impl Drop for EchoSocket {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

fn full() -> Failure {
    Failure::new(
        FailureKind::Local,
        "More pings are in flight than this computer can tell apart. Ask less often, or fewer devices at once.",
        "同时在途的 ping 过多，本机已无法区分。请降低检测频率，或减少同时检测的设备。",
    )
}

fn random<const N: usize>() -> io::Result<[u8; N]> {
    use ring::rand::SecureRandom;
    let mut bytes = [0; N];
    ring::rand::SystemRandom::new().fill(&mut bytes).map_err(|_| io::Error::other("the random source failed"))?;
    Ok(bytes)
}

/// Reads the socket for ever and hands every message to its waiter. `ours` is the identifier to look for where the kernel does not.
async fn listen(socket: Arc<UdpSocket>, waiters: Arc<Waiters>, v6: bool, ours: Option<u16>) {
    // Longer than any message of interest; what is cut off fails its checksum.
    let mut buffer = [0; 2048];
    loop {
        let (length, source) = match socket.recv_from(&mut buffer).await {
            Ok(received) => received,
            Err(error) => {
                tracing::warn!(%error, v6, "icmp socket failed to read");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let at = Instant::now();
        let bytes = buffer.get(..length).unwrap_or_default();
        let Some(heard) = (if v6 { packet::read_v6(bytes) } else { packet::read_v4(bytes) }) else { continue };
        let (Heard::Reply { id, .. } | Heard::Undelivered { id, .. }) = heard;
        if ours.is_none_or(|ours| ours == id) {
            waiters.hear(source.ip(), heard, at);
        }
    }
}
