//! Thresholds: each once, in order, at its true time, whatever the rhythm of waking up.

use archive::model::Promise;
use proptest::prelude::*;

use super::*;
use crate::model::{Deed, Kind, Level, LevelChange, Named, Opened, Proof, Source, Via, Words};
use crate::rules::calendar::AROUND_THE_CLOCK;
use crate::rules::clocks::clocks;
use crate::rules::story::{Step, Story};

const PROMISES: &[Promise] = &[
    Promise { level: 1, respond_seconds: 10, arrive_seconds: 20, restore_seconds: 40, resolve_seconds: 80 },
    Promise { level: 2, respond_seconds: 20, arrive_seconds: 40, restore_seconds: 80, resolve_seconds: 160 },
    Promise { level: 3, respond_seconds: 40, arrive_seconds: 80, restore_seconds: 160, resolve_seconds: 320 },
];

fn at(second: i64) -> Timestamp {
    Timestamp::from_milliseconds(second * 1000)
}

fn opened() -> Opened {
    Opened {
        number: "F-2026-000001".into(),
        kind: Kind::Fault,
        source: Source::Staff,
        title: Words::same("a"),
        customer_id: base::CustomerId(1),
        site_id: None,
        device_id: None,
        alarm_id: None,
        reporter: None,
        level: Level::THREE,
        proposed_level: Level::THREE,
        proposed_reason: Words::same("b"),
        level_reason: None,
        contract_id: None,
        contract_version: None,
        call_next_after_seconds: 300,
        devices: Vec::new(),
    }
}

fn story() -> Story {
    Story::begin(at(0), None, &opened())
}

fn tell(story: &mut Story, second: i64, deed: Deed) {
    story.tell(&Step { at: at(second), by: None, deed });
}

fn level(from: Level, to: Level) -> Deed {
    let reason = Words::same("x");
    Deed::LevelSet(LevelChange { from, to, proposed_level: from, proposed_reason: reason, reason: Some("x".into()) })
}

fn taken() -> Deed {
    let person = Named { id: base::PersonId(1), name: "P".into() };
    Deed::Acknowledged { by: person.clone(), owner: person, via: Via::Session }
}

/// What has passed, and the story with it told.
fn fire(story: &mut Story, now: i64) -> Vec<Firing> {
    let firings = due(&clocks(story, PROMISES, &AROUND_THE_CLOCK, at(now)), at(now));
    for firing in &firings {
        let (clock, due_at, level) = (firing.clock, firing.due_at, story.level);
        let deed = match firing.threshold {
            Threshold::Warning => Deed::ClockWarned { clock, due_at, level },
            Threshold::Breach => Deed::ClockBreached { clock, due_at, level },
        };
        story.tell(&Step { at: firing.at, by: None, deed });
    }
    firings
}

fn told(firings: &[Firing]) -> Vec<(ClockKind, Threshold, Timestamp)> {
    firings.iter().map(|firing| (firing.clock, firing.threshold, firing.at)).collect()
}

#[test]
fn a_promise_warns_at_three_quarters_and_breaks_after_it_is_due() {
    let mut story = story();
    assert_eq!(told(&fire(&mut story, 29)), []);
    assert_eq!(told(&fire(&mut story, 30)), [(ClockKind::Respond, Threshold::Warning, at(30))]);
    assert_eq!(told(&fire(&mut story, 40)), [], "kept up to the very instant");
    assert_eq!(told(&fire(&mut story, 41)), [(ClockKind::Respond, Threshold::Breach, at(40))]);
    assert_eq!(told(&fire(&mut story, 41)), [], "each once");
}

#[test]
fn what_was_stopped_in_time_neither_warns_nor_breaks() {
    let mut story = story();
    tell(&mut story, 29, taken());
    assert!(fire(&mut story, 1000).iter().all(|firing| firing.clock != ClockKind::Respond));
    let restored = Deed::Restored { proof: Proof::Statement, text: None, alarm_id: None, monitoring: None };
    tell(&mut story, 1000, restored);
    tell(&mut story, 1000, Deed::Closed {});
    assert_eq!(told(&fire(&mut story, 100_000)), [], "nothing passes after the end");
}

#[test]
fn a_raised_level_warns_and_breaks_when_it_was_raised_and_not_before() {
    let mut story = story();
    tell(&mut story, 15, level(Level::THREE, Level::ONE));
    let firings = fire(&mut story, 16);
    let respond = [(ClockKind::Respond, Threshold::Warning, at(15)), (ClockKind::Respond, Threshold::Breach, at(15))];
    let expected = [respond[0], (ClockKind::Arrive, Threshold::Warning, at(15)), respond[1]];
    assert_eq!(told(&firings), expected);
}

#[test]
fn a_warning_that_comes_too_late_to_help_is_kept_and_told_to_nobody() {
    let mut story = story();
    let firings = fire(&mut story, 50);
    assert_eq!(firings.iter().map(|firing| firing.tell).collect::<Vec<_>>(), [false, true]);
}

proptest! {
    #[test]
    fn any_rhythm_of_waking_up_leaves_the_same_in_the_journal(
        taken_at in proptest::option::of(1_i64..200), pause in proptest::option::of((1_i64..200, 1_i64..200)),
        mut wakes in proptest::collection::vec(0_i64..600, 0..20),
    ) {
        // The deeds, in the order of their times.
        let mut deeds: Vec<(i64, Deed)> = Vec::new();
        deeds.extend(taken_at.map(|second| (second, taken())));
        if let Some((from, length)) = pause {
            deeds.push((from, Deed::Paused { reason: "x".into(), requester: "y".into(), evidence: "z".into() }));
            deeds.push((from + length, Deed::Resumed { because: None }));
        }
        deeds.sort_by_key(|(second, _)| *second);
        wakes.sort_unstable();
        wakes.push(1000);
        // Once all is over, in one go…
        let mut whole = story();
        for (second, deed) in &deeds {
            tell(&mut whole, *second, deed.clone());
        }
        let mut expected = told(&fire(&mut whole, 1000));
        // … and step by step, as it happens.
        let mut stepwise = story();
        let mut found = Vec::new();
        let mut deeds = deeds.into_iter().peekable();
        for wake in wakes {
            while let Some((second, deed)) = deeds.next_if(|(second, _)| *second <= wake) {
                tell(&mut stepwise, second, deed);
            }
            let kept = clocks(&stepwise, PROMISES, &AROUND_THE_CLOCK, at(wake));
            let passed = told(&fire(&mut stepwise, wake));
            prop_assert_eq!(!passed.is_empty(), next(&kept).is_some_and(|next| next <= at(wake)), "the kept instant finds what passed");
            found.extend(passed);
        }
        let key = |passed: &(ClockKind, Threshold, Timestamp)| (passed.2, passed.1, passed.0);
        found.sort_by_key(key);
        expected.sort_by_key(key);
        prop_assert_eq!(found, expected);
    }
}
