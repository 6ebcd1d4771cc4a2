//! When there is service: the calendar a clock counts by (时限、服务时间). Compiled once, never changed, cheap to clone.
//!
//! Windows are half-open. Civil time is that of the calendar's zone: a local time that the clocks skip moves forward, one that comes twice is
//! the earlier. `service(from, after(from, n)) = n` holds exactly, in milliseconds.

use std::sync::{Arc, OnceLock};

use base::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::amount::{Measure, Unknown};
use super::days::{Day, Days};
use super::window::{Window, instant};
use super::year::{FIRST, LAST, Year, local_date};
use crate::model::Draft;

/// A calendar of working time.
#[derive(Debug, Clone)]
pub struct Calendar(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    draft: Draft,
    zone: TimeZone,
    days: Days,
    /// Service at all times: nothing has to be looked up.
    always: bool,
    /// From [`FIRST`] to [`LAST`], each worked out when it is first asked about.
    years: Vec<OnceLock<Box<Year>>>,
    as_known: OnceLock<Calendar>,
}

impl Calendar {
    /// 7×24: service at all times. The zone says in which time it is shown, and where a day ends.
    pub fn around_the_clock(zone: TimeZone) -> Calendar {
        let week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| (day.to_owned(), vec![Window::WHOLE_DAY.to_string()]));
        let draft = Draft { zone: zone.iana_name().unwrap_or("UTC").to_owned(), week: week.into(), ..Draft::default() };
        let days = Days { week: std::array::from_fn(|_| vec![Window::WHOLE_DAY]), ..Days::default() };
        Calendar::compiled(draft, zone, days)
    }

    pub(crate) fn compiled(draft: Draft, zone: TimeZone, days: Days) -> Calendar {
        let always = days.week.iter().all(|windows| windows.as_slice() == [Window::WHOLE_DAY])
            && days.exceptions.is_empty()
            && days.announced.is_none();
        let years = if always { Vec::new() } else { (FIRST..=LAST).map(|_| OnceLock::new()).collect() };
        Calendar(Arc::new(Compiled { draft, zone, days, always, years, as_known: OnceLock::new() }))
    }

    /// As it is written down, in its own spelling.
    pub fn draft(&self) -> &Draft {
        &self.0.draft
    }

    /// The zone in which its times are meant.
    pub fn zone(&self) -> &TimeZone {
        &self.0.zone
    }

    /// Whether it has service at all times.
    pub fn is_around_the_clock(&self) -> bool {
        self.0.always
    }

    /// Until when its public holidays are known; `None` when it asks for none.
    pub fn announced_until(&self) -> Option<Date> {
        self.0.days.announced.map(|(_, last)| last)
    }

    /// The same as far as is known: days of years whose holidays have not been announced count as the week says. A holiday announced later
    /// moves its answers to later instants, so they are good for a warning and not for a promise.
    pub fn as_known(&self) -> &Calendar {
        if self.0.days.announced.is_none() {
            return self;
        }
        self.0.as_known.get_or_init(|| {
            let days = Days { announced: None, ..self.0.days.clone() };
            Calendar::compiled(self.0.draft.clone(), self.0.zone.clone(), days)
        })
    }

    /// The public holidays that were taken over from lists, as text: what a version keeps.
    pub fn holidays_text(&self) -> String {
        self.0.days.holidays.text()
    }

    /// Minutes of service in an ordinary week.
    pub fn week_minutes(&self) -> i64 {
        self.0.days.week.iter().flatten().map(|window| i64::from(window.minutes())).sum()
    }

    /// What stands on a date.
    pub fn day(&self, date: Date) -> Day<'_> {
        self.0.days.on(date)
    }

    /// Milliseconds of service between two instants; 0 when `to` is not after `from`. Where the holidays have not been announced, the days
    /// count as the week says.
    pub fn service(&self, from: Timestamp, to: Timestamp) -> i64 {
        if to <= from {
            return 0;
        }
        if self.0.always {
            return to.milliseconds_since(from);
        }
        let ((first, before), (last, until)) = (self.place(from), self.place(to));
        if first == last {
            return until - before;
        }
        let between: i64 = (first + 1..last).map(|year| self.year(year).map_or(0, Year::total)).sum();
        self.year(first).map_or(0, Year::total) - before + between + until
    }

    /// The first instant at which `milliseconds` of service have passed since `from`: the end of a window, never the start of the next.
    pub fn after(&self, from: Timestamp, milliseconds: i64) -> Result<Timestamp, Unknown> {
        let at = self.found_after(from, milliseconds);
        match (self.unannounced(from), at) {
            (Some(unknown), _) if milliseconds > 0 => Err(unknown),
            // The instant that ends a day belongs to that day.
            (_, Ok(at)) if at > from => self.unannounced(at.plus_milliseconds(-1)).map_or(Ok(at), Err),
            (_, Ok(at)) => Ok(at),
            (_, Err(never)) => Err(self.0.days.announced.map_or(never, |(_, last)| Unknown::NotAnnounced { year: last.year() + 1 })),
        }
    }

    /// The same whether or not its holidays have been announced.
    fn found_after(&self, from: Timestamp, milliseconds: i64) -> Result<Timestamp, Unknown> {
        if milliseconds <= 0 {
            return Ok(from);
        }
        if self.0.always {
            return Ok(from.plus_milliseconds(milliseconds));
        }
        let (mut year, before) = self.place(from);
        let mut left = milliseconds.saturating_add(before);
        while let Some(service) = self.year(year) {
            if let Some(at) = service.after(left) {
                return Ok(at);
            }
            left -= service.total();
            year += 1;
        }
        Err(Unknown::Never)
    }

    /// How much time counts between two instants, in milliseconds.
    pub fn count(&self, measure: Measure, from: Timestamp, to: Timestamp) -> i64 {
        match measure {
            Measure::Service => self.service(from, to),
            Measure::Wall => to.milliseconds_since(from).max(0),
        }
    }

    /// The first instant at which so much time has counted.
    pub fn reach(&self, measure: Measure, from: Timestamp, milliseconds: i64) -> Result<Timestamp, Unknown> {
        match measure {
            Measure::Service => self.after(from, milliseconds),
            Measure::Wall => Ok(from.plus_milliseconds(milliseconds.max(0))),
        }
    }

    /// Whether there is service at an instant.
    pub fn has_service(&self, at: Timestamp) -> bool {
        self.service(at, at.plus_milliseconds(1)) > 0
    }

    /// The first instant at or after another at which there is service.
    pub fn next_service(&self, at: Timestamp) -> Result<Timestamp, Unknown> {
        if self.0.always {
            return Ok(at);
        }
        let (first, _) = self.place(at);
        let found = (first..=LAST).find_map(|year| self.year(year)?.next_service(at)).ok_or(Unknown::Never)?;
        self.unannounced(found).map_or(Ok(found), Err)
    }

    /// The local date of an instant.
    pub fn date(&self, at: Timestamp) -> Date {
        local_date(at, &self.0.zone)
    }

    /// The instant of a wall's time on a date, in minutes since midnight.
    pub(crate) fn instant(&self, date: Date, minutes: u16) -> Timestamp {
        instant(date, minutes, &self.0.zone)
    }

    /// The date whose holidays would have to be known to speak of this instant, when they are not.
    pub(crate) fn unannounced(&self, at: Timestamp) -> Option<Unknown> {
        let (first, last) = self.0.days.announced?;
        let date = self.date(at);
        if date > last {
            return Some(Unknown::NotAnnounced { year: last.year() + 1 });
        }
        (date < first).then(|| Unknown::NotAnnounced { year: first.year() - 1 })
    }

    fn year(&self, year: i16) -> Option<&Year> {
        let cell = self.0.years.get(usize::try_from(year - FIRST).ok()?)?;
        Some(cell.get_or_init(|| Box::new(Year::of(year, &self.0.days, &self.0.zone))))
    }

    /// The year in which an instant lies and the service that passed in it before; the ends of the calendar hold what lies beyond.
    fn place(&self, at: Timestamp) -> (i16, i64) {
        let year = self.date(at).year();
        if year < FIRST {
            return (FIRST, 0);
        }
        if year > LAST {
            return (LAST, self.year(LAST).map_or(0, Year::total));
        }
        (year, self.year(year).map_or(0, |service| service.until(at)))
    }
}

/// Two calendars are the same when they are written the same and know the same holidays.
impl PartialEq for Calendar {
    fn eq(&self, other: &Calendar) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || (self.0.draft == other.0.draft && self.0.days == other.0.days)
    }
}

impl Eq for Calendar {}

/// The first date that a calendar can speak of.
pub const FIRST_DATE: Date = date(FIRST, 1, 1);
/// The last one.
pub const LAST_DATE: Date = date(LAST, 12, 31);

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
