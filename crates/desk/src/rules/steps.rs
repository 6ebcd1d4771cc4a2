//! What an accepted action leaves in the journal: from the story so far to the deeds that follow. A pause ends by itself when the work goes
//! on to another state, and says so.

use base::Timestamp;
use watch::AlarmId;

use super::actions::Action;
use super::clocks::{TicketClock, results};
use super::story::Story;
use crate::model::{Confirmed, ContractSet, Deed, Evidence, Level, LevelChange, Named, Proof, State, Via, Words};

/// An action with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are what the action's form asks for")]
pub enum Act {
    /// Take it.
    Acknowledge { via: Via },
    /// Give it to an owner.
    Assign { owner: Named },
    /// Set its level.
    Level { level: Level, reason: String },
    /// Let its clocks stand still.
    Pause { reason: String, requester: String, evidence: Evidence },
    /// Prove a pause.
    Evidence { pause: i64, evidence: Evidence },
    /// Say that a pause was none of theirs.
    Dispute { pause: i64, reason: String },
    /// Decide that.
    Decide { pause: i64, withdrawn: bool, reason: String },
    /// Put the present version of the contract in force.
    Contract(ContractSet),
    /// Hand over the report.
    Report { text: String },
    /// Ask a third party, who may have promised a time of their own.
    AskThirdParty { party: String, number: Option<String>, target: Option<String> },
    /// Take down their answer.
    HearThirdParty { text: String },
    /// Let them go on.
    Resume,
    /// Say that the service runs again.
    Restore { text: String, watch: Watching },
    /// Say what it was and what was done.
    Resolve { cause: String, solution: String },
    /// The customer agrees.
    Confirm(Confirmed),
    /// The customer does not.
    Reject { reason: String },
    /// It is not done after all.
    Reopen { reason: String },
    /// It was no promised work.
    Cancel { reason: String },
}

/// What the watch knows of the fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watching {
    /// No alarm belongs to it: a person's word must do.
    Nothing,
    /// The alarm is open: the word waits for the watch.
    Alarm(AlarmId),
    /// The alarm is closed.
    Over {
        /// Which.
        alarm: AlarmId,
        /// Since when.
        closed_at: Timestamp,
        /// What the watch saw.
        seen: Words,
    },
}

impl Act {
    /// Which action it is.
    pub fn action(&self) -> Action {
        match self {
            Act::Acknowledge { .. } => Action::Acknowledge,
            Act::Assign { .. } => Action::Assign,
            Act::Level { .. } => Action::Level,
            Act::Pause { .. } => Action::Pause,
            Act::Evidence { .. } => Action::Evidence,
            Act::Dispute { .. } => Action::Dispute,
            Act::Decide { .. } => Action::Decide,
            Act::Contract(_) => Action::Contract,
            Act::Report { .. } => Action::Report,
            Act::AskThirdParty { .. } => Action::AskThirdParty,
            Act::HearThirdParty { .. } => Action::HearThirdParty,
            Act::Resume => Action::Resume,
            Act::Restore { .. } => Action::Restore,
            Act::Resolve { .. } => Action::Resolve,
            Act::Confirm(_) => Action::Confirm,
            Act::Reject { .. } => Action::Reject,
            Act::Reopen { .. } => Action::Reopen,
            Act::Cancel { .. } => Action::Cancel,
        }
    }
}

