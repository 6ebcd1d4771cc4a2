//! What the contract's policies do to clocks: the plan's cases by name, and every policy once.

use archive::model::{NewClause, OnReturn, StartEvent, Warning};
use calendar::CalendarId;

use super::*;
use crate::model::{Deed, Evidence, Guarded, Level, LevelChange, Named, Opened, Proof, Source, Visibility, Words};
use crate::rules::fixture::{agreement, any, opened};
use crate::rules::pauses::Pause;
use crate::rules::story::Step;

/// A time of the wall in Shanghai.
fn at(text: &str) -> Timestamp {
    format!("{text}:00+08:00").parse().unwrap()
}

fn story(opened_at: &str, opened: &Opened) -> Story {
    Story::begin(at(opened_at), None, opened)
}

fn tell(story: &mut Story, when: &str, deed: Deed) {
    story.tell(&Step { at: at(when), by: None, deed });
}

fn level(from: Level, to: Level) -> Deed {
    let proposed_reason = Words::same("x");
    Deed::LevelSet(LevelChange { from, to, proposed_level: to, proposed_reason, reason: Some("x".into()), results: Vec::new() })
}

fn resolved() -> Deed {
    Deed::Resolved { cause: "x".into(), solution: "y".into() }
}

fn rejected() -> Deed {
    Deed::Rejected { reason: "x".into(), results: Vec::new() }
}

fn person() -> Named {
    Named { id: base::PersonId(1), name: "P".into() }
}

fn paused(pause: i64, evidence: Evidence) -> Deed {
    Deed::Paused { pause, reason: "no access".into(), requester: "y".into(), evidence }
}

fn proof() -> Evidence {
    Evidence { third_party_ticket: Some("T-1".into()), ..Evidence::default() }
}

/// The only clock.
fn clock(story: &Story, terms: &[Agreement], now: &str) -> TicketClock {
    let clocks = clocks(story, terms, at(now));
    assert_eq!(clocks.len(), 1, "{clocks:?}");
    clocks.into_iter().next().unwrap()
}

fn office_line(line: NewClause) -> NewClause {
    NewClause { calendar_id: Some(CalendarId(7)), ..line }
}

#[test]
fn b11_a_raised_level_counts_from_the_creation_or_from_the_change_and_both_are_kept() {
    let terms = |policy| {
        let line = |level, target| NewClause { on_level_change: Some(policy), ..NewClause::usual(ClockKind::Restore, level, target) };
        vec![agreement(&[line(3, "24h"), line(1, "4h")])]
    };
    let mut before = story("2026-03-03T08:00", &opened());
    let mut after = before.clone();
    tell(&mut after, "2026-03-03T13:00", level(Level::THREE, Level::ONE));

    let going_on = clock(&after, &terms(OnChange::GoOn), "2026-03-03T13:01");
    assert_eq!((going_on.reading.due_at, going_on.reading.state), (Some(at("2026-03-03T12:00")), ClockState::Breached));
    assert_eq!(going_on.reading.remaining(), Some(-61 * 60_000), "one hour late at once");
    assert_eq!(going_on.reading.breached_at, Some(at("2026-03-03T13:00")), "not before anybody could know");

    let restarted = clock(&after, &terms(OnChange::Restart), "2026-03-03T13:01");
    assert_eq!((restarted.reading.due_at, restarted.reading.state), (Some(at("2026-03-03T17:00")), ClockState::Running));
    assert_eq!((restarted.cycle, restarted.before[0].reading.state), (2, ClockState::Ended));

    for policy in [OnChange::GoOn, OnChange::Restart, OnChange::NewCycle] {
        let kept = changed(&before, &after, &terms(policy), at("2026-03-03T13:00"), false);
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].policy, kept[0].due_at, kept[0].elapsed_seconds), (policy, Some(at("2026-03-04T08:00")), 5 * 3600));
        assert_eq!(kept[0].due_if_it_goes_on, Some(at("2026-03-03T12:00")));
        assert_eq!(kept[0].due_if_it_restarts, Some(at("2026-03-03T17:00")));
    }
    // A line for any level is not touched by a change of the level.
    tell(&mut before, "2026-03-03T13:00", level(Level::THREE, Level::ONE));
    let same = vec![agreement(&[NewClause { on_level_change: Some(OnChange::Restart), ..any(ClockKind::Restore, "4h") }])];
    assert_eq!(clock(&before, &same, "2026-03-03T13:01").reading.due_at, Some(at("2026-03-03T12:00")));
}

