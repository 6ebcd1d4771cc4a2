//! What stands on a date: dated exceptions win over public holidays, and these over the week. A window belongs to the day on which it begins,
//! so a day off takes away what begins on it and leaves the end of the night before.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

use super::holidays;
use super::window::Window;

/// What makes a day what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// As the week says.
    Ordinary,
    /// No service: a public holiday, or an exception.
    Off,
    /// A make-up working day (调休上班).
    MakeUp,
    /// Other windows than the week's.
    Changed,
    /// As the week says, because the holidays of that year have not been announced.
    Unannounced,
}

/// A date with its windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day<'a> {
    /// What makes it what it is.
    pub kind: DayKind,
    /// The name of the holiday or exception; empty when there is none.
    pub name: &'a str,
    /// The windows that begin on it, in order.
    pub windows: &'a [Window],
}

/// An exception, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exception {
    pub(crate) name: String,
    /// None: a make-up working day with Monday's windows.
    pub(crate) windows: Option<Vec<Window>>,
}

/// The week, the holidays and the exceptions of one calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Days {
    /// From Monday to Sunday.
    pub(crate) week: [Vec<Window>; 7],
    pub(crate) exceptions: BTreeMap<Date, Exception>,
    pub(crate) holidays: holidays::Days,
    /// The first and the last date whose holidays are known; none when the calendar asks for none.
    pub(crate) announced: Option<(Date, Date)>,
}

impl Days {
    /// What stands on a date.
    pub(crate) fn on(&self, date: Date) -> Day<'_> {
        let week = self.of_week(date);
        if let Some(Exception { name, windows }) = self.exceptions.get(&date) {
            let (kind, windows) = match windows {
                None => (DayKind::MakeUp, self.make_up()),
                Some(windows) if windows.is_empty() => (DayKind::Off, &[][..]),
                Some(windows) if week.is_empty() => (DayKind::MakeUp, windows.as_slice()),
                Some(windows) => (DayKind::Changed, windows.as_slice()),
            };
            return Day { kind, name, windows };
        }
        match self.holidays.on(date) {
            Some(day) if day.works => Day { kind: DayKind::MakeUp, name: &day.name, windows: self.make_up() },
            Some(day) => Day { kind: DayKind::Off, name: &day.name, windows: &[] },
            None if self.unannounced(date) => Day { kind: DayKind::Unannounced, name: "", windows: week },
            None => Day { kind: DayKind::Ordinary, name: "", windows: week },
        }
    }

    /// Whether the holidays of that date's year are not known.
    pub(crate) fn unannounced(&self, date: Date) -> bool {
        self.announced.is_some_and(|(first, last)| date < first || date > last)
    }

    /// The windows of a make-up working day: Monday's, or where Monday has none those of the next day of the week that has.
    fn make_up(&self) -> &[Window] {
        self.week.iter().find(|windows| !windows.is_empty()).map_or(&[], Vec::as_slice)
    }

    fn of_week(&self, date: Date) -> &[Window] {
        self.week.get(place(date.weekday())).map_or(&[], Vec::as_slice)
    }

    /// The longest stretch of dates, in days, on which no service begins, among those that exceptions and holidays can reach.
    pub(crate) fn longest_without_service(&self) -> i64 {
        let touched = self.exceptions.keys().copied().chain(self.holidays.iter().map(|(date, _)| date));
        let (Some(first), Some(last)) = (touched.clone().min(), touched.max()) else { return 0 };
        let (mut longest, mut now) = (0, 0);
        for date in first.series(jiff::Span::new().days(1)).take_while(|date| *date <= last) {
            now = if self.on(date).windows.is_empty() { now + 1 } else { 0 };
            longest = longest.max(now);
        }
        longest
    }
}

/// The place of a day in the week, from Monday.
pub(crate) fn place(day: Weekday) -> usize {
    usize::try_from(day.to_monday_zero_offset()).unwrap_or(0)
}
