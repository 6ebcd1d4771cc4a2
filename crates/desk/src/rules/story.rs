//! The ticket as its timeline tells it: the events folded, one after another, to what stands now. The ticket's row is written from this
//! fold and from nothing else, so any order of steps that is accepted leaves a state the journal explains.

use base::{PersonId, Timestamp};

use super::pauses::{self, Pause};
use super::track::{ClockStory, Moved, Track};
use crate::model::{
    Called, ChangeResult, ClockKind, Confirmed, ContractSet, CorrectedClock, Deed, EarlierResult, FrozenCalendar, FrozenPolicy, Kind,
    Level, LevelChange, Named, Opened, PolicyId, Skipped, State, Threshold, Visibility, Words,
};

/// One deed with its time and its doer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When it happened.
    pub at: Timestamp,
    /// The doer's name at the time; nobody when the program did it by itself.
    pub by: Option<String>,
    /// What happened.
    pub deed: Deed,
}

/// A level that was in force from some instant on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelStep {
    /// Since when.
    pub at: Timestamp,
    /// What it was before; nothing at the opening.
    pub from: Option<Level>,
    /// What it became.
    pub to: Level,
    /// Who set it; nobody when the evidence did.
    pub by: Option<String>,
    /// Why.
    pub reason: Words,
    /// What it did to the clocks that were running.
    pub results: Vec<ChangeResult>,
}

/// A call that was made or skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallStep {
    /// When.
    pub at: Timestamp,
    /// In which round: a ticket that goes back to waiting begins another.
    pub round: i64,
    /// What.
    pub call: Call,
}

/// Made or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// Somebody was called.
    Made(Called),
    /// Somebody was not.
    Skipped(Skipped),
}

/// The clocks, computed again by corrected calendars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Named,
    /// Why.
    pub reason: String,
    /// By which calendars.
    pub calendars: Vec<FrozenCalendar>,
    /// What each came to, beside what it had come to.
    pub results: Vec<CorrectedClock>,
}

/// A ticket, told from its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// How it was opened.
    pub opened: Opened,
    /// When it was detected or reported.
    pub opened_at: Timestamp,
    /// How far it has come.
    pub state: State,
    /// The level in force.
    pub level: Level,
    /// What the evidence proposes.
    pub proposed_level: Level,
    /// Why.
    pub proposed_reason: Words,
    /// Who is responsible.
    pub owner: Option<Named>,
    /// Whether a person has ever taken it.
    pub acknowledged: bool,
    /// Who took it, in which round of calls.
    pub taken_by: Option<(i64, PersonId)>,
    /// Whether somebody says that it is restored and the watch has not seen it yet.
    pub claimed: bool,
    /// When it was last restored.
    pub restored_at: Option<Timestamp>,
    /// When it was closed or cancelled, if it is.
    pub closed_at: Option<Timestamp>,
    /// When it was last rejected or reopened; the opening when it never was.
    pub last_sent_back_at: Timestamp,
    /// Every pause.
    pub pauses: Vec<Pause>,
    /// Everything that moves clocks.
    pub track: Track,
    /// The versions of contracts that were put in force since the opening.
    pub agreed: Vec<ContractSet>,
    /// The third party that was asked and has not answered.
    pub third_party: Option<String>,
    /// Every time the clocks were computed again.
    pub corrections: Vec<Correction>,
    /// Every level.
    pub levels: Vec<LevelStep>,
    /// Every call.
    pub calls: Vec<CallStep>,
    /// How often it has begun to wait for somebody.
    pub round: i64,
    /// When the present round of calls began.
    pub round_began_at: Timestamp,
    /// Whether everybody has been called in the present round.
    pub exhausted: bool,
    /// The customer's word, with its time.
    pub confirmation: Option<(Timestamp, Confirmed)>,
}

