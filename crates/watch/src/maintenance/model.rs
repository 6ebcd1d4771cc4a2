//! The nouns of planned work: a window, what it covers, one of its times.

use archive::{DeviceId, SiteId};
use base::{CustomerId, TicketId, Timestamp};
use serde::{Deserialize, Serialize};

base::id!(
    /// A maintenance window.
    WindowId
);
base::id!(
    /// One time of a maintenance window.
    TimeId
);

/// What a window covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
#[schema(as = MaintenanceTarget)]
pub(crate) enum Target {
    /// Every device of the customer.
    Customer(CustomerId),
    /// Every device of the site.
    Site(SiteId),
    /// The device and everything behind it.
    Device(DeviceId),
}

/// A window as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) id: WindowId,
    pub(crate) customer_id: CustomerId,
    pub(crate) name: String,
    pub(crate) reason: String,
    /// When its first time begins.
    pub(crate) starts_at: Timestamp,
    /// How long each time lasts.
    pub(crate) length_seconds: i64,
    /// When it comes again: an RFC 5545 rule; empty for once.
    pub(crate) rule: String,
    /// The zone in whose civil time the rule counts.
    pub(crate) zone: String,
    pub(crate) targets: Vec<Target>,
    /// The ticket it is done for.
    pub(crate) ticket_id: Option<TicketId>,
    /// The name of who entered it.
    pub(crate) entered_by: String,
    pub(crate) entered_at: Timestamp,
    /// When a person ended it, or its last time was over.
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) version: i64,
}

/// How far a time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MaintenanceState)]
pub(crate) enum TimeState {
    /// It lies ahead.
    Planned,
    /// It is open now.
    Running,
    /// It was open.
    Over,
    /// It was called off before it began.
    Cancelled,
    /// The program did not run from its beginning to its end.
    Missed,
}

impl TimeState {
    /// The word in the database.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            TimeState::Planned => "planned",
            TimeState::Running => "running",
            TimeState::Over => "over",
            TimeState::Cancelled => "cancelled",
            TimeState::Missed => "missed",
        }
    }

    /// The state of a stored word.
    pub(crate) fn parse(word: &str) -> TimeState {
        match word {
            "running" => TimeState::Running,
            "over" => TimeState::Over,
            "cancelled" => TimeState::Cancelled,
            "missed" => TimeState::Missed,
            _ => TimeState::Planned,
        }
    }
}

/// One time of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) id: TimeId,
    pub(crate) window_id: WindowId,
    pub(crate) starts_at: Timestamp,
    /// The first instant after it.
    pub(crate) ends_at: Timestamp,
    pub(crate) state: TimeState,
}

/// What the round must know of a time that runs or will: from when to when no alarm opens for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quiet {
    pub(crate) from: Timestamp,
    /// The first instant after it.
    pub(crate) to: Timestamp,
    pub(crate) targets: Vec<Target>,
}
