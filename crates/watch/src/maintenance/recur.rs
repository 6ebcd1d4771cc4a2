//! When a window comes again. The rule is an RFC 5545 RRULE and counts in civil time: it is unrolled without any zone, and each civil time
//! becomes an instant by the window's zone, so that "Sundays at two" stays at two when clocks are changed.

use base::{Error, Result, Text, Timestamp};
use rrule::{Frequency, RRule, RRuleSet, Tz, Unvalidated};

/// More times than this are not unrolled at once.
const MOST: u16 = 2000;
/// So many times of a rule are looked at to see whether they overlap.
const LOOKED_AT: usize = 60;

/// The beginnings of a window's times that end after `from` and begin before `to`, in order.
pub(crate) fn beginnings(
    first: Timestamp,
    length_seconds: i64,
    rule: &str,
    zone: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Timestamp>> {
    let first = whole_second(first);
    let overlaps = |at: &Timestamp| at.plus_seconds(length_seconds) > from && *at < to;
    if rule.is_empty() {
        return Ok(Some(first).filter(overlaps).into_iter().collect());
    }
    let zone = jiff::tz::TimeZone::get(zone).map_err(|_| unknown_zone(zone))?;
    let civil = |at: Timestamp| {
        let at = jiff::Timestamp::from_millisecond(at.milliseconds()).map_err(|error| Error::internal(error.to_string()))?;
        Ok::<_, Error>(at.to_zoned(zone.clone()).datetime())
    };
    // A day more on either side: civil times are compared here, and zones differ from UTC by less than a day.
    let (after, before) = (from.plus_seconds(-length_seconds - 86_400), to.plus_seconds(86_400));
    let set = unrolled(&civil(first)?, rule)?;
    let found = set.after(floating(&civil(after)?)?).before(floating(&civil(before)?)?).all(MOST);
    let instant = |at: chrono::DateTime<Tz>| {
        let civil = jiff::civil::DateTime::strptime("%Y-%m-%dT%H:%M:%S", at.format("%Y-%m-%dT%H:%M:%S").to_string());
        let zoned = civil.and_then(|civil| civil.to_zoned(zone.clone()));
        zoned
            .map(|zoned| Timestamp::from_milliseconds(zoned.timestamp().as_millisecond()))
            .map_err(|error| Error::internal(error.to_string()))
    };
    let mut beginnings = found.dates.into_iter().map(instant).collect::<Result<Vec<_>>>()?;
    beginnings.retain(|at| overlaps(at) && *at >= first);
    Ok(beginnings)
}

/// The second in which an instant lies.
pub(crate) fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_milliseconds(at.milliseconds().div_euclid(1000) * 1000)
}

/// Refuses a rule that cannot be kept: not understood, more often than daily, or with times that overlap.
pub(crate) fn check(first: Timestamp, length_seconds: i64, rule: &str, zone: &str) -> Result<()> {
    if rule.is_empty() {
        return Ok(());
    }
    let parsed: RRule<Unvalidated> = rule.parse().map_err(|error| not_a_rule(&error))?;
    if matches!(parsed.get_freq(), Frequency::Hourly | Frequency::Minutely | Frequency::Secondly) {
        return Err(refuse(
            "maintenance.too_often",
            Text::new("Let it come again daily, weekly, monthly or yearly.", "重复周期只能为每天、每周、每月或每年。"),
        ));
    }
    let times = beginnings(first, length_seconds, rule, zone, first, first.plus_seconds(800 * 86_400))?;
    if times.is_empty() {
        return Err(refuse(
            "maintenance.never",
            Text::new(
                "This rule has no time within two years of the first. Check UNTIL, COUNT and the days.",
                "该规则在首次之后两年内没有任何时段。请检查 UNTIL、COUNT 与日期。",
            ),
        ));
    }
    let overlap = times.iter().zip(times.iter().skip(1)).take(LOOKED_AT).find(|(one, next)| one.plus_seconds(length_seconds) > **next);
    match overlap {
        None => Ok(()),
        Some(_) => Err(refuse(
            "maintenance.overlaps",
            Text::new(
                "The next time begins before the one before has ended. Make it shorter.",
                "下一时段在上一时段结束前开始，请缩短时长。",
            ),
        )),
    }
}

fn unrolled(first: &jiff::civil::DateTime, rule: &str) -> Result<RRuleSet> {
    let text = format!("DTSTART:{}Z\nRRULE:{rule}", first.strftime("%Y%m%dT%H%M%S"));
    text.parse().map_err(|error| not_a_rule(&error))
}

/// A civil time, taken for UTC: no zone has a part in the unrolling.
fn floating(civil: &jiff::civil::DateTime) -> Result<chrono::DateTime<Tz>> {
    let at = civil.to_zoned(jiff::tz::TimeZone::UTC).map_err(|error| Error::internal(error.to_string()))?;
    let at = chrono::DateTime::from_timestamp(at.timestamp().as_second(), 0);
    at.map(|at| at.with_timezone(&Tz::UTC)).ok_or_else(|| Error::internal("an instant beyond the calendar"))
}