#[test]
fn b12_a_rejection_counts_the_time_since_the_resolution_or_not() {
    let terms = |policy| vec![agreement(&[NewClause { on_reject: Some(policy), ..office_line(any(ClockKind::Resolve, "4h")) }])];
    let mut story = story("2026-03-03T09:00", &opened());
    tell(&mut story, "2026-03-03T10:00", resolved());
    tell(&mut story, "2026-03-03T14:00", rejected());
    for (policy, due) in [
        (OnReturn::StopsWhileDone, "2026-03-03T17:00"),
        (OnReturn::NeverStopped, "2026-03-03T14:30"),
        (OnReturn::Restart, "2026-03-04T09:30"),
        (OnReturn::NewCycle, "2026-03-04T09:30"),
    ] {
        let clock = clock(&story, &terms(policy), "2026-03-03T14:05");
        assert_eq!((clock.reading.due_at, clock.reading.state), (Some(at(due)), ClockState::Running), "{policy:?}");
    }
    let cycles = clock(&story, &terms(OnReturn::NewCycle), "2026-03-03T14:05");
    assert_eq!((cycles.cycle, cycles.before[0].reading.state), (2, ClockState::Met), "what it had come to is kept");
}

#[test]
fn what_was_broken_stays_broken_when_it_counts_anew_and_not_in_another_cycle() {
    let terms = |policy| {
        let line = |level, target| NewClause { on_level_change: Some(policy), ..NewClause::usual(ClockKind::Restore, level, target) };
        vec![agreement(&[line(3, "1h"), line(1, "4h")])]
    };
    let mut story = story("2026-03-03T08:00", &opened());
    tell(&mut story, "2026-03-03T13:00", level(Level::THREE, Level::ONE));
    let anew = clock(&story, &terms(OnChange::Restart), "2026-03-03T14:00");
    assert_eq!((anew.reading.state, anew.reading.breached_at), (ClockState::Breached, Some(at("2026-03-03T09:00"))));
    assert_eq!((anew.own.state, anew.reading.due_at), (ClockState::Running, Some(at("2026-03-03T17:00"))));
    let another = clock(&story, &terms(OnChange::NewCycle), "2026-03-03T14:00");
    assert_eq!((another.reading.state, another.before[0].reading.state), (ClockState::Running, ClockState::Breached));
}

#[test]
fn b14_three_quarters_are_counted_in_service() {
    let terms = vec![agreement(&[office_line(any(ClockKind::Restore, "4h"))])];
    let clock = clock(&story("2026-03-03T10:00", &opened()), &terms, "2026-03-03T10:00");
    assert_eq!(clock.thresholds, [(Threshold::Warning(Warning::Used(75)), at("2026-03-03T14:30"))]);
    assert_eq!(clock.reading.due_at, Some(at("2026-03-03T15:30")));
}

