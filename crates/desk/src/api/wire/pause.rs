//! A pause on the wire, with what was said about it; and the clocks computed again.

use base::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::NamedItem;
use crate::model::{ClockKind, ClockState, Evidence};

/// A pause.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketPauseItem {
    /// Which of the ticket, counted from 1.
    pub number: i64,
    /// From here on…
    pub from: Timestamp,
    /// … until here; null while it lasts.
    pub to: Option<Timestamp>,
    /// Who paused.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Who asked for it.
    pub requester: String,
    /// What was given to prove it.
    pub evidence: Vec<Evidence>,
    /// Whether anything proves it: a file, or a third party's ticket.
    pub proven: bool,
    /// Whether it was withdrawn: then it takes out no time.
    pub withdrawn: bool,
    /// What the customer said against it.
    pub disputes: Vec<PauseDispute>,
}

/// The customer's word against a pause.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PauseDispute {
    /// When.
    pub at: Timestamp,
    /// Whose word.
    pub by: NamedItem,
    /// Why.
    pub reason: String,
    /// What was decided; null while a decision is owed.
    pub decision: Option<PauseDecision>,
}

/// A decision about a dispute.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PauseDecision {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: NamedItem,
    /// Whether the pause is withdrawn.
    pub withdrawn: bool,
    /// Why.
    pub reason: String,
}

/// The clocks, computed again by corrected calendars; what they had come to stays.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClockCorrection {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: NamedItem,
    /// Why.
    pub reason: String,
    /// What each clock came to.
    pub results: Vec<CorrectedClockItem>,
}

/// One clock before and after a correction.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CorrectedClockItem {
    /// Which.
    pub clock: ClockKind,
    /// Which cycle.
    pub cycle: i64,
    /// By the calendars that were frozen.
    pub first: ClockVerdict,
    /// By the corrected ones.
    pub corrected: ClockVerdict,
}

/// What can be said of a clock at one instant.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClockVerdict {
    /// The word.
    pub state: ClockState,
    /// When it is, or was, due.
    pub due_at: Option<Timestamp>,
    /// Time that counted.
    pub elapsed_seconds: i64,
}
