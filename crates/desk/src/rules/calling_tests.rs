//! Calling people: the plan's cases, and that no order of wake-ups calls anybody twice or forgets anybody.

use base::Role;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::model::Again;

fn at(second: i64) -> Timestamp {
    Timestamp::from_milliseconds(second * 1000)
}

fn callee(id: i64) -> Callee {
    Callee {
        person: Named { id: PersonId(id), name: format!("P{id}") },
        because: Words::same("because"),
        unreachable: None,
        ways: Vec::new(),
    }
}

fn away(id: i64) -> Callee {
    Callee { unreachable: Some((Obstacle::Away, Words::new("on leave", "休假"))), ..callee(id) }
}

fn step(after_seconds: Option<i64>) -> PlanStep {
    PlanStep {
        target: Target::Role { role: Role::Manager },
        after_seconds,
        together: false,
        gap_seconds: None,
        channels: Vec::new(),
        again: None,
        hours: None,
    }
}

fn facts(steps: Vec<(PlanStep, Vec<Callee>)>, now: i64) -> Facts {
    let (plan, people): (Vec<PlanStep>, Vec<StepFacts>) =
        steps.into_iter().map(|(step, people)| (step, StepFacts { people, hours: None })).unzip();
    Facts {
        plan: Plan { steps: plan, again: None },
        steps: people,
        before: Vec::new(),
        count: 0,
        began_at: at(0),
        next_after_seconds: 300,
        now: at(now),
    }
}

/// Duty 1 and 2, manager 3, administrator 4: the usual order.
fn usual(now: i64) -> Facts {
    let people = [vec![callee(1), callee(2)], vec![callee(3)], vec![callee(4)]];
    facts(Plan::usual().steps.into_iter().zip(people).collect(), now)
}

/// Who is called (or, with a minus, skipped; 0 is a step without people) when.
fn told(decision: &Decision) -> Vec<(i64, i64)> {
    let told = decision.actions.iter().filter_map(|action| match action {
        Action::Call { person, due_at, .. } => Some((person.id.0, *due_at)),
        Action::Skip { person, due_at, .. } => Some((person.as_ref().map_or(0, |person| -person.id.0), *due_at)),
        Action::Exhausted { .. } => None,
    });
    told.map(|(who, due_at)| (who, due_at.milliseconds_since(at(0)) / 1000)).collect()
}

#[test]
fn the_first_on_duty_is_called_at_once_and_the_next_after_the_delay() {
    let mut facts = usual(0);
    let first = decide(&facts);
    assert_eq!(told(&first), [(1, 0)]);
    assert_eq!(first.next_at, Some(at(300)));
    facts.remember(&first.actions);
    assert_eq!(decide(&Facts { now: at(299), ..facts.clone() }).actions, [], "asked again, nothing new");
    assert_eq!(told(&decide(&Facts { now: at(300), ..facts })), [(2, 300)]);
}

#[test]
fn after_a_downtime_every_missed_step_is_made_once_with_its_true_time() {
    let decision = decide(&usual(700));
    assert_eq!(told(&decision), [(1, 0), (2, 300), (3, 600)]);
    assert_eq!(decision.next_at, Some(at(900)));
}

#[test]
fn when_everybody_was_called_it_is_said_once_and_nobody_is_called_again() {
    let decision = decide(&usual(100_000));
    assert_eq!(decision.actions.last(), Some(&Action::Exhausted { calls: 4 }));
    assert_eq!(decision.next_at, None);
}

#[test]
fn a_gap_in_the_duty_table_is_said_and_the_managers_are_called_at_once() {
    let mut facts = usual(0);
    facts.steps[0].people.clear();
    let decision = decide(&facts);
    assert!(matches!(&decision.actions[0], Action::Skip { person: None, reason, .. } if reason.en == "nobody is on duty"));
    assert_eq!(told(&decision), [(0, 0), (3, 0)]);
}

#[test]
fn with_nobody_at_all_it_is_said_at_once() {
    let mut facts = usual(0);
    facts.steps.iter_mut().for_each(|step| step.people.clear());
    let decision = decide(&facts);
    assert_eq!(told(&decision), [(0, 0), (0, 0), (0, 0)]);
    assert_eq!(decision.actions.last(), Some(&Action::Exhausted { calls: 0 }));
}

