//! A call on the wire.

use base::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::NamedItem;

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallState {
    /// It is the latest, and nobody has taken the ticket yet.
    Calling,
    /// This person took the ticket.
    Acknowledged,
    /// The next was called, or somebody else took the ticket.
    PassedOn,
    /// The call was not made.
    Skipped,
}

/// A call.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketCall {
    /// Who.
    pub person: NamedItem,
    /// Which call of the ticket, counted from 1.
    pub step: i64,
    /// When.
    pub at: Timestamp,
    /// How it ended.
    pub state: CallState,
    /// Why this person was called, or was not.
    pub because: String,
}