impl Story {
    /// The story of a ticket that has just been opened.
    pub fn begin(at: Timestamp, by: Option<&str>, opened: &Opened) -> Story {
        let reason = opened.level_reason.as_deref().map_or_else(|| opened.proposed_reason.clone(), Words::same);
        Story {
            opened: opened.clone(),
            opened_at: at,
            state: State::Open,
            level: opened.level,
            proposed_level: opened.proposed_level,
            proposed_reason: opened.proposed_reason.clone(),
            owner: None,
            acknowledged: false,
            taken_by: None,
            claimed: false,
            restored_at: None,
            closed_at: None,
            last_sent_back_at: at,
            pauses: Vec::new(),
            track: Track::default(),
            agreed: Vec::new(),
            third_party: None,
            corrections: Vec::new(),
            levels: vec![LevelStep { at, from: None, to: opened.level, by: by.map(str::to_owned), reason, results: Vec::new() }],
            calls: Vec::new(),
            round: 1,
            round_began_at: at,
            exhausted: false,
            confirmation: None,
        }
    }

    /// The whole story; `None` when it does not begin with an opening.
    pub fn of(steps: &[Step]) -> Option<Story> {
        let mut steps = steps.iter();
        let first = steps.next()?;
        let Deed::Opened(opened) = &first.deed else { return None };
        let mut story = Story::begin(first.at, first.by.as_deref(), opened);
        steps.for_each(|step| story.tell(step));
        Some(story)
    }

    /// What it is about.
    pub fn kind(&self) -> Kind {
        self.opened.kind
    }

    /// Whether its clocks stand still for a stated reason.
    pub fn paused(&self) -> bool {
        self.pauses.last().is_some_and(Pause::is_open)
    }

    /// Where a clock stands.
    pub fn clock(&self, kind: ClockKind) -> ClockStory {
        self.track.clock(kind)
    }

    /// Whether somebody is to be called.
    pub fn calls_somebody(&self) -> bool {
        self.kind().calls_somebody() && self.state == State::Open && !self.exhausted
    }

    /// The calls of the present round.
    pub fn round_calls(&self) -> impl Iterator<Item = &CallStep> {
        self.calls.iter().filter(|call| call.round == self.round)
    }

    /// Goes on by one step.
    pub fn tell(&mut self, step: &Step) {
        let at = step.at;
        match &step.deed {
            Deed::Acknowledged { by, owner, .. } => {
                self.acknowledged = true;
                self.taken_by = Some((self.round, by.id));
                self.state = State::Acknowledged;
                self.assign(at, owner);
                self.track.stop(ClockKind::Respond, at, true);
            }
            Deed::Assigned { owner, .. } => self.assign(at, owner),
            Deed::LevelSet(change) | Deed::LevelRaised(change) => self.change_level(step, change),
            Deed::LevelProposed(change) => self.propose(change),
            Deed::Paused { .. } | Deed::PauseEvidenced { .. } | Deed::PauseDisputed { .. } | Deed::DisputeDecided { .. } => {
                pauses::tell(&mut self.pauses, step);
            }
            Deed::Resumed { .. } => pauses::end(&mut self.pauses, at),
            Deed::Called(called) => self.call(at, Call::Made(called.clone())),
            Deed::CallSkipped(skipped) => self.call(at, Call::Skipped(skipped.clone())),
            Deed::CallsExhausted { .. } => self.exhausted = true,
            Deed::Arrived { .. } => self.track.stop(ClockKind::Arrive, at, true),
            Deed::RestoreClaimed { .. } => self.claimed = true,
            Deed::Restored { .. } => self.restore(at),
            Deed::Resolved { .. } => self.finish(State::Resolved, at),
            Deed::Confirmed(confirmed) => self.confirmation = Some((at, confirmed.clone())),
            Deed::Closed {} => {
                self.finish(State::Closed, at);
                self.closed_at = Some(at);
            }
            Deed::Cancelled { .. } => {
                self.state = State::Cancelled;
                self.claimed = false;
                self.closed_at = Some(at);
            }
            Deed::Rejected { results, .. } => self.back_to_work(at, results, false),
            Deed::Reopened { results, .. } => self.back_to_work(at, results, true),
            Deed::ReportDelivered { .. } => self.track.stop(ClockKind::Report, at, true),
            Deed::ThirdPartyAsked { party, target, .. } => {
                self.third_party = Some(party.clone());
                self.track.mark(at, Moved::Asked { party: party.clone(), target: target.clone() });
            }
            Deed::ThirdPartyAnswered { .. } => {
                self.third_party = None;
                self.track.stop(ClockKind::ThirdParty, at, true);
            }
            Deed::ContractSet(set) => {
                self.agreed.push(set.clone());
                self.track.mark(at, Moved::Agreed(self.agreed.len()));
            }
            Deed::Noted(noted) => {
                if noted.by_service && noted.visibility == Visibility::Customer {
                    self.track.mark(at, Moved::Told);
                }
            }
            Deed::ClockWarned { clock, cycle, warning, .. } => self.track.pass(*clock, *cycle, Threshold::of(*warning)),
            Deed::ClockBreached { clock, cycle, .. } => self.track.pass(*clock, *cycle, Threshold::Breach),
            Deed::ClocksCorrected { calendars, by, reason, results } => self.corrections.push(Correction {
                at,
                by: by.clone(),
                reason: reason.clone(),
                calendars: calendars.clone(),
                results: results.clone(),
            }),
            Deed::Opened(_) | Deed::DevicesChanged { .. } => {}
        }
    }

