//! Targets: how a contract writes a promised time. Hours of service, hours on the wall, working days and the end of the working day are
//! separate units with separate names: "4h" of service on a Friday evening is not "wall:4h", and neither is a working day 8 hours.

use std::fmt;
use std::str::FromStr;

use base::{Text, Timestamp};
use jiff::Span;
use jiff::civil::Date;

use super::amount::{Amount, Measure, Unknown};
use super::calendar::{Calendar, LAST_DATE};

/// A promised time, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// Milliseconds of service: `4h`.
    Service(i64),
    /// Milliseconds on the wall: `wall:4h`.
    Wall(i64),
    /// Working days: `3wd` is the same time of day on the third working day after.
    WorkingDays(u16),
    /// The end of the working day: `eod` of the first one that still has service, `2eod` of the second.
    EndOfWorkingDay(u16),
}

impl Target {
    /// What it counts in.
    pub fn measure(self) -> Measure {
        match self {
            Target::Wall(_) => Measure::Wall,
            Target::Service(_) | Target::WorkingDays(_) | Target::EndOfWorkingDay(_) => Measure::Service,
        }
    }
}

/// The longest target: ten years.
const LONGEST: i64 = 10 * 366 * 24 * 3_600_000;
/// The most working days.
const MOST_DAYS: u16 = 2500;

/// Why a text is no target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoTarget(String);

impl NoTarget {
    /// What to write instead.
    pub fn text(&self) -> Text {
        let NoTarget(given) = self;
        Text::new(
            format!(
                "“{given}” is no target: write hours and minutes of service (30m, 4h, 1h30m), of all time (wall:4h), working days (3wd) or \
                 the end of the working day (eod, 2eod); at most ten years."
            ),
            format!(
                "“{given}”不是时限：请写服务时间（30m、4h、1h30m）、自然时间（wall:4h）、工作日（3wd）或工作日结束（eod、2eod），最长十年。"
            ),
        )
    }
}

impl fmt::Display for NoTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().in_language(base::Language::En))
    }
}

impl std::error::Error for NoTarget {}

impl FromStr for Target {
    type Err = NoTarget;

    fn from_str(given: &str) -> Result<Target, NoTarget> {
        let refused = || NoTarget(given.to_owned());
        let text = given.trim().to_ascii_lowercase();
        if let Some(wall) = text.strip_prefix("wall:") {
            return duration(wall).map(Target::Wall).ok_or_else(refused);
        }
        let days = |count: &str| {
            let plain = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| count.parse::<u16>().ok()).flatten().filter(|count| (1..=MOST_DAYS).contains(count))
        };
        if text == "eod" {
            return Ok(Target::EndOfWorkingDay(1));
        }
        if let Some(count) = text.strip_suffix("eod") {
            return days(count).map(Target::EndOfWorkingDay).ok_or_else(refused);
        }
        if let Some(count) = text.strip_suffix("wd") {
            return days(count).map(Target::WorkingDays).ok_or_else(refused);
        }
        duration(&text).map(Target::Service).ok_or_else(refused)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Service(milliseconds) => written(*milliseconds, f),
            Target::Wall(milliseconds) => {
                f.write_str("wall:")?;
                written(*milliseconds, f)
            }
            Target::WorkingDays(days) => write!(f, "{days}wd"),
            Target::EndOfWorkingDay(1) => f.write_str("eod"),
            Target::EndOfWorkingDay(days) => write!(f, "{days}eod"),
        }
    }
}

/// `1h30m` as milliseconds: each unit at most once, the larger first.
fn duration(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut total: i64 = 0;
    for (unit, milliseconds) in [('h', 3_600_000), ('m', 60_000), ('s', 1000)] {
        let Some((count, after)) = rest.split_once(unit) else { continue };
        if count.is_empty() || count.len() > 9 || !count.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        total = total.checked_add(count.parse::<i64>().ok()?.checked_mul(milliseconds)?)?;
        rest = after;
    }
    (rest.is_empty() && (1..=LONGEST).contains(&total)).then_some(total)
}

fn written(milliseconds: i64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let seconds = milliseconds / 1000;
    for (count, unit) in [(seconds / 3600, 'h'), (seconds / 60 % 60, 'm'), (seconds % 60, 's')] {
        if count > 0 {
            write!(f, "{count}{unit}")?;
        }
    }
    if seconds == 0 { f.write_str("0m") } else { Ok(()) }
}

