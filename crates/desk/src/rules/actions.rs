//! What may be done to a ticket, by whom, in which state, and why not. One table-like function is asked by the handler, which refuses, and
//! by the API, which shows every action with its reason beforehand: a disabled button says why.

use base::{Error, Refusal, Role, Text};

use crate::model::{Kind, Source, State};
use crate::words;

words!(
    /// What can be done to a ticket.
    #[schema(as = TicketAction)]
    Action {
        /// 响应: take it.
        Acknowledge = "acknowledge",
        /// 指派: give it to an owner.
        Assign = "assign",
        /// 定级: set its level.
        Level = "level",
        /// 备注: write something.
        Note = "note",
        /// 挂起: let its clocks stand still for a reason.
        Pause = "pause",
        /// 恢复计时: let them go on.
        Resume = "resume",
        /// 补充依据: prove a pause.
        Evidence = "prove",
        /// 提出异议: say that a pause was none of the customer's.
        Dispute = "dispute",
        /// 裁定异议: decide that.
        Decide = "decide",
        /// 更新合同: put the present version of the contract in force for it.
        Contract = "contract",
        /// 更正: compute its clocks again by the present calendars.
        Correct = "correct",
        /// 交付报告: the customer has the incident report.
        Report = "report",
        /// 联系第三方: ask somebody else on whom the work waits.
        AskThirdParty = "ask_third_party",
        /// 第三方答复: they have answered.
        HearThirdParty = "hear_third_party",
        /// 报恢复: say that the service runs again.
        Restore = "restore",
        /// 解决: say what the cause was and how it was removed.
        Resolve = "resolve",
        /// 确认: the customer agrees that it is done.
        Confirm = "confirm",
        /// 不满意: the customer does not.
        Reject = "reject",
        /// 重新打开: it was closed and is not done after all.
        Reopen = "reopen",
        /// 取消: it was no promised work.
        Cancel = "cancel",
    }
);

/// Who wants to do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A signed-in person with this role. That a customer's person sees the ticket at all is the scope's affair.
    Person(Role),
    /// The person called, by the one-time link.
    Called,
    /// The customer's person who signs on the engineer's screen.
    Signing,
    /// The program.
    Program,
}

/// What the decision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// What the ticket is about.
    pub kind: Kind,
    /// Where it came from.
    pub source: Source,
    /// How far it has come.
    pub state: State,
    /// Whether its clocks stand still.
    pub paused: bool,
    /// Whether it is claimed to be restored and waits for the watch's proof.
    pub claimed: bool,
    /// Whether it has ever been paused.
    pub pauses: bool,
    /// Whether the customer waits for a decision about a pause.
    pub disputed: bool,
    /// Whether a third party was asked and has not answered.
    pub third_party: bool,
    /// Whether the customer has the report.
    pub reported: bool,
    /// Whether anything was promised for it.
    pub promised: bool,
}

/// Why something may not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyNot {
    /// The HTTP status it is refused with: 403 for whom, 409 for when.
    pub status: u16,
    /// Stable, for programs.
    pub code: &'static str,
    /// What to do instead.
    pub text: Text,
}

impl From<WhyNot> for Error {
    fn from(why: WhyNot) -> Error {
        Error::Refused(Refusal::new(why.status, why.code, why.text))
    }
}

const LEAD: &[Role] = &[Role::Administrator, Role::Dispatcher, Role::Manager];
const DECIDE: &[Role] = &[Role::Administrator, Role::Manager];
const WORK: &[Role] = &[Role::Administrator, Role::Dispatcher, Role::Manager, Role::Engineer];
const CUSTOMER: &[Role] = &[Role::Customer];

/// Whether the action may be done: first by whom, then when.
pub fn allowed(action: Action, who: Who, situation: &Situation) -> Result<(), WhyNot> {
    by_whom(action, who, situation)?;
    when(action, situation)
}

