//! What the desk's routes answer.

use base::{CustomerId, Language, TicketId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::links::LinkState;
use crate::model::{ClockKind, ClockState, EarlierResult, Kind, Level, Source, State};
use crate::rules::actions::{Action, WhyNot};
use crate::rules::clock::Reading;

/// Something with an id and a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NamedItem {
    /// Its id.
    pub id: i64,
    /// Its name; for a person in the past, the name they had then.
    pub name: String,
}

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
    pub clocks: Vec<Clock>,
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
}

/// An action and whether whoever asks may do it now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActionItem {
    /// Which.
    pub action: Action,
    /// Whether it may be done.
    pub allowed: bool,
    /// Why not.
    pub why_not: Option<WhyNotItem>,
}

/// Why an action may not be done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WhyNotItem {
    /// Stable, for programs; the same code that the action is refused with.
    pub code: String,
    /// What to do instead.
    pub detail: String,
}

impl WhyNotItem {
    /// The reason in the reader's language.
    pub(crate) fn of(why: &WhyNot, language: Language) -> WhyNotItem {
        WhyNotItem { code: why.code.to_owned(), detail: why.text.in_language(language).to_owned() }
    }
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
