//! From what somebody wrote to a calendar that makes sense, or to everything that is wrong with it at once: overlapping windows, an empty week,
//! an unknown zone, a year of holidays.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::calendar::{Calendar, FIRST_DATE, LAST_DATE};
use super::days::{Days, Exception};
use super::holidays;
use super::week;
use super::window::Window;
use crate::model::{Draft, DraftException, Mistake};

/// The most exceptions of one calendar.
const MOST_EXCEPTIONS: usize = 5000;
/// The longest name of an exception, in characters.
const LONGEST_NAME: usize = 100;
/// From how many days without service on a calendar is nonsense.
const A_YEAR: i64 = 365;

impl Calendar {
    /// Checks and compiles a calendar with the holidays that ship with this program.
    pub fn of(draft: &Draft) -> Result<Calendar, Vec<Mistake>> {
        Checked::default().calendar(draft, None)
    }

    /// The same with the holidays that were kept beside it ([`Calendar::holidays_text`]).
    pub fn of_kept(draft: &Draft, holidays: &str) -> Result<Calendar, Vec<Mistake>> {
        Checked::default().calendar(draft, Some(holidays))
    }
}

/// What has been checked so far, and what was wrong.
#[derive(Debug, Default)]
struct Checked {
    wrong: Vec<Mistake>,
}

impl Checked {
    fn calendar(mut self, draft: &Draft, kept: Option<&str>) -> Result<Calendar, Vec<Mistake>> {
        let zone = self.zone(&draft.zone);
        let holidays = self.holidays(&draft.holidays, kept);
        let announced = self.announced(draft, &holidays);
        let week = week::read(&draft.week, &mut self.wrong);
        let exceptions = self.exceptions(&draft.exceptions);
        let days = Days { week, exceptions, holidays, announced };
        if self.wrong.is_empty() {
            self.some_service(&days);
        }
        match zone {
            Some(zone) if self.wrong.is_empty() => {
                let written = written(draft, &zone, &days);
                Ok(Calendar::compiled(written, zone, days))
            }
            _ => Err(self.wrong),
        }
    }

    fn refuse(&mut self, path: impl Into<String>, code: &'static str, en: impl Into<String>, zh: impl Into<String>) {
        self.wrong.push(Mistake::new(path, code, en, zh));
    }

    fn zone(&mut self, name: &str) -> Option<TimeZone> {
        let zone = TimeZone::get(name.trim()).ok().filter(|zone| zone.iana_name().is_some());
        if zone.is_none() {
            let (en, zh) = match nearest_zone(name) {
                Some(near) => (format!("did you mean {near}?"), format!("是否为 {near}？")),
                None => {
                    ("write its IANA name, like Asia/Shanghai or UTC.".to_owned(), "请填写 IANA 时区名，例如 Asia/Shanghai。".to_owned())
                }
            };
            self.refuse("zone", "zone.unknown", format!("“{name}” is no time zone: {en}"), format!("未知时区“{name}”：{zh}"));
        }
        zone
    }

    fn holidays(&mut self, names: &[String], kept: Option<&str>) -> holidays::Days {
        let mut all: Option<holidays::Days> = None;
        for (place, name) in names.iter().enumerate() {
            let text = match (kept, holidays::list(name.trim())) {
                (Some(kept), _) => kept,
                (None, Some(list)) => list.text,
                (None, None) => {
                    let known: Vec<&str> = holidays::LISTS.iter().map(|list| list.code).collect();
                    let known = known.join(", ");
                    self.refuse(
                        format!("holidays[{place}]"),
                        "holidays.unknown",
                        format!("There is no list of holidays “{name}”; known are: {known}. Enter other days as exceptions."),
                        format!("没有名为“{name}”的节假日表，现有：{known}。其他节假日请作为例外日期填写。"),
                    );
                    continue;
                }
            };
            match holidays::Days::parse(text) {
                Ok(days) => all = Some(all.map_or(days.clone(), |all| all.and(days))),
                Err(line) => self.refuse(format!("holidays[{place}]"), "holidays.unreadable", line.clone(), line),
            }
        }
        all.unwrap_or_default()
    }

    fn announced(&mut self, draft: &Draft, holidays: &holidays::Days) -> Option<(Date, Date)> {
        let known = holidays.announced();
        let Some(until) = &draft.announced_until else { return known };
        if draft.holidays.is_empty() {
            self.refuse(
                "announced_until",
                "announced.without_holidays",
                "This says until when public holidays are known, but the calendar asks for none: leave it out.",
                "此项表示节假日已知至何日，但本日历未使用节假日表：请删去。",
            );
            return known;
        }
        let until = self.date("announced_until", until)?;
        known.map(|(first, last)| (first, last.max(until)))
    }

