//! Who waits for which answer: the table behind a shared ICMP socket. A request costs one slot here, not one socket.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::oneshot;

use super::packet::{Heard, Token, Why};

/// What became of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// The target answered; the moment its answer was read from the socket.
    Reply(Instant),
    /// The machine named gave the request back.
    Undelivered(IpAddr, Why),
}

/// All requests in flight on one socket, by sequence number.
#[derive(Debug, Default)]
pub(super) struct Waiters {
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    next: u16,
    waiting: HashMap<u16, Waiting>,
}

#[derive(Debug)]
struct Waiting {
    target: IpAddr,
    token: Token,
    /// The other end is the [`Claim`]; it may be gone.
    tell: oneshot::Sender<Answer>,
}

/// A sequence number claimed for one request. Dropping it frees the number, so a question that is given up leaves nothing behind.
#[derive(Debug)]
pub(super) struct Claim {
    waiters: Arc<Waiters>,
    pub(super) sequence: u16,
    answer: oneshot::Receiver<Answer>,
}

impl Waiters {
    /// Claims a sequence number for a request to `target`; nothing when all 65,536 are in flight.
    pub(super) fn claim(self: &Arc<Self>, target: IpAddr, token: Token) -> Option<Claim> {
        let mut table = self.lock();
        let first = table.next;
        // Numbers go round, so that a number is not used again before all others were: a late answer then finds nobody, or the wrong token.
        let sequence = (0..=u16::MAX).map(|step| first.wrapping_add(step)).find(|sequence| !table.waiting.contains_key(sequence))?;
        table.next = sequence.wrapping_add(1);
        let (tell, answer) = oneshot::channel();
        table.waiting.insert(sequence, Waiting { target, token, tell });
        Some(Claim { waiters: Arc::clone(self), sequence, answer })
    }

    /// Hands `heard`, received from `source` at `at`, to whoever waits for it. An answer from another address, or without the right token,
    /// is nobody's.
    pub(super) fn hear(&self, source: IpAddr, heard: Heard, at: Instant) {
        let (sequence, answer) = match heard {
            Heard::Reply { sequence, .. } => (sequence, Answer::Reply(at)),
            Heard::Undelivered { sequence, why, .. } => (sequence, Answer::Undelivered(source, why)),
        };
        let mut table = self.lock();
        let meant = table.waiting.get(&sequence).is_some_and(|waiting| match heard {
            Heard::Reply { token, .. } => waiting.target == source && waiting.token == token,
            Heard::Undelivered { destination, .. } => waiting.target == destination,
        });
        if let Some(waiting) = meant.then(|| table.waiting.remove(&sequence)).flatten() {
            // A refusal means that the question was given up a moment ago.
            waiting.tell.send(answer).ok();
        }
    }

    /// A panic elsewhere cannot leave this table half changed, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claim {
    /// Waits for the answer; nothing when the socket was closed meanwhile.
    pub(super) async fn answer(mut self) -> Option<Answer> {
        (&mut self.answer).await.ok()
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.waiters.lock().waiting.remove(&self.sequence);
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const TARGET: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 7));
    const STRANGER: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 8));

    #[tokio::test]
    async fn an_answer_from_another_address_or_with_another_token_is_nobodys() {
        let waiters = Arc::new(Waiters::default());
        let claim = waiters.claim(TARGET, 42).unwrap();
        let (sequence, at) = (claim.sequence, Instant::now());
        waiters.hear(STRANGER, Heard::Reply { id: 1, sequence, token: 42 }, at);
        waiters.hear(TARGET, Heard::Reply { id: 1, sequence, token: 43 }, at);
        waiters.hear(TARGET, Heard::Reply { id: 1, sequence: sequence.wrapping_add(1), token: 42 }, at);
        waiters.hear(STRANGER, Heard::Undelivered { id: 1, sequence, destination: STRANGER, why: Why::NoWay }, at);
        assert_eq!(waiters.lock().waiting.len(), 1, "the request still waits");
        waiters.hear(TARGET, Heard::Reply { id: 1, sequence, token: 42 }, at);
        assert_eq!(claim.answer().await, Some(Answer::Reply(at)));
    }

    #[tokio::test]
    async fn a_router_speaks_for_the_target() {
        let waiters = Arc::new(Waiters::default());
        let claim = waiters.claim(TARGET, 42).unwrap();
        waiters.hear(STRANGER, Heard::Undelivered { id: 1, sequence: claim.sequence, destination: TARGET, why: Why::Loop }, Instant::now());
        assert_eq!(claim.answer().await, Some(Answer::Undelivered(STRANGER, Why::Loop)));
    }

    #[test]
    fn a_full_table_refuses_and_a_dropped_claim_makes_room() {
        let waiters = Arc::new(Waiters::default());
        let mut claims: Vec<_> = (0..=u16::MAX).map(|_| waiters.claim(TARGET, 0).unwrap()).collect();
        assert!(waiters.claim(TARGET, 0).is_none());
        let freed = claims.pop().unwrap().sequence;
        assert_eq!(waiters.claim(TARGET, 0).unwrap().sequence, freed);
        drop(claims);
        assert!(waiters.lock().waiting.is_empty());
    }
}
