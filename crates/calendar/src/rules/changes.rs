//! What a new version changes, in words: for whoever looks an import over before it is taken, and for the list of versions.

use std::collections::BTreeMap;

use base::Text;

use super::week::NAMES;
use crate::model::{Draft, DraftException};

const DAYS: [(&str, &str); 7] = [
    ("Monday", "周一"),
    ("Tuesday", "周二"),
    ("Wednesday", "周三"),
    ("Thursday", "周四"),
    ("Friday", "周五"),
    ("Saturday", "周六"),
    ("Sunday", "周日"),
];

/// Every difference between two calendars as they are written; both in their own spelling.
pub fn changes(before: &Draft, after: &Draft) -> Vec<Text> {
    let mut found = Vec::new();
    if before.zone != after.zone {
        found.push(from_to(("Zone", "时区"), (&before.zone, &before.zone), (&after.zone, &after.zone)));
    }
    if before.holidays != after.holidays {
        let names = |draft: &Draft| if draft.holidays.is_empty() { "–".to_owned() } else { draft.holidays.join(", ") };
        let (from, to) = (names(before), names(after));
        found.push(from_to(("Public holidays", "节假日"), (&from, &from), (&to, &to)));
    }
    if before.announced_until != after.announced_until {
        let date = |draft: &Draft| draft.announced_until.clone().unwrap_or_else(|| "–".to_owned());
        let (from, to) = (date(before), date(after));
        found.push(from_to(("Holidays known until", "节假日已知至"), (&from, &from), (&to, &to)));
    }
    for (name, day) in NAMES.iter().zip(DAYS) {
        let windows = |draft: &Draft| draft.week.get(*name).cloned().unwrap_or_default();
        let (from, to) = (windows(before), windows(after));
        if from != to {
            let ((from_en, from_zh), (to_en, to_zh)) = (listed(&from), listed(&to));
            found.push(from_to(day, (&from_en, &from_zh), (&to_en, &to_zh)));
        }
    }
    found.extend(exceptions(before, after));
    found
}

fn exceptions(before: &Draft, after: &Draft) -> Vec<Text> {
    let by_date = |draft: &Draft| -> BTreeMap<String, DraftException> {
        draft.exceptions.iter().map(|exception| (exception.date.clone(), exception.clone())).collect()
    };
    let (old, new) = (by_date(before), by_date(after));
    let mut dates: Vec<&String> = old.keys().chain(new.keys()).collect();
    dates.sort_unstable();
    dates.dedup();
    let of_date = |date: &String| {
        let (from, to) = (old.get(date), new.get(date));
        if from == to {
            return None;
        }
        let none = || ("as the week and the holidays say".to_owned(), "按每周时段与节假日".to_owned());
        let (from_en, from_zh) = from.map_or_else(none, told);
        let (to_en, to_zh) = to.map_or_else(none, told);
        Some(from_to((date, date), (&from_en, &from_zh), (&to_en, &to_zh)))
    };
    dates.into_iter().filter_map(of_date).collect()
}

/// An exception in a few words.
fn told(exception: &DraftException) -> (String, String) {
    let (en, zh) = match &exception.windows {
        None => ("make-up working day".to_owned(), "调休上班".to_owned()),
        Some(windows) if windows.is_empty() => ("day off".to_owned(), "休息".to_owned()),
        Some(windows) => (windows.join(", "), windows.join("、")),
    };
    match exception.name.as_str() {
        "" => (en, zh),
        name => (format!("{en} ({name})"), format!("{zh}（{name}）")),
    }
}

fn listed(windows: &[String]) -> (String, String) {
    if windows.is_empty() { ("no service".to_owned(), "无服务".to_owned()) } else { (windows.join(", "), windows.join("、")) }
}

fn from_to(what: (&str, &str), from: (&str, &str), to: (&str, &str)) -> Text {
    Text::new(format!("{}: {} → {}", what.0, from.0, to.0), format!("{}：{} → {}", what.1, from.1, to.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Calendar;

    #[test]
    fn every_difference_is_told() {
        let read = |text: &str| -> Draft { crate::file::read(text).unwrap().draft().clone() };
        let before = read("zone = 'UTC'\n[week]\nmon-fri = ['09:00-17:00']\n[[exceptions]]\ndate = '2026-05-04'\nwindows = []\n");
        let after = read(
            "zone = 'Asia/Shanghai'\nholidays = ['cn']\n[week]\nmon-thu = ['09:00-17:00']\nsat = ['10:00-12:00']\n\
             [[exceptions]]\ndate = '2026-05-05'\nname = '值班'\n",
        );
        let told: Vec<String> = changes(&before, &after).iter().map(|text| text.in_language(base::Language::En).to_owned()).collect();
        assert_eq!(
            told,
            [
                "Zone: UTC → Asia/Shanghai",
                "Public holidays: – → cn",
                "Friday: 09:00-17:00 → no service",
                "Saturday: no service → 10:00-12:00",
                "2026-05-04: day off → as the week and the holidays say",
                "2026-05-05: as the week and the holidays say → make-up working day (值班)",
            ]
        );
        assert_eq!(changes(&after, &after), []);
        assert!(Calendar::of(&after).is_ok());
    }
}
