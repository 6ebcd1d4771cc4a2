//! Public holidays: lists that ship with the program, each a few lines a year. The plan (节假日) staffs them like any other day; a calendar in
//! working days leaves them out and counts the working days that make up for them (调休).

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

/// A list of public holidays: what its name means, and the days.
#[derive(Debug, Clone, Copy)]
pub struct List {
    /// How calendars name it: `cn`.
    pub code: &'static str,
    /// Whose it is, in English.
    pub en: &'static str,
    /// In Chinese.
    pub zh: &'static str,
    /// The days, as [`Days::parse`] reads them.
    pub text: &'static str,
}

/// The lists that ship with the program.
pub const LISTS: &[List] =
    &[List {
        code: "cn", en: "China, the State Council's days", zh: "中国（国务院办公厅）", text: include_str!("../holidays/cn.txt")
    }];

/// The list of this name.
pub fn list(code: &str) -> Option<&'static List> {
    LISTS.iter().find(|list| list.code == code)
}

/// What a list says of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The holiday it belongs to: 春节.
    pub name: String,
    /// Whether it is worked: a make-up working day.
    pub works: bool,
}

/// The days of one or more lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Days {
    days: BTreeMap<Date, Holiday>,
    /// The first and the last year of the lists; where there are several, those that all of them know.
    years: Option<(i16, i16)>,
}

impl Days {
    /// Reads the text of a list, or says which line is none of its kind.
    pub fn parse(text: &str) -> Result<Days, String> {
        let mut days = Days::default();
        let mut year: Option<i16> = None;
        for (number, line) in text.lines().enumerate().map(|(index, line)| (index + 1, line.trim())) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = || format!("line {number} of the holidays cannot be read: {line}");
            if let Ok(next) = line.parse::<i16>() {
                days.years = Some(days.years.map_or((next, next), |(first, last)| (first.min(next), last.max(next))));
                year = Some(next);
                continue;
            }
            let mut words = line.split_whitespace();
            let (name, year) = words.next().zip(year).ok_or_else(wrong)?;
            for word in words {
                let (works, span) = word.strip_prefix('+').map_or((false, word), |span| (true, span));
                let (from, to) = span.split_once("..").unwrap_or((span, span));
                let (from, to) = (day(year, from).ok_or_else(wrong)?, day(year, to).ok_or_else(wrong)?);
                let each = from.series(jiff::Span::new().days(1)).take_while(|date| *date <= to);
                days.days.extend(each.map(|date| (date, Holiday { name: name.to_owned(), works })));
            }
        }
        Ok(days)
    }

    /// These days and those of another list: a day off in one is a day off, unless it was worked in the other.
    pub fn and(mut self, other: Days) -> Days {
        self.years = match (self.years, other.years) {
            (Some((a, b)), Some((c, d))) => Some((a.max(c), b.min(d))),
            (years, None) | (None, years) => years,
        };
        for (date, day) in other.days {
            self.days
                .entry(date)
                .and_modify(|known| {
                    if day.works {
                        *known = day.clone()
                    }
                })
                .or_insert(day);
        }
        self
    }

    /// What is said of a date.
    pub fn on(&self, date: Date) -> Option<&Holiday> {
        self.days.get(&date)
    }

    /// Every day that something is said of, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Date, &Holiday)> + Clone {
        self.days.iter().map(|(date, day)| (*date, day))
    }

    /// The first and the last date that were announced.
    pub fn announced(&self) -> Option<(Date, Date)> {
        self.years.map(|(first, last)| (date(first, 1, 1), date(last, 12, 31)))
    }

    /// The same as text: what a calendar's version keeps, so that a later correction of the shipped list does not reach it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let Some((first, last)) = self.years else { return text };
        for year in first..=last {
            text.push_str(&format!("{year}\n"));
            for (date, day) in self.days.iter().filter(|(date, _)| date.year().clamp(first, last) == year) {
                text.push_str(&format!("{} {}{date}\n", day.name, if day.works { "+" } else { "" }));
            }
        }
        text
    }
}

/// `02-15` of a year, or a date written whole.
fn day(year: i16, text: &str) -> Option<Date> {
    if text.len() == 5 { format!("{year:04}-{text}").parse().ok() } else { text.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cn() -> Days {
        Days::parse(list("cn").unwrap().text).unwrap()
    }

    #[test]
    fn the_shipped_list_knows_the_announced_days() {
        let cn = cn();
        assert_eq!(cn.announced(), Some((date(2015, 1, 1), date(2026, 12, 31))));
        for (day, name, works) in [
            (date(2026, 2, 14), "春节", true),
            (date(2026, 2, 15), "春节", false),
            (date(2026, 2, 23), "春节", false),
            (date(2026, 2, 28), "春节", true),
            (date(2025, 10, 8), "国庆节、中秋节", false),
            (date(2018, 12, 29), "元旦", true),
            (date(2018, 12, 31), "元旦", false),
            (date(2022, 12, 31), "元旦", false),
        ] {
            assert_eq!(cn.on(day), Some(&Holiday { name: name.into(), works }), "{day}");
        }
        assert_eq!(cn.on(date(2026, 3, 3)), None);
        let of_2026 = |works: bool| cn.iter().filter(|(date, day)| date.year() == 2026 && day.works == works).count();
        assert_eq!((of_2026(false), of_2026(true)), (33, 6));
    }

    #[test]
    fn a_list_reads_back_as_it_is_kept() {
        assert_eq!(Days::parse(&cn().text()), Ok(cn()));
        assert_eq!(Days::parse(""), Ok(Days::default()));
        assert!(Days::parse("春节 02-15").is_err(), "a day before any year");
        assert!(Days::parse("2026\n春节 02-30").is_err());
    }
}
