//! A clock on the wire, and a clock with its ticket.

use base::{TicketId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::NamedItem;
use crate::model::{ClockKind, ClockState, EarlierResult, Level};
use crate::rules::clock::Reading;

/// A promised time and how it runs. All amounts are as of the answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Clock {
    /// Which.
    pub kind: ClockKind,
    /// What was promised.
    pub target_seconds: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it is due; unknown while a pause holds it.
    pub due_at: Option<Timestamp>,
    /// When it was stopped.
    pub stopped_at: Option<Timestamp>,
    /// What can be said of it.
    pub state: ClockState,
    /// Time that counted.
    pub elapsed_seconds: i64,
    /// What is left; negative when it ran out.
    pub remaining_seconds: i64,
    /// Time that pauses took out.
    pub paused_seconds: i64,
    /// What it had come to before the ticket went back to work.
    pub earlier: Vec<EarlierClock>,
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

impl Clock {
    /// A reading as it is shown.
    pub(crate) fn of(kind: ClockKind, reading: &Reading, earlier: &[EarlierResult]) -> Clock {
        Clock {
            kind,
            target_seconds: reading.target / 1000,
            started_at: reading.started_at,
            due_at: reading.due_at,
            stopped_at: reading.stopped_at,
            state: reading.state,
            elapsed_seconds: reading.elapsed.div_euclid(1000),
            remaining_seconds: reading.remaining().div_euclid(1000),
            paused_seconds: reading.paused_net / 1000,
            earlier: earlier
                .iter()
                .map(|result| EarlierClock { stopped_at: result.stopped_at, state: result.state, elapsed_seconds: result.elapsed_seconds })
                .collect(),
        }
    }
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
}
