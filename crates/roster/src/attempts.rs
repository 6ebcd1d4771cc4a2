//! The attempts to sign in that this node remembers. They are kept in memory: a restart forgets them, and each node counts for itself,
//! which multiplies what a guesser gets by the number of nodes and no more.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use base::Timestamp;

use crate::rules::attempts::{ADDRESS, Attempts, LOGIN, Policy, address_key};

/// How many logins and how many addresses are remembered at most.
const CAPACITY: usize = 10_000;

/// What was tried of late.
#[derive(Debug, Default)]
pub(crate) struct AttemptTable {
    rows: Mutex<Rows>,
}

#[derive(Debug, Default)]
struct Rows {
    logins: HashMap<String, Attempts>,
    addresses: HashMap<String, Attempts>,
}

impl AttemptTable {
    /// Counts an attempt that begins now, or answers in how many seconds it may be made. It counts before the password is looked at, so
    /// that many attempts at the same moment are many attempts.
    pub(crate) fn begin(&self, login: &str, address: IpAddr, now: Timestamp) -> Result<(), i64> {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let address = address_key(address);
        let waits = [
            rows.logins.get(login).and_then(|attempts| LOGIN.wait(*attempts, now)),
            rows.addresses.get(&address).and_then(|attempts| ADDRESS.wait(*attempts, now)),
        ];
        if let Some(seconds) = waits.into_iter().flatten().max() {
            return Err(seconds);
        }
        count(&mut rows.logins, &LOGIN, login, now);
        count(&mut rows.addresses, &ADDRESS, &address, now);
        Ok(())
    }

    /// The attempt was right: the login's count is forgotten, the address is given back this one only, for it may be guessing at others.
    pub(crate) fn succeeded(&self, login: &str, address: IpAddr) {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.logins.remove(login);
        if let Some(attempts) = rows.addresses.get_mut(&address_key(address)) {
            attempts.count = attempts.count.saturating_sub(1);
        }
    }
}

fn count(rows: &mut HashMap<String, Attempts>, policy: &Policy, key: &str, now: Timestamp) {
    if rows.len() >= CAPACITY && !rows.contains_key(key) {
        make_room(rows, policy, now);
    }
    let attempts = policy.count(rows.get(key).copied(), now);
    rows.insert(key.to_owned(), attempts);
}

/// Forgets what may be forgotten; when that is little, also those who tried least, so that a flood of new names does not wash away the
/// one that is being guessed at.
fn make_room(rows: &mut HashMap<String, Attempts>, policy: &Policy, now: Timestamp) {
    rows.retain(|_, attempts| !policy.forgotten(*attempts, now));
    if rows.len() <= CAPACITY - CAPACITY / 10 {
        return;
    }
    let mut ranks: Vec<(u32, Timestamp)> = rows.values().map(|attempts| (attempts.count, attempts.last)).collect();
    let keep_from = ranks.len() - (CAPACITY - CAPACITY / 10);
    let (_, limit, _) = ranks.select_nth_unstable(keep_from);
    let limit = *limit;
    rows.retain(|_, attempts| (attempts.count, attempts.last) > limit);
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_milliseconds(1_772_413_200_000).plus_seconds(seconds)
    }

    #[test]
    fn a_login_waits_wherever_it_is_tried_from() {
        let table = AttemptTable::default();
        for n in 1..=5 {
            assert_eq!(table.begin("wang", IpAddr::from([192, 0, 2, n]), at(0)), Ok(()));
        }
        assert_eq!(table.begin("wang", HOME, at(0)), Err(5));
        assert_eq!(table.begin("li", HOME, at(0)), Ok(()), "another login is not its neighbour's victim");
        assert_eq!(table.begin("wang", HOME, at(5)), Ok(()));
        table.succeeded("wang", HOME);
        assert_eq!(table.begin("wang", HOME, at(5)), Ok(()));
    }

    #[test]
    fn an_address_waits_whatever_it_tries() {
        let table = AttemptTable::default();
        for n in 0..30 {
            assert_eq!(table.begin(&format!("login{n}"), HOME, at(0)), Ok(()));
        }
        assert_eq!(table.begin("another", HOME, at(0)), Err(5));
        assert_eq!(table.begin("another", IpAddr::from([192, 0, 2, 2]), at(0)), Ok(()));
    }

    #[test]
    fn a_right_attempt_costs_an_address_nothing() {
        let table = AttemptTable::default();
        for n in 0..200 {
            assert_eq!(table.begin("wang", HOME, at(n)), Ok(()));
            table.succeeded("wang", HOME);
        }
    }

    #[test]
    fn a_flood_of_names_neither_fills_the_memory_nor_frees_the_guesser() {
        let table = AttemptTable::default();
        let network = |n: u32| IpAddr::from(n.to_be_bytes());
        for n in 0..5 {
            assert_eq!(table.begin("wang", network(n), at(0)), Ok(()));
        }
        for n in 0..30_000_u32 {
            let _ = table.begin(&format!("flood{n}"), network(n), at(1));
        }
        assert_eq!(table.begin("wang", HOME, at(2)), Err(3));
        let rows = table.rows.lock().unwrap();
        assert!(rows.logins.len() <= CAPACITY && rows.addresses.len() <= CAPACITY);
    }
}
