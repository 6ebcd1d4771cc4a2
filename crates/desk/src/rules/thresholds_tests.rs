//! Thresholds: each once, in order, at its true time, whatever the rhythm of waking up.

use proptest::prelude::*;

use super::*;
use crate::model::{Deed, Evidence, Level, LevelChange, Named, Proof, Via, Words};
use crate::rules::clocks::clocks;
use crate::rules::cycles::Agreement;
use crate::rules::fixture::{agreement, any, opened, terms};
use crate::rules::story::{Step, Story};

/// 10, 20, 40 and 80 seconds for the first level; twice and four times as much for the others.
fn promised() -> Vec<Agreement> {
    terms([(1, ["10s", "20s", "40s", "80s"]), (2, ["20s", "40s", "80s", "160s"]), (3, ["40s", "80s", "160s", "320s"])])
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_milliseconds(second * 1000)
}

fn story() -> Story {
    Story::begin(at(0), None, &opened())
}

fn tell(story: &mut Story, second: i64, deed: Deed) {
    story.tell(&Step { at: at(second), by: None, deed });
}

fn level(from: Level, to: Level) -> Deed {
    let reason = Words::same("x");
    Deed::LevelSet(LevelChange { from, to, proposed_level: from, proposed_reason: reason, reason: Some("x".into()), results: Vec::new() })
}

fn taken() -> Deed {
    let person = Named { id: base::PersonId(1), name: "P".into() };
    Deed::Acknowledged { by: person.clone(), owner: person, via: Via::Session }
}

/// What has passed, and the story with it told.
fn fire(story: &mut Story, terms: &[Agreement], now: i64) -> Vec<Firing> {
    let firings = due(&clocks(story, terms, at(now)), at(now));
    for firing in &firings {
        let Firing { clock, cycle, due_at, .. } = *firing;
        let level = story.level;
        let deed = match firing.threshold {
            Threshold::Warning(warning) | Threshold::Late(warning) => Deed::ClockWarned { clock, cycle, warning, due_at, level },
            Threshold::Breach => Deed::ClockBreached { clock, cycle, due_at, level },
        };
        story.tell(&Step { at: firing.at, by: None, deed });
    }
    firings
}

const WARNING: Threshold = Threshold::Warning(archive::model::Warning::Used(75));

fn told(firings: &[Firing]) -> Vec<(ClockKind, Threshold, Timestamp)> {
    firings.iter().map(|firing| (firing.clock, firing.threshold, firing.at)).collect()
}

#[test]
fn a_promise_warns_at_three_quarters_and_breaks_after_it_is_due() {
    let mut story = story();
    assert_eq!(told(&fire(&mut story, &promised(), 29)), []);
    assert_eq!(told(&fire(&mut story, &promised(), 30)), [(ClockKind::Respond, WARNING, at(30))]);
    assert_eq!(told(&fire(&mut story, &promised(), 40)), [], "kept up to the very instant");
    assert_eq!(told(&fire(&mut story, &promised(), 41)), [(ClockKind::Respond, Threshold::Breach, at(40))]);
    assert_eq!(told(&fire(&mut story, &promised(), 41)), [], "each once");
}

#[test]
fn what_was_stopped_in_time_neither_warns_nor_breaks() {
    let mut story = story();
    tell(&mut story, 29, taken());
    assert!(fire(&mut story, &promised(), 1000).iter().all(|firing| firing.clock != ClockKind::Respond));
    let restored = Deed::Restored { proof: Proof::Statement, text: None, alarm_id: None, monitoring: None };
    tell(&mut story, 1000, restored);
    tell(&mut story, 1000, Deed::Closed {});
    assert_eq!(told(&fire(&mut story, &promised(), 100_000)), [], "nothing passes after the end");
}

