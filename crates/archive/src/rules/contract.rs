//! From when to when a contract is valid, and how long the desk waits before it calls the next person. Its table stands in [`super::clause`].

use base::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Wrong;

/// The longest wait before the next person is called: a week.
pub(crate) const LONGEST_CALL_SECONDS: i64 = 7 * 86_400;
/// The wait offered for a new contract: five minutes.
pub(crate) const USUAL_CALL_SECONDS: i64 = 300;
/// The zone offered for a new contract.
pub(crate) const USUAL_ZONE: &str = "Asia/Shanghai";

/// The wait before the next person is called.
pub(crate) fn call_next_after(seconds: i64) -> Result<i64, Wrong> {
    if (1..=LONGEST_CALL_SECONDS).contains(&seconds) {
        return Ok(seconds);
    }
    Err(Wrong::new("call_next.range", "Give from 1 second to 7 days (604800).", "应在 1 秒到 7 天（604800 秒）之间。"))
}

/// An IANA zone, in its own spelling.
pub(crate) fn zone(name: &str) -> Result<String, Wrong> {
    let unknown = || {
        Wrong::new(
            "zone.unknown",
            "This is no time zone: write its IANA name, like Asia/Shanghai or UTC.",
            "未知时区：请填写 IANA 时区名，例如 Asia/Shanghai。",
        )
    };
    let zone = TimeZone::get(name.trim()).map_err(|_| unknown())?;
    zone.iana_name().map(str::to_owned).ok_or_else(unknown)
}

/// The instants from which and until which (excluded) a contract is valid: whole days of its zone.
pub(crate) fn validity(starts_on: Date, ends_on: Date, zone: &str) -> Result<(Timestamp, Timestamp), Wrong> {
    if ends_on < starts_on {
        return Err(Wrong::new("dates.order", "The last day is before the first.", "结束日期早于开始日期。"));
    }
    let out_of_range = |_| Wrong::new("dates.range", "Give a date between the years 1970 and 9998.", "日期应在 1970 年到 9998 年之间。");
    if starts_on.year() < 1970 || ends_on.year() > 9998 {
        return Err(out_of_range(()));
    }
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let start = |date: Date| date.to_zoned(zone.clone()).map(|day| Timestamp::from_jiff(day.timestamp())).map_err(|_| out_of_range(()));
    let after = ends_on.tomorrow().map_err(|_| out_of_range(()))?;
    Ok((start(starts_on)?, start(after)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_zone_is_an_iana_zone_in_its_own_spelling() {
        assert_eq!(zone(" asia/shanghai "), Ok("Asia/Shanghai".to_owned()));
        assert_eq!(zone("UTC"), Ok("UTC".to_owned()));
        for bad in ["", "Beijing", "+08:00", "Asia/Nowhere", "../../etc/passwd"] {
            assert_eq!(zone(bad).unwrap_err().code, "zone.unknown", "{bad}");
        }
    }

    #[test]
    fn a_contract_is_valid_for_whole_days_of_its_zone() {
        let (from, until) = validity(date(2026, 3, 2), date(2026, 3, 2), "Asia/Shanghai").unwrap();
        assert_eq!((from.to_string().as_str(), until.to_string().as_str()), ("2026-03-01T16:00:00.000Z", "2026-03-02T16:00:00.000Z"));
        let (from, until) = validity(date(2026, 3, 29), date(2026, 3, 29), "Europe/Berlin").unwrap();
        assert_eq!(until.milliseconds_since(from), 23 * 3_600_000, "the day on which the clocks go forward");
        assert_eq!(validity(date(2026, 3, 2), date(2026, 3, 1), "UTC").unwrap_err().code, "dates.order");
        assert_eq!(validity(date(1969, 1, 1), date(2026, 3, 1), "UTC").unwrap_err().code, "dates.range");
        assert_eq!(validity(date(2026, 3, 2), date(9999, 12, 31), "UTC").unwrap_err().code, "dates.range");
    }

    #[test]
    fn the_next_person_is_called_within_a_week() {
        assert_eq!(call_next_after(1), Ok(1));
        for bad in [0, -5, LONGEST_CALL_SECONDS + 1] {
            assert_eq!(call_next_after(bad).unwrap_err().code, "call_next.range");
        }
    }
}
