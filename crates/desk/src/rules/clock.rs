//! A clock (时限): how long a promise has been running, when it is due, whether it was kept.
//!
//! One pure function, [`read`], from facts to a [`Reading`]. Time counts while the calendar has service and nothing makes the clock stand
//! still. A promise is kept when the clock was stopped at or before its due instant; once it ran out it stays breached, whatever pauses,
//! changed levels or reopenings follow, because nobody may quietly win time back. While an open pause holds a clock, its due instant is not
//! known, and nothing is made up in its place.
//!
//! All amounts are milliseconds, so that `elapsed(start, due(start, d)) = d` holds exactly.

use base::Timestamp;
use calendar::still::{self, Still};
use calendar::{Amount, Calendar, Measure};

use crate::model::ClockState;

/// Why a clock does not count for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Somebody paused the ticket, with reason, requester and evidence.
    Pause,
    /// It had been stopped, and went on when the customer was not satisfied or the ticket was reopened.
    Stopped,
}

/// A stretch of time that does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standstill {
    /// From here on…
    pub from: Timestamp,
    /// … until here; `None` while it lasts.
    pub to: Option<Timestamp>,
    /// Why.
    pub why: Why,
}

/// What was promised from some instant on. A changed level changes the target and leaves the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Since when it is in force.
    pub from: Timestamp,
    /// How much counted time was promised, in milliseconds, not negative.
    pub milliseconds: i64,
}

/// Everything a clock's reading depends on.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// When there is service.
    pub calendar: &'a Calendar,
    /// When the clock began.
    pub start: Timestamp,
    /// The targets in the order in which they came into force; the first is in force from the start, whatever it says.
    pub targets: &'a [Target],
    /// What does not count, in any order.
    pub standstills: &'a [Standstill],
    /// When it was stopped, if it was.
    pub stop: Option<Timestamp>,
    /// As of when it is read.
    pub now: Timestamp,
}

/// What a clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// When it began.
    pub started_at: Timestamp,
    /// What is promised now, in milliseconds.
    pub target: i64,
    /// As of when this was read.
    pub as_of: Timestamp,
    /// The instant at which the counted time reaches the target; `None` while an open pause makes it unknown, or when the calendar does
    /// not reach so far.
    pub due_at: Option<Timestamp>,
    /// When it was stopped.
    pub stopped_at: Option<Timestamp>,
    /// When the promise was first broken.
    pub breached_at: Option<Timestamp>,
    /// Time that counted, in milliseconds.
    pub elapsed: i64,
    /// Time of service that pauses took out, in milliseconds (net).
    pub paused_net: i64,
    /// Time on the wall that pauses took, in milliseconds (gross).
    pub paused_gross: i64,
    /// Whether an open standstill holds it.
    pub held: bool,
    /// What can be said of it.
    pub state: ClockState,
}

impl Reading {
    /// What is left of the target, in milliseconds; negative when it ran out.
    pub fn remaining(&self) -> i64 {
        self.target.saturating_sub(self.elapsed)
    }
}

/// Reads a clock.
pub fn read(facts: &Facts<'_>) -> Reading {
    let still = merged(facts.start, facts.standstills);
    let end = facts.stop.map_or(facts.now, |stop| stop.min(facts.now)).max(facts.start);
    let stopped_at = facts.stop.filter(|stop| *stop <= facts.now).map(|stop| stop.max(facts.start));
    let target = in_force(facts, end).map_or(0, |(_, target)| target.milliseconds);
    let pauses: Vec<Standstill> = facts.standstills.iter().copied().filter(|s| s.why == Why::Pause).collect();
    let (paused_net, paused_gross) = taken(facts.calendar, &merged(facts.start, &pauses), facts.start, end);
    let mut reading = Reading {
        started_at: facts.start,
        target,
        as_of: end.max(facts.now),
        due_at: due(facts.calendar, facts.start, target, &still),
        stopped_at,
        breached_at: breach(facts, &still, end),
        elapsed: facts.calendar.service(facts.start, end) - taken(facts.calendar, &still, facts.start, end).0,
        paused_net,
        paused_gross,
        held: stopped_at.is_none() && still.iter().any(|(from, to)| *from <= end && to.is_none_or(|to| to > end)),
        state: ClockState::Running,
    };
    reading.state = state(&reading);
    reading
}