fn by_whom(action: Action, who: Who, situation: &Situation) -> Result<(), WhyNot> {
    let role = match who {
        Who::Program => return Ok(()),
        Who::Called if action == Action::Acknowledge => return Ok(()),
        Who::Signing if matches!(action, Action::Confirm) => return Ok(()),
        Who::Called | Who::Signing => None,
        Who::Person(role) => Some(role),
    };
    let roles = match action {
        Action::Note | Action::Reopen => &Role::ALL,
        Action::Confirm | Action::Reject | Action::Dispute => CUSTOMER,
        Action::Decide | Action::Contract | Action::Correct => DECIDE,
        Action::Cancel => {
            // A customer may take back what they reported, as long as nobody has begun to work on it.
            if role == Some(Role::Customer) && situation.source == Source::Customer && situation.state == State::Open {
                return Ok(());
            }
            LEAD
        }
        _ => WORK,
    };
    if role.is_some_and(|role| roles.contains(&role)) { Ok(()) } else { Err(not_yours(action, roles)) }
}

fn when(action: Action, situation: &Situation) -> Result<(), WhyNot> {
    use State::{Acknowledged, Cancelled, Closed, Open, Resolved, Restored};
    let state = situation.state;
    match (action, state) {
        (
            Action::Evidence
            | Action::Dispute
            | Action::Decide
            | Action::Contract
            | Action::Correct
            | Action::Report
            | Action::AskThirdParty
            | Action::HearThirdParty,
            _,
        ) => about_time(action, situation),
        (Action::Note, _) => Ok(()),
        (Action::Reopen, Closed) => Ok(()),
        (Action::Reopen, Cancelled) => {
            Err(no("ticket.cancelled", "It was cancelled. Open a new ticket instead.", "工单已取消，请新建工单。"))
        }
        (Action::Reopen, _) => {
            Err(no("ticket.not_closed", "It is still open; nothing needs to be reopened.", "工单尚未关闭，无需重新打开。"))
        }
        (_, Closed) => Err(no("ticket.closed", "It is closed. Reopen it first, with a reason.", "工单已关闭，请先说明原因并重新打开。")),
        (_, Cancelled) => Err(no("ticket.cancelled", "It was cancelled. Open a new ticket instead.", "工单已取消，请新建工单。")),
        (Action::Acknowledge, Open) => Ok(()),
        (Action::Acknowledge, Restored | Resolved) => {
            Err(no("ticket.already_restored", "The service runs again; nobody needs to take it.", "服务已恢复，无需再响应。"))
        }
        (Action::Acknowledge, _) => Err(no("ticket.already_acknowledged", "Somebody has taken it already.", "已有人响应该工单。")),
        (Action::Assign | Action::Level, _) => Ok(()),
        (Action::Resume, _) if situation.paused => Ok(()),
        (Action::Resume, _) => Err(no("ticket.not_paused", "Its clocks are running; nothing is paused.", "工单未挂起，时限正在计时。")),
        (Action::Pause, _) if situation.paused => {
            Err(no("ticket.already_paused", "It is paused already. Resume it first.", "工单已挂起，请先恢复计时。"))
        }
        (Action::Pause, Acknowledged | Restored) => Ok(()),
        (Action::Pause | Action::Restore | Action::Resolve, Open) => Err(not_taken()),
        (Action::Pause, _) => Err(no("ticket.already_resolved", "It is resolved; no clock runs any more.", "工单已解决，时限已停止。")),
        (Action::Restore, Acknowledged) if situation.claimed => Err(no(
            "ticket.restore_already_claimed",
            "Its restoration has been reported. It counts as soon as the monitoring sees it.",
            "已报恢复，待监控确认后生效。",
        )),
        (Action::Restore, Acknowledged) if situation.kind == Kind::Fault => Ok(()),
        (Action::Restore, Acknowledged) => {
            Err(no("ticket.nothing_to_restore", "Only a fault is restored. Resolve it instead.", "仅故障需要恢复，请直接提交解决结果。"))
        }
        (Action::Restore, _) => Err(no("ticket.already_restored", "It is restored already.", "服务已恢复。")),
        (Action::Resolve, Restored) => Ok(()),
        (Action::Resolve, Acknowledged) if situation.kind != Kind::Fault => Ok(()),
        (Action::Resolve, Acknowledged) => {
            Err(no("ticket.not_restored", "The service does not run again yet. Restore it first.", "服务尚未恢复，请先恢复服务。"))
        }
        (Action::Resolve, _) => Err(no("ticket.already_resolved", "It is resolved already.", "工单已解决。")),
        (Action::Confirm | Action::Reject, Restored | Resolved) => Ok(()),
        (Action::Confirm | Action::Reject, _) => Err(no(
            "ticket.nothing_to_confirm",
            "The service has not reported it as restored or resolved yet.",
            "服务方尚未报告恢复或解决，暂无需确认。",
        )),
        (Action::Cancel, Open | Acknowledged) => Ok(()),
        (Action::Cancel, _) => Err(no(
            "ticket.work_done",
            "Work was done and the customer's confirmation is due; it cannot be cancelled any more.",
            "工单已有处理结果，待用户确认，不能取消。",
        )),
    }
}