/// The table of the plan's cases: the steps, and who is called or skipped when.
#[test]
fn steps_delays_repetitions_and_skips() {
    let every = |step: PlanStep| PlanStep { together: true, ..step };
    let twice = |step: PlanStep| PlanStep { again: Some(Again { times: 1, after_seconds: 120 }), ..step };
    /// What is told, the facts, and who is called when.
    type Case = (&'static str, Facts, &'static [(i64, i64)]);
    let cases: Vec<Case> = vec![
        (
            "each step has its delay, each person in it its gap",
            facts(
                vec![(step(None), vec![callee(1)]), (PlanStep { gap_seconds: Some(60), ..step(Some(900)) }, vec![callee(2), callee(3)])],
                9999,
            ),
            &[(1, 0), (2, 900), (3, 960)],
        ),
        (
            "all at once",
            facts(vec![(every(step(None)), vec![callee(1), callee(2)]), (step(Some(600)), vec![callee(3)])], 9999),
            &[(1, 0), (2, 0), (3, 600)],
        ),
        (
            "somebody on leave is skipped at once; who is next takes their time",
            facts(vec![(step(None), vec![away(1), callee(2)]), (step(Some(600)), vec![callee(3)])], 9999),
            &[(-1, 0), (2, 0), (3, 600)],
        ),
        (
            "whoever was called all at once keeps their time although a colleague is away",
            facts(vec![(every(step(None)), vec![callee(1), away(2)]), (step(Some(600)), vec![callee(3)])], 9999),
            &[(1, 0), (-2, 0), (3, 600)],
        ),
        (
            "a step that is skipped as a whole leaves its time to the next",
            facts(
                vec![(step(None), vec![callee(1)]), (step(Some(300)), vec![away(2), away(3)]), (step(Some(1800)), vec![callee(4)])],
                9999,
            ),
            &[(1, 0), (-2, 300), (-3, 300), (4, 300)],
        ),
        (
            "a step without people does so, too",
            facts(vec![(step(None), vec![callee(1)]), (step(Some(300)), Vec::new()), (step(Some(1800)), vec![callee(4)])], 9999),
            &[(1, 0), (0, 300), (4, 300)],
        ),
        (
            "a step is repeated before the next begins, for those who were called",
            facts(vec![(twice(step(None)), vec![callee(1), away(2)]), (step(Some(300)), vec![callee(3)])], 9999),
            &[(1, 0), (-2, 300), (1, 120), (3, 420)],
        ),
        (
            "a manager who is on duty is called once",
            facts(vec![(step(None), vec![callee(1)]), (step(None), vec![callee(1), callee(2)])], 9999),
            &[(1, 0), (-1, 300), (2, 300)],
        ),
        ("the first step, too, may wait", facts(vec![(step(Some(60)), vec![callee(1)])], 9999), &[(1, 60)]),
    ];
    for (name, facts, expected) in cases {
        assert_eq!(told(&decide(&facts)), expected, "{name}");
    }
}

#[test]
fn the_same_people_are_called_again_over_a_louder_channel() {
    let over = |id, ways: &[Channel]| Callee { ways: ways.to_vec(), ..callee(id) };
    let mail = over(1, &[Channel::Email]);
    let both = over(1, &[Channel::Email, Channel::InApp]);
    let steps = |first: &Callee, second: &Callee| facts(vec![(step(None), vec![first.clone()]), (step(None), vec![second.clone()])], 9999);
    assert_eq!(told(&decide(&steps(&mail, &both))), [(1, 0), (1, 300)], "the second step knows another way");
    assert_eq!(told(&decide(&steps(&both, &mail))), [(1, 0), (-1, 300)], "the first step went it already");
}

#[test]
fn the_whole_plan_begins_anew_when_it_says_so() {
    let mut facts = facts(vec![(step(None), vec![callee(1)]), (step(Some(60)), vec![callee(2)])], 99_999);
    facts.plan.again = Some(Again { times: 2, after_seconds: 600 });
    let decision = decide(&facts);
    assert_eq!(told(&decision), [(1, 0), (2, 60), (1, 660), (2, 720), (1, 1320), (2, 1380)]);
    assert_eq!(decision.actions.last(), Some(&Action::Exhausted { calls: 6 }));
    // With nobody to call it does not turn round without end.
    facts.steps.iter_mut().for_each(|step| step.people = vec![away(1)]);
    assert_eq!(told(&decide(&facts)).iter().map(|told| told.1).collect::<Vec<_>>(), [0, 0, 600, 600, 1200, 1200]);
}

