//! What happened to a ticket, as the journal tells it. Whoever changes a ticket writes one of these, and whoever explains a ticket (its
//! timeline, its clocks, its levels, its calls) reads them back: what is written is what is read.

use archive::ContractId;
use archive::model::Warning;
use base::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use watch::AlarmId;

use super::{
    Called, ChangeResult, ClockKind, Confirmed, CorrectedClock, EarlierResult, Evidence, FrozenCalendar, Level, LevelChange, Named, Noted,
    Opened, Proof, SeenDevice, Skipped, Via, Words,
};

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
    Paused { pause: i64, reason: String, requester: String, evidence: Evidence },
    /// A pause was given evidence, or more of it.
    #[serde(rename = "ticket.pause_evidenced")]
    PauseEvidenced { pause: i64, evidence: Evidence },
    /// The customer says that a pause was none of theirs.
    #[serde(rename = "ticket.pause_disputed")]
    PauseDisputed { pause: i64, by: Named, reason: String },
    /// A manager decided a dispute: a pause that is withdrawn counts as if it had never been.
    #[serde(rename = "ticket.dispute_decided")]
    DisputeDecided { pause: i64, by: Named, withdrawn: bool, reason: String },
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
    /// The customer has the incident report.
    #[serde(rename = "ticket.report_delivered")]
    ReportDelivered { text: String },
    /// Somebody else was asked, on whom the work waits.
    #[serde(rename = "ticket.third_party_asked")]
    ThirdPartyAsked { party: String, number: Option<String>, target: Option<String> },
    /// They have answered.
    #[serde(rename = "ticket.third_party_answered")]
    ThirdPartyAnswered { party: String, text: String },
    /// Another version of the contract was put in force for it.
    #[serde(rename = "ticket.contract_set")]
    ContractSet(ContractSet),
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
    /// A warning before, or after, a promised time is over.
    #[serde(rename = "clock.warned")]
    ClockWarned { clock: ClockKind, cycle: i64, warning: Warning, due_at: Timestamp, level: Level },
    /// A promised time is over.
    #[serde(rename = "clock.breached")]
    ClockBreached { clock: ClockKind, cycle: i64, due_at: Timestamp, level: Level },
    /// The clocks were computed again by corrected calendars. What they had come to before stays.
    #[serde(rename = "clock.corrected")]
    ClocksCorrected { calendars: Vec<FrozenCalendar>, by: Named, reason: String, results: Vec<CorrectedClock> },
}

/// Another version of the contract, put in force for a running ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractSet {
    /// Which contract.
    pub contract_id: ContractId,
    /// In which version.
    pub contract_version: i64,
    /// The calendars by which it counts, in the versions of that moment.
    pub calendars: Vec<FrozenCalendar>,
    /// Why.
    pub reason: String,
    /// What it did to the clocks that were running.
    pub results: Vec<ChangeResult>,
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
            Deed::PauseEvidenced { .. } => "ticket.pause_evidenced",
            Deed::PauseDisputed { .. } => "ticket.pause_disputed",
            Deed::DisputeDecided { .. } => "ticket.dispute_decided",
            Deed::Resumed { .. } => "ticket.resumed",
            Deed::Called(_) => "ticket.called",
            Deed::CallSkipped(_) => "ticket.call_skipped",
            Deed::CallsExhausted { .. } => "ticket.calls_exhausted",
            Deed::Arrived { .. } => "ticket.arrived",
            Deed::RestoreClaimed { .. } => "ticket.restore_claimed",
            Deed::Restored { .. } => "ticket.restored",
            Deed::Resolved { .. } => "ticket.resolved",
            Deed::ReportDelivered { .. } => "ticket.report_delivered",
            Deed::ThirdPartyAsked { .. } => "ticket.third_party_asked",
            Deed::ThirdPartyAnswered { .. } => "ticket.third_party_answered",
            Deed::ContractSet(_) => "ticket.contract_set",
            Deed::Confirmed(_) => "ticket.confirmed",
            Deed::Closed {} => "ticket.closed",
            Deed::Rejected { .. } => "ticket.rejected",
            Deed::Reopened { .. } => "ticket.reopened",
            Deed::Cancelled { .. } => "ticket.cancelled",
            Deed::ClockWarned { .. } => "clock.warned",
            Deed::ClockBreached { .. } => "clock.breached",
            Deed::ClocksCorrected { .. } => "clock.corrected",
        }
    }

    /// What the journal keeps of it.
    pub fn body(&self) -> Json {
        let mut told = serde_json::to_value(self).unwrap_or_default();
        told.get_mut("body").map(Json::take).unwrap_or_default()
    }

    /// Whether it can change what a clock shows: a call does not, and a storm of faults is mostly calls.
    pub fn moves_clocks(&self) -> bool {
        match self {
            Deed::Called(_) | Deed::CallSkipped(_) | Deed::CallsExhausted { .. } | Deed::DevicesChanged { .. } | Deed::LevelProposed(_) => {
                false
            }
            Deed::Noted(noted) => noted.visibility == super::Visibility::Customer,
            _ => true,
        }
    }

    /// The deed of an event as it stands in the journal; `None` for an event of another room.
    pub fn told(kind: &str, body: &str) -> Option<Deed> {
        serde_json::from_str(&format!(r#"{{"kind":{},"body":{body}}}"#, Json::from(kind))).ok()
    }

    /// The same, of an event whose body was read already.
    pub fn read(kind: &str, body: &Json) -> Option<Deed> {
        serde_json::from_value(json!({ "kind": kind, "body": body })).ok()
    }
}
