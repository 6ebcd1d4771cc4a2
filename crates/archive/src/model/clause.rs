//! A clause (条款): one line of a contract's table of promised times (故障响应时间总体安排). It says which clock is promised for which tickets,
//! how long it may run, by which calendar, from when on, when somebody is warned, and what a pause, another level, another contract or a
//! reopening does to it.

use calendar::{CalendarId, Target};
use serde::{Deserialize, Serialize, Serializer};

use super::Warning;
use super::word::words;

words!(
    /// What is promised within a time.
    ClockKind {
        /// 响应: a person has taken the ticket. Stopped by a qualified human act, never by an automatic answer or a call nobody answered.
        Respond = "respond",
        /// 到场: an engineer is on site.
        Arrive = "arrive",
        /// 恢复: the service runs again.
        Restore = "restore",
        /// 解决: the cause is removed.
        Resolve = "resolve",
        /// 报告: the customer has the incident report.
        Report = "report",
        /// 通报进展: the customer is told how it goes, again and again until the service runs.
        Update = "update",
        /// 第三方: somebody else on whom the work waits has answered.
        ThirdParty = "third_party",
    }
);

impl ClockKind {
    /// The clocks a kind of ticket can have. Only a fault needs somebody to arrive and something to be restored.
    pub fn of(kind: TicketKind) -> &'static [ClockKind] {
        use ClockKind::{Resolve, Respond, ThirdParty, Update};
        match kind {
            TicketKind::Fault => ClockKind::ALL,
            TicketKind::Question | TicketKind::Complaint => &[Respond, Resolve, Update, ThirdParty],
            TicketKind::Finding | TicketKind::Task => &[Resolve, ThirdParty],
        }
    }

    /// The verb in English and in Chinese.
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            ClockKind::Respond => ("respond", "响应"),
            ClockKind::Arrive => ("arrive", "到场"),
            ClockKind::Restore => ("restore", "恢复"),
            ClockKind::Resolve => ("resolve", "解决"),
            ClockKind::Report => ("report", "报告"),
            ClockKind::Update => ("update the customer", "通报进展"),
            ClockKind::ThirdParty => ("get the third party's answer", "第三方答复"),
        }
    }
}

words!(
    /// What a ticket is about, and what a clause can be limited to.
    #[schema(as = TicketKind)]
    TicketKind {
        /// 故障: something does not work.
        Fault = "fault",
        /// 咨询: somebody asks.
        Question = "question",
        /// 投诉: somebody complains about the service.
        Complaint = "complaint",
        /// 巡检问题: an inspection found something.
        Finding = "finding",
        /// 任务: planned work.
        Task = "task",
    }
);

impl TicketKind {
    /// The letter with which its numbers begin.
    pub fn letter(self) -> char {
        match self {
            TicketKind::Fault => 'F',
            TicketKind::Question => 'Q',
            TicketKind::Complaint => 'C',
            TicketKind::Finding => 'I',
            TicketKind::Task => 'T',
        }
    }

    /// Whether somebody on duty is called when one is opened: whoever reported it waits. Findings and tasks are planned.
    pub fn calls_somebody(self) -> bool {
        matches!(self, TicketKind::Fault | TicketKind::Question | TicketKind::Complaint)
    }

    /// The noun in English and in Chinese.
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            TicketKind::Fault => ("fault", "故障"),
            TicketKind::Question => ("question", "咨询"),
            TicketKind::Complaint => ("complaint", "投诉"),
            TicketKind::Finding => ("finding", "巡检问题"),
            TicketKind::Task => ("task", "任务"),
        }
    }
}

words!(
    /// What starts a clock. The third party's own always starts when they are asked.
    StartEvent {
        /// 受理: the ticket was opened.
        Reported = "reported",
        /// 发现: the monitoring had its first bad answer; the opening, where no monitoring was before it.
        Detected = "detected",
        /// 派单: somebody became responsible.
        Assigned = "assigned",
        /// 定级: the level was set, by a person or by worse evidence; the opening, where the service opened it and so set it.
        LevelSet = "level_set",
    }
);

words!(
    /// What another level, or another contract, does to a running clock. What it had come to by then is kept.
    OnChange {
        /// 继续计时: it goes on from its start, by the new line.
        GoOn = "go_on",
        /// 重新计时: the same promise counts anew from the change. What was broken by then stays broken.
        Restart = "restart",
        /// 新周期: the promise ends with what it had come to, and another begins.
        NewCycle = "new_cycle",
    }
);

words!(
    /// What a rejection, or a reopening, does to a clock that had been stopped. What it had come to by then is kept.
    OnReturn {
        /// 已解决期间不计: it goes on, and the time since it was stopped does not count.
        StopsWhileDone = "stops_while_done",
        /// 视为未停: it goes on as if it had never been stopped.
        NeverStopped = "never_stopped",
        /// 重新计时: the same promise counts anew. What was broken by then stays broken.
        Restart = "restart",
        /// 新周期: the promise ends with what it had come to, and another begins.
        NewCycle = "new_cycle",
    }
);

