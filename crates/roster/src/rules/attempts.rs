//! How often somebody may try a password. The first attempts are free; each one after that must wait twice as long as the one before, up
//! to a longest wait. After a quiet while all is forgotten. A wait is short enough that whoever guesses at an engineer's login cannot lock
//! the engineer out of a fault for long, and long enough that guessing leads nowhere: a login that is guessed at without pause gets about
//! 290 guesses a day.

use std::net::IpAddr;

use base::Timestamp;

/// What is allowed to one login or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Policy {
    /// Attempts that need not wait.
    pub free: u32,
    /// The wait after the last free one, in seconds.
    pub first_wait: i64,
    /// The longest wait, in seconds.
    pub longest_wait: i64,
    /// After this many seconds without an attempt, all is forgotten; longer than the longest wait.
    pub forgotten_after: i64,
}

/// For one login, from wherever it is tried.
pub(crate) const LOGIN: Policy = Policy { free: 5, first_wait: 5, longest_wait: 300, forgotten_after: 900 };

/// For one address, whichever login it tries; a whole office may share one.
pub(crate) const ADDRESS: Policy = Policy { free: 30, first_wait: 5, longest_wait: 600, forgotten_after: 900 };

/// Attempts that have not succeeded (yet).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attempts {
    /// How many.
    pub count: u32,
    /// When the last one was.
    pub last: Timestamp,
}

impl Policy {
    /// The seconds to wait before the next attempt may be made; `None`: now.
    pub(crate) fn wait(&self, attempts: Attempts, now: Timestamp) -> Option<i64> {
        if attempts.count < self.free || self.forgotten(attempts, now) {
            return None;
        }
        let wait = self.wait_after(attempts.count);
        let left = wait.saturating_mul(1000).saturating_sub(now.milliseconds_since(attempts.last));
        // A clock that was set back must not make anybody wait longer than the rule says.
        (left > 0).then(|| ((left + 999) / 1000).min(wait))
    }

    /// One attempt more.
    pub(crate) fn count(&self, before: Option<Attempts>, now: Timestamp) -> Attempts {
        let count = before.filter(|attempts| !self.forgotten(*attempts, now)).map_or(0, |attempts| attempts.count);
        Attempts { count: count.saturating_add(1), last: now }
    }

    /// Whether it is so long ago that it does not count any more.
    pub(crate) fn forgotten(&self, attempts: Attempts, now: Timestamp) -> bool {
        now.milliseconds_since(attempts.last) > self.forgotten_after.saturating_mul(1000)
    }

    fn wait_after(&self, count: u32) -> i64 {
        let doublings = count.saturating_sub(self.free).min(32);
        self.first_wait.saturating_mul(1_i64 << doublings).min(self.longest_wait)
    }
}

/// What counts as one address: an IPv4 address, or the 64 bits of network that one IPv6 subscriber has.
pub(crate) fn address_key(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_milliseconds(1_772_413_200_000).plus_seconds(seconds)
    }

    #[test]
    fn the_waits_grow_and_end() {
        let mut attempts = None;
        let mut now = at(0);
        let mut waits = Vec::new();
        for _ in 0..14 {
            let counted = LOGIN.count(attempts, now);
            let wait = LOGIN.wait(counted, now).unwrap_or(0);
            waits.push(wait);
            now = now.plus_seconds(wait);
            attempts = Some(counted);
        }
        assert_eq!(waits, [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300, 300]);
        assert!(LOGIN.forgotten(attempts.unwrap(), now.plus_seconds(901)));
        assert_eq!(LOGIN.count(attempts, now.plus_seconds(901)).count, 1);
    }

    #[test]
    fn an_address_is_an_ipv4_address_or_an_ipv6_network() {
        let cases = [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ];
        for (address, expected) in cases {
            assert_eq!(address_key(address.parse().unwrap()), expected, "{address}");
        }
    }

    proptest! {
        /// Whatever a guesser does, in any window of a day no more attempts get through than the slow count allows.
        #[test]
        fn a_guesser_gets_few_attempts(gaps in prop::collection::vec(0_i64..400, 1..2000)) {
            let (mut attempts, mut now, mut through) = (None::<Attempts>, at(0), 0_i64);
            let mut started = now;
            for gap in gaps {
                now = now.plus_seconds(gap);
                if attempts.is_some_and(|a| LOGIN.forgotten(a, now)) {
                    (through, started) = (0, now);
                }
                if attempts.is_none_or(|a| LOGIN.wait(a, now).is_none()) {
                    attempts = Some(LOGIN.count(attempts, now));
                    through += 1;
                }
                let elapsed = now.milliseconds_since(started) / 1000;
                // 5 free, 6 while the wait grows, then one for each 300 s.
                prop_assert!(through <= 12 + elapsed / 300, "{through} in {elapsed} s");
            }
        }

        /// Waiting exactly as long as one is told is enough, and a second less is not.
        #[test]
        fn the_told_wait_is_the_wait(count in 0_u32..100, since in -5_000_i64..1_000_000) {
            let attempts = Attempts { count, last: at(0) };
            let now = at(0).plus_milliseconds(since);
            if let Some(wait) = LOGIN.wait(attempts, now) {
                prop_assert!((1..=LOGIN.longest_wait).contains(&wait));
                if since >= 0 {
                    prop_assert_eq!(LOGIN.wait(attempts, now.plus_seconds(wait)), None);
                    prop_assert!(wait == 1 || LOGIN.wait(attempts, now.plus_seconds(wait - 1)).is_some());
                }
            }
        }
    }
}
