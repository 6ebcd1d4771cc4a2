//! What makes a promised-times table sensible (故障响应时间总体安排), and from when to when a contract is valid.

use base::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Fields, Wrong};
use crate::model::Promise;

/// The longest time that can be promised: ten years.
pub(crate) const LONGEST_SECONDS: i64 = 10 * 366 * 86_400;
/// The longest wait before the next person is called: a week.
pub(crate) const LONGEST_CALL_SECONDS: i64 = 7 * 86_400;
/// The wait offered for a new contract: five minutes.
pub(crate) const USUAL_CALL_SECONDS: i64 = 300;
/// The zone offered for a new contract.
pub(crate) const USUAL_ZONE: &str = "Asia/Shanghai";

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;

/// The promises offered for a new contract.
pub(crate) fn usual_promises() -> Vec<Promise> {
    let line = |level, respond_seconds, arrive_seconds, restore_seconds, resolve_seconds| Promise {
        level,
        respond_seconds,
        arrive_seconds,
        restore_seconds,
        resolve_seconds,
    };
    vec![
        line(1, 30 * MINUTE, 2 * HOUR, 4 * HOUR, 24 * HOUR),
        line(2, HOUR, 4 * HOUR, 8 * HOUR, 48 * HOUR),
        line(3, 4 * HOUR, 24 * HOUR, 48 * HOUR, 120 * HOUR),
    ]
}

/// The table in the order of its levels: one line for each of 1, 2 and 3, each line growing from left to right.
pub(crate) fn promises(fields: &mut Fields, mut table: Vec<Promise>) -> Vec<Promise> {
    for (index, line) in table.iter().enumerate() {
        promise(fields, index, line);
    }
    table.sort_by_key(|line| line.level);
    if !table.iter().map(|line| line.level).eq(1..=3) {
        fields.refuse(
            "promises",
            Wrong::new(
                "promises.levels",
                "Give exactly one line for each of the levels 1, 2 and 3.",
                "一、二、三级故障须各有且仅有一行承诺。",
            ),
        );
    }
    table
}

fn promise(fields: &mut Fields, index: usize, line: &Promise) {
    let times = [
        ("respond_seconds", line.respond_seconds),
        ("arrive_seconds", line.arrive_seconds),
        ("restore_seconds", line.restore_seconds),
        ("resolve_seconds", line.resolve_seconds),
    ];
    let mut earlier = ("", 0);
    for (name, seconds) in times {
        let path = format!("promises[{index}].{name}");
        if !(1..=LONGEST_SECONDS).contains(&seconds) {
            fields.refuse(
                path,
                Wrong::new("promise.range", "A promised time is from one second to ten years.", "承诺时限应在 1 秒到 10 年之间。"),
            );
        } else if seconds < earlier.1 {
            fields.refuse(
                path,
                Wrong::new(
                    "promise.order",
                    format!("This cannot be promised sooner than {}: respond ≤ arrive ≤ restore ≤ resolve.", earlier.0),
                    "时限顺序不正确：响应 ≤ 到场 ≤ 恢复 ≤ 解决。",
                ),
            );
        }
        earlier = (name, seconds.max(earlier.1));
    }
}

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

    fn refused(table: Vec<Promise>) -> Vec<(String, &'static str)> {
        let mut fields = Fields::default();
        promises(&mut fields, table);
        match fields.finish() {
            Err(base::Error::Refused(refusal)) => refusal.fields.into_iter().map(|field| (field.path, field.code)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn the_usual_promises_are_sensible_in_any_order() {
        let mut table = usual_promises();
        assert_eq!(refused(table.clone()), []);
        table.reverse();
        assert_eq!(promises(&mut Fields::default(), table), usual_promises());
    }

    #[test]
    fn each_mistake_in_the_table_is_named() {
        /// A mistake, and where and how it is named.
        type Case = (fn(&mut Vec<Promise>), &'static str, &'static str);
        let cases: [Case; 9] = [
            (|t| t[0].respond_seconds = 0, "promises[0].respond_seconds", "promise.range"),
            (|t| t[0].respond_seconds = -1, "promises[0].respond_seconds", "promise.range"),
            (|t| t[2].resolve_seconds = LONGEST_SECONDS + 1, "promises[2].resolve_seconds", "promise.range"),
            (|t| t[2].resolve_seconds = i64::MAX, "promises[2].resolve_seconds", "promise.range"),
            (|t| t[1].arrive_seconds = t[1].respond_seconds - 1, "promises[1].arrive_seconds", "promise.order"),
            (|t| t[1].resolve_seconds = t[1].restore_seconds - 1, "promises[1].resolve_seconds", "promise.order"),
            (|t| t[1].level = 1, "promises", "promises.levels"),
            (|t| t[1].level = 4, "promises", "promises.levels"),
            (|t| t.truncate(2), "promises", "promises.levels"),
        ];
        for (number, (spoil, path, code)) in cases.into_iter().enumerate() {
            let mut table = usual_promises();
            spoil(&mut table);
            assert_eq!(refused(table), [(path.to_owned(), code)], "case {number}");
        }
        assert_eq!(refused(Vec::new()), [("promises".to_owned(), "promises.levels")]);
    }

    #[test]
    fn equal_times_and_the_longest_are_taken() {
        let same = |level| Promise { level, respond_seconds: 1, arrive_seconds: 1, restore_seconds: 1, resolve_seconds: LONGEST_SECONDS };
        assert_eq!(refused(vec![same(1), same(2), same(3)]), []);
    }

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