/// One line of the table of promised times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ContractClause)]
pub struct Clause {
    /// What is promised.
    pub clock: ClockKind,
    /// Only for tickets of this level; null for any.
    pub level: Option<u8>,
    /// Only for tickets of this kind; null for any.
    pub kind: Option<TicketKind>,
    /// Only on sites of this class; null for any.
    pub site_class: Option<String>,
    /// Only for tickets opened in a guard period (true), or outside one (false); null for any.
    pub guard: Option<bool>,
    /// How long it may run: `30m` and `4h` of service, `wall:4h` of all time, `3wd` working days, `eod` the end of the working day.
    #[serde(serialize_with = "written")]
    #[schema(value_type = String)]
    pub target: Target,
    /// By which calendar it counts.
    pub calendar_id: CalendarId,
    /// What starts it.
    pub starts: StartEvent,
    /// When somebody is warned: `75%` used up, `-30m` before it is due, `+1h` after.
    #[schema(value_type = Vec<String>)]
    pub warnings: Vec<Warning>,
    /// Whether a pause lets it stand still.
    pub pausable: bool,
    /// What another level does to it.
    pub on_level_change: OnChange,
    /// What another version of the contract, put in force for a running ticket, does to it.
    pub on_contract_change: OnChange,
    /// What the customer's rejection does to it.
    pub on_reject: OnReturn,
    /// What a reopening does to it.
    pub on_reopen: OnReturn,
}

fn written<S: Serializer>(target: &Target, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(target)
}

/// A line about to be entered. What is absent takes the usual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewContractClause)]
pub struct NewClause {
    /// What is promised.
    pub clock: ClockKind,
    /// Only for tickets of this level, 1 to 3; any when absent.
    #[serde(default)]
    pub level: Option<u8>,
    /// Only for tickets of this kind; any when absent.
    #[serde(default)]
    pub kind: Option<TicketKind>,
    /// Only on sites of this class; any when absent.
    #[serde(default)]
    pub site_class: Option<String>,
    /// Only for tickets opened in a guard period, or outside one; any when absent.
    #[serde(default)]
    pub guard: Option<bool>,
    /// How long it may run: `30m`, `4h`, `wall:4h`, `3wd`, `eod`.
    pub target: String,
    /// By which calendar it counts; 7×24 when absent.
    #[serde(default)]
    pub calendar_id: Option<CalendarId>,
    /// What starts it; `reported` when absent.
    #[serde(default)]
    pub starts: Option<StartEvent>,
    /// When somebody is warned: `75%`, `-30m`, `+1h`; at 75 % when absent.
    #[serde(default)]
    pub warnings: Option<Vec<String>>,
    /// Whether a pause lets it stand still; it does when absent, but for the clocks of responding and of updating the customer.
    #[serde(default)]
    pub pausable: Option<bool>,
    /// What another level does to it; `go_on` when absent.
    #[serde(default)]
    pub on_level_change: Option<OnChange>,
    /// What another version of the contract does to it; `go_on` when absent.
    #[serde(default)]
    pub on_contract_change: Option<OnChange>,
    /// What the customer's rejection does to it; `never_stopped` when absent: a rejected restoration never was one.
    #[serde(default)]
    pub on_reject: Option<OnReturn>,
    /// What a reopening does to it; `stops_while_done` when absent: it had been agreed to be done.
    #[serde(default)]
    pub on_reopen: Option<OnReturn>,
}

impl NewClause {
    /// A line for a level in which everything else is as usual.
    pub fn usual(clock: ClockKind, level: u8, target: &str) -> NewClause {
        NewClause {
            clock,
            level: Some(level),
            kind: None,
            site_class: None,
            guard: None,
            target: target.to_owned(),
            calendar_id: None,
            starts: None,
            warnings: None,
            pausable: None,
            on_level_change: None,
            on_contract_change: None,
            on_reject: None,
            on_reopen: None,
        }
    }

    /// The four lines of a level: respond, arrive, restore, resolve.
    pub fn table(level: u8, targets: [&str; 4]) -> Vec<NewClause> {
        let clocks = [ClockKind::Respond, ClockKind::Arrive, ClockKind::Restore, ClockKind::Resolve];
        clocks.into_iter().zip(targets).map(|(clock, target)| NewClause::usual(clock, level, target)).collect()
    }
}

impl From<&Clause> for NewClause {
    /// The same line, to be entered again.
    fn from(clause: &Clause) -> NewClause {
        NewClause {
            clock: clause.clock,
            level: clause.level,
            kind: clause.kind,
            site_class: clause.site_class.clone(),
            guard: clause.guard,
            target: clause.target.to_string(),
            calendar_id: Some(clause.calendar_id),
            starts: Some(clause.starts),
            warnings: Some(clause.warnings.iter().map(ToString::to_string).collect()),
            pausable: Some(clause.pausable),
            on_level_change: Some(clause.on_level_change),
            on_contract_change: Some(clause.on_contract_change),
            on_reject: Some(clause.on_reject),
            on_reopen: Some(clause.on_reopen),
        }
    }
}

/// What of a ticket decides which lines hold for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// The level, 1 to 3.
    pub level: u8,
    /// What it is about.
    pub kind: TicketKind,
    /// The class of its site.
    pub site_class: Option<String>,
    /// Whether it was opened in a guard period.
    pub guard: bool,
}

impl Clause {
    /// Whether this line speaks of such a ticket.
    fn speaks_of(&self, occasion: &Occasion) -> bool {
        self.level.is_none_or(|level| level == occasion.level)
            && self.kind.is_none_or(|kind| kind == occasion.kind)
            && self.site_class.as_ref().is_none_or(|class| occasion.site_class.as_ref() == Some(class))
            && self.guard.is_none_or(|guard| guard == occasion.guard)
    }

    /// How closely: level before kind before class of site before guard period.
    fn closeness(&self) -> (bool, bool, bool, bool) {
        (self.level.is_some(), self.kind.is_some(), self.site_class.is_some(), self.guard.is_some())
    }
}

/// The line that holds for a ticket: of those that speak of it, the one that speaks most closely. A contract has no two that are equally
/// close.
pub fn line<'a>(clauses: &'a [Clause], clock: ClockKind, occasion: &Occasion) -> Option<&'a Clause> {
    let of_clock = clauses.iter().filter(|clause| clause.clock == clock && clause.speaks_of(occasion));
    of_clock.max_by_key(|clause| clause.closeness())
}
