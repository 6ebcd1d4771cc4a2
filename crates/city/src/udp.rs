//! The SNMP port that all devices share: one UDP socket, on which the kernel tells with each packet to which address it was sent
//! (IP_PKTINFO), and from which address the answer is to go.

use std::io::{self, IoSlice, IoSliceMut};
use std::net::{Ipv4Addr, SocketAddrV4};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::time::Duration;

use nix::libc;
use nix::sys::socket::{ControlMessage, ControlMessageOwned, MsgFlags, SockaddrIn, recvmsg, sendmsg, setsockopt, sockopt};
use socket2::SockRef;
use tokio::io::Interest;
use tokio::net::UdpSocket;
use tokio::sync::Semaphore;

use crate::snmp::{self, Look};
use crate::town::{Town, count};
use crate::world::Reach;

/// How much the kernel may keep for us: a whole fleet asked at once.
const RECEIVE_BUFFER: usize = 4 << 20;
/// The largest datagram.
const LARGEST: usize = 65_535;
/// How many packets are taken before others get their turn.
const AT_ONCE: usize = 64;
/// How many late answers may be under way; beyond that they are lost, as on a full line.
const MOST_LATE: usize = 50_000;

/// Where a packet came from and to which address it went.
struct Packet {
    length: usize,
    from: SocketAddrV4,
    to: Ipv4Addr,
}

/// Prepares a socket for [`serve`].
pub(crate) fn prepare(socket: std::net::UdpSocket) -> io::Result<UdpSocket> {
    setsockopt(&socket, sockopt::Ipv4PacketInfo, &true)?;
    // The kernel gives what its limit allows; a smaller buffer costs packets only under a flood.
    SockRef::from(&socket).set_recv_buffer_size(RECEIVE_BUFFER)?;
    socket.set_nonblocking(true)?;
    UdpSocket::from_std(socket)
}

/// Answers as all agents of the city. Never ends.
pub(crate) async fn serve(socket: UdpSocket, town: Arc<Town>) {
    let port = Port { socket: Arc::new(socket), town, late: Arc::new(Semaphore::new(MOST_LATE)) };
    let mut space = vec![0; LARGEST];
    let mut answer = Vec::with_capacity(snmp::MOST_BYTES);
    loop {
        if let Err(error) = port.socket.readable().await {
            tracing::warn!(%error, "the SNMP socket cannot be read");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        for _ in 0..AT_ONCE {
            match port.socket.try_io(Interest::READABLE, || receive(&port.socket, &mut space)) {
                Ok(Some(packet)) => port.handle(&packet, space.get(..packet.length).unwrap_or_default(), &mut answer).await,
                Ok(None) => count(&port.town.traffic.strangers),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                // An ICMP error about an earlier answer: its asker has gone.
                Err(_) => {}
            }
        }
    }
}

struct Port {
    socket: Arc<UdpSocket>,
    town: Arc<Town>,
    late: Arc<Semaphore>,
}

impl Port {
    async fn handle(&self, packet: &Packet, bytes: &[u8], answer: &mut Vec<u8>) {
        let Some(late) = self.answer(packet, bytes, answer) else { return };
        let (from, to) = (packet.to, packet.from);
        if late == 0 {
            deliver(&self.socket, &self.town, answer, from, to).await;
            return;
        }
        let Ok(permit) = Arc::clone(&self.late).try_acquire_owned() else {
            count(&self.town.traffic.lost);
            return;
        };
        let (socket, town, answer) = (Arc::clone(&self.socket), Arc::clone(&self.town), answer.clone());
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(late)).await;
            deliver(&socket, &town, &answer, from, to).await;
            drop(permit);
        });
    }

    /// Writes the answer, and tells how late it is to go out; none where the agent keeps silent.
    fn answer(&self, packet: &Packet, bytes: &[u8], answer: &mut Vec<u8>) -> Option<u64> {
        let (town, traffic) = (&self.town, &self.town.traffic);
        count(&traffic.asked);
        // 127.0.0.0/8 holds the whole plan, so an address from elsewhere is nobody's.
        let Some(device) = town.plan.at(packet.to) else {
            count(&traffic.strangers);
            return None;
        };
        let world = town.world();
        let now = town.clock.now();
        let Reach::Answers { late } = world.reach(device, now) else {
            count(&traffic.silent);
            return None;
        };
        let Ok(message) = snmp::decode(bytes) else {
            count(&traffic.malformed);
            return None;
        };
        if town.plan.customer_of(device).is_none_or(|customer| customer.community.as_bytes() != message.community) {
            count(&traffic.wrong_community);
            return None;
        }
        snmp::answer(&Look::new(&world, device, now), &message, answer);
        Some(late)
    }
}

/// The next packet; none for one without the addresses that an answer needs.
fn receive(socket: &UdpSocket, space: &mut [u8]) -> io::Result<Option<Packet>> {
    let mut control = nix::cmsg_space!(libc::in_pktinfo);
    let mut slices = [IoSliceMut::new(space)];
    let message = recvmsg::<SockaddrIn>(socket.as_raw_fd(), &mut slices, Some(&mut control), MsgFlags::MSG_DONTWAIT)?;
    let to = message.cmsgs()?.find_map(|control| match control {
        ControlMessageOwned::Ipv4PacketInfo(about) => Some(Ipv4Addr::from(about.ipi_addr.s_addr.to_ne_bytes())),
        _ => None,
    });
    let from = message.address.map(SocketAddrV4::from);
    Ok(from.zip(to).map(|(from, to)| Packet { length: message.bytes, from, to }))
}

/// Sends an answer from a device's own address.
async fn deliver(socket: &UdpSocket, town: &Town, answer: &[u8], from: Ipv4Addr, to: SocketAddrV4) {
    let source = libc::in_pktinfo {
        ipi_ifindex: 0,
        ipi_spec_dst: libc::in_addr { s_addr: u32::from_ne_bytes(from.octets()) },
        ipi_addr: libc::in_addr { s_addr: 0 },
    };
    let send = || {
        let controls = [ControlMessage::Ipv4PacketInfo(&source)];
        let sent = sendmsg(socket.as_raw_fd(), &[IoSlice::new(answer)], &controls, MsgFlags::MSG_DONTWAIT, Some(&SockaddrIn::from(to)));
        sent.map_err(io::Error::from)
    };
    match socket.async_io(Interest::WRITABLE, send).await {
        Ok(_) => count(&town.traffic.answered),
        Err(_) => count(&town.traffic.lost),
    }
}
