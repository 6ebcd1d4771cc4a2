//! What may be done on a visit, by whom, in which state, and why not. One table-like function is asked by the handler, which refuses, and by
//! the API, which shows every action with its reason beforehand: a disabled button says why. Beside it stands what each event leaves, so
//! that a visit's state can be told from the journal alone.

use base::Text;
use desk::model::{Kind, State};
use desk::rules::actions::WhyNot;

use crate::model::VisitState;

desk::words!(
    /// What can be done on a visit.
    VisitAction {
        /// 改派: somebody else goes.
        Assign = "assign",
        /// 出发
        SetOut = "set-out",
        /// 到场
        Arrive = "arrive",
        /// 记录处理过程: say what was done.
        Work = "work",
        /// 处理完毕: say that the service runs again, or that the work is done.
        Restored = "restored",
        /// 用户签字: the customer's person agrees.
        Confirm = "confirm",
        /// 离开
        Leave = "leave",
        /// 取消: it does not take place, or is broken off.
        Cancel = "cancel",
    }
);

/// Who wants to do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who {
    /// The visit is their own, and they may work.
    pub own: bool,
    /// They lead the work: administrator, dispatcher, manager.
    pub leads: bool,
}

/// What the decision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// How far the visit has come.
    pub visit: VisitState,
    /// How far its ticket has come.
    pub ticket: State,
    /// What the ticket is about.
    pub kind: Kind,
    /// Whether the ticket's restoration has been reported and the monitoring has not seen it yet.
    pub awaits_proof: bool,
}

/// Whether the action may be done: first by whom, then when.
pub fn allowed(action: VisitAction, who: Who, situation: &Situation) -> Result<(), WhyNot> {
    by_whom(action, who)?;
    when(action, situation)
}

fn by_whom(action: VisitAction, who: Who) -> Result<(), WhyNot> {
    match action {
        VisitAction::Assign | VisitAction::Cancel if who.leads => Ok(()),
        VisitAction::Assign | VisitAction::Cancel => Err(WhyNot {
            status: 403,
            code: "role.missing",
            text: Text::new(
                "This is done by a dispatcher, a manager or an administrator. Ask one of them.",
                "此操作由调度、经理或管理员进行，请联系相关人员。",
            ),
        }),
        _ if who.own => Ok(()),
        _ => Err(WhyNot {
            status: 403,
            code: "visit.not_yours",
            text: Text::new(
                "Only the engineer of this visit does this. A dispatcher can hand the visit over.",
                "仅该次上门的工程师本人可操作；如需更换，请调度改派。",
            ),
        }),
    }
}

fn when(action: VisitAction, situation: &Situation) -> Result<(), WhyNot> {
    use VisitState::{Cancelled, Left};
    match situation.visit {
        Left => Err(no(
            "visit.left",
            "The engineer has left; this visit is over. Plan another one.",
            "工程师已离开，本次上门已结束，请另行安排。",
        )),
        Cancelled => Err(no("visit.cancelled", "This visit was cancelled. Plan another one.", "本次上门已取消，请另行安排。")),
        state => match action {
            VisitAction::SetOut | VisitAction::Arrive | VisitAction::Assign => on_the_way(action, state, situation.ticket),
            VisitAction::Work => on_site(state),
            VisitAction::Restored => restored(state, situation),
            VisitAction::Confirm => confirm(state, situation),
            VisitAction::Leave => leave(state, situation.ticket),
            VisitAction::Cancel if state == VisitState::Confirmed => Err(signed()),
            VisitAction::Cancel => Ok(()),
        },
    }
}

/// Setting out, arriving (also when nobody said that they set out), handing over.
fn on_the_way(action: VisitAction, state: VisitState, ticket: State) -> Result<(), WhyNot> {
    use VisitState::{Planned, SetOut};
    match (action, state) {
        (VisitAction::SetOut, SetOut) => Err(no("visit.already_set_out", "The engineer is on the way already.", "工程师已出发。")),
        (_, Planned | SetOut) if ticket.is_over() => Err(no(
            "visit.ticket_over",
            "The ticket is closed or cancelled; nobody needs to go. Ask a dispatcher to cancel the visit.",
            "工单已关闭或取消，无需上门，请调度取消本次上门。",
        )),
        (_, Planned | SetOut) => Ok(()),
        _ => Err(no("visit.already_arrived", "The engineer has arrived already.", "工程师已到场。")),
    }
}

fn on_site(state: VisitState) -> Result<(), WhyNot> {
    match state {
        VisitState::Arrived | VisitState::Restored => Ok(()),
        VisitState::Planned | VisitState::SetOut => Err(no("visit.not_arrived", "Arrive on site first.", "请先到场。")),
        _ => Err(signed()),
    }
}

fn restored(state: VisitState, situation: &Situation) -> Result<(), WhyNot> {
    on_site(state)?;
    match situation.ticket {
        State::Closed | State::Cancelled => Err(nothing_left()),
        State::Open => Err(not_taken()),
        // The customer, or a new fault, sent it back to work while the engineer is still there.
        State::Acknowledged if state == VisitState::Arrived || (situation.kind == Kind::Fault && !situation.awaits_proof) => Ok(()),
        _ if state == VisitState::Arrived => Ok(()),
        _ => Err(no("visit.already_restored", "The work is reported as done already.", "已报处理完毕。")),
    }
}

