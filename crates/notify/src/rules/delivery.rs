//! When a message that did not get through is tried again, and when nobody tries any more. A call must get out as soon as the mail server
//! is back, so the first tries follow each other closely; a server that stays away must not be hammered, so the later ones do not.

use base::Timestamp;

/// The pause after the first failure, in seconds.
pub(crate) const FIRST_PAUSE: i64 = 5;
/// The longest pause, in seconds.
pub(crate) const LONGEST_PAUSE: i64 = 600;
/// After so many attempts it is given up.
pub(crate) const MOST_ATTEMPTS: i64 = 12;
/// After so many seconds it is given up: what a message told a day ago helps nobody.
pub(crate) const LONGEST_WAIT: i64 = 24 * 3600;

/// What comes after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// It is tried again, not before this instant.
    TryAt(Timestamp),
    /// Nobody tries any more.
    GiveUp,
}

/// Decides after the `attempts`-th attempt failed at `now`. `started_at`: when the message was queued, or retried by hand. `hopeless`: the
/// other side said that it will never take it.
pub(crate) fn after_failure(attempts: i64, started_at: Timestamp, now: Timestamp, hopeless: bool) -> Next {
    let next = now.plus_seconds(pause(attempts));
    if hopeless || attempts >= MOST_ATTEMPTS || next > started_at.plus_seconds(LONGEST_WAIT) { Next::GiveUp } else { Next::TryAt(next) }
}

/// The seconds between the `attempts`-th attempt and the next: 5, 10, 20 … 600.
fn pause(attempts: i64) -> i64 {
    let doublings = attempts.saturating_sub(1).clamp(0, 32);
    FIRST_PAUSE.saturating_mul(1_i64 << doublings).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_milliseconds(1_772_413_200_000).plus_seconds(seconds)
    }

    #[test]
    fn the_pauses_grow_to_ten_minutes_and_end() {
        let mut now = at(0);
        let mut pauses = Vec::new();
        for attempts in 1.. {
            match after_failure(attempts, at(0), now, false) {
                Next::TryAt(next) => {
                    pauses.push(next.milliseconds_since(now) / 1000);
                    now = next;
                }
                Next::GiveUp => break,
            }
        }
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 600, 600, 600, 600]);
        assert_eq!(after_failure(1, at(0), at(24 * 3600), false), Next::GiveUp);
        assert_eq!(after_failure(1, at(0), at(0), true), Next::GiveUp);
    }

    proptest! {
        /// However long each attempt takes, an oracle that only counts agrees on the end, and no pause is out of bounds.
        #[test]
        fn every_message_ends(took in prop::collection::vec(0_i64..20_000, 20)) {
            let (mut now, mut attempts, mut last) = (at(0), 0, 0);
            for seconds in took {
                now = now.plus_seconds(seconds);
                attempts += 1;
                match after_failure(attempts, at(0), now, false) {
                    Next::TryAt(next) => {
                        let pause = next.milliseconds_since(now) / 1000;
                        prop_assert!((FIRST_PAUSE..=LONGEST_PAUSE).contains(&pause));
                        prop_assert!(pause >= last, "pauses do not shrink");
                        prop_assert!(next <= at(LONGEST_WAIT));
                        (now, last) = (next, pause);
                    }
                    Next::GiveUp => {
                        prop_assert!(attempts == MOST_ATTEMPTS || now.plus_seconds(LONGEST_PAUSE) > at(LONGEST_WAIT));
                        return Ok(());
                    }
                }
            }
            prop_assert!(false, "it was tried more than twenty times");
        }
    }
}
