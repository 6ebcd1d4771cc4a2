//! Events of an iCalendar file (RFC 5545) as proposed exceptions: a company's holidays, a list of another country. A whole-day event is a day off,
//! or a make-up working day when its title says so (补班, 调休上班); an event with hours takes those out of the day's windows. Nothing is applied
//! here: a person looks at the proposal first.

mod event;
mod lines;

use std::collections::BTreeMap;

use base::{Text, Timestamp};
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use self::event::{End, Event, Moment};
use crate::rules::calendar::{FIRST_DATE, LAST_DATE};
use crate::rules::window::{DAY, Window, local};
use crate::{Calendar, Draft, DraftException, Mistake};

/// The most days that one file may propose.
const MOST_DAYS: usize = 4000;
/// Words in a title that mean a make-up working day.
const WORKED: &[&str] = &["补班", "上班", "班）", "(班)", "make-up", "makeup", "working day", "workday"];

/// How whole-day events are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = IcalReading)]
pub enum Reading {
    /// By their titles: a make-up working day where the title says so, a day off otherwise.
    #[default]
    ByTitle,
    /// All of them are days off.
    Off,
    /// All of them are make-up working days.
    MakeUp,
}

/// What a file proposes for a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The calendar with the proposed exceptions in it.
    pub draft: Draft,
    /// What was left out and why.
    pub left_out: Vec<Text>,
}

/// Reads a file for a calendar. Repeating events are followed from the year before `today` to five years after it.
pub fn propose(calendar: &Calendar, text: &str, reading: Reading, today: Date) -> Result<Proposal, Mistake> {
    let events = lines::events(text)?;
    let mut plan = Plan { calendar, today, days: BTreeMap::new(), left_out: Vec::new() };
    for event in &events {
        if let Err(why) = plan.take(event, reading) {
            plan.left_out.push(why);
        }
    }
    let mut draft = calendar.draft().clone();
    for (date, (name, windows)) in plan.days {
        let date = date.to_string();
        let windows = windows.map(|windows| windows.iter().map(ToString::to_string).collect());
        let exception = DraftException { date: date.clone(), name, windows };
        match draft.exceptions.iter_mut().find(|known| known.date == date) {
            Some(known) => *known = exception,
            None => draft.exceptions.push(exception),
        }
    }
    draft.exceptions.sort_by(|a, b| a.date.cmp(&b.date));
    Ok(Proposal { draft, left_out: plan.left_out })
}

/// The days that the file speaks of, as they come together.
struct Plan<'a> {
    calendar: &'a Calendar,
    today: Date,
    /// The name, and the windows; none for a make-up working day with Monday's.
    days: BTreeMap<Date, (String, Option<Vec<Window>>)>,
    left_out: Vec<Text>,
}

impl Plan<'_> {
    fn take(&mut self, event: &Event, reading: Reading) -> Result<(), Text> {
        if event.cancelled {
            return Err(event.left_out("it was cancelled", "已取消"));
        }
        let starts = event.repeated(self.today)?;
        for start in starts {
            match start {
                Moment::Day(first) => self.days_off(event, first, reading)?,
                Moment::At(..) => self.hours(event, &start)?,
            }
        }
        Ok(())
    }

    fn days_off(&mut self, event: &Event, first: Date, reading: Reading) -> Result<(), Text> {
        let length = match &event.end {
            Some(End::At(Moment::Day(end))) => event.first_day().map_or(1, |start| days_between(start, *end)).max(1),
            Some(End::After(span)) => first.checked_add(*span).map_or(1, |end| days_between(first, end)).max(1),
            Some(End::At(Moment::At(..))) | None => 1,
        };
        let works = match reading {
            Reading::Off => false,
            Reading::MakeUp => true,
            Reading::ByTitle => WORKED.iter().any(|word| event.title.to_lowercase().contains(word)),
        };
        for step in 0..length {
            let date = first.checked_add(step.days()).map_err(|_| event.out_of_reach())?;
            self.put(event, date, if works { None } else { Some(Vec::new()) })?;
        }
        Ok(())
    }

    /// Takes the hours of an event out of the windows of each day it touches.
    fn hours(&mut self, event: &Event, start: &Moment) -> Result<(), Text> {
        let zone = self.calendar.zone();
        let from = start.instant(zone);
        let to = match &event.end {
            Some(End::At(end)) => {
                let length = end.instant(zone).milliseconds_since(event.start.instant(zone));
                from.plus_milliseconds(length)
            }
            Some(End::After(span)) => {
                zone.to_datetime(from.to_jiff()).checked_add(*span).map_err(|_| event.out_of_reach()).map(|end| local(end, zone))?
            }
            None => from,
        };
        if to <= from {
            return Err(event.left_out("it takes no time", "没有时长"));
        }
        // A window of the evening before may go on past midnight into the event.
        let first = self.calendar.date(from).yesterday().map_err(|_| event.out_of_reach())?;
        let last = self.calendar.date(to);
        if days_between(first, last) > 400 {
            return Err(event.left_out("it goes on for more than a year", "持续超过一年"));
        }
        let mut carried: Vec<Window> = Vec::new();
        for date in first.series(1.days()).take_while(|date| *date <= last) {
            let before = match self.days.get(&date) {
                Some((_, Some(windows))) => windows.clone(),
                _ => self.calendar.day(date).windows.to_vec(),
            };
            let left = before.iter().flat_map(|window| without(*window, date, from, to, zone));
            let (here, next): (Vec<_>, Vec<_>) = left.partition(|(from, _)| *from < DAY);
            let after: Vec<Window> =
                carried.into_iter().chain(here.into_iter().filter_map(|(from, to)| Window::between(from, to))).collect();
            // What is left of a night's window after midnight stands on the day after.
            carried = next.into_iter().filter_map(|(from, to)| Window::between(from - DAY, to - DAY)).collect();
            if after != before {
                self.put(event, date, Some(after))?;
            }
        }
        Ok(())
    }

    fn put(&mut self, event: &Event, date: Date, windows: Option<Vec<Window>>) -> Result<(), Text> {
        if !(FIRST_DATE..=LAST_DATE).contains(&date) {
            return Err(event.out_of_reach());
        }
        if self.days.len() >= MOST_DAYS {
            return Err(event.left_out("the file names too many days", "文件中的日期过多"));
        }
        self.days.insert(date, (event.title.chars().take(100).collect(), windows));
        Ok(())
    }
}

/// What is left of a window when the time between two instants is taken out, in minutes since the midnight with which its day began.
fn without(window: Window, date: Date, from: Timestamp, to: Timestamp, zone: &TimeZone) -> Vec<(u16, u16)> {
    let minute = |at: Timestamp| {
        let here = zone.to_datetime(at.to_jiff());
        let minutes = days_between(date, here.date()) * i64::from(DAY) + i64::from(here.hour()) * 60 + i64::from(here.minute());
        u16::try_from(minutes.clamp(i64::from(window.from()), i64::from(window.to()))).unwrap_or(window.to())
    };
    let (from, to) = (minute(from), minute(to));
    if to <= from {
        return vec![(window.from(), window.to())];
    }
    [(window.from(), from), (to, window.to())].into_iter().filter(|(from, to)| from < to).collect()
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests;
