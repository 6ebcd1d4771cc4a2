//! What happened to a ticket, as the journal tells it. Whoever changes a ticket writes one of these, and whoever explains a ticket (its
//! timeline, its clocks, its levels, its calls) reads them back: what is written is what is read.

use archive::{ContractId, DeviceId, SiteId};
use base::{CustomerId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use watch::AlarmId;

use super::{ClockKind, ClockState, Kind, Level, Source, Visibility, Words};
use crate::words;

/// A person as they were called at the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Who.
    pub id: PersonId,
    /// Their name at the time.
    pub name: String,
}

/// A device that a ticket is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenDevice {
    /// Which.
    pub id: DeviceId,
    /// Its name at the time.
    pub name: String,
    /// What the watch knew of it then: `up`, `down`, `unreachable`, `unknown`.
    pub state: String,
}

words!(
    /// How somebody acted.
    Via {
        /// Signed in.
        Session = "session",
        /// By the one-time link of a message.
        Link = "link",
    }
);

words!(
    /// What proves that the service runs again.
    Proof {
        /// The watch closed the alarm.
        Monitoring = "monitoring",
        /// A person says so; there is no alarm that could say it.
        Statement = "statement",
    }
);

words!(
    /// What a clock can pass.
    Threshold {
        /// Three quarters of the promised time are used up.
        Warning = "warning",
        /// The promised time is over.
        Breach = "breach",
    }
);

/// The ticket as it was opened, with everything that is frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Its number.
    pub number: String,
    /// What it is about.
    pub kind: Kind,
    /// Where it came from.
    pub source: Source,
    /// What is wrong, in a line.
    pub title: Words,
    /// For whom.
    pub customer_id: CustomerId,
    /// Where.
    pub site_id: Option<SiteId>,
    /// What broke.
    pub device_id: Option<DeviceId>,
    /// The alarm that opened it.
    pub alarm_id: Option<AlarmId>,
    /// Who reported it.
    pub reporter: Option<Named>,
    /// The level in force from the start.
    pub level: Level,
    /// What the evidence proposed.
    pub proposed_level: Level,
    /// Why.
    pub proposed_reason: Words,
    /// Why a person set another level at once.
    pub level_reason: Option<String>,
    /// The contract that was valid…
    pub contract_id: Option<ContractId>,
    /// … and its version: what was promised is frozen.
    pub contract_version: Option<i64>,
    /// After how many seconds without an answer the next person is called: frozen too.
    pub call_next_after_seconds: i64,
    /// The devices affected.
    pub devices: Vec<SeenDevice>,
}

/// A level that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelChange {
    /// What it was.
    pub from: Level,
    /// What it is now.
    pub to: Level,
    /// What the evidence proposes now.
    pub proposed_level: Level,
    /// Why the evidence proposes it.
    pub proposed_reason: Words,
    /// Why a person set it; the evidence needs no other reason than its own.
    pub reason: Option<String>,
}

/// A note. The journal shows an internal one to nobody outside the service (see [`base::journal::Recorded::is_internal`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Who may read it.
    pub visibility: Visibility,
    /// The text.
    pub text: String,
}

/// A person who was called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// Who.
    pub person: Named,
    /// Which call of this ticket, counted from 1.
    pub step: i64,
    /// When the call was due; it happened when the event says, later when the program was down.
    pub due_at: Timestamp,
    /// Why this person: on duty, or the next to be asked.
    pub because: Words,
}

/// A call that was not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Who would have been called; nobody when a whole group is missing.
    pub person: Option<Named>,
    /// Which call of this ticket, counted from 1.
    pub step: i64,
    /// Why it was not made.
    pub reason: Words,
}

/// The customer's word that it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// Who signed for the customer.
    pub signed_by: String,
    /// Whether they are satisfied.
    pub satisfied: bool,
    /// What they added.
    pub comment: Option<String>,
    /// The visit on which they signed; absent when they confirmed on their own pages.
    pub visit_id: Option<i64>,
    /// The SHA-256 of the drawn signature's image, in hexadecimal digits.
    pub signature_sha256: Option<String>,
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

