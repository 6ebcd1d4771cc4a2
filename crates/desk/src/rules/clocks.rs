//! The clocks of one ticket: its story beside what was agreed and frozen when it was opened. Each promise shows its latest cycle, with the
//! earlier ones before it.

use std::collections::BTreeSet;

use archive::model::{Clause, OnChange};
use base::Timestamp;
use calendar::Kept;

use super::clock::{self, Facts, Reading, Standstill};
use super::cycles::{Agreement, Cycle, cycles};
use super::story::Story;
use crate::model::{ChangeResult, ClockKind, ClockState, EarlierResult, State, Threshold, Verdict};

/// One clock of a ticket.
#[derive(Debug, Clone)]
pub struct TicketClock {
    /// Which.
    pub kind: ClockKind,
    /// Which cycle of it, counted from 1.
    pub cycle: i64,
    /// What is promised, as it is written: the third party's own word, otherwise the line's.
    pub target: calendar::Target,
    /// The line of the contract by which it runs.
    pub clause: Clause,
    /// The calendar by which it counts, in the version that was frozen.
    pub calendar: Kept,
    /// What it shows.
    pub reading: Reading,
    /// The same without what the cycle before had broken, which this one counts anew.
    pub own: Reading,
    /// When it passes what it can pass, while that is known.
    pub thresholds: Vec<(Threshold, Timestamp)>,
    /// What does not count.
    pub standstills: Vec<Standstill>,
    /// What it had come to before the ticket went back to work.
    pub earlier: Vec<EarlierResult>,
    /// What this cycle has passed, as far as the journal says.
    pub passed: BTreeSet<Threshold>,
    /// Whether it is neither stopped nor withdrawn with the ticket, nor another cycle stands in its place.
    pub running: bool,
    /// On whom it waits.
    pub party: Option<String>,
    /// The cycles before, the first first. Of a clock that is told as its own.
    pub before: Vec<TicketClock>,
}

impl TicketClock {
    /// What can be said of it.
    pub fn verdict(&self) -> Verdict {
        let Reading { state, due_at, elapsed, .. } = self.reading;
        Verdict { state, due_at, elapsed_seconds: elapsed.div_euclid(1000) }
    }

    /// This cycle and those before it.
    pub fn cycles(&self) -> impl Iterator<Item = &TicketClock> {
        self.before.iter().chain(std::iter::once(self))
    }
}

/// The clocks of a ticket at `now`. A cancelled ticket keeps the clocks that had been stopped or broken by then; the others promised
/// nothing any more.
pub fn clocks(story: &Story, terms: &[Agreement], now: Timestamp) -> Vec<TicketClock> {
    by_policy(story, terms, now, None)
}

/// The same, with another policy in the place of the contract's for changes of level and contract.
pub fn by_policy(story: &Story, terms: &[Agreement], now: Timestamp, over: Option<OnChange>) -> Vec<TicketClock> {
    let cancelled = story.closed_at.filter(|_| story.state == State::Cancelled);
    let now = cancelled.map_or(now, |at| at.min(now));
    ClockKind::of(story.kind())
        .iter()
        .filter_map(|kind| one(story, *kind, &cycles(story, *kind, terms, over), now, cancelled.is_some()))
        .filter(|clock| cancelled.is_none() || clock.reading.stopped_at.is_some() || clock.reading.breached_at.is_some())
        .collect()
}

