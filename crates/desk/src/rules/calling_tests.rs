//! Calling people: the plan's cases, and that no order of wake-ups calls anybody twice or forgets anybody.

use proptest::prelude::*;

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_milliseconds(second * 1000)
}

fn callee(id: i64, group: Group) -> Callee {
    Callee { person: Named { id: PersonId(id), name: format!("P{id}") }, group, unreachable: None }
}

fn facts(chain: Vec<Callee>, now: i64) -> Facts {
    Facts { chain, before: Vec::new(), steps: 0, began_at: at(0), next_after_seconds: 300, now: at(now) }
}

/// What a room would remember of a decision.
fn remember(facts: &mut Facts, decision: &Decision) {
    for action in &decision.actions {
        facts.steps += 1;
        match action {
            Action::Call { person, due_at, .. } => facts.before.push(Before::Called(person.id, *due_at)),
            Action::Skip { person, reason, .. } => {
                facts.before.push(Before::Skipped(person.as_ref().map(|person| person.id), reason.clone()));
            }
            Action::Exhausted { .. } => {}
        }
    }
}

fn called(decision: &Decision) -> Vec<(i64, i64, Timestamp)> {
    decision
        .actions
        .iter()
        .filter_map(|action| match action {
            Action::Call { person, step, due_at, .. } => Some((person.id.0, *step, *due_at)),
            _ => None,
        })
        .collect()
}

fn chain() -> Vec<Callee> {
    vec![callee(1, Group::Duty), callee(2, Group::Duty), callee(3, Group::Managers), callee(4, Group::Administrators)]
}

#[test]
fn the_first_on_duty_is_called_at_once_and_the_next_after_the_delay() {
    let mut facts = facts(chain(), 0);
    let first = decide(&facts);
    assert_eq!(called(&first), [(1, 1, at(0))]);
    assert_eq!(first.next_at, Some(at(300)));
    remember(&mut facts, &first);
    assert_eq!(decide(&Facts { now: at(299), ..facts.clone() }).actions, [], "asked again, nothing new");
    assert_eq!(called(&decide(&Facts { now: at(300), ..facts })), [(2, 2, at(300))]);
}

#[test]
fn after_a_downtime_every_missed_step_is_made_once_with_its_true_time() {
    let decision = decide(&facts(chain(), 700));
    assert_eq!(called(&decision), [(1, 1, at(0)), (2, 2, at(300)), (3, 3, at(600))]);
    assert_eq!(decision.next_at, Some(at(900)));
}

#[test]
fn when_everybody_was_called_it_is_said_once_and_nobody_is_called_again() {
    let decision = decide(&facts(chain(), 100_000));
    assert_eq!(decision.actions.last(), Some(&Action::Exhausted { calls: 4 }));
    assert_eq!(decision.next_at, None);
}

#[test]
fn who_cannot_be_called_is_skipped_at_once_and_it_is_said() {
    let mut people = chain();
    people[0].unreachable = Some(Words::new("on leave", "休假"));
    let decision = decide(&facts(people, 0));
    assert!(matches!(&decision.actions[0], Action::Skip { person: Some(person), step: 1, .. } if person.id.0 == 1));
    assert_eq!(called(&decision), [(2, 2, at(0))]);
}

#[test]
fn a_gap_in_the_duty_table_is_said_and_the_managers_are_called_at_once() {
    let decision = decide(&facts(vec![callee(3, Group::Managers)], 0));
    assert!(matches!(&decision.actions[0], Action::Skip { person: None, reason, .. } if reason.en == "nobody is on duty"));
    assert_eq!(called(&decision), [(3, 2, at(0))]);
}

#[test]
fn with_nobody_at_all_it_is_said_at_once() {
    let decision = decide(&facts(Vec::new(), 0));
    assert_eq!(decision.actions.len(), 2);
    assert_eq!(decision.actions[1], Action::Exhausted { calls: 0 });
}

#[test]
fn a_manager_who_is_on_duty_is_called_once() {
    let decision = decide(&facts(vec![callee(1, Group::Duty), callee(1, Group::Managers), callee(2, Group::Managers)], 100_000));
    assert_eq!(called(&decision).iter().map(|call| call.0).collect::<Vec<_>>(), [1, 2]);
}

proptest! {
    /// However often and whenever the worker wakes up, the calls made are the same, with the same true times.
    #[test]
    fn any_rhythm_of_waking_up_makes_the_same_calls(
        groups in proptest::collection::vec((1_i64..6, 0_usize..3, any::<bool>()), 0..8), mut wakes in proptest::collection::vec(0_i64..4000, 0..30),
    ) {
        let mut people: Vec<Callee> = groups
            .into_iter()
            .map(|(id, group, reachable)| Callee {
                unreachable: (!reachable).then(|| Words::same("away")),
                ..callee(id, [Group::Duty, Group::Managers, Group::Administrators][group])
            })
            .collect();
        people.sort_by_key(|callee| callee.group);
        wakes.sort_unstable();
        wakes.push(100_000);
        let whole = decide(&facts(people.clone(), 100_000));
        let mut step_by_step = facts(people, 0);
        let mut actions = Vec::new();
        for wake in wakes {
            step_by_step.now = at(wake);
            let decision = decide(&step_by_step);
            if decision.next_at.is_none() && actions.iter().any(|action| matches!(action, Action::Exhausted { .. })) {
                break;
            }
            remember(&mut step_by_step, &decision);
            actions.extend(decision.actions);
        }
        prop_assert_eq!(actions, whole.actions);
    }
}
