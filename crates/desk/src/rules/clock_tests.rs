//! The clock against a slow, obvious oracle that steps minute by minute, and the sentences of the plan as single cases.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

const MINUTE: i64 = 60_000;

/// Service at all times.
static ALWAYS: LazyLock<Calendar> = LazyLock::new(|| Calendar::around_the_clock(jiff::tz::TimeZone::UTC));

/// Service from 09:00 to 17:00 UTC every day: something with gaps, to prove that the rule asks the calendar.
static DAYTIME: LazyLock<Calendar> = LazyLock::new(|| {
    let week = [("mon-sun".to_owned(), vec!["09:00-17:00".to_owned()])].into();
    Calendar::of(&calendar::Draft { zone: "UTC".into(), week, ..calendar::Draft::default() }).unwrap()
});

fn minute_has_service(calendar: &Calendar, minute: i64) -> bool {
    calendar.service(at(minute), at(minute + 1)) > 0
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_milliseconds(minute * MINUTE)
}

fn pause(from: i64, to: impl Into<Option<i64>>) -> Standstill {
    Standstill { from: at(from), to: to.into().map(at), why: Why::Pause }
}

fn of(calendar: &Calendar, from: i64, minutes: i64) -> Target<'_> {
    Target {
        from: at(from),
        amount: Ok(Amount::Service(minutes * MINUTE)),
        promised: format!("{}m", minutes.max(1)).parse().unwrap(),
        measure: Measure::Service,
        calendar,
    }
}

fn target(from: i64, minutes: i64) -> Target<'static> {
    of(&ALWAYS, from, minutes)
}

