//! One event of an iCalendar file, and when it repeats.

use base::{Text, Timestamp};
use jiff::Span;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::lines::{Property, day, unescaped};
use crate::rules::window::local;

/// How many years a repeating event is followed.
const YEARS_AHEAD: i16 = 5;

/// A date, or a time of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Moment {
    Day(Date),
    /// A time on the wall of a zone; of the calendar's where the file names none.
    At(DateTime, Option<TimeZone>),
}

impl Moment {
    pub(super) fn instant(&self, calendars: &TimeZone) -> Timestamp {
        match self {
            Moment::Day(date) => local(date.to_datetime(jiff::civil::Time::midnight()), calendars),
            Moment::At(at, zone) => local(*at, zone.as_ref().unwrap_or(calendars)),
        }
    }

    pub(super) fn date(&self) -> Date {
        match self {
            Moment::Day(date) => *date,
            Moment::At(at, _) => at.date(),
        }
    }

    fn moved_to(&self, date: Date) -> Moment {
        match self {
            Moment::Day(_) => Moment::Day(date),
            Moment::At(at, zone) => Moment::At(date.to_datetime(at.time()), zone.clone()),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) enum End {
    At(Moment),
    After(Span),
}

/// A VEVENT.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) title: String,
    pub(super) start: Moment,
    pub(super) end: Option<End>,
    pub(super) cancelled: bool,
    pub(super) repeats: Option<String>,
    pub(super) except: Vec<Date>,
}

impl Event {
    pub(super) fn first_day(&self) -> Option<Date> {
        match &self.start {
            Moment::Day(date) => Some(*date),
            Moment::At(..) => None,
        }
    }

    pub(super) fn left_out(&self, en: &str, zh: &str) -> Text {
        let Event { title, start, .. } = self;
        let date = start.date();
        Text::new(format!("{date} “{title}” was left out: {en}."), format!("{date}“{title}”未采用：{zh}。"))
    }

    pub(super) fn out_of_reach(&self) -> Text {
        self.left_out("it lies beyond the years of a calendar", "超出日历年份范围")
    }

    /// Every start of the event, the first included.
    pub(super) fn repeated(&self, today: Date) -> Result<Vec<Moment>, Text> {
        let Some(rule) = &self.repeats else { return Ok(vec![self.start.clone()]) };
        let unread =
            || self.left_out("it repeats in a way that is not read here; enter its days by hand", "其重复规则无法读取，请手工填写日期");
        let rule = Rule::read(rule, self.start.date()).ok_or_else(unread)?;
        let (from, until) = (today.year() - 1, today.year() + YEARS_AHEAD);
        let dates = (0..rule.count.unwrap_or(i64::from(u16::MAX))).map(|step| rule.date(self.start.date(), step));
        let wanted = dates
            .take_while(|date| date.is_some_and(|date| date.year() <= until && rule.until.is_none_or(|until| date <= until)))
            .flatten()
            .filter(|date| date.year() >= from && !self.except.contains(date))
            // The 29th of February does not come every year.
            .filter(|date| rule.unit != Unit::Year || date.day() == self.start.date().day());
        Ok(wanted.map(|date| self.start.moved_to(date)).collect())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Year,
}

/// A repetition of the kinds that holidays have: every so many days, weeks or years.
#[derive(Debug)]
struct Rule {
    unit: Unit,
    every: i64,
    count: Option<i64>,
    until: Option<Date>,
}

impl Rule {
    fn read(text: &str, start: Date) -> Option<Rule> {
        let mut rule = Rule { unit: Unit::Year, every: 1, count: None, until: None };
        let mut frequent = false;
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=')?;
            match key.trim().to_ascii_uppercase().as_str() {
                "FREQ" => {
                    frequent = true;
                    rule.unit = match value.to_ascii_uppercase().as_str() {
                        "DAILY" => Unit::Day,
                        "WEEKLY" => Unit::Week,
                        "YEARLY" => Unit::Year,
                        _ => return None,
                    };
                }
                "INTERVAL" => rule.every = value.parse().ok().filter(|every| (1..=1000).contains(every))?,
                "COUNT" => rule.count = Some(value.parse().ok().filter(|count| *count >= 1)?),
                "UNTIL" => rule.until = Some(day(value.get(..8)?)?),
                "WKST" => {}
                // Only what says again what the start says.
                "BYMONTH" if value.parse() == Ok(start.month()) => {}
                "BYMONTHDAY" if value.parse() == Ok(start.day()) => {}
                "BYDAY" if value.eq_ignore_ascii_case(weekday(start)) => {}
                _ => return None,
            }
        }
        frequent.then_some(rule)
    }

    fn date(&self, start: Date, step: i64) -> Option<Date> {
        let by = step.checked_mul(self.every)?;
        let span = match self.unit {
            Unit::Day => Span::new().try_days(by),
            Unit::Week => Span::new().try_weeks(by),
            Unit::Year => Span::new().try_years(by),
        };
        start.checked_add(span.ok()?).ok()
    }
}

fn weekday(date: Date) -> &'static str {
    const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    DAYS.get(crate::rules::days::place(date.weekday())).copied().unwrap_or("")
}

impl Event {
    pub(super) fn of(properties: &[Property]) -> Result<Event, String> {
        let find = |name: &str| properties.iter().find(|property| property.name == name);
        let start = find("DTSTART").ok_or("it has no DTSTART")?.moment()?;
        let end = match (find("DTEND"), find("DURATION")) {
            (Some(end), _) => Some(End::At(end.moment()?)),
            (None, Some(length)) => {
                let span = length.value.parse::<Span>().map_err(|_| format!("DURATION is {}, which is no length", length.value))?;
                Some(End::After(span))
            }
            (None, None) => None,
        };
        let mut except = Vec::new();
        for property in properties.iter().filter(|property| property.name == "EXDATE") {
            except.extend(property.value.split(',').filter_map(|value| day(value.trim().get(..8)?)));
        }
        Ok(Event {
            title: find("SUMMARY").map_or_else(String::new, |title| unescaped(&title.value)),
            start,
            end,
            cancelled: find("STATUS").is_some_and(|status| status.value.eq_ignore_ascii_case("CANCELLED")),
            repeats: find("RRULE").map(|rule| rule.value.clone()),
            except,
        })
    }
}
