//! A timeline on the wire.

use base::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// What happened to a ticket, from the beginning.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Timeline {
    /// In the order in which it was recorded.
    pub items: Vec<TimelineItem>,
}

/// One thing that happened.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TimelineItem {
    /// Its place in the journal.
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// What kind of thing: `ticket.acknowledged`.
    pub kind: String,
    /// Who did it.
    pub actor: TimelineActor,
    /// What happened, as a sentence.
    pub text: String,
    /// What happened, in detail.
    #[schema(value_type = Object)]
    pub body: serde_json::Value,
}

/// Who did something.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TimelineActor {
    /// `person`, `system` or `link`.
    pub kind: String,
    /// The person's id.
    pub id: Option<i64>,
    /// Their name at the time.
    pub name: String,
}