fn reading(targets: &[Target<'_>], standstills: &[Standstill], stop: Option<i64>, now: i64) -> Reading {
    read(&Facts { start: at(0), targets, standstills, stop: stop.map(at), now: at(now) }).unwrap()
}

#[test]
fn a_promise_is_kept_up_to_the_very_instant_it_is_due() {
    let promised = [target(0, 30)];
    assert_eq!(reading(&promised, &[], Some(30), 99).state, ClockState::Met);
    assert_eq!(reading(&promised, &[], Some(31), 99).state, ClockState::LateMet);
    assert_eq!(reading(&promised, &[], None, 30).state, ClockState::Running);
    let late = reading(&promised, &[], None, 31);
    assert_eq!((late.state, late.breached_at, late.remaining()), (ClockState::Breached, Some(at(30)), Some(-MINUTE)));
}

#[test]
fn an_open_pause_makes_the_due_instant_unknown() {
    let paused = reading(&[target(0, 30)], &[pause(10, None)], None, 25);
    assert_eq!((paused.state, paused.due_at), (ClockState::Paused, None));
    assert_eq!((paused.elapsed, paused.paused_net, paused.remaining()), (10 * MINUTE, 15 * MINUTE, Some(20 * MINUTE)));
    let resumed = reading(&[target(0, 30)], &[pause(10, 25)], None, 26);
    assert_eq!((resumed.state, resumed.due_at), (ClockState::Running, Some(at(45))));
}

#[test]
fn a_pause_after_the_breach_does_not_undo_it() {
    for now in [31, 40, 500] {
        let read = reading(&[target(0, 30)], &[pause(31, None)], None, now.max(32));
        assert_eq!((read.state, read.due_at, read.breached_at), (ClockState::Breached, Some(at(30)), Some(at(30))));
    }
    let at_the_very_end = reading(&[target(0, 30)], &[pause(30, 90)], None, 95);
    assert_eq!((at_the_very_end.due_at, at_the_very_end.breached_at), (Some(at(30)), Some(at(30))));
}

#[test]
fn a_lowered_level_does_not_undo_a_breach_and_a_raised_one_breaks_no_promise_backwards() {
    let lowered = reading(&[target(0, 30), target(40, 240)], &[], None, 50);
    assert_eq!((lowered.state, lowered.breached_at, lowered.due_at), (ClockState::Breached, Some(at(30)), Some(at(240))));
    let raised = reading(&[target(0, 240), target(40, 30)], &[], None, 50);
    assert_eq!((raised.state, raised.breached_at, raised.due_at), (ClockState::Breached, Some(at(40)), Some(at(30))));
    let met_before = reading(&[target(0, 240), target(40, 30)], &[], Some(35), 50);
    assert_eq!((met_before.state, met_before.target), (ClockState::Met, Some(240 * MINUTE)));
}

#[test]
fn time_between_a_stop_and_going_on_neither_counts_nor_is_it_a_pause() {
    let stopped = Standstill { from: at(20), to: Some(at(1000)), why: Why::Stopped };
    let read = reading(&[target(0, 30)], &[stopped], None, 1005);
    assert_eq!((read.elapsed, read.paused_net, read.paused_gross), (25 * MINUTE, 0, 0));
    assert_eq!((read.state, read.due_at), (ClockState::Running, Some(at(1010))));
}

#[test]
fn a_warning_comes_when_its_share_is_used_up() {
    let facts = Facts { start: at(0), targets: &[target(0, 40)], standstills: &[pause(10, 20)], stop: None, now: at(15) };
    let share = |percent: i64| move |target: i64| target * percent / 100;
    assert_eq!(reached(&facts, share(75)), Some(at(40)));
    assert_eq!(reached(&Facts { standstills: &[pause(10, None)], ..facts }, share(75)), None);
    assert_eq!(reached(&Facts { standstills: &[pause(10, None)], ..facts }, share(25)), Some(at(10)));
}

/// What the oracle finds by stepping through the minutes.
#[derive(Debug, PartialEq)]
struct Stepped {
    elapsed: i64,
    paused_net: i64,
    paused_gross: i64,
    due: Option<i64>,
    breached: Option<i64>,
}

fn step(calendar: &Calendar, start: i64, targets: &[Target<'_>], still: &[Standstill], stop: Option<i64>, now: i64) -> Stepped {
    let end = stop.map_or(now, |stop| stop.min(now)).max(start);
    let covers = |s: &Standstill, minute: i64| s.from <= at(minute) && s.to.is_none_or(|to| to > at(minute));
    let in_force =
        |minute: i64| targets.iter().rfind(|t| t.from <= at(minute)).unwrap_or(&targets[0]).amount.unwrap().milliseconds() / MINUTE;
    let mut found = Stepped { elapsed: 0, paused_net: 0, paused_gross: 0, due: None, breached: None };
    for minute in start..end {
        if found.elapsed >= in_force(minute) && found.breached.is_none() {
            found.breached = Some(minute);
        }
        let service = i64::from(minute_has_service(calendar, minute));
        if still.iter().any(|s| s.why != Why::Stopped && covers(s, minute)) {
            found.paused_gross += 1;
            found.paused_net += service;
        }
        if !still.iter().any(|s| covers(s, minute)) {
            found.elapsed += service;
        }
    }
    let promised = in_force(end);
    let mut counted = 0;
    for minute in start..start + 60_000 {
        if counted == promised {
            found.due = Some(minute);
            break;
        }
        if !still.iter().any(|s| covers(s, minute)) {
            counted += i64::from(minute_has_service(calendar, minute));
        }
    }
    found
}

fn standstills() -> impl Strategy<Value = Vec<Standstill>> {
    let one = (0_i64..3000, proptest::option::weighted(0.9, 0_i64..600), 0..3_u8).prop_map(|(from, length, why)| Standstill {
        from: at(from),
        to: length.map(|length| at(from + length)),
        why: [Why::Pause, Why::Unproven, Why::Stopped][usize::from(why)],
    });
    proptest::collection::vec(one, 0..6)
}

proptest! {
    #[test]
    fn the_clock_agrees_with_the_stepping_oracle(
        start in 0_i64..1500, first in 0_i64..900, changes in proptest::collection::vec((0_i64..2500, 0_i64..900), 0..3),
        still in standstills(), stop in proptest::option::of(0_i64..4000), now in 0_i64..4000, daytime in any::<bool>(),
    ) {
        let calendar: &Calendar = if daytime { &DAYTIME } else { &ALWAYS };
        let mut targets = vec![of(calendar, start, first)];
        let mut changes: Vec<Target<'_>> = changes.into_iter().map(|(after, minutes)| of(calendar, start + after, minutes)).collect();
        changes.sort_by_key(|change| change.from);
        targets.extend(changes);
        let (now, stop) = (now.max(start), stop.map(|stop| stop.max(start)));
        let read = read(&Facts { start: at(start), targets: &targets, standstills: &still, stop: stop.map(at), now: at(now) }).unwrap();
        let oracle = step(calendar, start, &targets, &still, stop, now);
        let minutes = |instant: Option<Timestamp>| instant.map(|instant| instant.milliseconds() / MINUTE);
        let found = Stepped {
            elapsed: read.elapsed / MINUTE,
            paused_net: read.paused_net / MINUTE,
            paused_gross: read.paused_gross / MINUTE,
            due: minutes(read.due_at),
            breached: minutes(read.breached_at),
        };
        prop_assert_eq!(found, oracle);
    }

    #[test]
    fn the_time_counted_until_due_is_what_was_promised(start in 0_i64..3000, minutes in 0_i64..2000, still in standstills(), daytime in any::<bool>()) {
        let calendar: &Calendar = if daytime { &DAYTIME } else { &ALWAYS };
        let facts = Facts { start: at(start), targets: &[of(calendar, start, minutes)], standstills: &still, stop: None, now: at(start) };
        if let Some(due) = read(&facts).unwrap().due_at {
            prop_assert_eq!(read(&Facts { now: due, ..facts }).unwrap().elapsed, minutes * MINUTE);
            prop_assert_eq!(read(&Facts { now: due, ..facts }).unwrap().remaining(), Some(0));
        }
    }

    #[test]
    fn between_changes_only_time_passes(
        first in 0_i64..900, raised in proptest::option::of(0_i64..900), still in standstills(),
        stop in proptest::option::of(0_i64..4000), then in 0_i64..3000, passed in 0_i64..3000, daytime in any::<bool>(),
    ) {
        let calendar: &Calendar = if daytime { &DAYTIME } else { &ALWAYS };
        // What was known at the reading: nothing that begins or ends after it. Only a pause is ever open.
        let still: Vec<Standstill> = still
            .into_iter()
            .filter(|s| s.from <= at(then))
            .map(|s| Standstill { to: s.to.filter(|to| *to <= at(then)), ..s })
            .filter(|s| s.why != Why::Stopped || s.to.is_some())
            .collect();
        let stop = stop.filter(|stop| *stop <= then);
        let mut targets = vec![of(calendar, 0, first)];
        targets.extend(raised.map(|minutes| of(calendar, then, minutes)));
        let facts = Facts { start: at(0), targets: &targets, standstills: &still, stop: stop.map(at), now: at(then) };
        let before = read(&facts).unwrap();
        let now = at(then + passed);
        let after = read(&Facts { now, ..facts }).unwrap();
        let extrapolated = later(&before, calendar, now);
        prop_assert_eq!((extrapolated.state, extrapolated.elapsed, extrapolated.due_at), (after.state, after.elapsed, after.due_at));
        prop_assert_eq!((extrapolated.paused_net, extrapolated.paused_gross), (after.paused_net, after.paused_gross));
        prop_assert_eq!((extrapolated.unproven_net, extrapolated.remaining()), (after.unproven_net, after.remaining()));
        prop_assert_eq!(extrapolated.breached_at, after.breached_at);
    }
}
