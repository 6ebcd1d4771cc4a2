//! The promised times (时限) of a ticket: what can be said of one, what it can pass, and what it had come to when something changed it. Which
//! clocks there are is the contract's affair (see [`archive::model::ClockKind`]).

use archive::model::{OnChange, Warning};
use base::Timestamp;
use serde::{Deserialize, Serialize};

use super::ClockKind;
use crate::words;

words!(
    /// What can be said of a clock.
    ClockState {
        /// It runs and is not due yet.
        Running = "running",
        /// It stands still for a stated reason; when it will be due is not known.
        Paused = "paused",
        /// It was stopped in time.
        Met = "met",
        /// Its time ran out. A pause does not undo that.
        Breached = "breached",
        /// It was stopped after its time had run out.
        LateMet = "late_met",
        /// Another cycle took its place before it ran out.
        Ended = "ended",
    }
);

/// What a clock can pass, in the order in which it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Threshold {
    /// A warning before the promised time is over.
    Warning(Warning),
    /// The promised time is over.
    Breach,
    /// A warning after that.
    Late(Warning),
}

impl Threshold {
    /// The threshold at which a contract's warning stands.
    pub fn of(warning: Warning) -> Threshold {
        if warning.is_late() { Threshold::Late(warning) } else { Threshold::Warning(warning) }
    }
}

/// What a clock had come to when a ticket went back to work: this result stays, whatever the clock shows later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierResult {
    /// Which clock.
    pub clock: ClockKind,
    /// When it had been stopped.
    pub stopped_at: Timestamp,
    /// `met` or `late_met`.
    pub state: ClockState,
    /// How much time had counted, in seconds.
    pub elapsed_seconds: i64,
}

/// What a running clock had come to when another level, or another contract, changed it, and what either policy made of it: both stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeResult {
    /// Which clock.
    pub clock: ClockKind,
    /// In which cycle it was.
    pub cycle: i64,
    /// What could be said of it before the change.
    pub state: ClockState,
    /// How much time had counted by then, in seconds.
    pub elapsed_seconds: i64,
    /// When it had been due.
    pub due_at: Option<Timestamp>,
    /// What the contract says is done.
    pub policy: OnChange,
    /// When it is due if it goes on from its start.
    pub due_if_it_goes_on: Option<Timestamp>,
    /// When it is due if it counts anew from the change.
    pub due_if_it_restarts: Option<Timestamp>,
}

/// What a clock comes to by corrected calendars, beside what it had come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectedClock {
    /// Which clock.
    pub clock: ClockKind,
    /// Which cycle.
    pub cycle: i64,
    /// What could be said of it by the calendars that were frozen.
    pub first: Verdict,
    /// What can be said of it by the corrected ones.
    pub corrected: Verdict,
}

/// What can be said of a clock at one instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The word.
    pub state: ClockState,
    /// When it is, or was, due.
    pub due_at: Option<Timestamp>,
    /// How much time has counted, in seconds.
    pub elapsed_seconds: i64,
}
