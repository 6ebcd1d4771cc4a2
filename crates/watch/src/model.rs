//! The nouns of the watch: a check asks, a state is judged, an alarm needs attention.

use archive::{DeviceId, SiteId};
use base::{CustomerId, Text, Timestamp};
use serde::{Deserialize, Serialize};

base::id!(
    /// A check (检测项): one question asked of one device again and again.
    CheckId
);
base::id!(
    /// An alarm (告警): a judged state that needs attention.
    AlarmId
);

/// What is known of a device, or of one of its checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WatchState)]
pub enum State {
    /// It answers.
    Up,
    /// It does not, though everything on the way to it does.
    Down,
    /// Something on the way to it is down, so nobody can tell.
    Unreachable,
    /// Not asked yet, or there is no way to ask.
    #[default]
    Unknown,
}

impl State {
    /// The word in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Up => "up",
            State::Down => "down",
            State::Unreachable => "unreachable",
            State::Unknown => "unknown",
        }
    }

    /// The state of a stored word; an unknown word is an unknown state.
    pub fn parse(word: &str) -> State {
        match word {
            "up" => State::Up,
            "down" => State::Down,
            "unreachable" => State::Unreachable,
            _ => State::Unknown,
        }
    }
}

/// What an alarm is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// The device does not answer at all.
    DeviceDown,
    /// The device answers, but one of its services does not do as it should.
    CheckFailed,
    /// Something that comes with the device runs out: a certificate, a licence. It says nothing of whether the device works.
    Expiring,
}

impl AlarmKind {
    /// The word in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            AlarmKind::DeviceDown => "device_down",
            AlarmKind::CheckFailed => "check_failed",
            AlarmKind::Expiring => "expiring",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> AlarmKind {
        match word {
            "check_failed" => AlarmKind::CheckFailed,
            "expiring" => AlarmKind::Expiring,
            _ => AlarmKind::DeviceDown,
        }
    }
}

/// What a fault is of, when the signs around it tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FaultCause)]
pub enum Cause {
    /// It has no power.
    Power,
    /// The wire to it.
    Link,
    /// The device itself.
    Device,
}

impl Cause {
    /// The word in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Cause::Power => "power",
            Cause::Link => "link",
            Cause::Device => "device",
        }
    }

    /// The cause of a stored word.
    pub fn parse(word: &str) -> Option<Cause> {
        [Cause::Power, Cause::Link, Cause::Device].into_iter().find(|cause| cause.as_str() == word)
    }
}

/// An alarm as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Its id.
    pub id: AlarmId,
    /// The device it is about.
    pub device_id: DeviceId,
    /// That device's name when the alarm opened.
    pub device_name: String,
    /// Where the device stands.
    pub site_id: SiteId,
    /// That site's name when the alarm opened.
    pub site_name: String,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// What it is about.
    pub kind: AlarmKind,
    /// What was found, for the user.
    pub text: Text,
    /// What the fault is of, when the signs tell.
    pub cause: Option<Cause>,
    /// The signs, a sentence each.
    pub evidence: Vec<Text>,
    /// When the first bad answer came.
    pub failing_since: Timestamp,
    /// When it was certain enough to be told.
    pub opened_at: Timestamp,
    /// When the device was well again; `None` while the alarm is open.
    pub closed_at: Option<Timestamp>,
    /// Whether the fault comes and goes: the alarm stays open until it has been steady for a while.
    pub flapping: bool,
    /// Every device that was cut off by this one while the alarm was open. The device itself is not among them.
    pub affected: Vec<DeviceId>,
}
