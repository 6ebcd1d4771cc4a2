//! A clock's answer as it is told, by the API and by `aftercare clock due` alike.

use base::{Language, Timestamp};
use jiff::tz::TimeZone;

use super::wire::{DueAnswer, DueStep};
use crate::explain::{Line, Reason};
use crate::rules::answer::Answer;
use crate::{Calendar, DayKind};

impl DueAnswer {
    /// The answer in a language, its times in the calendar's zone.
    pub fn of(answer: &Answer, calendar: &Calendar, language: Language) -> DueAnswer {
        let zone = calendar.zone();
        DueAnswer {
            due: answer.due.ok().map(|due| local(due, zone)),
            unknown: answer.due.err().map(|unknown| unknown.text().in_language(language).to_owned()),
            as_of: local(answer.as_of, zone),
            elapsed_seconds: seconds(answer.elapsed),
            remaining_seconds: answer.remaining.map(seconds),
            paused_working_seconds: seconds(answer.paused_working),
            paused_wall_seconds: seconds(answer.paused_wall),
            state: answer.state.as_str().to_owned(),
            lines: answer.lines.iter().map(|line| line.text(zone).in_language(language).to_owned()).collect(),
            steps: answer.lines.iter().map(|line| DueStep::of(line, zone)).collect(),
        }
    }
}

impl DueStep {
    fn of(line: &Line, zone: &TimeZone) -> DueStep {
        let reason = match line.reason {
            Reason::Counted(_) => "counted",
            Reason::NoService(DayKind::Off) => "off",
            Reason::NoService(_) => "outside",
            Reason::Paused => "paused",
            Reason::Folded => "folded",
        };
        DueStep {
            from: local(line.from, zone),
            to: local(line.to, zone),
            reason: reason.to_owned(),
            name: line.name.clone(),
            counted_seconds: seconds(line.counted),
            total_seconds: seconds(line.total),
        }
    }
}

/// RFC 3339 with the zone's offset: `2026-02-14T12:00:00+08:00`. Parts of a second only where there are some.
fn local(at: Timestamp, zone: &TimeZone) -> String {
    let offset = zone.to_offset(at.to_jiff());
    at.to_jiff().display_with_offset(offset).to_string()
}

fn seconds(milliseconds: i64) -> i64 {
    milliseconds.div_euclid(1000)
}
