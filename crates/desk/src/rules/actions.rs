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
        Action::Confirm | Action::Reject => CUSTOMER,
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