#[test]
fn a_clock_begins_with_its_start_event() {
    let line = |starts| vec![agreement(&[NewClause { starts: Some(starts), ..any(ClockKind::Restore, "4h") }])];
    let detected_at = Some(at("2026-03-03T07:58"));
    let mut story = story("2026-03-03T08:00", &Opened { source: Source::Alarm, detected_at, ..opened() });
    let begins = |story: &Story, starts| clocks(story, &line(starts), at("2026-03-03T20:00")).first().map(|clock| clock.reading.started_at);
    assert_eq!(begins(&story, StartEvent::Reported), Some(at("2026-03-03T08:00")));
    assert_eq!(begins(&story, StartEvent::Detected), detected_at);
    assert_eq!((begins(&story, StartEvent::Assigned), begins(&story, StartEvent::LevelSet)), (None, None));
    tell(&mut story, "2026-03-03T08:10", Deed::Assigned { owner: person(), before: None });
    tell(&mut story, "2026-03-03T08:20", level(Level::THREE, Level::ONE));
    tell(&mut story, "2026-03-03T08:30", level(Level::ONE, Level::TWO));
    assert_eq!(begins(&story, StartEvent::Assigned), Some(at("2026-03-03T08:10")));
    assert_eq!(begins(&story, StartEvent::LevelSet), Some(at("2026-03-03T08:20")), "the first time");
    // What was done before the clock began is done in time.
    let mut early = super::super::story::Story::begin(at("2026-03-03T08:00"), None, &Opened { source: Source::Alarm, ..opened() });
    tell(&mut early, "2026-03-03T08:05", Deed::Restored { proof: Proof::Statement, text: None, alarm_id: None, monitoring: None });
    tell(&mut early, "2026-03-03T08:20", level(Level::THREE, Level::ONE));
    let done = clock(&early, &line(StartEvent::LevelSet), "2026-03-03T20:00");
    assert_eq!((done.reading.state, done.reading.elapsed), (ClockState::Met, 0));
}

#[test]
fn the_customer_is_told_again_and_again_until_the_service_runs() {
    let terms = vec![agreement(&[any(ClockKind::Update, "1h")])];
    let note = |by_service, visibility| Deed::Noted(crate::model::Noted { visibility, text: "x".into(), by_service });
    let mut story = story("2026-03-03T08:00", &opened());
    tell(&mut story, "2026-03-03T08:30", note(true, Visibility::Internal));
    tell(&mut story, "2026-03-03T08:40", note(false, Visibility::Customer));
    assert_eq!(clock(&story, &terms, "2026-03-03T08:50").cycle, 1, "an internal note and the customer's own word tell them nothing");
    tell(&mut story, "2026-03-03T08:50", note(true, Visibility::Customer));
    tell(&mut story, "2026-03-03T10:00", note(true, Visibility::Customer));
    let clock = clock(&story, &terms, "2026-03-03T10:10");
    assert_eq!((clock.cycle, clock.reading.due_at), (3, Some(at("2026-03-03T11:00"))));
    assert_eq!(clock.before.iter().map(|clock| clock.reading.state).collect::<Vec<_>>(), [ClockState::Met, ClockState::LateMet]);
    tell(&mut story, "2026-03-03T10:20", Deed::Restored { proof: Proof::Statement, text: None, alarm_id: None, monitoring: None });
    assert!(!super::tests::clock(&story, &terms, "2026-03-03T12:00").running);
    tell(&mut story, "2026-03-03T12:00", rejected());
    assert_eq!(super::tests::clock(&story, &terms, "2026-03-03T12:00").reading.due_at, Some(at("2026-03-03T13:00")));
}

#[test]
fn a_third_party_has_a_clock_of_its_own_each_time_it_is_asked() {
    let terms = vec![agreement(&[any(ClockKind::ThirdParty, "8h")])];
    let asked =
        |party: &str, target: Option<&str>| Deed::ThirdPartyAsked { party: party.into(), number: None, target: target.map(str::to_owned) };
    let mut story = story("2026-03-03T08:00", &opened());
    assert!(clocks(&story, &terms, at("2026-03-03T09:00")).is_empty(), "nobody was asked");
    tell(&mut story, "2026-03-03T09:00", asked("运营商", None));
    assert_eq!(clock(&story, &terms, "2026-03-03T09:00").reading.due_at, Some(at("2026-03-03T17:00")));
    tell(&mut story, "2026-03-03T10:00", Deed::ThirdPartyAnswered { party: "运营商".into(), text: "x".into() });
    tell(&mut story, "2026-03-03T11:00", asked("厂家", Some("2h")));
    let second = clock(&story, &terms, "2026-03-03T11:00");
    assert_eq!((second.party.as_deref(), second.reading.due_at), (Some("厂家"), Some(at("2026-03-03T13:00"))));
    assert_eq!(second.before[0].reading.state, ClockState::Met);
}

