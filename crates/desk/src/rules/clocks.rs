//! The clocks of one ticket: its story beside the promised-times table that was frozen when it was opened. The policy so far is one: 7×24
//! calendars, started when the ticket was opened, going on after a rejection or a reopening with the earlier result kept.

use archive::model::Promise;
use base::Timestamp;
use calendar::Calendar;

use super::clock::{self, Facts, Reading, Standstill, Target};
use super::story::Story;
use crate::model::{ClockKind, ClockState, EarlierResult, Level, State, Threshold};

/// After which share of the promised time somebody is warned, in hundredths.
pub const WARNING_PERCENT: i64 = 75;

/// One clock of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketClock {
    /// Which.
    pub kind: ClockKind,
    /// What it shows.
    pub reading: Reading,
    /// When it warns, while that is known.
    pub warning_at: Option<Timestamp>,
    /// What it had come to before the ticket went back to work.
    pub earlier: Vec<EarlierResult>,
    /// What it has passed, as far as the journal says.
    pub passed: std::collections::BTreeSet<Threshold>,
    /// Whether it is neither stopped nor withdrawn with the ticket.
    pub running: bool,
}

/// The clocks of a ticket at `now`. A cancelled ticket keeps the clocks that had been stopped or broken by then; the others promised
/// nothing any more.
pub fn clocks(story: &Story, promises: &[Promise], calendar: &Calendar, now: Timestamp) -> Vec<TicketClock> {
    let cancelled = story.closed_at.filter(|_| story.state == State::Cancelled);
    let now = cancelled.map_or(now, |at| at.min(now));
    ClockKind::of(story.kind())
        .iter()
        .filter_map(|kind| one(story, *kind, promises, calendar, now, cancelled.is_some()))
        .filter(|clock| cancelled.is_none() || clock.reading.stopped_at.is_some() || clock.reading.breached_at.is_some())
        .collect()
}

fn one(story: &Story, kind: ClockKind, promises: &[Promise], calendar: &Calendar, now: Timestamp, cancelled: bool) -> Option<TicketClock> {
    let targets: Vec<Target> = story
        .levels
        .iter()
        .filter_map(|step| Some(Target { from: step.at, milliseconds: promised_seconds(promises, step.to, kind)?.saturating_mul(1000) }))
        .collect();
    targets.first()?;
    let told = story.clock(kind);
    let standstills: Vec<Standstill> = story.pauses.iter().chain(&told.gaps).copied().collect();
    let facts = Facts { calendar, start: story.opened_at, targets: &targets, standstills: &standstills, stop: told.stop, now };
    let reading = clock::read(&facts);
    Some(TicketClock {
        kind,
        running: reading.stopped_at.is_none() && !cancelled,
        warning_at: clock::warning(&facts, WARNING_PERCENT),
        reading,
        earlier: told.earlier,
        passed: told.passed,
    })
}

/// What the table promises for a level.
pub fn promised_seconds(promises: &[Promise], level: Level, kind: ClockKind) -> Option<i64> {
    let promise = promises.iter().find(|promise| promise.level == level.number())?;
    Some(match kind {
        ClockKind::Respond => promise.respond_seconds,
        ClockKind::Arrive => promise.arrive_seconds,
        ClockKind::Restore => promise.restore_seconds,
        ClockKind::Resolve => promise.resolve_seconds,
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