    fn date(&mut self, path: &str, text: &str) -> Option<Date> {
        // Only a plain date: jiff would take an instant too and drop its time.
        let date = (text.trim().len() == 10).then(|| text.trim().parse::<Date>().ok()).flatten();
        match date {
            None => self.refuse(
                path,
                "date.unreadable",
                format!("“{text}” is no date: write it like 2026-02-14."),
                format!("“{text}”不是日期：请写成 2026-02-14。"),
            ),
            Some(date) if !(FIRST_DATE..=LAST_DATE).contains(&date) => self.refuse(
                path,
                "date.range",
                format!("{date} is out of reach: a calendar goes from {FIRST_DATE} to {LAST_DATE}."),
                format!("{date} 超出范围：日历支持 {FIRST_DATE} 至 {LAST_DATE}。"),
            ),
            Some(date) => return Some(date),
        }
        None
    }

    fn exceptions(&mut self, drafts: &[DraftException]) -> BTreeMap<Date, Exception> {
        let mut exceptions = BTreeMap::new();
        if drafts.len() > MOST_EXCEPTIONS {
            self.refuse(
                "exceptions",
                "exceptions.too_many",
                format!("At most {MOST_EXCEPTIONS} exceptions go into one calendar; there are {}.", drafts.len()),
                format!("一个日历最多 {MOST_EXCEPTIONS} 个例外日期，现有 {} 个。", drafts.len()),
            );
            return exceptions;
        }
        for (place, draft) in drafts.iter().enumerate() {
            let at = format!("exceptions[{place}]");
            if draft.name.chars().count() > LONGEST_NAME {
                self.refuse(
                    format!("{at}.name"),
                    "text.too_long",
                    format!("A name has at most {LONGEST_NAME} characters."),
                    format!("名称最多 {LONGEST_NAME} 个字符。"),
                );
            }
            let windows = draft.windows.as_ref().map(|windows| week::windows(&format!("{at}.windows"), windows, &mut self.wrong));
            let Some(date) = self.date(&format!("{at}.date"), &draft.date) else { continue };
            let exception = Exception { name: draft.name.trim().to_owned(), windows };
            if exceptions.insert(date, exception).is_some() {
                self.refuse(
                    format!("{at}.date"),
                    "exceptions.twice",
                    format!("{date} has an exception already: keep one of the two."),
                    format!("{date} 已有例外设置：请只保留一个。"),
                );
            }
        }
        exceptions
    }

    fn some_service(&mut self, days: &Days) {
        let longest = days.longest_without_service();
        if longest >= A_YEAR {
            self.refuse(
                "exceptions",
                "exceptions.no_service",
                format!("With these exceptions there is no service for {longest} days on end. A clock would stand still all that time."),
                format!("按这些例外设置，连续 {longest} 天没有服务，时限将一直不走。"),
            );
        }
    }
}

/// The zone whose name is most like another.
fn nearest_zone(name: &str) -> Option<String> {
    let wanted = name.trim().to_lowercase();
    let city = |zone: &str| zone.rsplit('/').next().unwrap_or(zone).to_lowercase();
    let likeness = |zone: &str| strsim::jaro_winkler(&wanted, &zone.to_lowercase()).max(strsim::jaro_winkler(&wanted, &city(zone)));
    let zones = jiff::tz::db().available().map(|zone| zone.as_str().to_owned());
    let near = zones.map(|zone| (likeness(&zone), zone)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (near.0 > 0.85).then_some(near.1)
}

/// The calendar in its own spelling: single days, windows and exceptions in order.
fn written(draft: &Draft, zone: &TimeZone, days: &Days) -> Draft {
    let texts = |windows: &[Window]| windows.iter().map(ToString::to_string).collect::<Vec<_>>();
    let week = week::NAMES.iter().zip(&days.week).filter(|(_, windows)| !windows.is_empty());
    let exception = |(date, exception): (&Date, &Exception)| DraftException {
        date: date.to_string(),
        name: exception.name.clone(),
        windows: exception.windows.as_deref().map(texts),
    };
    Draft {
        zone: zone.iana_name().unwrap_or(&draft.zone).to_owned(),
        holidays: draft.holidays.iter().map(|name| name.trim().to_owned()).collect(),
        announced_until: draft.announced_until.as_ref().map(|date| date.trim().to_owned()),
        week: week.map(|(name, windows)| ((*name).to_owned(), texts(windows))).collect(),
        exceptions: days.exceptions.iter().map(exception).collect(),
    }
}
