//! A clock (时限): how long a promise has been running, when it is due, whether it was kept.
//!
//! One pure function, [`read`], from facts to a [`Reading`]. Time counts while the calendar has service and nothing makes the clock stand
//! still. A promise is kept when the clock was stopped at or before its due instant; once it ran out it stays breached, whatever pauses,
//! changed levels or reopenings follow, because nobody may quietly win time back. While an open pause holds a clock, or the calendar does
//! not reach so far, its due instant is not known, and nothing is made up in its place.
//!
//! All amounts are milliseconds, so that `elapsed(start, due(start, d)) = d` holds exactly.

use base::Timestamp;
use calendar::still::{self, Still};
use calendar::{Amount, Calendar, Measure, Unknown};

use crate::model::ClockState;

/// Why a clock does not count for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Somebody paused the ticket, with reason, requester and evidence.
    Pause,
    /// The same without evidence: it counts apart.
    Unproven,
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
pub struct Target<'a> {
    /// Since when it is in force.
    pub from: Timestamp,
    /// How much counted time was promised, resolved at the clock's start; or why that cannot be told.
    pub amount: Result<Amount, Unknown>,
    /// The amount as it is written.
    pub promised: calendar::Target,
    /// What counts, also while the amount is unknown.
    pub measure: Measure,
    /// When there is service.
    pub calendar: &'a Calendar,
}

impl<'a> Target<'a> {
    /// A target as it is written, in force from some instant on, resolved at the start of its cycle.
    pub fn resolved(calendar: &'a Calendar, promised: calendar::Target, start: Timestamp, from: Timestamp) -> Target<'a> {
        Target { from, amount: calendar.target(start, promised), promised, measure: promised.measure(), calendar }
    }

    /// The same by the holidays that are known.
    fn as_known(&self, start: Timestamp) -> Target<'a> {
        Target::resolved(self.calendar.as_known(), self.promised, start, self.from)
    }

    fn due(&self, start: Timestamp, still: &[Still]) -> Result<Timestamp, Unknown> {
        still::due(self.calendar, start, self.amount?, still)
    }

    fn milliseconds(&self) -> Option<i64> {
        self.amount.ok().map(Amount::milliseconds)
    }
}

/// Everything a clock's reading depends on.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// When the clock began.
    pub start: Timestamp,
    /// The targets in the order in which they came into force; the first is in force from the start, whatever it says.
    pub targets: &'a [Target<'a>],
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
    /// What is promised now, in milliseconds; `None` when the calendar does not reach so far.
    pub target: Option<i64>,
    /// What counts.
    pub measure: Measure,
    /// As of when this was read.
    pub as_of: Timestamp,
    /// The instant at which the counted time reaches the target; `None` while that is not known.
    pub due_at: Option<Timestamp>,
    /// Why it is not known.
    pub unknown: Option<Unknown>,
    /// When it would be due by the holidays that are known, while some of those it depends on have not been announced.
    pub expected_at: Option<Timestamp>,
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
    /// The part of the net time that pauses without evidence took out.
    pub unproven_net: i64,
    /// Whether an open standstill holds it.
    pub held: bool,
    /// Whether the open standstill is a pause without evidence.
    pub held_unproven: bool,
    /// What can be said of it.
    pub state: ClockState,
}

impl Reading {
    /// What is left of the target, in milliseconds; negative when it ran out.
    pub fn remaining(&self) -> Option<i64> {
        self.target.map(|target| target.saturating_sub(self.elapsed))
    }
}

/// Reads a clock; `None` when nothing was promised.
pub fn read(facts: &Facts<'_>) -> Option<Reading> {
    let end = end(facts);
    let (_, target) = in_force(facts, end)?;
    let Target { calendar, measure, .. } = *target;
    let all = merged(facts.start, facts.standstills);
    let of = |wanted: &dyn Fn(Why) -> bool| -> Vec<Still> {
        merged(facts.start, &facts.standstills.iter().copied().filter(|s| wanted(s.why)).collect::<Vec<_>>())
    };
    let (proven, pauses) = (of(&|why| why == Why::Pause), of(&|why| why != Why::Stopped));
    let taken = |measure, still: &[Still]| still::taken(calendar, measure, still, facts.start, end);
    let stopped_at = facts.stop.filter(|stop| *stop <= facts.now).map(|stop| stop.max(facts.start));
    let holds = |still: &[Still]| stopped_at.is_none() && still.iter().any(|(from, to)| *from <= end && to.is_none_or(|to| to > end));
    let due = target.due(facts.start, &all);
    let paused_net = taken(Measure::Service, &pauses);
    let mut reading = Reading {
        started_at: facts.start,
        target: target.milliseconds(),
        measure,
        as_of: end.max(facts.now),
        due_at: due.ok(),
        unknown: due.err(),
        expected_at: due
            .err()
            .filter(|unknown| unknown.is_not_announced())
            .and_then(|_| target.as_known(facts.start).due(facts.start, &all).ok()),
        stopped_at,
        breached_at: breach(facts, &all, end),
        elapsed: still::counted(calendar, measure, &all, facts.start, end),
        paused_net,
        paused_gross: taken(Measure::Wall, &pauses),
        unproven_net: paused_net - taken(Measure::Service, &proven),
        held: holds(&all),
        held_unproven: holds(&pauses) && !holds(&proven),
        state: ClockState::Running,
    };
    reading.state = state(&reading);
    Some(reading)
}