#[test]
fn a_raised_level_warns_and_breaks_when_it_was_raised_and_not_before() {
    let mut story = story();
    tell(&mut story, 15, level(Level::THREE, Level::ONE));
    let firings = fire(&mut story, &promised(), 16);
    let respond = [(ClockKind::Respond, WARNING, at(15)), (ClockKind::Respond, Threshold::Breach, at(15))];
    let expected = [respond[0], (ClockKind::Arrive, WARNING, at(15)), respond[1]];
    assert_eq!(told(&firings), expected);
}

#[test]
fn a_warning_that_comes_too_late_to_help_is_kept_and_told_to_nobody() {
    let mut story = story();
    let firings = fire(&mut story, &promised(), 50);
    assert_eq!(firings.iter().map(|firing| firing.tell).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn warnings_stand_before_and_after_the_breach_and_pass_in_order() {
    let warnings = Some(["+1m", "50%", "-10s"].map(String::from).to_vec());
    let terms = vec![agreement(&[archive::model::NewClause { warnings, ..any(ClockKind::Respond, "1m") }])];
    let mut story = story();
    let passed = fire(&mut story, &terms, 1000);
    let expected = [("50%", 30, false), ("-10s", 50, false), ("breach", 60, true), ("+1m", 120, true)];
    let found: Vec<_> = passed
        .iter()
        .map(|firing| match firing.threshold {
            Threshold::Breach => ("breach".to_owned(), firing.at, firing.tell),
            Threshold::Warning(warning) | Threshold::Late(warning) => (warning.to_string(), firing.at, firing.tell),
        })
        .collect();
    assert_eq!(found, expected.map(|(name, second, tell)| (name.to_owned(), at(second), tell)));
    assert_eq!(told(&fire(&mut story, &terms, 2000)), []);
}

#[test]
fn each_cycle_of_telling_the_customer_passes_its_own_thresholds() {
    let terms = vec![agreement(&[any(ClockKind::Update, "40s")])];
    let mut story = story();
    let note =
        |by_service| Deed::Noted(crate::model::Noted { visibility: crate::model::Visibility::Customer, text: "x".into(), by_service });
    assert_eq!(told(&fire(&mut story, &terms, 35)), [(ClockKind::Update, WARNING, at(30))]);
    tell(&mut story, 36, note(false));
    tell(&mut story, 39, note(true));
    let next = fire(&mut story, &terms, 200);
    assert_eq!(told(&next), [(ClockKind::Update, WARNING, at(69)), (ClockKind::Update, Threshold::Breach, at(79))]);
    assert_eq!(next.iter().map(|firing| firing.cycle).collect::<Vec<_>>(), [2, 2]);
    tell(&mut story, 201, Deed::Restored { proof: Proof::Statement, text: None, alarm_id: None, monitoring: None });
    assert_eq!(told(&fire(&mut story, &terms, 10_000)), [], "the service runs again: nobody waits for word");
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
            deeds.push((from, Deed::Paused { pause: 1, reason: "x".into(), requester: "y".into(), evidence: Evidence::default() }));
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
        let mut expected = told(&fire(&mut whole, &promised(), 1000));
        // … and step by step, as it happens.
        let mut stepwise = story();
        let mut found = Vec::new();
        let mut deeds = deeds.into_iter().peekable();
        for wake in wakes {
            while let Some((second, deed)) = deeds.next_if(|(second, _)| *second <= wake) {
                tell(&mut stepwise, second, deed);
            }
            let kept = clocks(&stepwise, &promised(), at(wake));
            let passed = told(&fire(&mut stepwise, &promised(), wake));
            prop_assert_eq!(!passed.is_empty(), next(&kept).is_some_and(|next| next <= at(wake)), "the kept instant finds what passed");
            found.extend(passed);
        }
        let key = |passed: &(ClockKind, Threshold, Timestamp)| (passed.2, passed.1, passed.0);
        found.sort_by_key(key);
        expected.sort_by_key(key);
        prop_assert_eq!(found, expected);
    }
}
