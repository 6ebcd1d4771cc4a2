//! Calling people until somebody takes the fault (R3). A plan names the steps; the facts name the people of each step as they are now. Who
//! cannot be called — on leave, nobody there, no verified contact on the step's channels, outside the step's hours — is skipped at once, and
//! it is said; whoever comes next takes their place in time.
//!
//! The decision is a pure function of what has been called so far, so asking again at the same moment decides nothing new. A step is due at
//! its true time also when the program was down: everybody who should have been called by now is called now.

use base::{PersonId, Timestamp};
use calendar::Calendar;
use notify::Channel;

use crate::model::{Named, Obstacle, Place, Plan, PlanStep, Target, Words};

/// Somebody of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callee {
    /// Who.
    pub person: Named,
    /// Why they are called.
    pub because: Words,
    /// Why they cannot be, if they cannot.
    pub unreachable: Option<(Obstacle, Words)>,
    /// Of the step's channels those that lead to them; empty when the step leaves it to their own rules.
    pub ways: Vec<Channel>,
}

/// The hours of a step, with the calendar's name.
#[derive(Debug, Clone)]
pub struct StepHours {
    /// Which hours are those of service.
    pub calendar: Calendar,
    /// What it is called.
    pub name: String,
    /// Whether the step is for its hours of service, or for all others.
    pub inside: bool,
}

/// A step with its people as they are now.
#[derive(Debug, Clone)]
pub struct StepFacts {
    /// In calling order, nobody twice.
    pub people: Vec<Callee>,
    /// When it is taken.
    pub hours: Option<StepHours>,
}

/// What was done before in this round: a call, or a skip of a person or of a whole step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// Where it stands in the plan.
    pub place: Place,
    /// Who; nobody when the step had nobody.
    pub person: Option<PersonId>,
    /// Whether they were called, or skipped.
    pub made: bool,
    /// When it had been due.
    pub due_at: Timestamp,
    /// Over which channels.
    pub ways: Vec<Channel>,
}

/// What the decision rests on.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The plan that the ticket froze.
    pub plan: Plan,
    /// Its steps' people, in the plan's order.
    pub steps: Vec<StepFacts>,
    /// What was done in this round, in order.
    pub before: Vec<Before>,
    /// How many calls and skips the ticket has seen in all rounds.
    pub count: i64,
    /// When the round began.
    pub began_at: Timestamp,
    /// The contract's delay, where the plan names none.
    pub next_after_seconds: i64,
    /// As of when.
    pub now: Timestamp,
}

/// What is to be done, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Call this person.
    Call {
        /// Who.
        person: Named,
        /// Which call of the ticket.
        step: i64,
        /// Where it stands in the plan.
        place: Place,
        /// When the call was due.
        due_at: Timestamp,
        /// Why this person.
        because: Words,
        /// Over which channels; their own rules when empty.
        ways: Vec<Channel>,
    },
    /// Say that this person or step was not called.
    Skip {
        /// Who; nobody when the step has nobody.
        person: Option<Named>,
        /// Which call of the ticket it would have been.
        step: i64,
        /// Where it stands in the plan.
        place: Place,
        /// When the call had been due.
        due_at: Timestamp,
        /// What stands in the way.
        obstacle: Obstacle,
        /// The same in words.
        reason: Words,
    },
    /// Say that everybody was called and nobody answered.
    Exhausted {
        /// How many calls were made in this round.
        calls: i64,
    },
}

/// What is to be done now, and when to look again; `None` when nobody is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// In this order.
    pub actions: Vec<Action>,
    /// When the next step is due.
    pub next_at: Option<Timestamp>,
}

/// Decides whom to call.
pub fn decide(facts: &Facts) -> Decision {
    let mut before = facts.before.clone();
    let mut actions = Vec::new();
    let mut count = facts.count;
    loop {
        let slot = next(facts, &before);
        let due_at = slot.map_or_else(|| end(facts, &before), |slot| due(facts, &before, slot.place));
        if due_at > facts.now {
            return Decision { actions, next_at: Some(due_at) };
        }
        let Some(slot) = slot else {
            let calls = before.iter().filter(|done| done.made).count() as i64;
            actions.push(Action::Exhausted { calls });
            return Decision { actions, next_at: None };
        };
        count += 1;
        let action = act(facts, &before, slot, count, due_at);
        before.push(remembered(&action, slot));
        actions.push(action);
    }
}