/// One thing that happened to a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
#[expect(missing_docs, reason = "each field stands in the sentence of its deed")]
pub enum Deed {
    /// It was opened.
    #[serde(rename = "ticket.opened")]
    Opened(Box<Opened>),
    /// A person took it, and became its owner when it had none.
    #[serde(rename = "ticket.acknowledged")]
    Acknowledged { by: Named, owner: Named, via: Via },
    /// It was given to an owner.
    #[serde(rename = "ticket.assigned")]
    Assigned { owner: Named, before: Option<Named> },
    /// A person set its level.
    #[serde(rename = "ticket.level_set")]
    LevelSet(LevelChange),
    /// The evidence became worse and raised its level.
    #[serde(rename = "ticket.level_raised")]
    LevelRaised(LevelChange),
    /// The evidence proposes another level than before; the one in force stays.
    #[serde(rename = "ticket.level_proposed")]
    LevelProposed(LevelChange),
    /// The watch sees other devices affected.
    #[serde(rename = "ticket.devices_changed")]
    DevicesChanged { added: Vec<SeenDevice>, recovered: Vec<SeenDevice> },
    /// Somebody wrote something.
    #[serde(rename = "ticket.noted")]
    Noted(Noted),
    /// Its clocks stand still from here on, for a reason, at somebody's request, with evidence.
    #[serde(rename = "ticket.paused")]
    Paused { reason: String, requester: String, evidence: String },
    /// Its clocks go on.
    #[serde(rename = "ticket.resumed")]
    Resumed { because: Option<Words> },
    /// Somebody was called.
    #[serde(rename = "ticket.called")]
    Called(Called),
    /// Somebody could not be called.
    #[serde(rename = "ticket.call_skipped")]
    CallSkipped(Skipped),
    /// Everybody was called and nobody has taken it.
    #[serde(rename = "ticket.calls_exhausted")]
    CallsExhausted { calls: i64 },
    /// An engineer is on site.
    #[serde(rename = "ticket.arrived")]
    Arrived { engineer: Named },
    /// Somebody says that the service runs again; the watch has not seen it yet.
    #[serde(rename = "ticket.restore_claimed")]
    RestoreClaimed { text: String },
    /// The service runs again.
    #[serde(rename = "ticket.restored")]
    Restored { proof: Proof, text: Option<String>, alarm_id: Option<AlarmId>, monitoring: Option<Words> },
    /// The cause is removed.
    #[serde(rename = "ticket.resolved")]
    Resolved { cause: String, solution: String },
    /// The customer confirmed.
    #[serde(rename = "ticket.confirmed")]
    Confirmed(Confirmed),
    /// Nothing is owed any more.
    #[serde(rename = "ticket.closed")]
    Closed {},
    /// The customer is not satisfied: the work goes on.
    #[serde(rename = "ticket.rejected")]
    Rejected { reason: String, results: Vec<EarlierResult> },
    /// It was closed and is not done after all.
    #[serde(rename = "ticket.reopened")]
    Reopened { reason: String, results: Vec<EarlierResult> },
    /// It was no promised work.
    #[serde(rename = "ticket.cancelled")]
    Cancelled { reason: String },
    /// Three quarters of a promised time are used up.
    #[serde(rename = "clock.warned")]
    ClockWarned { clock: ClockKind, due_at: Timestamp, level: Level },
    /// A promised time is over.
    #[serde(rename = "clock.breached")]
    ClockBreached { clock: ClockKind, due_at: Timestamp, level: Level },
}

impl Deed {
    /// The journal's word for it.
    pub fn kind(&self) -> &'static str {
        match self {
            Deed::Opened(_) => "ticket.opened",
            Deed::Acknowledged { .. } => "ticket.acknowledged",
            Deed::Assigned { .. } => "ticket.assigned",
            Deed::LevelSet(_) => "ticket.level_set",
            Deed::LevelRaised(_) => "ticket.level_raised",
            Deed::LevelProposed(_) => "ticket.level_proposed",
            Deed::DevicesChanged { .. } => "ticket.devices_changed",
            Deed::Noted(_) => "ticket.noted",
            Deed::Paused { .. } => "ticket.paused",
            Deed::Resumed { .. } => "ticket.resumed",
            Deed::Called(_) => "ticket.called",
            Deed::CallSkipped(_) => "ticket.call_skipped",
            Deed::CallsExhausted { .. } => "ticket.calls_exhausted",
            Deed::Arrived { .. } => "ticket.arrived",
            Deed::RestoreClaimed { .. } => "ticket.restore_claimed",
            Deed::Restored { .. } => "ticket.restored",
            Deed::Resolved { .. } => "ticket.resolved",
            Deed::Confirmed(_) => "ticket.confirmed",
            Deed::Closed {} => "ticket.closed",
            Deed::Rejected { .. } => "ticket.rejected",
            Deed::Reopened { .. } => "ticket.reopened",
            Deed::Cancelled { .. } => "ticket.cancelled",
            Deed::ClockWarned { .. } => "clock.warned",
            Deed::ClockBreached { .. } => "clock.breached",
        }
    }

    /// What the journal keeps of it.
    pub fn body(&self) -> Json {
        let mut told = serde_json::to_value(self).unwrap_or_default();
        told.get_mut("body").map(Json::take).unwrap_or_default()
    }

    /// The deed of an event; `None` for an event of another room.
    pub fn read(kind: &str, body: &Json) -> Option<Deed> {
        serde_json::from_value(json!({ "kind": kind, "body": body })).ok()
    }
}
