//! The lines of an iCalendar file: folded lines joined, parameters and escapes read.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::event::{Event, Moment};
use crate::Mistake;

/// The events of a file.
pub(super) fn events(text: &str) -> Result<Vec<Event>, Mistake> {
    let lines = unfolded(text);
    if !lines.iter().any(|(_, line)| line.eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        let mut wrong = Mistake::new(
            "text",
            "ical.unreadable",
            "This is no iCalendar file: it has no BEGIN:VCALENDAR. Export the calendar as .ics and give that file.",
            "这不是 iCalendar 文件：缺少 BEGIN:VCALENDAR。请导出 .ics 文件后再导入。",
        );
        wrong.line = Some(1);
        return Err(wrong);
    }
    let mut events = Vec::new();
    let mut open: Option<(usize, Vec<Property>)> = None;
    let mut inside = 0;
    for (number, line) in lines {
        let upper = line.to_ascii_uppercase();
        match (&mut open, upper.as_str()) {
            (None, "BEGIN:VEVENT") => open = Some((number, Vec::new())),
            (Some(_), "END:VEVENT") if inside == 0 => {
                if let Some((begun, properties)) = open.take() {
                    events.push(Event::of(&properties).map_err(|why| unreadable(begun, &why))?);
                }
            }
            // An alarm in an event has properties of its own.
            (Some(_), begin) if begin.starts_with("BEGIN:") => inside += 1,
            (Some(_), end) if end.starts_with("END:") => inside -= 1,
            (Some((_, properties)), _) if inside == 0 => {
                properties.push(Property::read(&line).ok_or_else(|| unreadable(number, "a line without “:”"))?);
            }
            _ => {}
        }
    }
    match open {
        Some((begun, _)) => Err(unreadable(begun, "the event does not end")),
        None => Ok(events),
    }
}

fn unreadable(line: usize, why: &str) -> Mistake {
    let mut wrong = Mistake::new(
        "text",
        "ical.unreadable",
        format!("The event that stands here cannot be read: {why}."),
        format!("此处的事件无法读取：{why}。"),
    );
    wrong.line = Some(line);
    wrong
}

/// The lines of a file with those that were folded joined again, each with its number.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim_end_matches('\r');
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, last))) => last.push_str(rest),
            _ => lines.push((index + 1, line.to_owned())),
        }
    }
    lines
}

/// `DTSTART;VALUE=DATE:20260101`
#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: String,
    zone: Option<String>,
    pub(super) value: String,
}

impl Property {
    fn read(line: &str) -> Option<Property> {
        if line.is_empty() {
            return Some(Property { name: String::new(), zone: None, value: String::new() });
        }
        let mut quoted = false;
        let colon = line.char_indices().find_map(|(place, letter)| {
            quoted ^= letter == '"';
            (letter == ':' && !quoted).then_some(place)
        })?;
        let (head, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        let mut parts = head.split(';');
        let name = parts.next()?.trim().to_ascii_uppercase();
        let zone = parts.find_map(|part| {
            let (key, value) = part.split_once('=')?;
            key.eq_ignore_ascii_case("TZID").then(|| value.trim_matches('"').to_owned())
        });
        Some(Property { name, zone, value: value.trim().to_owned() })
    }

    /// The date or time of the value.
    pub(super) fn moment(&self) -> Result<Moment, String> {
        let wrong = || format!("{} is {}, which is no date", self.name, self.value);
        if self.value.len() == 8 {
            return day(&self.value).map(Moment::Day).ok_or_else(wrong);
        }
        let (text, utc) = self.value.strip_suffix(['Z', 'z']).map_or((self.value.as_str(), false), |text| (text, true));
        let at = DateTime::strptime("%Y%m%dT%H%M%S", text).map_err(|_| wrong())?;
        let zone = match (&self.zone, utc) {
            (_, true) => Some(TimeZone::UTC),
            (Some(name), false) => Some(zone(name).ok_or_else(|| format!("its zone {name} is not known"))?),
            (None, false) => None,
        };
        Ok(Moment::At(at, zone))
    }
}

/// A zone by its IANA name, or by what the most common office program calls it in China.
fn zone(name: &str) -> Option<TimeZone> {
    let name = if name == "China Standard Time" { "Asia/Shanghai" } else { name };
    TimeZone::get(name).ok()
}

pub(super) fn day(text: &str) -> Option<Date> {
    Date::strptime("%Y%m%d", text).ok()
}

/// A text without its escapes, on one line.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (_, true) => match letters.next() {
                Some('n' | 'N') => plain.push(' '),
                Some(other) => plain.push(other),
                None => {}
            },
            (letter, false) => plain.push(if letter.is_control() { ' ' } else { letter }),
        }
    }
    plain.trim().to_owned()
}