fn not_a_rule(error: &impl std::fmt::Display) -> Error {
    refuse(
        "maintenance.not_a_rule",
        Text::new(
            format!("This is no recurrence rule ({error}). Write one like FREQ=WEEKLY;BYDAY=SU, with UNTIL as 20271231T235959Z."),
            format!("重复规则无法识别（{error}）。请按 FREQ=WEEKLY;BYDAY=SU 的形式填写，UNTIL 写作 20271231T235959Z。"),
        ),
    )
}

/// A zone that is not known.
pub(crate) fn unknown_zone(zone: &str) -> Error {
    Error::invalid_field(
        "zone",
        "maintenance.unknown_zone",
        Text::new(
            format!("{zone} is no time zone. Write one like Asia/Shanghai."),
            format!("未知时区 {zone}，请按 Asia/Shanghai 的形式填写。"),
        ),
    )
}

fn refuse(code: &'static str, text: Text) -> Error {
    Error::invalid_field("rule", code, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn times(first: &str, hours: i64, rule: &str, zone: &str, from: &str, to: &str) -> Vec<String> {
        let found = beginnings(at(first), hours * 3600, rule, zone, at(from), at(to)).unwrap();
        found.into_iter().map(|at| at.to_string().replace(".000Z", "Z")).collect()
    }

    #[test]
    fn a_window_comes_again_by_its_rule() {
        let cases: [(&str, &str, &[&str]); 5] = [
            ("", "once", &["2026-11-01T18:00:00Z"]),
            (
                "FREQ=WEEKLY;BYDAY=MO",
                "every Monday",
                &["2026-11-01T18:00:00Z", "2026-11-08T18:00:00Z", "2026-11-15T18:00:00Z", "2026-11-22T18:00:00Z", "2026-11-29T18:00:00Z"],
            ),
            ("FREQ=MONTHLY;BYDAY=2SU", "the second Sunday", &["2026-11-07T18:00:00Z"]),
            ("FREQ=DAILY;COUNT=2", "two days", &["2026-11-01T18:00:00Z", "2026-11-02T18:00:00Z"]),
            ("FREQ=DAILY;UNTIL=20261103T235959Z", "until a day", &["2026-11-01T18:00:00Z", "2026-11-02T18:00:00Z"]),
        ];
        for (rule, name, expected) in cases {
            // 02:00 on Monday the 2nd in Shanghai.
            let found = times("2026-11-01T18:00:00Z", 2, rule, "Asia/Shanghai", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z");
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn two_in_the_morning_stays_two_in_the_morning_when_clocks_change() {
        let found = times("2026-10-18T00:00:00Z", 1, "FREQ=WEEKLY", "Europe/Berlin", "2026-10-18T00:00:00Z", "2026-11-02T00:00:00Z");
        assert_eq!(found, ["2026-10-18T00:00:00Z", "2026-10-25T00:00:00Z", "2026-11-01T01:00:00Z"]);
    }

    #[test]
    fn a_time_that_is_under_way_is_one_of_them() {
        let found = times("2026-11-01T18:00:00Z", 4, "FREQ=DAILY", "UTC", "2026-11-05T21:59:00Z", "2026-11-06T00:00:00Z");
        assert_eq!(found, ["2026-11-05T18:00:00Z"]);
        assert!(times("2026-11-01T18:00:00Z", 4, "FREQ=DAILY", "UTC", "2026-11-05T22:00:00Z", "2026-11-06T00:00:00Z").is_empty());
    }

    #[test]
    fn nonsense_is_refused_with_the_reason() {
        let first = at("2026-11-01T18:00:00Z");
        let cases = [
            ("WEEKLY", 1, "UTC", "maintenance.not_a_rule"),
            ("FREQ=WEEKLY;BYDAY=XX", 1, "UTC", "maintenance.not_a_rule"),
            ("FREQ=HOURLY", 1, "UTC", "maintenance.too_often"),
            ("FREQ=DAILY", 25, "UTC", "maintenance.overlaps"),
            ("FREQ=DAILY;UNTIL=20260101T000000Z", 1, "UTC", "maintenance.not_a_rule"),
            ("FREQ=DAILY", 1, "Mars/Olympus", "maintenance.unknown_zone"),
        ];
        for (rule, hours, zone, code) in cases {
            match check(first, hours * 3600, rule, zone) {
                Err(Error::Refused(refusal)) => assert_eq!(refusal.fields[0].code, code, "{rule}"),
                other => panic!("{rule}: {other:?}"),
            }
        }
        assert!(check(first, 4 * 3600, "FREQ=WEEKLY;BYDAY=SU,WE", "Asia/Shanghai").is_ok());
        assert!(check(first, 4 * 3600, "", "nowhere").is_ok(), "once needs no zone");
    }
}
