//! How a dead device stays silent on TCP although one listener serves all devices. The kernel completes a handshake before a program hears
//! of it, so the program cannot refuse one; it must keep the kernel from seeing it. Two ways do that:
//!
//! 1. A *filter* (classic BPF) on the listening sockets drops the opening packets to silent addresses. One program of a few instructions
//!    per run of neighbouring silent devices. Old kernels let anybody attach one to TCP; since 6.16 it takes CAP_NET_ADMIN.
//! 2. A *plug*: a listening socket on the silent device's own address, more specific than the shared one, whose queue holds one connection
//!    of our own and therefore is full; the kernel drops further ones. Costs two sockets per port, so only so many are made.
//!
//! Whoever is caught by neither is accepted and reset at once, by the door. Either way the device *looks* dead to a connect: time-out for
//! 1 and 2, reset for 3.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use socket2::{Domain, SockAddr, SockFilter, SockRef, Socket, Type};

use crate::clock::Moment;
use crate::plan::DeviceId;
use crate::world::{Reach, World};

/// A program may have 4096 instructions; a run takes four.
const MOST_RUNS: usize = 1000;
/// Two ports and two sockets each: 400 descriptors of the 1,024 that a process usually may have. Beyond that, reset.
const MOST_PLUGS: usize = 100;

/// The listeners to be kept silent, and how.
pub(crate) struct Silence {
    listeners: Vec<TcpListener>,
    way: Way,
}

enum Way {
    Filter,
    Plugs(HashMap<DeviceId, Vec<Plug>>),
}

/// Dropping it opens the door again.
struct Plug {
    _listener: Socket,
    _inside: Socket,
}

/// Addresses of neighbouring silent devices: first and last.
type Run = (Ipv4Addr, Ipv4Addr);

impl Silence {
    /// For these listeners, by the better way that the kernel allows.
    pub fn new(listeners: Vec<TcpListener>) -> Silence {
        let allowed =
            listeners.iter().all(|listener| SockRef::from(listener).attach_filter(&[SockFilter::new(RETURN, 0, 0, PASS)]).is_ok());
        Silence { listeners, way: if allowed { Way::Filter } else { Way::Plugs(HashMap::new()) } }
    }

    /// The other way, for tests on kernels that allow both.
    #[cfg(test)]
    pub fn with_plugs(listeners: Vec<TcpListener>) -> Silence {
        Silence { listeners, way: Way::Plugs(HashMap::new()) }
    }

    /// Makes exactly those silent that are silent now.
    pub fn refresh(&mut self, world: &World, now: Moment) {
        match &mut self.way {
            Way::Filter => {
                let program = filter(world, now);
                for listener in &self.listeners {
                    if let Err(error) = SockRef::from(listener).attach_filter(&program) {
                        tracing::warn!(%error, "silent devices reset TCP connections instead of ignoring them");
                    }
                }
            }
            Way::Plugs(plugs) => {
                let silent = |id: &DeviceId| world.plan().device(*id).is_some_and(|device| world.reach(device, now) == Reach::Silent);
                plugs.retain(|id, _| silent(id));
                for device in world.plan().devices() {
                    if plugs.len() >= MOST_PLUGS {
                        break;
                    }
                    if world.reach(device, now) == Reach::Silent && !plugs.contains_key(&device.id) {
                        let made = self.listeners.iter().map(|listener| plug(listener, device.address)).collect::<io::Result<Vec<Plug>>>();
                        match made {
                            Ok(made) => drop(plugs.insert(device.id, made)),
                            Err(error) => {
                                tracing::warn!(%error, device = device.name, "silent devices reset TCP connections instead of ignoring them");
                                break;
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A full queue on an address.
fn plug(listener: &TcpListener, address: Ipv4Addr) -> io::Result<Plug> {
    let at: SockAddr = SocketAddr::from((address, listener.local_addr()?.port())).into();
    let outside = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    // Two sockets on one port, one address within the other's, must both agree. The shared one agrees only after it is bound, so that a
    // second city on its port is still refused.
    SockRef::from(listener).set_reuse_port(true)?;
    outside.set_reuse_address(true)?;
    outside.set_reuse_port(true)?;
    outside.bind(&at)?;
    outside.listen(0)?;
    let inside = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    inside.set_nonblocking(true)?;
    match inside.connect(&at) {
        Err(error) if error.raw_os_error() != Some(nix::libc::EINPROGRESS) => Err(error),
        _ => Ok(Plug { _listener: outside, _inside: inside }),
    }
}

/// BPF_LD + BPF_W + BPF_ABS, BPF_JMP + BPF_JGE + BPF_K, BPF_RET + BPF_K
const LOAD: u16 = 0x20;
const JUMP_IF_AT_LEAST: u16 = 0x35;
const RETURN: u16 = 0x06;
/// SKF_NET_OFF + 16: the destination address in the IP header, which lies before the data that the filter of a TCP socket sees.
const DESTINATION: u32 = 0xfff0_0000 + 16;
const PASS: u32 = u32::MAX;
const DROP: u32 = 0;

/// The program that passes packets to devices that answer, and drops all others, also those to addresses that are no device's.
fn filter(world: &World, now: Moment) -> Vec<SockFilter> {
    edges(world, now).into_iter().map(|(code, yes, no, operand)| SockFilter::new(code, yes, no, operand)).collect()
}

/// The same as numbers: for every edge in ascending order "below it? then this verdict".
fn edges(world: &World, now: Moment) -> Vec<(u16, u8, u8, u32)> {
    let devices = world.plan().devices();
    let mut program = vec![(LOAD, 0, 0, DESTINATION)];
    let mut edge = |at: u32, verdict_below: u32| {
        program.push((JUMP_IF_AT_LEAST, 1, 0, at));
        program.push((RETURN, 0, 0, verdict_below));
    };
    if let (Some(first), Some(last)) = (devices.first(), devices.last()) {
        edge(u32::from(first.address), DROP);
        for (from, to) in silent_runs(world, now).into_iter().take(MOST_RUNS) {
            edge(u32::from(from), PASS);
            edge(u32::from(to).saturating_add(1), DROP);
        }
        edge(u32::from(last.address).saturating_add(1), PASS);
    }
    program.push((RETURN, 0, 0, DROP));
    program
}

fn silent_runs(world: &World, now: Moment) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut within = false;
    for device in world.plan().devices() {
        let silent = world.reach(device, now) == Reach::Silent;
        match (silent, within, runs.last_mut()) {
            (true, true, Some(run)) => run.1 = device.address,
            (true, ..) => runs.push((device.address, device.address)),
            (false, ..) => {}
        }
        within = silent;
    }
    runs
}

#[cfg(test)]
#[path = "silence_tests.rs"]
mod tests;
