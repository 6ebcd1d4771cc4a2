//! When somebody is left alone. Quiet hours hold routine messages until they end; the first call for a level 1 knows no quiet hours.

use base::Timestamp;
use jiff::civil::DateTime;

use crate::model::{Importance, Quiet};

/// Until when a message of this importance waits; `None` when it need not.
pub(crate) fn held_until(quiet: Option<&Quiet>, importance: Importance, now: Timestamp) -> Option<Timestamp> {
    let quiet = quiet?;
    let waits = match importance {
        Importance::Routine => true,
        Importance::Important => quiet.important_too,
        Importance::Urgent => false,
    };
    if !waits || quiet.from == quiet.to {
        return None;
    }
    let local = now.to_jiff().to_zoned(quiet.zone.clone()).datetime();
    let (time, overnight) = (local.time(), quiet.from > quiet.to);
    let is_quiet = if overnight { time >= quiet.from || time < quiet.to } else { (quiet.from..quiet.to).contains(&time) };
    if !is_quiet {
        return None;
    }
    let ends_tomorrow = overnight && time >= quiet.from;
    let day = if ends_tomorrow { local.date().tomorrow().ok()? } else { local.date() };
    let end = DateTime::from_parts(day, quiet.to).to_zoned(quiet.zone.clone()).ok()?;
    // Where the clock is put back in the night the same time of day comes twice; the end is never behind us.
    Some(Timestamp::from_jiff(end.timestamp())).filter(|end| *end > now)
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;
    use jiff::tz::TimeZone;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn quiet(from: i8, to: i8, zone: &str) -> Quiet {
        Quiet { from: time(from, 0, 0, 0), to: time(to, 0, 0, 0), zone: TimeZone::get(zone).unwrap(), important_too: false }
    }

    #[test]
    fn routine_waits_for_the_morning_and_a_first_call_for_nothing() {
        let night = quiet(22, 7, "Asia/Shanghai");
        let cases = [
            ("2026-03-02T22:00:00+08:00", Some("2026-03-03T07:00:00+08:00")),
            ("2026-03-03T03:00:00+08:00", Some("2026-03-03T07:00:00+08:00")),
            ("2026-03-03T06:59:59+08:00", Some("2026-03-03T07:00:00+08:00")),
            ("2026-03-03T07:00:00+08:00", None),
            ("2026-03-03T21:59:59+08:00", None),
        ];
        for (now, expected) in cases {
            assert_eq!(held_until(Some(&night), Importance::Routine, at(now)), expected.map(at), "{now}");
            assert_eq!(held_until(Some(&night), Importance::Important, at(now)), None);
            assert_eq!(held_until(Some(&night), Importance::Urgent, at(now)), None);
            assert_eq!(held_until(None, Importance::Routine, at(now)), None);
        }
        let strict = Quiet { important_too: true, ..night };
        let now = at("2026-03-03T03:00:00+08:00");
        assert_eq!(held_until(Some(&strict), Importance::Important, now), Some(at("2026-03-03T07:00:00+08:00")));
        assert_eq!(held_until(Some(&strict), Importance::Urgent, now), None);
    }

    #[test]
    fn at_noon_and_where_the_clock_is_put_forward() {
        let noon = quiet(12, 14, "Asia/Shanghai");
        assert_eq!(held_until(Some(&noon), Importance::Routine, at("2026-03-02T13:00:00+08:00")), Some(at("2026-03-02T14:00:00+08:00")));
        assert_eq!(held_until(Some(&noon), Importance::Routine, at("2026-03-02T14:00:00+08:00")), None);
        // 02:30 does not exist in Berlin on that day; the quiet hours end when the clock shows 03:30.
        let berlin = Quiet { to: time(2, 30, 0, 0), ..quiet(22, 2, "Europe/Berlin") };
        assert_eq!(held_until(Some(&berlin), Importance::Routine, at("2026-03-29T00:30:00+01:00")), Some(at("2026-03-29T01:30:00Z")));
        assert_eq!(held_until(Some(&quiet(8, 8, "UTC")), Importance::Routine, at("2026-03-02T08:00:00Z")), None);
    }
}
