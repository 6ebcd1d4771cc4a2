//! Instants as people write them: with an offset, or as the wall's time in the calendar's zone.

use base::{Text, Timestamp};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::calendar::{FIRST_DATE, LAST_DATE};
use super::window::local;

/// Reads `2026-02-16T23:50`, `2026-02-16 23:50:30`, `2026-02-16T23:50+08:00` or `2026-02-16T15:50Z`. A local time that the clocks skip moves
/// forward, one that comes twice is the earlier.
pub fn read(text: &str, zone: &TimeZone) -> Result<Timestamp, Text> {
    let text = text.trim();
    let timed = text.get(10..11).is_some_and(|between| between == "T" || between == "t" || between == " ");
    let at = timed.then(|| text.parse::<jiff::Timestamp>().map(Timestamp::from_jiff).ok().or_else(|| local_time(text, zone))).flatten();
    let at = at.ok_or_else(|| {
        Text::new(
            format!(
                "“{text}” is no moment: write it like 2026-02-16T23:50, with an offset (+08:00 or Z) when it is not in the calendar's zone."
            ),
            format!("“{text}”不是时间：请写成 2026-02-16T23:50；若非日历所在时区，请加偏移（+08:00 或 Z）。"),
        )
    })?;
    let date = zone.to_datetime(at.to_jiff()).date();
    if (FIRST_DATE..=LAST_DATE).contains(&date) {
        return Ok(at);
    }
    Err(Text::new(
        format!("“{text}” is out of reach: a calendar goes from {FIRST_DATE} to {LAST_DATE}."),
        format!("“{text}”超出范围：日历支持 {FIRST_DATE} 至 {LAST_DATE}。"),
    ))
}

/// An instant as people read it, in a zone: `Sat 2026-02-14 12:00 +08:00`, with seconds only where there are some.
pub fn written(at: Timestamp, zone: &TimeZone) -> String {
    let at = at.to_jiff().to_zoned(zone.clone());
    let seconds = if at.second() == 0 { String::new() } else { at.strftime(":%S").to_string() };
    format!("{}{seconds} {}", at.strftime("%a %Y-%m-%d %H:%M"), at.strftime("%:z"))
}

fn local_time(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    // jiff would drop an offset that it cannot use; here it must have been an instant then.
    let plain = text.get(11..)?.bytes().all(|byte| byte.is_ascii_digit() || byte == b':' || byte == b'.');
    plain.then(|| text.parse::<DateTime>().ok()).flatten().map(|at| local(at, zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_the_zone_unless_they_say_otherwise() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        for (text, expected) in [
            ("2026-02-16T23:50", "2026-02-16T15:50:00.000Z"),
            (" 2026-02-16 23:50:30 ", "2026-02-16T15:50:30.000Z"),
            ("2026-02-16T23:50+08:00", "2026-02-16T15:50:00.000Z"),
            ("2026-02-16T23:50:00Z", "2026-02-16T23:50:00.000Z"),
            ("2026-02-16T15:50Z", "2026-02-16T15:50:00.000Z"),
        ] {
            assert_eq!(read(text, &zone).unwrap().to_string(), expected, "{text}");
        }
        for bad in [
            "",
            "now",
            "2026-02-16",
            "2026-02-30T10:00",
            "23:50",
            "2026-02-16T25:00",
            "2026-02-16T10:00+99:00",
            "1960-01-01T00:00",
            "2500-01-01T00:00",
        ] {
            assert!(read(bad, &zone).is_err(), "{bad}");
        }
    }
}