#[test]
fn a_step_is_taken_only_at_its_hours() {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let hours = |inside| Some(StepHours { calendar: Calendar::around_the_clock(zone.clone()), name: "7×24".into(), inside });
    let mut facts = facts(vec![(step(None), vec![callee(1)]), (step(None), vec![callee(2)])], 9999);
    facts.steps[0].hours = hours(false);
    facts.steps[1].hours = hours(true);
    let decision = decide(&facts);
    assert_eq!(told(&decision), [(-1, 0), (2, 0)]);
    assert!(matches!(&decision.actions[0], Action::Skip { reason, .. } if reason.zh.contains("7×24")));
}

#[test]
fn whoever_comes_on_duty_meanwhile_is_called_in_turn() {
    let mut facts = usual(650);
    let decision = decide(&facts);
    facts.remember(&decision.actions);
    // Midnight: others are on duty.
    facts.steps[0].people = vec![callee(7)];
    facts.now = at(901);
    assert_eq!(told(&decide(&facts)), [(7, 900)]);
}

fn any_step() -> impl Strategy<Value = (PlanStep, Vec<Callee>)> {
    let people = proptest::collection::vec((1_i64..6, any::<bool>()), 0..4);
    (proptest::option::of(0_i64..900), any::<bool>(), proptest::option::of((1_i64..3, 30_i64..300)), people).prop_map(
        |(after, together, again, people)| {
            let again = again.map(|(times, after_seconds)| Again { times, after_seconds });
            let mut seen = std::collections::BTreeSet::new();
            let people = people.into_iter().filter(|(id, _)| seen.insert(*id)).map(|(id, here)| if here { callee(id) } else { away(id) });
            (PlanStep { together, again, ..step(after) }, people.collect())
        },
    )
}

proptest! {
    /// However often and whenever the worker wakes up, the calls made are the same, with the same true times.
    #[test]
    fn any_rhythm_of_waking_up_makes_the_same_calls(
        steps in proptest::collection::vec(any_step(), 0..5), again in proptest::option::of((1_i64..3, 60_i64..900)),
        mut wakes in proptest::collection::vec(0_i64..9000, 0..40),
    ) {
        let mut step_by_step = facts(steps, 0);
        step_by_step.plan.again = again.map(|(times, after_seconds)| Again { times, after_seconds });
        let whole = decide(&Facts { now: at(1_000_000), ..step_by_step.clone() });
        wakes.sort_unstable();
        wakes.push(1_000_000);
        let mut actions = Vec::new();
        for wake in wakes {
            step_by_step.now = at(wake);
            let decision = decide(&step_by_step);
            if let Some(next_at) = decision.next_at {
                prop_assert!(next_at > at(wake));
            } else if actions.iter().any(|action| matches!(action, Action::Exhausted { .. })) {
                break;
            }
            step_by_step.remember(&decision.actions);
            actions.extend(decision.actions);
        }
        prop_assert_eq!(actions, whole.actions);
    }

    /// Nobody is called at one place twice, nobody is left out, and time only goes on.
    #[test]
    fn everybody_is_called_or_skipped_once_at_each_place(steps in proptest::collection::vec(any_step(), 0..5)) {
        let facts = facts(steps, 1_000_000);
        let decision = decide(&facts);
        let mut seen = std::collections::BTreeSet::new();
        let mut last = at(0);
        for action in &decision.actions {
            let (place, person, due_at, made) = match action {
                Action::Call { place, person, due_at, .. } => (*place, Some(person.id), *due_at, true),
                Action::Skip { place, person, due_at, .. } => (*place, person.as_ref().map(|person| person.id), *due_at, false),
                Action::Exhausted { .. } => continue,
            };
            prop_assert!(seen.insert((place, person)), "{place:?} {person:?} twice");
            if made {
                prop_assert!(due_at >= last);
                last = due_at;
            }
        }
        for (step, people) in facts.steps.iter().enumerate() {
            for callee in &people.people {
                let place = Place { step: step as i64, ..Place::default() };
                prop_assert!(seen.contains(&(place, Some(callee.person.id))), "{callee:?} was forgotten");
            }
        }
    }
}