/// One call to be made or skipped; nobody when the step has nobody.
#[derive(Debug, Clone, Copy)]
struct Slot<'a> {
    place: Place,
    callee: Option<&'a Callee>,
}

fn act(facts: &Facts, before: &[Before], slot: Slot<'_>, count: i64, due_at: Timestamp) -> Action {
    let place = slot.place;
    match (slot.callee, why_not(facts, before, slot, due_at)) {
        (Some(callee), None) => Action::Call {
            person: callee.person.clone(),
            step: count,
            place,
            due_at,
            because: callee.because.clone(),
            ways: callee.ways.clone(),
        },
        (callee, why_not) => {
            let (obstacle, reason) = why_not.unwrap_or_else(|| nobody(step_at(facts, place)));
            Action::Skip { person: callee.map(|callee| callee.person.clone()), step: count, place, due_at, obstacle, reason }
        }
    }
}

impl Facts {
    /// As they are when this was done.
    pub fn remember(&mut self, actions: &[Action]) {
        for action in actions {
            let (place, person, due_at, ways) = match action {
                Action::Call { place, person, due_at, ways, .. } => (*place, Some(person.id), *due_at, Some(ways.clone())),
                Action::Skip { place, person, due_at, .. } => (*place, person.as_ref().map(|person| person.id), *due_at, None),
                Action::Exhausted { .. } => continue,
            };
            self.count += 1;
            self.before.push(Before { place, person, made: ways.is_some(), due_at, ways: ways.unwrap_or_default() });
        }
    }
}

fn remembered(action: &Action, slot: Slot<'_>) -> Before {
    let (made, due_at, ways) = match action {
        Action::Call { due_at, ways, .. } => (true, *due_at, ways.clone()),
        Action::Skip { due_at, .. } => (false, *due_at, Vec::new()),
        // Nothing follows it.
        Action::Exhausted { .. } => (false, Timestamp::from_milliseconds(0), Vec::new()),
    };
    Before { place: slot.place, person: slot.callee.map(|callee| callee.person.id), made, due_at, ways }
}

/// The first in calling order who was neither called nor skipped in this round.
fn next<'a>(facts: &'a Facts, before: &[Before]) -> Option<Slot<'a>> {
    let cycles = 1 + facts.plan.again.map_or(0, |again| again.times);
    (0..cycles).find_map(|cycle| {
        facts.plan.steps.iter().zip(&facts.steps).zip(0_i64..).find_map(|((step, people), number)| {
            let passes = 1 + step.again.map_or(0, |again| again.times);
            (0..passes).find_map(|pass| in_pass(people, before, Place { cycle, step: number, pass }))
        })
    })
}

fn in_pass<'a>(step: &'a StepFacts, before: &[Before], place: Place) -> Option<Slot<'a>> {
    let at = |place: Place, person: PersonId| before.iter().find(|done| done.place == place && done.person == Some(person));
    if place.pass == 0 && step.people.is_empty() && !before.iter().any(|done| done.place == place) {
        return Some(Slot { place, callee: None });
    }
    let first = Place { pass: 0, ..place };
    // Called again is only who was called.
    let belongs = |person: PersonId| place.pass == 0 || at(first, person).is_some_and(|done| done.made);
    let callee = step.people.iter().find(|callee| belongs(callee.person.id) && at(place, callee.person.id).is_none())?;
    Some(Slot { place, callee: Some(callee) })
}

/// When the call at a place is due: counted from the last call of this going-through, or from its beginning. A step that was skipped as a
/// whole leaves its time to the one after it.
fn due(facts: &Facts, before: &[Before], place: Place) -> Timestamp {
    let usual = facts.next_after_seconds.max(1);
    let step = step_at(facts, place);
    let gap = if step.is_some_and(|step| step.together) { 0 } else { step.and_then(|step| step.gap_seconds).unwrap_or(usual) };
    let cycle: Vec<&Before> = before.iter().filter(|done| done.place.cycle == place.cycle).collect();
    let Some(last) = cycle.iter().rposition(|done| done.made) else {
        let first = cycle.first().map_or(place, |done| done.place);
        return beginning(facts, before, place.cycle).plus_seconds(wait(facts, first, usual));
    };
    let (calls, since) = cycle.split_at(last + 1);
    let Some(call) = calls.last() else { return facts.began_at };
    if place <= call.place {
        // Of the same step; or somebody who came to an earlier one meanwhile, because the day's duty began.
        return call.due_at.plus_seconds(gap);
    }
    let missed = since.iter().map(|done| done.place).find(|missed| *missed > call.place).unwrap_or(place);
    call.due_at.plus_seconds(wait(facts, missed, usual))
}

