//! A one-time link on the wire.

use base::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::links::LinkState;
use crate::model::Level;

/// What a one-time link shows to whoever holds it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Acknowledgement {
    /// The ticket it is about.
    pub ticket: AcknowledgementTicket,
    /// To whom the link was sent.
    pub person: String,
    /// What the link can still do.
    pub state: LinkState,
}

/// What a link shows of its ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AcknowledgementTicket {
    /// Its number.
    pub number: String,
    /// What is wrong.
    pub title: String,
    /// The level in force.
    pub level: Level,
    /// For whom.
    pub customer: String,
    /// Where.
    pub site: Option<String>,
    /// When it was detected or reported.
    pub opened_at: Timestamp,
}