    fn change_level(&mut self, step: &Step, change: &LevelChange) {
        let reason = change.reason.as_deref().map_or_else(|| change.proposed_reason.clone(), Words::same);
        self.levels.push(LevelStep {
            at: step.at,
            from: Some(change.from),
            to: change.to,
            by: step.by.clone(),
            reason,
            results: change.results.clone(),
        });
        self.level = change.to;
        self.track.mark(step.at, Moved::Level(change.to));
        self.propose(change);
        // Nobody has taken it yet, and others are to be called for this level: a new round of calls begins.
        if self.state == State::Open && self.calling_order(change.from) != self.calling_order(change.to) {
            self.begin_round(step.at);
        }
    }

    fn propose(&mut self, change: &LevelChange) {
        self.proposed_level = change.proposed_level;
        self.proposed_reason = change.proposed_reason.clone();
    }

    fn call(&mut self, at: Timestamp, call: Call) {
        self.calls.push(CallStep { at, round: self.round, call });
    }

    fn assign(&mut self, at: Timestamp, owner: &Named) {
        self.owner = Some(owner.clone());
        self.track.mark(at, Moved::Assigned);
    }

    /// Restored: nothing is left to respond to or to arrive for.
    fn restore(&mut self, at: Timestamp) {
        self.state = State::Restored;
        self.claimed = false;
        self.restored_at = Some(at);
        self.track.stop(ClockKind::Respond, at, false);
        self.track.stop(ClockKind::Arrive, at, false);
        self.track.stop(ClockKind::Restore, at, true);
        self.track.stop(ClockKind::Update, at, false);
    }

    fn finish(&mut self, state: State, at: Timestamp) {
        self.state = state;
        self.third_party = None;
        // The report is owed until the customer has it, whatever else is done.
        for kind in ClockKind::ALL.iter().filter(|kind| **kind != ClockKind::Report) {
            self.track.stop(*kind, at, false);
        }
    }

    fn back_to_work(&mut self, at: Timestamp, results: &[EarlierResult], agreed: bool) {
        self.track.back(at, results, agreed);
        self.closed_at = None;
        self.last_sent_back_at = at;
        self.restored_at = None;
        self.confirmation = None;
        self.state = if self.acknowledged { State::Acknowledged } else { State::Open };
        if self.state == State::Open {
            self.begin_round(at);
        }
    }

    /// The frozen escalation policy of a level, with its version; none when it goes the usual order.
    pub fn policy(&self, level: Level) -> Option<&FrozenPolicy> {
        self.opened.policies.iter().find(|policy| policy.level == level)
    }

    fn calling_order(&self, level: Level) -> Option<(PolicyId, i64)> {
        self.policy(level).map(|policy| (policy.policy_id, policy.version))
    }

    fn begin_round(&mut self, at: Timestamp) {
        self.round += 1;
        self.round_began_at = at;
        self.exhausted = false;
    }
}
