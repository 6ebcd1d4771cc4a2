//! The parts of which deeds are told: who, which devices, which promise, why.

use archive::{ContractId, DeviceId, GuardPeriodId, SiteId};
use base::{CustomerId, PersonId, Timestamp};
use calendar::CalendarId;
use notify::Channel;
use serde::{Deserialize, Serialize};
use watch::AlarmId;

use super::{ChangeResult, FrozenPolicy, Kind, Level, Place, Source, Visibility, Words};
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
        /// By a key pressed in a call.
        Key = "key",
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

/// A calendar in the version that a ticket froze.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenCalendar {
    /// Which.
    pub id: CalendarId,
    /// In which version.
    pub version: i64,
}

/// The guard period in which a ticket was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guarded {
    /// Which.
    pub id: GuardPeriodId,
    /// What it was called at the time.
    pub name: String,
}

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
    /// The calendars by which that contract counts, in the versions that were in force.
    pub calendars: Vec<FrozenCalendar>,
    /// The class of its site then.
    pub site_class: Option<String>,
    /// The guard period in which it was opened.
    pub guard: Option<Guarded>,
    /// When the monitoring had its first bad answer.
    pub detected_at: Option<Timestamp>,
    /// After how many seconds without an answer the next person is called: frozen too.
    pub call_next_after_seconds: i64,
    /// The escalation policies of the levels that have one of their own, frozen too; the usual order is the others'.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<FrozenPolicy>,
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
    /// What it did to the clocks that were running.
    pub results: Vec<ChangeResult>,
}

/// A note. The journal shows an internal one to nobody outside the service (see [`base::journal::Recorded::is_internal`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Who may read it.
    pub visibility: Visibility,
    /// Whether somebody of the service wrote it: only that tells the customer how it goes.
    pub by_service: bool,
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
    /// Where the call stands in the escalation plan.
    #[serde(default)]
    pub place: Place,
    /// Over which channels the plan has them called; by their own rules when it names none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
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
    /// Where the call stands in the escalation plan.
    #[serde(default)]
    pub place: Place,
    /// When it had been due; when it was said, in a journal that does not know.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
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