/// When the plan is gone through for this time.
fn beginning(facts: &Facts, before: &[Before], cycle: i64) -> Timestamp {
    let again = facts.plan.again.map_or(0, |again| again.after_seconds.max(1));
    (0..cycle).fold(facts.began_at, |began, earlier| {
        let last = before.iter().filter(|done| done.place.cycle == earlier).map(|done| done.due_at).max();
        last.unwrap_or(began).plus_seconds(again)
    })
}

/// How long a step, or its repetition, waits after the last call.
fn wait(facts: &Facts, place: Place, usual: i64) -> i64 {
    let step = step_at(facts, place);
    if place.pass > 0 {
        return step.and_then(|step| step.again).map_or(usual, |again| again.after_seconds).max(1);
    }
    let unsaid = if place.step == 0 { 0 } else { usual };
    step.and_then(|step| step.after_seconds).unwrap_or(unsaid).max(0)
}

/// When it is to be said that nobody is left: after the last call had its time, at once when there was none.
fn end(facts: &Facts, before: &[Before]) -> Timestamp {
    let last = before.iter().filter(|done| done.made).map(|done| done.due_at).max();
    last.map_or(facts.began_at, |last| last.plus_seconds(facts.next_after_seconds.max(1)))
}

fn why_not(facts: &Facts, before: &[Before], slot: Slot<'_>, due_at: Timestamp) -> Option<(Obstacle, Words)> {
    let Some(callee) = slot.callee else { return Some(nobody(step_at(facts, slot.place))) };
    outside(facts, slot.place, due_at).or_else(|| callee.unreachable.clone()).or_else(|| called_before(before, slot.place, callee))
}

fn outside(facts: &Facts, place: Place, due_at: Timestamp) -> Option<(Obstacle, Words)> {
    let hours = facts.steps.get(usize::try_from(place.step).ok()?)?.hours.as_ref()?;
    let name = &hours.name;
    let words = match (hours.calendar.has_service(due_at), hours.inside) {
        (false, true) => Words::new(format!("this step is for the hours of “{name}”"), format!("本步骤仅在“{name}”服务时段内执行")),
        (true, false) => Words::new(format!("this step is for outside the hours of “{name}”"), format!("本步骤仅在“{name}”服务时段外执行")),
        _ => return None,
    };
    Some((Obstacle::Hours, words))
}

/// Whoever was called at another step over the same channels is not called for the same once more, before the plan begins anew.
fn called_before(before: &[Before], place: Place, callee: &Callee) -> Option<(Obstacle, Words)> {
    let same = |done: &Before| {
        done.made
            && done.place.cycle == place.cycle
            && done.place.step != place.step
            && done.person == Some(callee.person.id)
            && done.ways.is_empty() == callee.ways.is_empty()
            && callee.ways.iter().all(|way| done.ways.contains(way))
    };
    let words = || Words::new("called before at an earlier step", "前面的步骤已呼叫");
    before.iter().any(same).then(|| (Obstacle::CalledBefore, words()))
}

/// What is said when a step has nobody.
fn nobody(step: Option<&PlanStep>) -> (Obstacle, Words) {
    let words = match step.map(|step| &step.target) {
        Some(Target::Duty {}) => Words::new("nobody is on duty", "当日无人值班"),
        Some(Target::AccountEngineer {}) => Words::new("the customer has no account engineer", "该用户单位未指定责任工程师"),
        Some(Target::Role { .. }) => Words::new("nobody has this role", "无人担任该角色"),
        Some(Target::People { .. }) | None => Words::new("nobody who is named is active any more", "指定人员均已停用"),
    };
    (Obstacle::Nobody, words)
}

fn step_at(facts: &Facts, place: Place) -> Option<&PlanStep> {
    usize::try_from(place.step).ok().and_then(|step| facts.plan.steps.get(step))
}

#[cfg(test)]
#[path = "calling_tests.rs"]
mod tests;