/// The same clock read later, when nothing happened since but time: what lists show without going back to the journal.
pub fn later(reading: &Reading, calendar: &Calendar, now: Timestamp) -> Reading {
    let mut reading = *reading;
    if reading.stopped_at.is_none() && now > reading.as_of {
        if reading.held {
            let service = calendar.service(reading.as_of, now);
            reading.paused_net += service;
            reading.paused_gross += now.milliseconds_since(reading.as_of);
            reading.unproven_net += if reading.held_unproven { service } else { 0 };
        } else {
            reading.elapsed += calendar.count(reading.measure, reading.as_of, now);
        }
        // A due instant before the reading means that the level was raised at that very instant: that is when the promise broke.
        let ran_out = reading.due_at.filter(|due| *due < now).map(|due| due.max(reading.as_of));
        reading.breached_at = reading.breached_at.or(ran_out);
        reading.as_of = now;
    }
    reading.state = state(&reading);
    reading
}

/// When so much time has counted by the target in force: the instant of a warning. A target that came into force later than that warns when
/// it does. `amount` makes it from the target's milliseconds. Where holidays have not been announced it is the instant by those that are known:
/// a warning that may come a day early is better than none.
pub fn reached(facts: &Facts<'_>, amount: impl Fn(i64) -> i64) -> Option<Timestamp> {
    let (place, target) = in_force(facts, end(facts))?;
    let still = merged(facts.start, facts.standstills);
    let of = |target: &Target<'_>| {
        let amount = amount(target.amount?.milliseconds());
        let amount = match target.measure {
            Measure::Service => Amount::Service(amount),
            Measure::Wall => Amount::Wall(amount),
        };
        still::due(target.calendar, facts.start, amount, &still)
    };
    let at = match of(target) {
        Err(unknown) if unknown.is_not_announced() => of(&target.as_known(facts.start)),
        at => at,
    };
    let at = at.ok()?;
    Some(if place == 0 { at } else { at.max(target.from) })
}

/// Until when time can count: the stop, or now.
fn end(facts: &Facts<'_>) -> Timestamp {
    facts.stop.map_or(facts.now, |stop| stop.min(facts.now)).max(facts.start)
}

/// The target in force at an instant, with its place among the targets.
fn in_force<'a>(facts: &Facts<'a>, at: Timestamp) -> Option<(usize, &'a Target<'a>)> {
    let later = facts.targets.iter().enumerate().rfind(|(_, target)| target.from <= at);
    later.or(facts.targets.iter().enumerate().next())
}

/// The first instant at which the target then in force had run out, if the clock ran beyond it.
fn breach(facts: &Facts<'_>, still: &[Still], end: Timestamp) -> Option<Timestamp> {
    facts.targets.iter().enumerate().find_map(|(place, target)| {
        let from = if place == 0 { facts.start } else { target.from };
        let until = facts.targets.get(place + 1).map_or(end, |next| next.from.min(end));
        let ran_out = target.due(facts.start, still).ok()?.max(from);
        (ran_out < until).then_some(ran_out)
    })
}

/// What can be said of a clock that shows this.
pub fn state(reading: &Reading) -> ClockState {
    match (reading.stopped_at, reading.breached_at) {
        (Some(_), Some(_)) => ClockState::LateMet,
        (Some(_), None) => ClockState::Met,
        (None, Some(_)) => ClockState::Breached,
        (None, None) if reading.held => ClockState::Paused,
        (None, None) => ClockState::Running,
    }
}

/// The standstills from `start` on, sorted, those that touch joined to one.
fn merged(start: Timestamp, standstills: &[Standstill]) -> Vec<Still> {
    still::merged(start, standstills.iter().map(|still| (still.from, still.to)))
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
