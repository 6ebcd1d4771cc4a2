//! The week as it is written: a key a day, `mon` to `sun`, or a range of days, `tue-fri`. Windows of one day must not overlap, nor may one that
//! goes past midnight reach into the next day's.

use std::collections::BTreeMap;

use super::window::{DAY, Window};
use crate::model::Mistake;

/// The days as they are written, from Monday.
pub const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The windows of each day, from Monday; what is wrong goes to `wrong`.
pub(crate) fn read(drafts: &BTreeMap<String, Vec<String>>, wrong: &mut Vec<Mistake>) -> [Vec<Window>; 7] {
    let mut week: [Vec<Window>; 7] = Default::default();
    let mut set: [Option<&str>; 7] = [None; 7];
    for (key, texts) in drafts {
        let path = format!("week.{key}");
        let windows = windows(&path, texts, wrong);
        let Some(days) = days(key) else {
            wrong.push(unknown_day(path, key));
            continue;
        };
        for day in days {
            let (Some(cell), Some(set)) = (week.get_mut(day), set.get_mut(day)) else { continue };
            if let Some(other) = set {
                let name = NAMES.get(day).unwrap_or(&"");
                wrong.push(Mistake::new(
                    &path,
                    "week.twice",
                    format!("{name} stands in “{other}” and in “{key}”: keep one of the two."),
                    format!("{name} 同时出现在“{other}”和“{key}”中：请只保留一个。"),
                ));
            }
            *set = Some(key);
            cell.clone_from(&windows);
        }
    }
    if wrong.is_empty() {
        check(&week, wrong);
    }
    week
}

/// The windows of one day in order.
pub(crate) fn windows(path: &str, texts: &[String], wrong: &mut Vec<Mistake>) -> Vec<Window> {
    let mut windows: Vec<(usize, Window)> = Vec::with_capacity(texts.len());
    for (place, text) in texts.iter().enumerate() {
        match Window::parse(text) {
            Ok(window) => windows.push((place, window)),
            Err(no) => wrong.push(Mistake::new(format!("{path}[{place}]"), no.code, no.en, no.zh)),
        }
    }
    windows.sort_by_key(|(_, window)| *window);
    for pair in windows.windows(2) {
        if let [(_, first), (place, second)] = pair
            && second.from() < first.to()
        {
            wrong.push(Mistake::new(
                format!("{path}[{place}]"),
                "window.overlap",
                format!("{second} overlaps {first}. Make one window of them, or move one."),
                format!("{second} 与 {first} 重叠：请合并或调整。"),
            ));
        }
    }
    windows.into_iter().map(|(_, window)| window).collect()
}

/// Refuses an empty week, and a window past midnight that reaches into the next day's.
fn check(week: &[Vec<Window>; 7], wrong: &mut Vec<Mistake>) {
    if week.iter().all(Vec::is_empty) {
        wrong.push(Mistake::new(
            "week",
            "week.empty",
            "The week has no service at all. Give at least one day a window, like mon = [\"09:00-17:30\"].",
            "一周内没有任何服务时间。请至少为一天填写时段，例如 mon = [\"09:00-17:30\"]。",
        ));
    }
    for (day, windows) in week.iter().enumerate() {
        let (Some(last), next) = (windows.last(), (day + 1) % 7) else { continue };
        let first = week.get(next).and_then(|windows| windows.first());
        if let Some(first) = first.filter(|first| first.from() + DAY < last.to()) {
            let name = NAMES.get(next).unwrap_or(&"");
            wrong.push(Mistake::new(
                format!("week.{name}"),
                "window.overlap",
                format!("{first} on {name} overlaps {last}, which goes on from the day before."),
                format!("{name} 的 {first} 与前一日延续的 {last} 重叠。"),
            ));
        }
    }
}

/// The days of a key, as places in the week: `tue-fri` is 1, 2, 3, 4, and `fri-mon` goes over the weekend.
fn days(key: &str) -> Option<Vec<usize>> {
    let place = |name: &str| NAMES.iter().position(|known| *known == name);
    let Some((first, last)) = key.split_once('-') else { return place(key).map(|day| vec![day]) };
    let (first, last) = (place(first.trim())?, place(last.trim())?);
    let count = (last + 7 - first) % 7 + 1;
    Some((0..count).map(|step| (first + step) % 7).collect())
}

fn unknown_day(path: String, key: &str) -> Mistake {
    let near = NAMES.iter().map(|name| (strsim::jaro_winkler(&key.to_lowercase(), name), name)).max_by(|a, b| a.0.total_cmp(&b.0));
    let (en, zh) = match near {
        Some((likeness, name)) if likeness > 0.7 => (format!("did you mean {name}?"), format!("是否为 {name}？")),
        _ => ("the days are mon, tue, wed, thu, fri, sat and sun.".to_owned(), "可用 mon、tue、wed、thu、fri、sat、sun。".to_owned()),
    };
    Mistake::new(path, "week.unknown_day", format!("“{key}” is no day of the week: {en}"), format!("“{key}”不是星期几：{zh}"))
}
