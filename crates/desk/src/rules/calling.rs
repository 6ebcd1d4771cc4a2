//! Calling people until somebody takes the fault (R3). First those on duty, in the order of the duty table, then the managers, then the
//! administrators; each once in a round, the next one after the delay that the contract froze. Who has no duty or cannot be called is
//! skipped at once, and it is said.
//!
//! The decision is a pure function of what has been called so far, so asking again at the same moment decides nothing new. A step is due at
//! its true time also when the program was down: everybody who should have been called by now is called now.

use base::{PersonId, Timestamp};

use crate::model::{Named, Words};

/// Why somebody is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// On duty that day.
    Duty,
    /// 责任工程师、项目经理、技术总监.
    Managers,
    /// 管理员, when everybody else failed.
    Administrators,
}

impl Group {
    /// The reason as it is told.
    pub fn because(self) -> Words {
        match self {
            Group::Duty => Words::new("on duty", "当日值班"),
            Group::Managers => Words::new("manager, the next step", "升级至责任工程师/经理"),
            Group::Administrators => Words::new("administrator, the last step", "升级至管理员"),
        }
    }
}

/// What is said when the duty table names nobody for the day.
fn nobody_on_duty() -> Words {
    Words::new("nobody is on duty", "当日无人值班")
}

/// Somebody who may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callee {
    /// Who.
    pub person: Named,
    /// Why they are called.
    pub group: Group,
    /// Why they cannot be, if they cannot.
    pub unreachable: Option<Words>,
}

/// What was done before in this round: a call, or a skip of a person or of a whole group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Before {
    /// This person was called; the call had been due at this instant.
    Called(PersonId, Timestamp),
    /// This person, or the group when there is none, was skipped.
    Skipped(Option<PersonId>, Words),
}

/// What the decision rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Who may be called, in calling order.
    pub chain: Vec<Callee>,
    /// What was done in this round, in order.
    pub before: Vec<Before>,
    /// How many calls and skips the ticket has seen in all rounds.
    pub steps: i64,
    /// When the round began.
    pub began_at: Timestamp,
    /// After how many seconds without an answer the next person is called.
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
        /// Which step of the ticket.
        step: i64,
        /// When the call was due.
        due_at: Timestamp,
        /// Why this person.
        because: Words,
    },
    /// Say that this person or group was not called.
    Skip {
        /// Who; nobody when a whole group is missing.
        person: Option<Named>,
        /// Which step of the ticket.
        step: i64,
        /// Why.
        reason: Words,
    },
    /// Say that everybody was called and nobody answered.
    Exhausted {
        /// How many were called in this round.
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
    let interval = facts.next_after_seconds.max(1);
    let mut before = facts.before.clone();
    let mut actions = Vec::new();
    let mut step = facts.steps;
    loop {
        let due_at = last_call(&before).map_or(facts.began_at, |last| last.plus_seconds(interval));
        let candidate = next(&facts.chain, &before);
        // A skip takes no time of its own: it is said together with the call that it makes way for.
        if due_at > facts.now {
            return Decision { actions, next_at: Some(due_at) };
        }
        step += 1;
        match candidate {
            Next::Person(callee) => match &callee.unreachable {
                None => {
                    before.push(Before::Called(callee.person.id, due_at));
                    actions.push(Action::Call { person: callee.person.clone(), step, due_at, because: callee.group.because() });
                }
                Some(reason) => {
                    before.push(Before::Skipped(Some(callee.person.id), reason.clone()));
                    actions.push(Action::Skip { person: Some(callee.person.clone()), step, reason: reason.clone() });
                }
            },
            Next::NobodyOnDuty => {
                before.push(Before::Skipped(None, nobody_on_duty()));
                actions.push(Action::Skip { person: None, step, reason: nobody_on_duty() });
            }
            Next::Nobody => {
                let calls = before.iter().filter(|done| matches!(done, Before::Called(..))).count() as i64;
                actions.push(Action::Exhausted { calls });
                return Decision { actions, next_at: None };
            }
        }
    }
}

enum Next<'a> {
    Person(&'a Callee),
    NobodyOnDuty,
    Nobody,
}

/// Who comes next: group by group, in each the first who was neither called nor skipped in this round.
fn next<'a>(chain: &'a [Callee], before: &[Before]) -> Next<'a> {
    let done = |person: PersonId| {
        before.iter().any(|done| match done {
            Before::Called(called, _) => *called == person,
            Before::Skipped(skipped, _) => *skipped == Some(person),
        })
    };
    // A gap in the duty table is said at the beginning; a duty that ended after its people were called is none.
    if before.is_empty() && !chain.iter().any(|callee| callee.group == Group::Duty) {
        return Next::NobodyOnDuty;
    }
    [Group::Duty, Group::Managers, Group::Administrators]
        .into_iter()
        .flat_map(|group| chain.iter().filter(move |callee| callee.group == group))
        .find(|callee| !done(callee.person.id))
        .map_or(Next::Nobody, Next::Person)
}

fn last_call(before: &[Before]) -> Option<Timestamp> {
    before.iter().rev().find_map(|done| match done {
        Before::Called(_, due_at) => Some(*due_at),
        Before::Skipped(..) => None,
    })
}

#[cfg(test)]
#[path = "calling_tests.rs"]
mod tests;
