//! The audit (巡查): every open escalation has a next step, and every message ended. Only a clean audit lets the outside know that all is well;
//! silence there is what raises the alarm when this program cannot.

use base::{TicketId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::model::{Level, Words};
use crate::words;

/// How late a call may be before it counts as forgotten.
pub const LATE_SECONDS: i64 = 60;
/// How long a message may be on its way, from when it may leave.
pub const MESSAGE_SECONDS: i64 = 30 * 60;

words!(
    /// What the audit found.
    #[schema(as = AuditFindingCode)]
    FindingCode {
        /// A ticket waits for somebody, and nobody will be called.
        NoNextStep = "no_next_step",
        /// A call is overdue: whoever calls does not run.
        Overdue = "overdue",
        /// Everybody was called and nobody took it.
        Exhausted = "exhausted",
        /// Messages are neither sent nor given up.
        Messages = "messages",
        /// The watch sees too little: it cannot ask, is late, or nobody polls.
        Watch = "watch",
    }
);

/// A ticket that waits for somebody and has no next call, or an overdue one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuck {
    /// Which.
    pub ticket: TicketId,
    /// `F-2026-000123`
    pub number: String,
    /// Its level.
    pub level: Level,
    /// When the next call was due.
    pub next_at: Option<Timestamp>,
    /// Whether it was said that everybody was called.
    pub exhausted: bool,
}

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What.
    pub code: FindingCode,
    /// The ticket it is about.
    pub ticket_id: Option<TicketId>,
    /// In words.
    pub text: Words,
}

/// What is wrong now. `unended`: messages that have been on their way for longer than [`MESSAGE_SECONDS`], each from its own time on: what quiet
/// hours or a pace hold back is not on its way. `watch`: what the watch says of itself.
pub fn findings(stuck: &[Stuck], unended: i64, watch: Vec<Words>, now: Timestamp) -> Vec<Finding> {
    let mut findings: Vec<Finding> = stuck.iter().filter_map(|stuck| of_ticket(stuck, now)).collect();
    if unended > 0 {
        let minutes = MESSAGE_SECONDS / 60;
        let text = Words::new(
            format!("{unended} messages have been neither sent nor given up for {minutes} minutes."),
            format!("{unended} 条消息超过 {minutes} 分钟仍未送达或放弃。"),
        );
        findings.push(Finding { code: FindingCode::Messages, ticket_id: None, text });
    }
    findings.extend(watch.into_iter().map(|text| Finding { code: FindingCode::Watch, ticket_id: None, text }));
    findings
}

fn of_ticket(stuck: &Stuck, now: Timestamp) -> Option<Finding> {
    let Stuck { ticket, number, level, next_at, exhausted } = stuck;
    let (code, text) = match (next_at, exhausted) {
        (Some(at), _) if now.milliseconds_since(*at) <= LATE_SECONDS * 1000 => return None,
        (Some(at), _) => {
            let minutes = now.milliseconds_since(*at) / 60_000;
            let text = Words::new(
                format!("{number} (level {level}): the next call is {minutes} minutes overdue."),
                format!("{number}（{level}级）：下一次呼叫已逾期 {minutes} 分钟。"),
            );
            (FindingCode::Overdue, text)
        }
        (None, true) => (
            FindingCode::Exhausted,
            Words::new(
                format!("{number} (level {level}): everybody was called and nobody has taken it."),
                format!("{number}（{level}级）：已呼叫全部人员，仍无人响应。"),
            ),
        ),
        (None, false) => (
            FindingCode::NoNextStep,
            Words::new(format!("{number} (level {level}): nobody will be called."), format!("{number}（{level}级）：没有下一步呼叫。")),
        ),
    };
    Some(Finding { code, ticket_id: Some(*ticket), text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_open_escalation_has_a_next_step() {
        let now = Timestamp::from_milliseconds(1_000_000);
        let stuck = |next_at: Option<i64>, exhausted| Stuck {
            ticket: TicketId(1),
            number: "F-2026-000001".into(),
            level: Level::ONE,
            next_at: next_at.map(Timestamp::from_milliseconds),
            exhausted,
        };
        let code = |stuck| findings(&[stuck], 0, Vec::new(), now).first().map(|finding| finding.code);
        assert_eq!(code(stuck(Some(2_000_000), false)), None);
        assert_eq!(code(stuck(Some(940_000), false)), None, "a minute is no delay");
        assert_eq!(code(stuck(Some(939_999), false)), Some(FindingCode::Overdue));
        assert_eq!(code(stuck(None, true)), Some(FindingCode::Exhausted));
        assert_eq!(code(stuck(None, false)), Some(FindingCode::NoNextStep));
        assert_eq!(findings(&[], 3, Vec::new(), now).first().map(|finding| finding.code), Some(FindingCode::Messages));
        assert_eq!(findings(&[], 0, Vec::new(), now), []);
        let blind = findings(&[], 0, vec![Words::same("blind")], now);
        assert_eq!(blind.first().map(|finding| finding.code), Some(FindingCode::Watch));
    }
}