#[test]
fn a_third_partys_own_word_counts_also_where_the_contract_says_nothing_of_third_parties() {
    let terms = vec![agreement(&[any(ClockKind::Restore, "4h")])];
    let asked = |target: Option<&str>| Deed::ThirdPartyAsked { party: "运营商".into(), number: None, target: target.map(str::to_owned) };
    let third = |story: &Story| {
        let clocks = clocks(story, &terms, at("2026-03-03T10:00"));
        clocks.into_iter().find(|clock| clock.kind == ClockKind::ThirdParty).and_then(|clock| clock.reading.due_at)
    };
    let mut silent = story("2026-03-03T08:00", &opened());
    tell(&mut silent, "2026-03-03T09:00", asked(None));
    assert_eq!(third(&silent), None, "nobody promised anything");
    let mut told = story("2026-03-03T08:00", &opened());
    tell(&mut told, "2026-03-03T09:00", asked(Some("6h")));
    assert_eq!(third(&told), Some(at("2026-03-03T15:00")));
}

#[test]
fn the_report_is_owed_until_the_customer_has_it() {
    let terms = vec![agreement(&[office_line(any(ClockKind::Report, "3wd"))])];
    let mut story = story("2026-03-03T15:00", &opened());
    tell(&mut story, "2026-03-03T16:00", resolved());
    tell(&mut story, "2026-03-03T16:00", Deed::Closed {});
    let owed = clock(&story, &terms, "2026-03-04T09:00");
    assert_eq!((owed.running, owed.reading.due_at), (true, Some(at("2026-03-06T15:00"))));
    tell(&mut story, "2026-03-05T10:00", Deed::ReportDelivered { text: "x".into() });
    assert_eq!(clock(&story, &terms, "2026-03-09T10:00").reading.state, ClockState::Met);
}

#[test]
fn a_pause_without_evidence_counts_apart_and_one_that_is_withdrawn_not_at_all() {
    let terms = vec![agreement(&[any(ClockKind::Restore, "4h")])];
    let mut story = story("2026-03-03T08:00", &opened());
    tell(&mut story, "2026-03-03T09:00", paused(1, proof()));
    tell(&mut story, "2026-03-03T10:00", Deed::Resumed { because: None });
    tell(&mut story, "2026-03-03T11:00", paused(2, Evidence { note: Some("said so".into()), ..Evidence::default() }));
    tell(&mut story, "2026-03-03T13:00", Deed::Resumed { because: None });
    let hour = 3_600_000;
    let read = |story: &Story| clock(story, &terms, "2026-03-03T13:00").reading;
    assert_eq!(
        (read(&story).paused_net, read(&story).unproven_net, read(&story).due_at),
        (3 * hour, 2 * hour, Some(at("2026-03-03T15:00")))
    );
    // Evidence that comes later proves the whole of it.
    let mut proved = story.clone();
    tell(&mut proved, "2026-03-04T13:00", Deed::PauseEvidenced { pause: 2, evidence: proof() });
    assert_eq!((read(&proved).paused_net, read(&proved).unproven_net), (3 * hour, 0));
    tell(&mut story, "2026-03-03T13:30", Deed::PauseDisputed { pause: 2, by: person(), reason: "x".into() });
    assert!(story.pauses.iter().any(Pause::is_disputed));
    assert_eq!(read(&story).paused_net, 3 * hour, "a dispute alone changes nothing");
    tell(&mut story, "2026-03-03T13:40", Deed::DisputeDecided { pause: 2, by: person(), withdrawn: true, reason: "x".into() });
    let decided = clock(&story, &terms, "2026-03-03T13:40").reading;
    assert_eq!((decided.paused_net, decided.unproven_net, decided.due_at), (hour, 0, Some(at("2026-03-03T13:00"))));
    assert_eq!(
        (decided.state, decided.breached_at),
        (ClockState::Breached, Some(at("2026-03-03T13:00"))),
        "it comes to light with its true time"
    );
}

