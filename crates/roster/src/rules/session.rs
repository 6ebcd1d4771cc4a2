//! How long a browser stays signed in: until nobody used it for half a day (a shift and its handover), at most thirty days.

use base::Timestamp;

/// A session that was not used for this long has ended.
pub(crate) const IDLE_SECONDS: i64 = 12 * 3600;
/// A session ends this long after signing in, used or not.
pub(crate) const LIFE_SECONDS: i64 = 30 * 24 * 3600;
/// "Last seen" and "last used" move only after this long: a page that asks every second must not write every second.
pub(crate) const TOUCH_SECONDS: i64 = 60;
/// A person's oldest sessions end when there are more than this.
pub(crate) const PER_PERSON: usize = 20;

/// Whether the session still holds.
pub(crate) fn alive(created_at: Timestamp, last_seen_at: Timestamp, now: Timestamp) -> bool {
    now < last_seen_at.plus_seconds(IDLE_SECONDS) && now < created_at.plus_seconds(LIFE_SECONDS)
}

/// Whether the instant of last use is to be moved.
pub(crate) fn touch_is_due(last: Timestamp, now: Timestamp) -> bool {
    now >= last.plus_seconds(TOUCH_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_slides_and_ends() {
        let start = Timestamp::from_milliseconds(1_772_413_200_000);
        let hours = |n: i64| start.plus_seconds(n * 3600);
        let cases = [(0, 0, true), (0, 11, true), (0, 12, false), (700, 711, true), (719, 720, false), (719, 719, true)];
        for (seen, now, expected) in cases {
            assert_eq!(alive(start, hours(seen), hours(now)), expected, "seen after {seen} h, now {now} h");
        }
        assert!(!touch_is_due(start, start.plus_seconds(59)));
        assert!(touch_is_due(start, start.plus_seconds(60)));
    }
}
