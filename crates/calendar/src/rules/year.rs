//! The windows of one year as instants, with what had passed before each: so a question about any two instants costs two look-ups, however far
//! apart they are. A year is worked out when it is first asked about, and kept.

use base::Timestamp;
use jiff::Span;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::days::Days;
use super::window::instant;

/// The first and the last year in which a calendar has service.
pub const FIRST: i16 = 1970;
/// See [`FIRST`].
pub const LAST: i16 = 2199;

/// One year's service.
#[derive(Debug)]
pub(crate) struct Year {
    from: i64,
    /// Windows in order, none touching the next: from, until, and the milliseconds of service in the year before.
    windows: Vec<(i64, i64, i64)>,
    total: i64,
}

impl Year {
    /// Works out a year.
    pub(crate) fn of(year: i16, days: &Days, zone: &TimeZone) -> Year {
        let from = instant(date(year, 1, 1), 0, zone).milliseconds();
        let until = instant(date(year + 1, 1, 1), 0, zone).milliseconds();
        // A window that began at the end of the year before may reach into this one.
        let first = date(year, 1, 1).saturating_sub(Span::new().days(2));
        let mut found: Vec<(i64, i64)> = Vec::with_capacity(800);
        for day in first.series(Span::new().days(1)).take_while(|day| *day <= date(year, 12, 31)) {
            for window in days.on(day).windows {
                let (start, end) = window.on(day, zone);
                let (start, end) = (start.milliseconds().max(from), end.milliseconds().min(until));
                if start < end {
                    found.push((start, end));
                }
            }
        }
        found.sort_unstable();
        let mut windows: Vec<(i64, i64, i64)> = Vec::with_capacity(found.len());
        let mut total = 0;
        for (start, end) in found {
            match windows.last_mut() {
                Some((_, last, _)) if *last >= start => {
                    total += (end - *last).max(0);
                    *last = end.max(*last);
                }
                _ => {
                    windows.push((start, end, total));
                    total += end - start;
                }
            }
        }
        Year { from, windows, total }
    }

    /// The milliseconds of service of the whole year.
    pub(crate) fn total(&self) -> i64 {
        self.total
    }

    /// The milliseconds of service from the year's beginning until an instant.
    pub(crate) fn until(&self, at: Timestamp) -> i64 {
        let at = at.milliseconds();
        let place = self.windows.partition_point(|(start, _, _)| *start <= at);
        let last = place.checked_sub(1).and_then(|place| self.windows.get(place));
        last.map_or(0, |(start, end, before)| before + at.min(*end) - start)
    }

    /// The first instant at which so many milliseconds of the year's service have passed; `None` when it has fewer.
    pub(crate) fn after(&self, milliseconds: i64) -> Option<Timestamp> {
        if milliseconds <= 0 {
            return Some(Timestamp::from_milliseconds(self.from));
        }
        if milliseconds > self.total {
            return None;
        }
        let place = self.windows.partition_point(|(_, _, before)| *before < milliseconds);
        let (start, _, before) = self.windows.get(place.checked_sub(1)?)?;
        Some(Timestamp::from_milliseconds(start + milliseconds - before))
    }

    /// The first instant at or after another at which there is service.
    pub(crate) fn next_service(&self, at: Timestamp) -> Option<Timestamp> {
        let at = at.milliseconds();
        let place = self.windows.partition_point(|(_, end, _)| *end <= at);
        self.windows.get(place).map(|(start, _, _)| Timestamp::from_milliseconds((*start).max(at)))
    }
}

/// The local date of an instant.
pub(crate) fn local_date(at: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(at.to_jiff()).date()
}
