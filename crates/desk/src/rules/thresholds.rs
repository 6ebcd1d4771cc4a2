//! Warnings and breaches of clocks: each once, in the order of their true times, stamped with those times also when the program was down.

use base::Timestamp;

use super::clocks::TicketClock;
use crate::model::{ClockKind, Threshold};

/// A threshold that was passed and is not in the journal yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Firing {
    /// The clock.
    pub clock: ClockKind,
    /// What it passed.
    pub threshold: Threshold,
    /// When it did.
    pub at: Timestamp,
    /// When the promise is due.
    pub due_at: Timestamp,
    /// Whether somebody is told: a warning that comes to light only after its breach, or after the clock was stopped, helps nobody.
    pub tell: bool,
}

/// What the clocks have passed by `now` and the journal does not say yet, in the order in which it happened.
pub fn due(clocks: &[TicketClock], now: Timestamp) -> Vec<Firing> {
    let mut firings: Vec<Firing> = clocks.iter().flat_map(|clock| of_one(clock, now)).collect();
    firings.sort_by_key(|firing| (firing.at, firing.threshold, firing.clock));
    firings
}

/// When the next threshold that is not in the journal yet passes, when nothing else happens.
pub fn next(clocks: &[TicketClock]) -> Option<Timestamp> {
    clocks.iter().filter_map(next_of).min()
}

/// The same for one clock.
pub fn next_of(clock: &TicketClock) -> Option<Timestamp> {
    let warning = warning_at(clock).filter(|_| !clock.passed.contains(&Threshold::Warning));
    let breach = breach_at(clock).filter(|_| !clock.passed.contains(&Threshold::Breach));
    warning.into_iter().chain(breach).min()
}

fn of_one(clock: &TicketClock, now: Timestamp) -> Vec<Firing> {
    let breached = clock.reading.breached_at;
    let fresh = |threshold| !clock.passed.contains(&threshold);
    let mut firings = Vec::new();
    if let Some(at) = warning_at(clock).filter(|at| *at <= now && fresh(Threshold::Warning)) {
        let due_at = clock.reading.due_at.or(breached).unwrap_or(at);
        let tell = clock.running && breached.is_none() && !clock.passed.contains(&Threshold::Breach);
        firings.push(Firing { clock: clock.kind, threshold: Threshold::Warning, at, due_at, tell });
    }
    if let Some(at) = breached.filter(|_| fresh(Threshold::Breach)) {
        firings.push(Firing { clock: clock.kind, threshold: Threshold::Breach, at, due_at: at, tell: clock.running });
    }
    firings
}

/// The warning's instant, when the clock reached it: a clock that was stopped before never warned. It never comes after the breach.
fn warning_at(clock: &TicketClock) -> Option<Timestamp> {
    let at = clock.warning_at.or(clock.reading.breached_at)?;
    let at = clock.reading.breached_at.map_or(at, |breach| at.min(breach));
    let ended = clock.reading.stopped_at.or((!clock.running).then_some(clock.reading.as_of));
    ended.is_none_or(|ended| at < ended).then_some(at)
}

/// The instant from which on the promise is broken, past or to come.
fn breach_at(clock: &TicketClock) -> Option<Timestamp> {
    // The instant after the due one: a promise is kept up to and including the instant it is due.
    let to_come = clock.reading.due_at.filter(|_| clock.running).map(|due| due.max(clock.reading.as_of).plus_milliseconds(1));
    clock.reading.breached_at.or(to_come)
}

#[cfg(test)]
#[path = "thresholds_tests.rs"]
mod tests;