impl Calendar {
    /// What a target comes to when its clock starts at `start`. Working days count from the start, or from the next service when there is
    /// none at the start.
    pub fn target(&self, start: Timestamp, target: Target) -> Result<Amount, Unknown> {
        match target {
            Target::Service(milliseconds) => Ok(Amount::Service(milliseconds)),
            Target::Wall(milliseconds) => Ok(Amount::Wall(milliseconds)),
            Target::WorkingDays(days) => {
                let end = self.same_time_after(self.next_service(start)?, days)?;
                Ok(Amount::Service(self.service(start, end)))
            }
            Target::EndOfWorkingDay(days) => Ok(Amount::Service(self.service(start, self.close(start, days)?))),
        }
    }

    /// The same time of day on a later working day. In a window that goes past midnight it is the time in the window of that later day.
    fn same_time_after(&self, at: Timestamp, days: u16) -> Result<Timestamp, Unknown> {
        let here = self.zone().to_datetime(at.to_jiff());
        let base = self.day_of_service(at, here.date());
        let past_midnight = here.date().since(base).map_or(0, |span| span.get_days());
        let mut day = base;
        for _ in 0..days {
            day = self.working_day_from(day.tomorrow().map_err(|_| Unknown::Never)?)?;
        }
        let nominal = day.saturating_add(Span::new().days(past_midnight)).to_datetime(here.time());
        Ok(super::window::local(nominal, self.zone()))
    }

    /// When the working day closes: the first that still has service after `at`, or a later one.
    fn close(&self, at: Timestamp, days: u16) -> Result<Timestamp, Unknown> {
        // A window of the day before may go on past midnight.
        let mut date = self.date(at).yesterday().map_err(|_| Unknown::Never)?;
        let mut left = days;
        loop {
            date = self.working_day_from(date)?;
            let close = self.day(date).windows.iter().map(|window| window.on(date, self.zone()).1).max();
            if let Some(close) = close.filter(|close| self.service(at, *close) > 0) {
                left -= 1;
                if left == 0 {
                    return Ok(close);
                }
            }
            date = date.tomorrow().map_err(|_| Unknown::Never)?;
        }
    }

    /// The first date from here on that has windows.
    fn working_day_from(&self, from: Date) -> Result<Date, Unknown> {
        let mut dates = from.series(Span::new().days(1)).take_while(|date| *date <= LAST_DATE);
        let date = dates.find(|date| !self.day(*date).windows.is_empty()).ok_or(Unknown::Never)?;
        self.unannounced(self.instant(date, 0)).map_or(Ok(date), Err)
    }

    /// The date on which the window that holds an instant began.
    fn day_of_service(&self, at: Timestamp, date: Date) -> Date {
        let holds = |date: Date| {
            self.day(date).windows.iter().any(|window| {
                let (from, until) = window.on(date, self.zone());
                from <= at && at < until
            })
        };
        let yesterday = date.yesterday().unwrap_or(date);
        if !holds(date) && holds(yesterday) { yesterday } else { date }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_reads_back_as_it_was_written() {
        for text in ["30m", "4h", "1h30m", "45s", "1h5s", "3wd", "eod", "2eod", "wall:4h", "wall:1h30m"] {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
        assert_eq!("90m".parse::<Target>().unwrap().to_string(), "1h30m");
        assert_eq!(" 4H ".parse::<Target>(), Ok(Target::Service(4 * 3_600_000)));
        assert_eq!("1eod".parse::<Target>(), Ok(Target::EndOfWorkingDay(1)));
    }

    #[test]
    fn what_is_no_target_is_refused() {
        for text in [
            "",
            "4",
            "h",
            "4d",
            "-4h",
            "+4h",
            "4 h",
            "30m4h",
            "4h4h",
            "0m",
            "0wd",
            "wd",
            "wall:",
            "wall:3wd",
            "wall:eod",
            "1.5h",
            "99999h",
            "3000wd",
            "+3wd",
            "四小时",
        ] {
            let refused = text.parse::<Target>();
            assert!(refused.is_err(), "{text:?} gave {refused:?}");
        }
    }
}
