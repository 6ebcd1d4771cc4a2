//! A window of service: `09:00-12:00`, half-open. `24:00` is the end of the day; a window whose end is not after its start, `20:00-08:00`,
//! goes on past midnight and belongs to the day on which it begins.

use std::fmt;

use base::Timestamp;
use jiff::Span;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

/// The minutes of a day on the wall.
pub const DAY: u16 = 24 * 60;

/// From when until when there is service, in minutes of the wall's time since the midnight with which the day began. The end is after the
/// start and less than a day after it, so it may lie on the day after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    from: u16,
    to: u16,
}

/// Why a text is no window: what is wrong with it, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoWindow {
    /// Stable, for programs.
    pub code: &'static str,
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Window {
    /// The whole day.
    pub const WHOLE_DAY: Window = Window { from: 0, to: DAY };

    /// Reads `09:00-12:00`.
    pub fn parse(text: &str) -> Result<Window, NoWindow> {
        let unreadable = || NoWindow {
            code: "window.unreadable",
            en: format!("“{text}” is no window of service: write it like 09:00-12:00; 24:00 is the end of the day."),
            zh: format!("“{text}”不是服务时段：请写成 09:00-12:00，24:00 表示当日结束。"),
        };
        let (from, to) = text.trim().split_once(['-', '–']).ok_or_else(unreadable)?;
        let (from, to) = (minutes(from).ok_or_else(unreadable)?, minutes(to).ok_or_else(unreadable)?);
        if from == DAY {
            return Err(NoWindow {
                code: "window.starts_at_24",
                en: format!("“{text}” begins at 24:00, when the day is over: begin the next day's window at 00:00."),
                zh: format!("“{text}”从 24:00 开始，而当日已结束：请将次日时段从 00:00 写起。"),
            });
        }
        if from == to {
            return Err(NoWindow {
                code: "window.empty",
                en: format!("“{text}” ends where it begins. For a whole day write 00:00-24:00; for no service leave the window out."),
                zh: format!("“{text}”的起止时间相同。全天请写 00:00-24:00；无服务请删去该时段。"),
            });
        }
        Ok(Window { from, to: if to < from { to + DAY } else { to } })
    }

    /// From one minute of the day until another, perhaps of the day after; `None` when that is no window.
    pub fn between(from: u16, to: u16) -> Option<Window> {
        (from < DAY && from < to && to - from <= DAY).then_some(Window { from, to })
    }

    /// When it begins, in minutes since midnight.
    pub fn from(self) -> u16 {
        self.from
    }

    /// When it ends, in minutes since that midnight; more than [`DAY`] when that is on the day after.
    pub fn to(self) -> u16 {
        self.to
    }

    /// Its length on the wall, in minutes.
    pub fn minutes(self) -> u16 {
        self.to - self.from
    }

    /// The instants from which and until which it has service on a date. Where the clocks go forward over one of its ends, that end moves
    /// with them; where a time comes twice, its first counts. It may be empty then, but never ends before it begins.
    pub fn on(self, date: Date, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let from = instant(date, self.from, zone);
        (from, instant(date, self.to, zone).max(from))
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = if self.to > DAY { self.to - DAY } else { self.to };
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.from / 60, self.from % 60, to / 60, to % 60)
    }
}

/// The instant of a wall's time on a date.
pub fn instant(date: Date, minutes: u16, zone: &TimeZone) -> Timestamp {
    let date = date.saturating_add(Span::new().days(i64::from(minutes / DAY)));
    let (hour, minute) = (minutes % DAY / 60, minutes % 60);
    let time = Time::new(i8::try_from(hour).unwrap_or(0), i8::try_from(minute).unwrap_or(0), 0, 0).unwrap_or(Time::midnight());
    local(date.to_datetime(time), zone)
}

/// The instant of a local time: one that does not exist moves forward, one that comes twice is the earlier.
pub fn local(at: jiff::civil::DateTime, zone: &TimeZone) -> Timestamp {
    // A local time has no instant only at the very ends of jiff's years, which no calendar reaches.
    zone.to_timestamp(at).map_or_else(|_| Timestamp::from_milliseconds(0), Timestamp::from_jiff)
}

/// The minutes since midnight of `09:30`, up to and including `24:00`.
fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let two_digits =
        |part: &str| (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse::<u16>().ok()).flatten();
    let (hour, minute) = (two_digits(hour)?, two_digits(minute)?);
    (minute < 60 && hour * 60 + minute <= DAY).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_reads_back_as_it_was_written() {
        for text in ["09:00-12:00", "00:00-24:00", "13:30-17:30", "20:00-08:00", "22:00-24:00", "09:00-08:59"] {
            assert_eq!(Window::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Window::parse("22:00-00:00").unwrap().to_string(), "22:00-24:00");
        assert_eq!(Window::parse(" 09:00 – 12:00 ").unwrap().minutes(), 180);
        assert_eq!(Window::parse("20:00-08:00").unwrap().minutes(), 12 * 60);
    }

    #[test]
    fn nonsense_is_refused_with_its_reason() {
        let cases = [
            ("09:00-09:00", "window.empty"),
            ("00:00-00:00", "window.empty"),
            ("24:00-08:00", "window.starts_at_24"),
            ("9:00-12:00", "window.unreadable"),
            ("09:00-25:00", "window.unreadable"),
            ("09:00-24:01", "window.unreadable"),
            ("09:60-10:00", "window.unreadable"),
            ("09:00", "window.unreadable"),
            ("", "window.unreadable"),
            ("+9:00-12:00", "window.unreadable"),
            ("09:00-12:00-13:00", "window.unreadable"),
        ];
        for (text, code) in cases {
            assert_eq!(Window::parse(text).unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn local_times_that_do_not_exist_or_come_twice() {
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        let at = |text: &str| local(text.parse().unwrap(), &zone).to_string();
        assert_eq!(at("2014-03-09T02:30"), "2014-03-09T10:30:00.000Z", "03:30 in the summer's time");
        assert_eq!(at("2014-11-02T01:30"), "2014-11-02T08:30:00.000Z", "the first 01:30, -07:00");
    }
}
