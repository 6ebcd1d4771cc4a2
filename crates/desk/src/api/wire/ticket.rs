//! A ticket on the wire: in a list, and with everything that is known of it.

use archive::model::OnChange;
use base::{TicketId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::{ActionItem, ClockCorrection, NamedItem, TicketCall, TicketClockItem, TicketPauseItem};
use crate::model::{ClockKind, ClockState, Kind, Level, Source, State};

/// A ticket of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Ticket)]
pub struct TicketItem {
    /// Its id.
    pub id: TicketId,
    /// What people call it by: `F-2026-000123`.
    pub number: String,
    /// What it is about.
    pub kind: Kind,
    /// Where it came from.
    pub source: Source,
    /// What is wrong, in a line.
    pub title: String,
    /// The level in force; 1 is worst.
    pub level: Level,
    /// What the evidence proposes.
    pub proposed_level: Level,
    /// How far it has come.
    pub state: State,
    /// Whether its clocks stand still for a stated reason.
    pub paused: bool,
    /// For whom.
    pub customer: NamedItem,
    /// Where.
    pub site: Option<NamedItem>,
    /// What broke.
    pub device: Option<NamedItem>,
    /// Who is responsible.
    pub owner: Option<NamedItem>,
    /// When it was detected or reported.
    pub opened_at: Timestamp,
    /// When it was closed or cancelled.
    pub closed_at: Option<Timestamp>,
    /// The version to be named when acting on it.
    pub version: i64,
    /// The running clock that is due first.
    pub next_clock: Option<NextClock>,
}

/// The running clock that is due first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NextClock {
    /// Which.
    pub kind: ClockKind,
    /// When it is due; unknown while a pause holds it.
    pub due_at: Option<Timestamp>,
    /// What can be said of it now.
    pub state: ClockState,
}

/// A ticket with everything that is known of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketDetail {
    /// What the list shows of it.
    #[serde(flatten)]
    pub ticket: TicketItem,
    /// What the reporter told; empty when they told no more than the title.
    pub description: String,
    /// Why the evidence proposes its level.
    pub proposed_reason: String,
    /// Under which contract it was opened, in the version that was frozen.
    pub contract: Option<TicketContract>,
    /// Its clocks.
    pub clocks: Vec<TicketClockItem>,
    /// Every pause.
    pub pauses: Vec<TicketPauseItem>,
    /// Every time the clocks were computed again by corrected calendars.
    pub corrections: Vec<ClockCorrection>,
    /// The guard period in which it was opened.
    pub guard: Option<NamedItem>,
    /// The class of its site when it was opened.
    pub site_class: Option<String>,
    /// The third party that was asked and has not answered.
    pub third_party: Option<String>,
    /// The devices it is about.
    pub devices: Vec<TicketDevice>,
    /// Every level it had.
    pub levels: Vec<TicketLevel>,
    /// What may be done to it now by whoever asks, and why not.
    pub actions: Vec<ActionItem>,
    /// The customer's confirmation.
    pub confirmation: Option<TicketConfirmation>,
    /// Who was called.
    pub calls: Vec<TicketCall>,
    /// When the next person is called.
    pub next_call_at: Option<Timestamp>,
    /// Whether its restoration has been reported and waits for the monitoring to see it.
    pub restore_claimed: bool,
}

/// A contract as a ticket froze it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketContract {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The version.
    pub version: i64,
}

/// A device of a ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketDevice {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What the watch knew of it when it was added: `up`, `down`, `unreachable`, `unknown`.
    pub state_when_opened: String,
}

/// A level that was in force from some instant on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketLevel {
    /// Since when.
    pub at: Timestamp,
    /// What it was before; null at the opening.
    pub from: Option<Level>,
    /// What it became.
    pub to: Level,
    /// Who set it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// What it did to the clocks that ran, by the contract, and what the other policy would have made of them.
    pub clocks: Vec<TicketLevelClock>,
}

/// What another level did to a running clock.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketLevelClock {
    /// Which.
    pub clock: ClockKind,
    /// What could be said of it before.
    pub state: ClockState,
    /// Time that had counted.
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

/// The customer's confirmation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketConfirmation {
    /// Who signed for the customer.
    pub signed_by: String,
    /// When.
    pub at: Timestamp,
    /// Whether they are satisfied.
    pub satisfied: bool,
    /// What they added.
    pub comment: Option<String>,
}
