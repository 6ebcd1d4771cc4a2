//! A clock on the wire, and a clock with its ticket.

use archive::model::{StartEvent, Warning};
use base::{Language, TicketId, Timestamp};
use calendar::{CalendarId, Kept, Measure};
use serde::Serialize;
use utoipa::ToSchema;

use super::NamedItem;
use crate::model::{ClockKind, ClockState, Level, Threshold};
use crate::rules::clock::Reading;
use crate::rules::clocks::TicketClock;

/// A promised time and how it runs. All amounts are as of the answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Clock {
    /// Which.
    pub kind: ClockKind,
    /// Which cycle of it, counted from 1.
    pub cycle: i64,
    /// What was promised, as the contract writes it: `4h`, `wall:4h`, `3wd`, `eod`.
    pub target: String,
    /// What that comes to; null when its calendar does not reach so far.
    pub target_seconds: Option<i64>,
    /// Whether all time counts, not only that of service.
    pub wall: bool,
    /// By which calendar it counts, in the version that was frozen.
    pub calendar: ClockCalendar,
    /// On whom it waits: the third party.
    pub party: Option<String>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it is due; unknown while a pause holds it, and when it runs into a year whose holidays have not been announced.
    pub due_at: Option<Timestamp>,
    /// In that year: when it would be due by the holidays that are known. Warnings go by it.
    pub expected_at: Option<Timestamp>,
    /// When it was stopped.
    pub stopped_at: Option<Timestamp>,
    /// When the promise was first broken.
    pub breached_at: Option<Timestamp>,
    /// What can be said of it.
    pub state: ClockState,
    /// Time that counted.
    pub elapsed_seconds: i64,
    /// What is left; negative when it ran out, null when the target is not known.
    pub remaining_seconds: Option<i64>,
    /// Time of service that pauses took out.
    pub paused_seconds: i64,
    /// Time on the wall that pauses took.
    pub paused_wall_seconds: i64,
    /// The part of the paused time of service for which there is no evidence.
    pub unproven_seconds: i64,
}

/// A calendar in the version by which a clock counts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClockCalendar {
    /// Which.
    pub id: CalendarId,
    /// In which version.
    pub version: i64,
    /// What it was called.
    pub name: String,
}

impl ClockCalendar {
    pub(crate) fn of(kept: &Kept) -> ClockCalendar {
        ClockCalendar { id: kept.id, version: kept.version, name: kept.name.clone() }
    }
}

/// What of a clock is the same for as long as it runs.
pub(crate) struct Face<'a> {
    pub(crate) kind: ClockKind,
    pub(crate) cycle: i64,
    pub(crate) target: String,
    pub(crate) calendar: &'a Kept,
    pub(crate) party: Option<String>,
}

impl Clock {
    /// A reading as it is shown.
    pub(crate) fn of(face: Face<'_>, reading: &Reading) -> Clock {
        Clock {
            kind: face.kind,
            cycle: face.cycle,
            target: face.target,
            target_seconds: reading.target.map(|target| target / 1000),
            wall: reading.measure == Measure::Wall,
            calendar: ClockCalendar::of(face.calendar),
            party: face.party,
            started_at: reading.started_at,
            due_at: reading.due_at,
            expected_at: reading.expected_at,
            stopped_at: reading.stopped_at,
            breached_at: reading.breached_at,
            state: reading.state,
            elapsed_seconds: reading.elapsed.div_euclid(1000),
            remaining_seconds: reading.remaining().map(|remaining| remaining.div_euclid(1000)),
            paused_seconds: reading.paused_net / 1000,
            paused_wall_seconds: reading.paused_gross / 1000,
            unproven_seconds: reading.unproven_net / 1000,
        }
    }

    /// A ticket's clock as it is shown.
    pub(crate) fn shown(clock: &TicketClock) -> Clock {
        let face = Face {
            kind: clock.kind,
            cycle: clock.cycle,
            target: clock.target.to_string(),
            calendar: &clock.calendar,
            party: clock.party.clone(),
        };
        Clock::of(face, &clock.reading)
    }
}

/// A clock on its ticket: with what stands behind it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketClockItem {
    /// What it shows.
    #[serde(flatten)]
    pub clock: Clock,
    /// Why nobody can say when it is due.
    pub unknown: Option<String>,
    /// What started it.
    pub starts: StartEvent,
    /// Whether pauses let it stand still.
    pub pausable: bool,
    /// When somebody is warned.
    pub warnings: Vec<ClockWarning>,
    /// What it had come to before the ticket went back to work.
    pub earlier: Vec<EarlierClock>,
    /// The cycles before this one.
    pub before: Vec<Clock>,
}

/// A warning of a clock.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClockWarning {
    /// As the contract writes it: `75%`, `-30m`, `+1h`.
    #[schema(value_type = String)]
    pub warning: Warning,
    /// When it comes, or came; null while that is not known.
    pub at: Option<Timestamp>,
    /// Whether it has come.
    pub passed: bool,
}

/// What a clock had come to before the ticket went back to work.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EarlierClock {
    /// When it was stopped then.
    pub stopped_at: Timestamp,
    /// What could be said of it then.
    pub state: ClockState,
    /// Time that had counted.
    pub elapsed_seconds: i64,
}

impl TicketClockItem {
    pub(crate) fn of(clock: &TicketClock, language: Language) -> TicketClockItem {
        let at = |threshold: Threshold| clock.thresholds.iter().find(|(known, _)| *known == threshold).map(|(_, at)| *at);
        let warnings = clock.clause.warnings.iter().map(|warning| {
            let threshold = Threshold::of(*warning);
            ClockWarning { warning: *warning, at: at(threshold), passed: clock.passed.contains(&threshold) }
        });
        let earlier = clock.earlier.iter();
        TicketClockItem {
            clock: Clock::shown(clock),
            unknown: clock.reading.unknown.map(|unknown| unknown.text().in_language(language).to_owned()),
            starts: clock.clause.starts,
            pausable: clock.clause.pausable,
            warnings: warnings.collect(),
            earlier: earlier
                .map(|result| EarlierClock { stopped_at: result.stopped_at, state: result.state, elapsed_seconds: result.elapsed_seconds })
                .collect(),
            before: clock.before.iter().map(Clock::shown).collect(),
        }
    }
}

/// A clock explained.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClockExplanation {
    /// What it shows.
    pub clock: Clock,
    /// The contract's line by which it runs, in its own words.
    pub clause: String,
    /// Every stretch from its start on.
    pub lines: Vec<ClockLine>,
}

/// One stretch of a clock's time.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClockLine {
    /// From when…
    pub from: Timestamp,
    /// … until when, not included.
    pub to: Timestamp,
    /// What of it counted.
    pub counted_seconds: i64,
    /// What had counted by its end.
    pub total_seconds: i64,
    /// Whether it lies in the future: as it will be when nothing else happens.
    pub to_come: bool,
    /// The stretch as a sentence.
    pub text: String,
}

/// A running clock with its ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClockItem {
    /// The ticket.
    pub ticket: ClockTicket,
    /// The clock.
    pub clock: Clock,
}

/// What is shown of a clock's ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClockTicket {
    /// Its id.
    pub id: TicketId,
    /// Its number.
    pub number: String,
    /// What is wrong.
    pub title: String,
    /// The level in force.
    pub level: Level,
    /// For whom.
    pub customer: NamedItem,
    /// Who is responsible.
    pub owner: Option<NamedItem>,
}