fn confirm(state: VisitState, situation: &Situation) -> Result<(), WhyNot> {
    on_site(state)?;
    if state == VisitState::Arrived && !situation.ticket.is_over() {
        return Err(no(
            "visit.not_restored",
            "Say first that the work is done, then let the customer sign.",
            "请先报处理完毕，再请用户签字。",
        ));
    }
    match situation.ticket {
        State::Restored | State::Resolved => Ok(()),
        State::Closed | State::Cancelled => Err(nothing_left()),
        State::Open => Err(not_taken()),
        State::Acknowledged if situation.kind != Kind::Fault => Err(no(
            "visit.not_resolved",
            "Resolve the ticket first, with cause and solution; then let the customer sign.",
            "请先在工单中提交原因和处理结果，再请用户签字。",
        )),
        State::Acknowledged if situation.awaits_proof => Err(no(
            "visit.not_proved",
            "The monitoring has not seen the service running again yet. Wait for it, or look again at what is wrong.",
            "监控尚未确认恢复，请等待确认或继续排查。",
        )),
        State::Acknowledged => Err(no(
            "visit.not_restored",
            "The ticket went back to work. Say again when the work is done.",
            "工单已退回处理，请处理后再次报处理完毕。",
        )),
    }
}

fn leave(state: VisitState, ticket: State) -> Result<(), WhyNot> {
    match state {
        VisitState::Planned | VisitState::SetOut => Err(no(
            "visit.not_arrived",
            "Nobody has arrived yet. If the visit is not needed any more, ask a dispatcher to cancel it.",
            "尚未到场；如无需上门，请调度取消。",
        )),
        VisitState::Arrived | VisitState::Restored if !ticket.is_over() => Err(no(
            "visit.unconfirmed",
            "Let the customer sign first. If that cannot be, ask a dispatcher to break the visit off with a reason.",
            "用户确认后方可离开，请先请用户签字；确有困难请调度说明原因并终止本次上门。",
        )),
        _ => Ok(()),
    }
}

fn no(code: &'static str, en: &'static str, zh: &'static str) -> WhyNot {
    WhyNot { status: 409, code, text: Text::new(en, zh) }
}

fn signed() -> WhyNot {
    no("visit.confirmed", "The customer has signed; all that is left is to leave.", "用户已签字，可以离开。")
}

fn nothing_left() -> WhyNot {
    no("visit.ticket_over", "The ticket is closed or cancelled already; you may leave.", "工单已关闭或取消，可以离开。")
}

fn not_taken() -> WhyNot {
    no("visit.ticket_not_taken", "Nobody has taken the ticket yet. Acknowledge it first.", "工单尚无人响应，请先响应工单。")
}

/// The state an accepted action leaves.
pub fn after(action: VisitAction, state: VisitState) -> VisitState {
    match action {
        VisitAction::Assign => VisitState::Planned,
        VisitAction::SetOut => VisitState::SetOut,
        VisitAction::Arrive => VisitState::Arrived,
        VisitAction::Work => state,
        VisitAction::Restored => VisitState::Restored,
        VisitAction::Confirm => VisitState::Confirmed,
        VisitAction::Leave => VisitState::Left,
        VisitAction::Cancel => VisitState::Cancelled,
    }
}

/// The kind of event an accepted action writes.
pub fn event_of(action: VisitAction) -> &'static str {
    match action {
        VisitAction::Assign => "visit.reassigned",
        VisitAction::SetOut => "visit.set_out",
        VisitAction::Arrive => "visit.arrived",
        VisitAction::Work => "visit.worked",
        VisitAction::Restored => "visit.restored",
        VisitAction::Confirm => "visit.confirmed",
        VisitAction::Leave => "visit.left",
        VisitAction::Cancel => "visit.cancelled",
    }
}

/// How far a visit has come, told from the kinds of its events alone; `None` when they tell no story that can be.
pub fn told<'a>(kinds: impl IntoIterator<Item = &'a str>) -> Option<VisitState> {
    use VisitState::{Arrived, Confirmed, Left, Planned, Restored, SetOut};
    kinds.into_iter().try_fold(None, |state, kind| {
        let next = match (state, kind) {
            (None, "visit.planned") | (Some(Planned | SetOut), "visit.reassigned") => Planned,
            (Some(Planned), "visit.set_out") => SetOut,
            (Some(Planned | SetOut), "visit.arrived") => Arrived,
            (Some(Arrived | Restored), "visit.worked") => state?,
            (Some(Arrived | Restored), "visit.restored") => Restored,
            (Some(Restored), "visit.confirmed") => Confirmed,
            (Some(Arrived | Restored | Confirmed), "visit.left") => Left,
            (Some(Planned | SetOut | Arrived | Restored), "visit.cancelled") => VisitState::Cancelled,
            _ => return None,
        };
        Some(Some(next))
    })?
}

#[cfg(test)]
#[path = "actions_tests.rs"]
mod tests;
