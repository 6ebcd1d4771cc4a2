//! What the desk's routes answer.

mod acknowledgement;
mod action;
mod call;
mod clock;
mod pause;
mod ticket;
mod timeline;

use base::CustomerId;
use serde::Serialize;
use utoipa::ToSchema;

pub use acknowledgement::{Acknowledgement, AcknowledgementTicket};
pub use action::{ActionItem, WhyNotItem};
pub use call::{CallState, TicketCall};
pub(crate) use clock::Face;
pub use clock::{Clock, ClockExplanation, ClockItem, ClockLine, ClockTicket, TicketClockItem};
pub use pause::{ClockCorrection, ClockVerdict, CorrectedClockItem, PauseDecision, PauseDispute, TicketPauseItem};
pub use ticket::{NextClock, TicketConfirmation, TicketContract, TicketDetail, TicketDevice, TicketItem, TicketLevel, TicketLevelClock};
pub use timeline::{Timeline, TimelineActor, TimelineItem};

/// Something with an id and a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NamedItem {
    /// Its id.
    pub id: i64,
    /// Its name; for a person in the past, the name they had then.
    pub name: String,
}

impl NamedItem {
    /// An id with the name that was looked up; a name that is gone is shown as its id.
    pub(crate) fn of(id: i64, name: Option<&String>) -> NamedItem {
        NamedItem { id, name: name.cloned().unwrap_or_else(|| format!("#{id}")) }
    }

    /// A customer.
    pub(crate) fn customer(id: CustomerId, name: Option<&String>) -> NamedItem {
        NamedItem::of(id.0, name)
    }
}