/// The deeds of an accepted action, each with the time at which it happened. `clocks` are those of the story at `now`.
pub fn deeds(act: &Act, story: &Story, by: &Named, clocks: &[TicketClock], now: Timestamp) -> Vec<(Timestamp, Deed)> {
    let one = |deed: Deed| vec![(now, deed)];
    match act.clone() {
        Act::Acknowledge { via } => {
            let owner = story.owner.clone().unwrap_or_else(|| by.clone());
            one(Deed::Acknowledged { by: by.clone(), owner, via })
        }
        Act::Assign { owner } => one(Deed::Assigned { owner, before: story.owner.clone() }),
        Act::Level { level, reason } => one(Deed::LevelSet(LevelChange {
            from: story.level,
            to: level,
            proposed_level: story.proposed_level,
            proposed_reason: story.proposed_reason.clone(),
            reason: Some(reason),
            results: Vec::new(),
        })),
        Act::Pause { reason, requester, evidence } => {
            one(Deed::Paused { pause: story.pauses.len() as i64 + 1, reason, requester, evidence })
        }
        Act::Evidence { pause, evidence } => one(Deed::PauseEvidenced { pause, evidence }),
        Act::Dispute { pause, reason } => one(Deed::PauseDisputed { pause, by: by.clone(), reason }),
        Act::Decide { pause, withdrawn, reason } => one(Deed::DisputeDecided { pause, by: by.clone(), withdrawn, reason }),
        Act::Contract(set) => one(Deed::ContractSet(set)),
        Act::Report { text } => one(Deed::ReportDelivered { text }),
        Act::AskThirdParty { party, number, target } => one(Deed::ThirdPartyAsked { party, number, target }),
        Act::HearThirdParty { text } => one(Deed::ThirdPartyAnswered { party: story.third_party.clone().unwrap_or_default(), text }),
        Act::Resume => one(Deed::Resumed { because: None }),
        Act::Restore { text, watch } => restore(story, text, watch, now),
        Act::Resolve { cause, solution } => going_on(story, now, "it is resolved.", "已解决。", vec![Deed::Resolved { cause, solution }]),
        Act::Confirm(word) => going_on(story, now, "it is done.", "已完成。", vec![Deed::Confirmed(word), Deed::Closed {}]),
        Act::Reject { reason } => {
            going_on(story, now, "the work goes on.", "继续处理。", vec![Deed::Rejected { reason, results: results(clocks) }])
        }
        Act::Reopen { reason } => one(Deed::Reopened { reason, results: results(clocks) }),
        Act::Cancel { reason } => going_on(story, now, "it is cancelled.", "工单已取消。", vec![Deed::Cancelled { reason }]),
    }
}

/// The deeds that follow when the watch sees the service running again: none when nobody waits for that any more.
pub fn seen_restored(story: &Story, alarm: AlarmId, at: Timestamp, seen: Words) -> Vec<(Timestamp, Deed)> {
    if !matches!(story.state, State::Open | State::Acknowledged) {
        return Vec::new();
    }
    restored(story, at, Deed::Restored { proof: Proof::Monitoring, text: None, alarm_id: Some(alarm), monitoring: Some(seen) })
}

/// The deeds that follow when nobody watches the device any more: no proof will come, so a claim that waited for it counts as a person's
/// word. A ticket without a claim stays as it is.
pub fn no_proof_will_come(story: &Story, alarm: AlarmId, at: Timestamp) -> Vec<(Timestamp, Deed)> {
    if story.state != State::Acknowledged || !story.claimed {
        return Vec::new();
    }
    let why = Words::new("The device is not watched any more.", "该设备已不再监控。");
    restored(story, at, Deed::Restored { proof: Proof::Statement, text: None, alarm_id: Some(alarm), monitoring: Some(why) })
}

/// A claim counts at once when no alarm could prove it, or when the watch has proved it already. An alarm that had proved an earlier
/// restoration, which the customer then rejected, proves nothing of a later one.
fn restore(story: &Story, text: String, watch: Watching, now: Timestamp) -> Vec<(Timestamp, Deed)> {
    match watch {
        Watching::Alarm(_) => vec![(now, Deed::RestoreClaimed { text })],
        Watching::Over { alarm, closed_at, seen } if closed_at >= story.last_sent_back_at => {
            let deed = Deed::Restored { proof: Proof::Monitoring, text: Some(text), alarm_id: Some(alarm), monitoring: Some(seen) };
            restored(story, closed_at, deed)
        }
        Watching::Nothing | Watching::Over { .. } => {
            let deed = Deed::Restored { proof: Proof::Statement, text: Some(text), alarm_id: None, monitoring: None };
            restored(story, now, deed)
        }
    }
}

fn restored(story: &Story, at: Timestamp, deed: Deed) -> Vec<(Timestamp, Deed)> {
    going_on(story, at.max(story.opened_at), "the service runs again.", "服务已恢复。", vec![deed])
}

/// The deeds at one instant, after the end of the pause that they end.
fn going_on(story: &Story, at: Timestamp, en: &str, zh: &str, deeds: Vec<Deed>) -> Vec<(Timestamp, Deed)> {
    let paused = story.pauses.last().filter(|pause| pause.is_open());
    let resumed = paused.map(|pause| (at.max(pause.from), Deed::Resumed { because: Some(Words::new(en, zh)) }));
    resumed.into_iter().chain(deeds.into_iter().map(|deed| (at, deed))).collect()
}
