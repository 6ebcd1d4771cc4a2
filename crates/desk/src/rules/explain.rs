//! A ticket's clock explains itself line by line: every stretch from its start on, what it counted, what it came to, and why another did not
//! count. What it shows on top is the sum of its lines.

use base::{Language, Timestamp};
use calendar::explain::{Held, Line, folded, lines};

use super::clock::{Standstill, Why};
use super::clocks::TicketClock;
use super::story::Story;
use crate::model::Words;

/// The most lines of one clock; the middle of more is folded into one.
pub const MOST_LINES: usize = 200;

/// The lines of a clock, until it was stopped or ended, else until now or until it is due, whichever is later.
pub fn explain(story: &Story, clock: &TicketClock, language: Language, now: Timestamp) -> Vec<Line> {
    let reading = &clock.own;
    let over = reading.stopped_at.or((!clock.running).then_some(reading.as_of));
    let now = over.unwrap_or(now.max(reading.started_at));
    let end = over.unwrap_or_else(|| reading.due_at.map_or(now, |due| due.max(now)));
    let marks: Vec<Timestamp> = [Some(now), reading.due_at].into_iter().flatten().collect();
    let held: Vec<Held> =
        clock.standstills.iter().map(|still| Held { from: still.from, to: still.to, reason: why(story, still, language) }).collect();
    folded(lines(&clock.calendar.calendar, reading.measure, reading.started_at, end, &held, &marks), MOST_LINES)
}

/// Why time does not count, in the words of whoever stopped it.
fn why(story: &Story, still: &Standstill, language: Language) -> String {
    let pause = story.pauses.iter().find(|pause| pause.from == still.from && pause.standstill().is_some());
    match (still.why, pause) {
        (Why::Stopped, _) => Words::new("done, until it went back to work", "已完成，至重新处理前").in_language(language).to_owned(),
        (Why::Unproven, Some(pause)) => format!("{} ({})", pause.reason, Words::new("no evidence", "无依据").in_language(language)),
        (_, Some(pause)) => pause.reason.clone(),
        (_, None) => String::new(),
    }
}
