//! The table of clock cases: one file of ours, and the reference table beside the repository where that is there.

use std::path::Path;

use base::Timestamp;
use calendar::answer::{Answer, Question, answer};
use calendar::explain::Held;
use calendar::{Calendar, Draft, still};
use jiff::tz::TimeZone;
use serde_json::Value as Json;

#[test]
fn every_case_of_ours() {
    assert_eq!(run(include_str!("clock-cases.json")), 23);
}

#[test]
fn every_case_of_the_reference_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracle/clock-cases.json");
    match std::fs::read_to_string(&path) {
        Ok(text) => assert!(run(&text) >= 13, "the reference table has lost cases"),
        Err(_) => {
            eprintln!("skipped: there is no reference table at {}; clock-cases.json beside this test has the same kinds", path.display())
        }
    }
}

/// Checks every case of a table, and answers how many there were. Cases that only tell a story in words are the desk's.
fn run(table: &str) -> usize {
    let table: Json = serde_json::from_str(table).unwrap();
    let mut checked = 0;
    for case in table["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        eprintln!("case {id}");
        if let Some(local) = case.get("local") {
            locals(id, case["zone"].as_str().unwrap(), local);
        } else if let Some(checks) = case.get("checks") {
            inside(id, case.get("calendar"), checks);
        } else if let Some(triples) = case.get("cases") {
            let calendar = calendar_of(&case["calendar"]);
            for triple in triples.as_array().unwrap() {
                one(id, &calendar, case, &triple[0], &triple[1], &triple[2]);
            }
        } else if let Some(targets) = case.get("targets") {
            let calendar = calendar_of(&case["calendar"]);
            for (place, target) in targets.as_array().unwrap().iter().enumerate() {
                one(id, &calendar, case, &case["start"], target, &case["due"][place]);
            }
        } else if let Some(target) = case.get("target") {
            one(id, &calendar_of(&case["calendar"]), case, &case["start"], target, &case["due"]);
        } else {
            continue;
        }
        checked += 1;
    }
    checked
}

fn one(id: &str, calendar: &Calendar, case: &Json, start: &Json, target: &Json, due: &Json) {
    let at = |value: &Json| value.as_str().map(|text| instant(text, calendar.zone()));
    let held = |pause: &Json| Held { from: at(&pause[0]).unwrap(), to: at(&pause[1]), reason: String::new() };
    let question = Question {
        start: at(start).unwrap(),
        target: target.as_str().unwrap().parse().unwrap(),
        held: case.get("pauses").and_then(Json::as_array).into_iter().flatten().map(held).collect(),
        at: case.get("asked_at").and_then(at),
        now: at(start).unwrap(),
    };
    let found = answer(calendar, &question);
    assert_eq!(found.due.ok(), at(due), "{id}: due");
    let milliseconds = |key: &str| case.get(key).map(amount);
    for (key, got) in [
        ("elapsed", found.elapsed),
        ("paused_seconds", found.paused_wall),
        ("paused_working", found.paused_working),
        ("paused_wall", found.paused_wall),
    ] {
        assert_eq!(milliseconds(key).unwrap_or(got), got, "{id}: {key}");
    }
    if let Some(warning) = case.get("warn_at_75_percent") {
        let still = still::merged(question.start, question.held.iter().map(|held| (held.from, held.to)));
        let warned = still::due(calendar, question.start, found.amount.unwrap().percent(75), &still);
        assert_eq!(warned.ok(), at(warning), "{id}: the warning");
    }
    explained(id, &question, &found);
}

/// The lines follow one another from the start, and what they counted is what elapsed.
fn explained(id: &str, question: &Question, found: &Answer) {
    let mut cursor = question.start;
    let mut elapsed = 0;
    for line in &found.lines {
        assert_eq!(line.from, cursor, "{id}: {:?}", found.lines);
        cursor = line.to;
        elapsed += if line.to <= found.as_of { line.counted } else { 0 };
        assert!(!line.text(&TimeZone::UTC).in_language(base::Language::Zh).is_empty());
    }
    assert_eq!(elapsed, found.elapsed, "{id}: {:?}", found.lines);
    assert_eq!(cursor, found.due.map_or(found.as_of, |due| due.max(found.as_of)).max(question.start), "{id}");
}

fn locals(id: &str, zone: &str, pairs: &Json) {
    let zone = TimeZone::get(zone).unwrap();
    for pair in pairs.as_array().unwrap() {
        let [given, expected] = [&pair[0], &pair[1]].map(|text| instant(text.as_str().unwrap(), &zone));
        assert_eq!(given, expected, "{id}: {pair}");
    }
}

fn inside(id: &str, calendar: Option<&Json>, checks: &Json) {
    // The reference table writes this calendar only in words: Mon-Fri 20:00-08:00.
    let nights = serde_json::json!({ "zone": "UTC", "week": { "mon-fri": ["20:00-08:00"] } });
    let calendar = calendar_of(calendar.unwrap_or(&nights));
    for check in checks.as_array().unwrap() {
        let (day, time) = check[0].as_str().unwrap().split_once(' ').unwrap();
        let place = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].iter().position(|name| *name == day).unwrap();
        let at = instant(&format!("2026-03-{:02}T{time}", 2 + place), calendar.zone());
        assert_eq!(calendar.has_service(at), check[1] == "inside", "{id}: {check}");
    }
}

/// `2.5h`, `66h`, `120m`, or a number of seconds, in milliseconds.
fn amount(value: &Json) -> i64 {
    if let Some(seconds) = value.as_i64() {
        return seconds * 1000;
    }
    let text = value.as_str().unwrap();
    let (number, unit) = text.split_at(text.len() - 1);
    let unit = match unit {
        "h" => 3_600_000.0,
        "m" => 60_000.0,
        other => panic!("{other} is no unit"),
    };
    (number.parse::<f64>().unwrap() * unit) as i64
}

fn instant(text: &str, zone: &TimeZone) -> Timestamp {
    if let Ok(at) = text.parse() {
        return at;
    }
    // The reference table writes offsets without seconds: 2014-11-02T01:30-07:00.
    if let Some(at) = text.len().checked_sub(6).and_then(|cut| format!("{}:00{}", &text[..cut], &text[cut..]).parse().ok()) {
        return at;
    }
    Timestamp::from_jiff(zone.to_timestamp(text.parse().unwrap()).unwrap())
}

fn calendar_of(written: &Json) -> Calendar {
    match written.as_str() {
        Some("CN") => office(),
        Some(word) => Calendar::around_the_clock(TimeZone::get(word.strip_prefix("24x7 ").unwrap()).unwrap()),
        None => Calendar::of(&serde_json::from_value::<Draft>(written.clone()).unwrap()).unwrap(),
    }
}

/// Mon-Fri 09:00-12:00 and 13:30-17:30 with China's public holidays.
fn office() -> Calendar {
    let windows = vec!["09:00-12:00".to_owned(), "13:30-17:30".to_owned()];
    let draft = Draft {
        zone: "Asia/Shanghai".into(),
        holidays: vec!["cn".into()],
        week: [("mon-fri".to_owned(), windows)].into(),
        ..Draft::default()
    };
    Calendar::of(&draft).unwrap()
}
