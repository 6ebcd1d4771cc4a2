//! Calendars against a slow, obvious oracle that steps minute by minute: random weeks, exceptions, holidays, zones and pauses.

use std::collections::BTreeMap;

use base::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::model::DraftException;
use crate::rules::amount::Amount;
use crate::rules::explain::{Held, lines};
use crate::rules::week::NAMES;
use crate::rules::{still, window};

const MINUTE: i64 = 60_000;
/// Zones that change their clocks by an hour, by half an hour, at midnight, that skipped a day, and that never change.
const ZONES: &[&str] = &[
    "UTC",
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Havana",
    "Asia/Beirut",
    "Asia/Kathmandu",
];

fn minute(minute: i64) -> Timestamp {
    Timestamp::from_milliseconds(minute * MINUTE)
}

/// Whether there is service, found by trying every window of the days around.
fn in_service(calendar: &Calendar, at: Timestamp) -> bool {
    let today = calendar.date(at);
    (-2..=1).any(|step: i64| {
        let day = today.saturating_add(step.days());
        calendar.day(day).windows.iter().any(|window| {
            let from = window::instant(day, window.from(), calendar.zone());
            let to = window::instant(day, window.to(), calendar.zone());
            from <= at && at < to
        })
    })
}

fn stepped(calendar: &Calendar, from: i64, to: i64) -> i64 {
    (from..to).filter(|at| in_service(calendar, minute(*at))).count() as i64
}

/// Up to three windows that do not overlap, perhaps the last past midnight.
fn windows() -> impl Strategy<Value = Vec<String>> {
    (proptest::collection::btree_set(0_u16..96, 0..6), any::<bool>()).prop_map(|(ends, past_midnight)| {
        let mut ends: Vec<u16> = ends.into_iter().map(|quarter| quarter * 15).collect();
        let text = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let spare = if ends.len() % 2 == 1 { ends.pop() } else { None };
        let mut windows: Vec<String> = ends.chunks(2).map(|pair| format!("{}-{}", text(pair[0]), text(pair[1]))).collect();
        if let Some(from) = spare.filter(|_| past_midnight) {
            windows.push(format!("{}-{}", text(from), if from >= 16 * 60 { "00:00" } else { "24:00" }));
        }
        windows
    })
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let exception = (0_i64..40, proptest::option::of(windows()));
    (
        proptest::sample::select(ZONES),
        proptest::collection::vec(windows(), 7),
        proptest::collection::btree_map(0_i64..40, exception, 0..5),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(zone, week, exceptions, holidays, nights)| {
            let mut week: BTreeMap<String, Vec<String>> = NAMES.iter().map(|name| (*name).to_owned()).zip(week).collect();
            if nights {
                week.insert("wed".into(), vec!["20:30-08:15".into()]);
                week.insert("thu".into(), vec!["08:15-09:00".into(), "22:00-24:00".into()]);
            }
            let first = date(2026, 3, 1);
            let exceptions = exceptions
                .into_iter()
                .map(|(day, (_, windows))| DraftException {
                    date: first.saturating_add(day.days()).to_string(),
                    name: "例外".into(),
                    windows,
                })
                .collect();
            let holidays = if holidays { vec!["cn".to_owned()] } else { Vec::new() };
            Draft { zone: zone.to_owned(), holidays, announced_until: None, week, exceptions }
        })
        .prop_filter_map("an empty week is refused", |draft| Calendar::of(&draft).ok())
}

