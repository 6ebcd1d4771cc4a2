//! The shared socket of the plain exchange: one per address family, with the table of those who wait. A question costs a number here; its
//! answer is read by the one task that listens, so whoever asked is woken once, with the values.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io;
use std::net::{SocketAddr, UdpSocket as StdUdpSocket};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::plain::{self, Answer, Request};

/// Longer than any datagram.
const LONGEST: usize = 65_536;

/// One socket, its table and the task that listens.
#[derive(Debug)]
pub(super) struct Line {
    socket: Arc<UdpSocket>,
    waiting: Arc<Waiting>,
    /// Ends when this struct is dropped.
    listener: JoinHandle<()>,
}

/// Questions under way.
#[derive(Debug, Default)]
struct Waiting(Mutex<Table>);

#[derive(Debug, Default)]
struct Table {
    by_number: HashMap<i32, Waiter>,
    /// Random bytes for the next numbers: the kernel is asked for many at a time.
    random: Vec<u8>,
}

#[derive(Debug)]
struct Waiter {
    target: SocketAddr,
    request: Arc<Request>,
    /// The other end is the [`Claim`]; it may be gone.
    tell: oneshot::Sender<Answer>,
}

/// A number claimed for one question. Dropping it frees the number, so a question that is given up leaves nothing behind.
#[derive(Debug)]
pub(super) struct Claim {
    waiting: Arc<Waiting>,
    socket: Arc<UdpSocket>,
    target: SocketAddr,
    number: i32,
    request: Arc<Request>,
    message: Vec<u8>,
    answer: oneshot::Receiver<Answer>,
}

impl Line {
    /// Opens a socket of the family of `target`. It belongs to the runtime that it is opened in.
    pub(super) fn open(target: SocketAddr, receive_buffer: usize) -> io::Result<Line> {
        let socket = Socket::new(Domain::for_address(target), Type::DGRAM, Some(Protocol::UDP))?;
        socket.set_nonblocking(true)?;
        // The kernel may grant less; answers that do not fit are lost, and asked for again.
        socket.set_recv_buffer_size(receive_buffer)?;
        let any = if target.is_ipv4() { SocketAddr::from(([0; 4], 0)) } else { SocketAddr::from(([0; 16], 0)) };
        socket.bind(&any.into())?;
        let socket = Arc::new(UdpSocket::from_std(StdUdpSocket::from(socket))?);
        let waiting = Arc::new(Waiting::default());
        let listener = tokio::spawn(listen(Arc::clone(&socket), Arc::clone(&waiting)));
        tracing::info!(v6 = target.is_ipv6(), "snmp socket open");
        Ok(Line { socket, waiting, listener })
    }

    /// Whether its runtime has ended, and with it the listener.
    pub(super) fn is_dead(&self) -> bool {
        self.listener.is_finished()
    }

    /// Claims a number for `request`, which nobody can guess.
    pub(super) fn claim(&self, target: SocketAddr, request: Request) -> io::Result<Claim> {
        let request = Arc::new(request);
        let (tell, answer) = oneshot::channel();
        // Everybody comes by here: nothing is done under the lock that can be done without.
        let number = self.waiting.lock().enter(Waiter { target, request: Arc::clone(&request), tell })?;
        let (waiting, socket) = (Arc::clone(&self.waiting), Arc::clone(&self.socket));
        Ok(Claim { waiting, socket, target, number, message: request.message(number), request, answer })
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

impl Claim {
    /// Sends the request, once more if it was sent before.
    pub(super) async fn send(&self) -> io::Result<()> {
        self.socket.send_to(&self.message, self.target).await.map(drop)
    }

    /// Waits for the answer; nothing when the socket was closed meanwhile. May be given up and waited for again.
    pub(super) async fn answer(&mut self) -> Option<Answer> {
        (&mut self.answer).await.ok()
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let _ = self.waiting.lock().leave(self.number, &self.request);
    }
}

impl Waiting {
    /// Hands a message to whoever waits for it. One from another address, or one that is no answer to what was asked, is nobody's.
    fn hear(&self, source: SocketAddr, message: &[u8]) {
        let Some(number) = plain::number(message) else { return };
        let request = match self.lock().by_number.get(&number) {
            Some(waiter) if same(waiter.target, source) => Arc::clone(&waiter.request),
            _ => return,
        };
        let Some(answer) = request.read(&Bytes::copy_from_slice(message)) else { return };
        let waiter = self.lock().leave(number, &request);
        if let Some(waiter) = waiter {
            // A refusal means that the question was given up a moment ago.
            waiter.tell.send(answer).ok();
        }
    }

    /// A panic elsewhere cannot leave this table half changed, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// Enters somebody under a number that nobody else has.
    fn enter(&mut self, waiter: Waiter) -> io::Result<i32> {
        loop {
            let number = self.number()?;
            if let Entry::Vacant(place) = self.by_number.entry(number) {
                place.insert(waiter);
                return Ok(number);
            }
        }
    }

    /// Takes out who waits under `number`, if it is still the one with this request.
    fn leave(&mut self, number: i32, request: &Arc<Request>) -> Option<Waiter> {
        match self.by_number.entry(number) {
            Entry::Occupied(place) if Arc::ptr_eq(&place.get().request, request) => Some(place.remove()),
            _ => None,
        }
    }

    fn number(&mut self) -> io::Result<i32> {
        use ring::rand::SecureRandom;
        loop {
            if let Some((rest, bytes)) = self.random.split_last_chunk::<4>() {
                let (left, number) = (rest.len(), i32::from_be_bytes(*bytes) & i32::MAX);
                self.random.truncate(left);
                return Ok(number);
            }
            self.random.resize(1024, 0);
            let filled = ring::rand::SystemRandom::new().fill(&mut self.random);
            filled.map_err(|_| {
                self.random.clear();
                io::Error::other("the random source failed")
            })?;
        }
    }
}

/// The same address and port; a link-local address has a scope, which a question need not name.
fn same(target: SocketAddr, source: SocketAddr) -> bool {
    target.ip() == source.ip() && target.port() == source.port()
}

/// Reads the socket for ever.
async fn listen(socket: Arc<UdpSocket>, waiting: Arc<Waiting>) {
    let mut buffer = vec![0; LONGEST];
    loop {
        match socket.recv_from(&mut buffer).await {
            Ok((length, source)) => waiting.hear(source, buffer.get(..length).unwrap_or_default()),
            Err(error) => {
                tracing::warn!(%error, "snmp socket failed to read");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}