/// One clock, from its cycles.
fn one(story: &Story, kind: ClockKind, cycles: &[Cycle<'_>], now: Timestamp, cancelled: bool) -> Option<TicketClock> {
    let mut told: Vec<TicketClock> = Vec::with_capacity(cycles.len());
    for cycle in cycles {
        let broken_before = told.last().filter(|_| cycle.continues).and_then(|before| before.reading.breached_at);
        told.extend(of_cycle(story, kind, cycle, broken_before, now, cancelled));
    }
    let mut clock = told.pop()?;
    clock.earlier = story.clock(kind).earlier;
    clock.before = told;
    Some(clock)
}

fn of_cycle(
    story: &Story,
    kind: ClockKind,
    cycle: &Cycle<'_>,
    broken_before: Option<Timestamp>,
    now: Timestamp,
    cancelled: bool,
) -> Option<TicketClock> {
    let pauses = story.pauses.iter().filter(|_| cycle.clause.pausable).filter_map(super::pauses::Pause::standstill);
    let standstills: Vec<Standstill> = pauses.chain(cycle.gaps.iter().copied()).collect();
    let now = cycle.ended_at.map_or(now, |ended| ended.min(now)).max(cycle.started_at);
    let facts = Facts { start: cycle.started_at, targets: &cycle.targets, standstills: &standstills, stop: cycle.stop, now };
    let own = clock::read(&facts)?;
    let mut reading = own;
    if broken_before.is_some() {
        reading.breached_at = broken_before;
        reading.state = clock::state(&reading);
    }
    if cycle.ended_at.is_some() && matches!(reading.state, ClockState::Running | ClockState::Paused) {
        reading.state = ClockState::Ended;
    }
    let at_warning = |warning: &archive::model::Warning| {
        let at = clock::reached(&facts, |target| warning.amount(target))?;
        Some((Threshold::of(*warning), at))
    };
    let passed = story.clock(kind).passed;
    Some(TicketClock {
        kind,
        cycle: cycle.number,
        target: cycle.target,
        clause: cycle.clause.clone(),
        calendar: cycle.calendar.clone(),
        running: own.stopped_at.is_none() && cycle.ended_at.is_none() && !cancelled,
        thresholds: cycle.clause.warnings.iter().filter_map(at_warning).collect(),
        reading,
        own,
        standstills,
        earlier: Vec::new(),
        passed: passed.iter().filter(|(number, _)| *number == cycle.number).map(|(_, threshold)| *threshold).collect(),
        party: cycle.party.clone(),
        before: Vec::new(),
    })
}

/// The running clock that is due first; one whose due instant is unknown comes last.
pub fn next(clocks: &[TicketClock]) -> Option<&TicketClock> {
    clocks.iter().filter(|clock| clock.running).min_by_key(|clock| (clock.reading.due_at.is_none(), clock.reading.due_at, clock.kind))
}

/// What the clocks had come to, to be kept when they go on.
pub fn results(clocks: &[TicketClock]) -> Vec<EarlierResult> {
    clocks
        .iter()
        .filter_map(|clock| {
            Some(EarlierResult {
                clock: clock.kind,
                stopped_at: clock.reading.stopped_at?,
                state: clock.reading.state,
                elapsed_seconds: clock.reading.elapsed / 1000,
            })
        })
        .filter(|result| matches!(result.state, ClockState::Met | ClockState::LateMet))
        .collect()
}

/// What a change of level or contract at `at` does to the clocks that run: what they had come to, and what either policy makes of them.
/// `before` is the story without the change, `after` with it; `terms` hold both agreements.
pub fn changed(before: &Story, after: &Story, terms: &[Agreement], at: Timestamp, by_contract: bool) -> Vec<ChangeResult> {
    let due = |policy| by_policy(after, terms, at, Some(policy));
    let (going_on, restarted, now) = (due(OnChange::GoOn), due(OnChange::Restart), clocks(after, terms, at));
    let find = |clocks: &[TicketClock], kind| clocks.iter().find(|clock| clock.kind == kind).cloned();
    let running = clocks(before, terms, at).into_iter().filter(|clock| clock.running && clock.kind != ClockKind::ThirdParty);
    running
        .filter_map(|clock| {
            let clause = find(&now, clock.kind)?.clause;
            // A line that holds before and after the change is not touched by it.
            if clause == clock.clause && !by_contract {
                return None;
            }
            Some(ChangeResult {
                clock: clock.kind,
                cycle: clock.cycle,
                state: clock.reading.state,
                elapsed_seconds: clock.reading.elapsed.div_euclid(1000),
                due_at: clock.reading.due_at,
                policy: if by_contract { clause.on_contract_change } else { clause.on_level_change },
                due_if_it_goes_on: find(&going_on, clock.kind).and_then(|clock| clock.reading.due_at),
                due_if_it_restarts: find(&restarted, clock.kind).and_then(|clock| clock.reading.due_at),
            })
        })
        .collect()
}

#[cfg(test)]
#[path = "clocks_tests.rs"]
mod tests;