#[test]
fn a_line_says_whether_a_pause_stops_its_clock() {
    let terms = vec![agreement(&[NewClause { pausable: Some(false), ..any(ClockKind::Restore, "4h") }])];
    let mut story = story("2026-03-03T08:00", &opened());
    tell(&mut story, "2026-03-03T09:00", paused(1, proof()));
    assert_eq!(clock(&story, &terms, "2026-03-03T10:00").reading.due_at, Some(at("2026-03-03T12:00")));
}

#[test]
fn the_wall_and_the_guard_period_have_lines_of_their_own() {
    let lines = [
        office_line(NewClause::usual(ClockKind::Restore, 3, "4h")),
        NewClause { guard: Some(true), ..office_line(NewClause::usual(ClockKind::Restore, 3, "wall:2h")) },
    ];
    let terms = vec![agreement(&lines)];
    let night = "2026-03-03T23:00";
    let usual = clock(&story(night, &opened()), &terms, night);
    assert_eq!(usual.reading.due_at, Some(at("2026-03-04T14:30")));
    let guard = Some(Guarded { id: archive::GuardPeriodId(1), name: "两会".into() });
    let guarded = clock(&story(night, &Opened { guard, ..opened() }), &terms, night);
    assert_eq!(guarded.reading.due_at, Some(at("2026-03-04T01:00")));
}

#[test]
fn what_runs_into_a_year_that_is_not_announced_says_so() {
    let terms = vec![agreement(&[office_line(any(ClockKind::Resolve, "10wd"))])];
    let clock = clock(&story("2026-12-28T09:00", &opened()), &terms, "2026-12-28T09:30");
    assert_eq!((clock.reading.due_at, clock.reading.target, clock.reading.state), (None, None, ClockState::Running));
    assert_eq!(clock.reading.unknown, Some(calendar::Unknown::NotAnnounced { year: 2027 }));
    assert_eq!(clock.reading.elapsed, 30 * 60_000);
    // New Year's Day is a working day as far as is known: ten working days end on 8 January, and the warning does not wait for the announcement.
    assert_eq!(clock.reading.expected_at, Some(at("2027-01-08T17:30")));
    assert!(
        !clock.thresholds.is_empty() && clock.thresholds.iter().all(|(_, at)| *at < clock.reading.expected_at.unwrap()),
        "{:?}",
        clock.thresholds
    );
}

#[test]
fn another_contract_changes_a_running_clock_by_its_own_policy() {
    let old = agreement(&[any(ClockKind::Restore, "4h")]);
    let newer = |policy| agreement(&[NewClause { on_contract_change: Some(policy), ..any(ClockKind::Restore, "8h") }]);
    let set = crate::model::ContractSet {
        contract_id: archive::ContractId(1),
        contract_version: 2,
        calendars: Vec::new(),
        reason: "x".into(),
        results: Vec::new(),
    };
    let before = story("2026-03-03T08:00", &opened());
    let mut after = before.clone();
    tell(&mut after, "2026-03-03T10:00", Deed::ContractSet(set));
    for (policy, due) in
        [(OnChange::GoOn, "2026-03-03T16:00"), (OnChange::Restart, "2026-03-03T18:00"), (OnChange::NewCycle, "2026-03-03T18:00")]
    {
        let terms = [old.clone(), newer(policy)];
        assert_eq!(clock(&after, &terms, "2026-03-03T10:00").reading.due_at, Some(at(due)), "{policy:?}");
        let kept = changed(&before, &after, &terms, at("2026-03-03T10:00"), true);
        assert_eq!((kept[0].due_at, kept[0].policy), (Some(at("2026-03-03T12:00")), policy));
    }
}
