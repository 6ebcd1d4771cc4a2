//! Warnings and breaches of clocks: each once, in the order of their true times, stamped with those times also when the program was down.

use base::Timestamp;

use super::clocks::TicketClock;
use crate::model::{ClockKind, Threshold};

/// A threshold that was passed and is not in the journal yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Firing {
    /// The clock.
    pub clock: ClockKind,
    /// Which cycle of it.
    pub cycle: i64,
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
    let mut firings: Vec<Firing> = clocks.iter().flat_map(TicketClock::cycles).flat_map(|clock| of_cycle(clock, now)).collect();
    firings.sort_by_key(|firing| (firing.at, firing.threshold, firing.clock, firing.cycle));
    firings
}

/// When the next threshold that is not in the journal yet passes, when nothing else happens.
pub fn next(clocks: &[TicketClock]) -> Option<Timestamp> {
    clocks.iter().filter_map(next_of).min()
}

/// The same for one clock with all its cycles.
pub fn next_of(clock: &TicketClock) -> Option<Timestamp> {
    clock.cycles().filter_map(next_of_cycle).min()
}

fn next_of_cycle(clock: &TicketClock) -> Option<Timestamp> {
    let warnings = all_warnings(clock).into_iter().filter(|(threshold, _)| !clock.passed.contains(threshold));
    let warnings = warnings.filter_map(|(threshold, at)| warning_at(clock, threshold, at));
    let breach = breach_at(clock).filter(|_| !clock.passed.contains(&Threshold::Breach));
    warnings.chain(breach).min()
}

fn of_cycle(clock: &TicketClock, now: Timestamp) -> Vec<Firing> {
    let breached = clock.own.breached_at;
    let firing = |threshold, at, due_at, tell| Firing { clock: clock.kind, cycle: clock.cycle, threshold, at, due_at, tell };
    let mut firings = Vec::new();
    for (threshold, at) in all_warnings(clock) {
        let Some(at) = warning_at(clock, threshold, at).filter(|at| *at <= now && !clock.passed.contains(&threshold)) else { continue };
        let due_at = clock.own.due_at.or(breached).unwrap_or(at);
        let helps = matches!(threshold, Threshold::Late(_)) || breached.is_none() && !clock.passed.contains(&Threshold::Breach);
        firings.push(firing(threshold, at, due_at, clock.running && helps));
    }
    if let Some(at) = breached.filter(|_| !clock.passed.contains(&Threshold::Breach)) {
        firings.push(firing(Threshold::Breach, at, at, clock.running));
    }
    firings
}

/// The warnings with their instants. One whose instant is not known any more, because a pause holds the clock after it broke, comes with the
/// breach.
fn all_warnings(clock: &TicketClock) -> Vec<(Threshold, Timestamp)> {
    let known = |warning: &Threshold| clock.thresholds.iter().any(|(threshold, _)| threshold == warning);
    let missing = clock.clause.warnings.iter().map(|warning| Threshold::of(*warning)).filter(|warning| !known(warning));
    let early = missing.filter(|warning| matches!(warning, Threshold::Warning(_)));
    let breach = clock.own.breached_at;
    clock.thresholds.iter().copied().chain(early.filter_map(|warning| Some((warning, breach?)))).collect()
}

/// The warning's instant, when the clock reached it: a clock that was stopped before never warned. An early one never comes after the
/// breach, a late one never before it.
fn warning_at(clock: &TicketClock, threshold: Threshold, at: Timestamp) -> Option<Timestamp> {
    let breach = clock.own.breached_at;
    let at = match threshold {
        Threshold::Late(_) => breach.map_or(at, |breach| at.max(breach)),
        _ => breach.map_or(at, |breach| at.min(breach)),
    };
    let ended = clock.own.stopped_at.or((!clock.running).then_some(clock.own.as_of));
    ended.is_none_or(|ended| at < ended).then_some(at)
}

/// The instant from which on the promise is broken, past or to come.
fn breach_at(clock: &TicketClock) -> Option<Timestamp> {
    // The instant after the due one: a promise is kept up to and including the instant it is due.
    let to_come = clock.own.due_at.filter(|_| clock.running).map(|due| due.max(clock.own.as_of).plus_milliseconds(1));
    clock.own.breached_at.or(to_come)
}

#[cfg(test)]
#[path = "thresholds_tests.rs"]
mod tests;