/// The same clock read later, when nothing happened since but time: what lists show without going back to the journal.
pub fn later(reading: &Reading, calendar: &Calendar, now: Timestamp) -> Reading {
    let mut reading = *reading;
    if reading.stopped_at.is_none() && now > reading.as_of {
        let passed = calendar.service(reading.as_of, now);
        if reading.held {
            reading.paused_net += passed;
            reading.paused_gross += now.milliseconds_since(reading.as_of);
        } else {
            reading.elapsed += passed;
        }
        // A due instant before the reading means that the level was raised at that very instant: that is when the promise broke.
        let ran_out = reading.due_at.filter(|due| *due < now).map(|due| due.max(reading.as_of));
        reading.breached_at = reading.breached_at.or(ran_out);
        reading.as_of = now;
    }
    reading.state = state(&reading);
    reading
}

/// The instant at which the counted time first reaches `target`: the end of a window rather than the start of the next, and before a pause
/// rather than after it. `None` when an open standstill comes first or the calendar does not reach so far.
pub fn due(calendar: &Calendar, start: Timestamp, target: i64, still: &[Still]) -> Option<Timestamp> {
    still::due(calendar, start, Amount::Service(target), still).ok()
}

/// When part of the target in force, in hundredths, is used up: the instant of a warning. A target that came into force later than that
/// warns when it does.
pub fn warning(facts: &Facts<'_>, percent: i64) -> Option<Timestamp> {
    let end = facts.stop.map_or(facts.now, |stop| stop.min(facts.now)).max(facts.start);
    let (place, target) = in_force(facts, end)?;
    let still = merged(facts.start, facts.standstills);
    let used = due(facts.calendar, facts.start, target.milliseconds.saturating_mul(percent) / 100, &still)?;
    Some(if place == 0 { used } else { used.max(target.from) })
}

/// The target in force at an instant, with its place among the targets.
fn in_force<'a>(facts: &Facts<'a>, at: Timestamp) -> Option<(usize, &'a Target)> {
    let later = facts.targets.iter().enumerate().rfind(|(_, target)| target.from <= at);
    later.or(facts.targets.iter().enumerate().next())
}

/// The first instant at which the target then in force had run out, if the clock ran beyond it.
fn breach(facts: &Facts<'_>, still: &[Still], end: Timestamp) -> Option<Timestamp> {
    facts.targets.iter().enumerate().find_map(|(place, target)| {
        let from = if place == 0 { facts.start } else { target.from };
        let until = facts.targets.get(place + 1).map_or(end, |next| next.from.min(end));
        let ran_out = due(facts.calendar, facts.start, target.milliseconds, still)?.max(from);
        (ran_out < until).then_some(ran_out)
    })
}

fn state(reading: &Reading) -> ClockState {
    match (reading.stopped_at, reading.breached_at) {
        (Some(_), Some(_)) => ClockState::LateMet,
        (Some(_), None) => ClockState::Met,
        (None, Some(_)) => ClockState::Breached,
        (None, None) if reading.held => ClockState::Paused,
        (None, None) => ClockState::Running,
    }
}

/// The standstills from `start` on, sorted, those that touch joined to one.
pub fn merged(start: Timestamp, standstills: &[Standstill]) -> Vec<Still> {
    still::merged(start, standstills.iter().map(|still| (still.from, still.to)))
}

/// How much the standstills took between `start` and `end`: of service (net) and on the wall (gross).
fn taken(calendar: &Calendar, still: &[Still], start: Timestamp, end: Timestamp) -> (i64, i64) {
    let of = |measure| still::taken(calendar, measure, still, start, end);
    (of(Measure::Service), of(Measure::Wall))
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