/// Minutes from a week before the clocks change in Europe, or around New Year.
fn starts() -> impl Strategy<Value = i64> {
    let base = |day: Date| day.to_zoned(TimeZone::UTC).unwrap().timestamp().as_second() / 60;
    let days = [date(2026, 3, 5), date(2026, 3, 26), date(2026, 10, 22), date(2026, 10, 30), date(2025, 12, 29), date(2026, 2, 11)];
    (proptest::sample::select(days.map(base).to_vec()), 0_i64..6000).prop_map(|(day, minutes)| day + minutes)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn service_is_what_stepping_finds(calendar in calendars(), start in starts(), length in 0_i64..9000) {
        prop_assert_eq!(calendar.service(minute(start), minute(start + length)), stepped(&calendar, start, start + length) * MINUTE);
    }

    #[test]
    fn the_time_until_due_is_what_was_asked(calendar in calendars(), start in starts(), wanted in 0_i64..6000) {
        if let Ok(due) = calendar.after(minute(start), wanted * MINUTE) {
            prop_assert_eq!(calendar.service(minute(start), due), wanted * MINUTE);
            // It is the first such instant: a moment earlier less has passed.
            prop_assert!(wanted == 0 || calendar.service(minute(start), due.plus_milliseconds(-1)) == wanted * MINUTE - 1);
        }
    }

    #[test]
    fn spans_cover_the_time_and_agree_with_the_count(calendar in calendars(), start in starts(), length in 0_i64..9000) {
        let spans = calendar.spans(minute(start), minute(start + length));
        let mut cursor = minute(start);
        let mut service = 0;
        for span in &spans {
            prop_assert_eq!(span.from, cursor);
            prop_assert!(span.to > span.from);
            cursor = span.to;
            service += if span.service { span.to.milliseconds_since(span.from) } else { 0 };
        }
        prop_assert_eq!(cursor, minute(start + length));
        prop_assert_eq!(service, calendar.service(minute(start), minute(start + length)));
    }

    #[test]
    fn a_clock_with_pauses_is_what_stepping_finds(
        calendar in calendars(), start in starts(), wanted in 0_i64..3000, wall in any::<bool>(),
        pauses in proptest::collection::vec((-100_i64..4000, 0_i64..900), 0..5), open in proptest::option::of(0_i64..6000),
    ) {
        let mut held: Vec<Held> = pauses.iter()
            .map(|(from, length)| Held { from: minute(start + from), to: Some(minute(start + from + length)), reason: "等待".into() })
            .collect();
        held.extend(open.map(|from| Held { from: minute(start + from), to: None, reason: String::new() }));
        let amount = if wall { Amount::Wall(wanted * MINUTE) } else { Amount::Service(wanted * MINUTE) };
        let merged = still::merged(minute(start), held.iter().map(|held| (held.from, held.to)));
        let due = still::due(&calendar, minute(start), amount, &merged);

        let paused = |at: Timestamp| held.iter().any(|held| held.from <= at && held.to.is_none_or(|to| to > at));
        let counts = |at: i64| (wall || in_service(&calendar, minute(at))) && !paused(minute(at));
        let (mut counted, mut found) = (0, None);
        for at in start..start + 12_000 {
            if counted == wanted {
                found = Some(minute(at));
                break;
            }
            counted += i64::from(counts(at));
        }
        match due {
            Ok(due) if due <= minute(start + 12_000) => prop_assert_eq!(Some(due), found),
            Ok(_) => prop_assert_eq!(found, None),
            Err(Unknown::Paused) => prop_assert!(open.is_some()),
            Err(Unknown::NotAnnounced { .. }) => prop_assert!(calendar.announced_until().is_some()),
            Err(Unknown::Never) => prop_assert!(false, "there is service every week"),
        }

        // The explanation says the same, line by line.
        let end = minute(start + 3000);
        let explained = lines(&calendar, amount.measure(), minute(start), end, &held, &[minute(start + 777)]);
        let total: i64 = explained.iter().map(|line| line.counted).sum();
        prop_assert_eq!(total, still::counted(&calendar, amount.measure(), &merged, minute(start), end));
        let withheld: i64 = explained.iter().map(|line| line.withheld).sum();
        prop_assert_eq!(withheld, still::taken(&calendar, Measure::Service, &merged, minute(start), end));
        prop_assert!(explained.windows(2).all(|pair| pair[0].to == pair[1].from && pair[1].total == pair[0].total + pair[1].counted));
        prop_assert_eq!(explained.first().map(|line| line.from), Some(minute(start)));
        prop_assert_eq!(explained.last().map(|line| line.to), Some(end));
    }

    #[test]
    fn a_working_day_is_later_than_the_one_before(calendar in calendars(), start in starts(), days in 1_u16..6) {
        use crate::rules::target::Target;
        let due = |target: Target| calendar.target(minute(start), target).and_then(|amount| calendar.after(minute(start), amount.milliseconds()));
        let (one, next) = (due(Target::WorkingDays(days)), due(Target::WorkingDays(days + 1)));
        if let (Ok(one), Ok(next)) = (one, next) {
            prop_assert!(one <= next);
        }
        if let Ok(end) = due(Target::EndOfWorkingDay(days)) {
            prop_assert!(end > minute(start));
            prop_assert!(due(Target::EndOfWorkingDay(days + 1)).is_ok_and(|next| next >= end) || calendar.announced_until().is_some());
        }
    }
}

#[test]
fn the_calendar_holds_at_its_ends() {
    let week = [("mon".to_owned(), vec!["09:00-10:00".to_owned()])].into();
    let calendar = Calendar::of(&Draft { zone: "UTC".into(), week, ..Draft::default() }).unwrap();
    let (first, last) = (Timestamp::from_milliseconds(i64::MIN), Timestamp::from_milliseconds(i64::MAX));
    assert_eq!(calendar.service(first, last), calendar.service(minute(0), last));
    assert_eq!(calendar.service(last, first), 0);
    assert_eq!(calendar.after(last, 1), Err(Unknown::Never));
    assert_eq!(calendar.after(last, 0), Ok(last));
    assert_eq!(calendar.after(minute(0), i64::MAX), Err(Unknown::Never));
    assert!(calendar.after(first, 1).is_ok());
}

#[test]
fn holidays_that_are_entered_by_hand_reach_further() {
    let week: BTreeMap<_, _> = [("mon-fri".to_owned(), vec!["09:00-17:00".to_owned()])].into();
    let draft = Draft { zone: "Asia/Shanghai".into(), holidays: vec!["cn".into()], week, ..Draft::default() };
    let known = Calendar::of(&draft).unwrap();
    let start: Timestamp = "2026-12-31T16:30:00+08:00".parse().unwrap();
    assert_eq!(known.after(start, 3_600_000), Err(Unknown::NotAnnounced { year: 2027 }));
    assert_eq!(known.as_known().after(start, 3_600_000).unwrap().to_string(), "2027-01-01T01:30:00.000Z");
    assert_eq!(known.service(start, "2027-01-01T10:00:00+08:00".parse().unwrap()), 90 * MINUTE);
    let new_year = DraftException { date: "2027-01-01".into(), name: "元旦".into(), windows: Some(Vec::new()) };
    let by_hand = Draft { announced_until: Some("2027-12-31".into()), exceptions: vec![new_year], ..draft };
    let by_hand = Calendar::of(&by_hand).unwrap();
    assert_eq!(by_hand.after(start, 3_600_000).unwrap().to_string(), "2027-01-04T01:30:00.000Z");
    assert_eq!(by_hand.announced_until(), Some(date(2027, 12, 31)));
    let before: Timestamp = "2014-12-31T09:00:00+08:00".parse().unwrap();
    assert_eq!(known.after(before, 60_000), Err(Unknown::NotAnnounced { year: 2014 }));
}