/// When something may be said about a ticket's time rather than its work.
fn about_time(action: Action, situation: &Situation) -> Result<(), WhyNot> {
    let over = situation.state.is_over();
    let unless = |refused: bool, why: WhyNot| if refused { Err(why) } else { Ok(()) };
    match action {
        Action::Evidence | Action::Dispute => {
            unless(!situation.pauses, no("ticket.never_paused", "It has never been paused.", "工单从未挂起。"))
        }
        Action::Decide => {
            unless(!situation.disputed, no("ticket.not_disputed", "The customer disputes no pause of it.", "用户单位未对挂起提出异议。"))
        }
        Action::Correct => {
            unless(!situation.promised, no("ticket.nothing_promised", "No time was promised for it.", "该工单没有约定时限。"))
        }
        Action::Contract => unless(over, no("ticket.over", "It is over; what was promised stays.", "工单已结束，承诺不再变更。")),
        Action::Report if situation.kind != Kind::Fault => {
            Err(no("ticket.nothing_to_report", "Only a fault has an incident report.", "仅故障需要事故报告。"))
        }
        Action::Report if situation.state == State::Cancelled => {
            Err(no("ticket.cancelled", "It was cancelled. Open a new ticket instead.", "工单已取消，请新建工单。"))
        }
        Action::Report => {
            unless(situation.reported, no("ticket.already_reported", "The customer has the report already.", "报告已交付用户单位。"))
        }
        Action::AskThirdParty if over => Err(no("ticket.over", "It is over; nobody needs to be asked.", "工单已结束，无需联系第三方。")),
        Action::AskThirdParty => unless(
            situation.third_party,
            no("ticket.third_party_waiting", "A third party was asked and has not answered yet.", "已联系第三方，正在等待答复。"),
        ),
        Action::HearThirdParty => {
            unless(!situation.third_party, no("ticket.nobody_asked", "No third party was asked.", "未联系第三方，没有待答复事项。"))
        }
        _ => Ok(()),
    }
}

fn no(code: &'static str, en: &'static str, zh: &'static str) -> WhyNot {
    WhyNot { status: 409, code, text: Text::new(en, zh) }
}

fn not_taken() -> WhyNot {
    no("ticket.not_acknowledged", "Nobody has taken it yet. Acknowledge it first.", "尚无人响应，请先响应。")
}

fn not_yours(action: Action, roles: &[Role]) -> WhyNot {
    let text = match action {
        Action::Confirm => Text::new(
            "Only the customer confirms: on their own pages, or by signature on the engineer's screen.",
            "仅用户单位可确认：在用户页面确认，或在工程师手机上签字。",
        ),
        Action::Reject => Text::new("Only the customer can say that it is not done.", "仅用户单位可提出未完成。"),
        Action::Dispute => Text::new("Only the customer disputes a pause.", "仅用户单位可对挂起提出异议。"),
        _ => {
            let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
            Text::new(
                format!("This is done by: {}. Ask one of them.", names.join(", ")),
                format!("此操作需要以下角色：{}。请联系相关人员。", names.join("、")),
            )
        }
    };
    WhyNot { status: 403, code: "role.missing", text }
}

#[cfg(test)]
#[path = "actions_tests.rs"]
mod tests;
