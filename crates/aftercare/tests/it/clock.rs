//! `aftercare clock due` as a program of its own: no database, no settings, a calendar file in and an answer out.

use std::process::{Command, Output};

use serde_json::{Value as Json, json};

const OFFICE: &str = "zone = \"Asia/Shanghai\"\nholidays = [\"cn\"]\n[week]\nmon-fri = [\"09:00-12:00\", \"13:30-17:30\"]\n";

struct Answer {
    status: i32,
    out: String,
    err: String,
}

impl Answer {
    fn json(&self) -> Json {
        assert_eq!(self.status, 0, "{}", self.err);
        serde_json::from_str(&self.out).unwrap()
    }
}

/// Asks with a calendar file of this text, in a language of the environment.
fn ask(calendar: &str, language: &str, words: &[&str]) -> Answer {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("calendar.toml");
    std::fs::write(&file, calendar).unwrap();
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_aftercare"))
        .args(["clock", "due", "--calendar"])
        .arg(&file)
        .args(words)
        .current_dir(&folder)
        .env_clear()
        .env("LANG", language)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Answer { status: status.code().unwrap(), out: text(stdout), err: text(stderr) }
}

#[test]
fn the_json_has_every_field() {
    let words = ["--start", "2026-03-06T14:00", "--target", "4h", "--pause", "2026-03-06T16:00..2026-03-09T10:00", "--json"];
    let answer = ask(OFFICE, "C.UTF-8", &words).json();
    let field = |name: &str| answer[name].clone();
    assert_eq!(field("due"), "2026-03-09T12:00:00+08:00");
    assert_eq!((field("elapsed_seconds"), field("remaining_seconds")), (json!(14_400), json!(0)));
    assert_eq!((field("paused_working_seconds"), field("paused_wall_seconds")), (json!(9000), json!(237_600)));
    assert_eq!(field("state"), "running");
    assert_eq!(answer["lines"].as_array().unwrap().len(), 3);
}

#[test]
fn an_open_pause_has_no_due_time() {
    let start = ["--start", "2026-03-03T09:00", "--target", "4h", "--pause", "2026-03-03T11:00..", "--json"];
    let at = ask(OFFICE, "", &[&start[..], &["--at", "2026-03-03T15:00"]].concat()).json();
    assert_eq!((&at["due"], &at["elapsed_seconds"], &at["state"]), (&Json::Null, &json!(7200), &json!("paused")));
    // Without --at it is read now, which is later than the pause's beginning.
    let now = ask(OFFICE, "", &start).json();
    assert_eq!((&now["due"], &now["elapsed_seconds"]), (&Json::Null, &json!(7200)));
    assert!(now["paused_wall_seconds"].as_i64().unwrap() > 9000);
}

#[test]
fn several_pauses_offsets_and_units() {
    let cases = [
        (
            vec![
                "--start",
                "2026-03-03T09:00",
                "--target",
                "4h",
                "--pause",
                "2026-03-03T10:00..2026-03-03T11:00",
                "--pause",
                "2026-03-03T10:30..2026-03-03T11:30",
            ],
            "2026-03-03T16:00:00+08:00",
        ),
        (vec!["--start", "2026-03-03T01:00:00Z", "--target", "1h30m"], "2026-03-03T10:30:00+08:00"),
        (vec!["--start", "2026-03-03T09:00", "--target", "wall:4h"], "2026-03-03T13:00:00+08:00"),
        (vec!["--start", "2026-03-03T10:00", "--target", "3wd"], "2026-03-06T10:00:00+08:00"),
        (vec!["--start", "2026-03-03T10:00", "--target", "eod"], "2026-03-03T17:30:00+08:00"),
        (vec!["--start", "2025-09-30T17:00", "--target", "2h"], "2025-10-09T10:30:00+08:00"),
    ];
    for (mut words, due) in cases {
        words.push("--json");
        assert_eq!(ask(OFFICE, "", &words).json()["due"], due, "{words:?}");
    }
    let late = ask(OFFICE, "", &["--start", "2026-03-03T09:00", "--target", "1h", "--at", "2026-03-03T11:00", "--json"]).json();
    assert_eq!((&late["state"], &late["remaining_seconds"]), (&json!("breached"), &json!(-3600)));
}

#[test]
fn a_year_that_is_not_announced_is_said() {
    let words = ["--start", "2026-12-31T17:00", "--target", "1h"];
    let json = ask(OFFICE, "", &[&words[..], &["--json"]].concat()).json();
    assert!(json["due"].is_null() && json["unknown"].as_str().unwrap().contains("2027"), "{json}");
    let told = ask(OFFICE, "", &words);
    assert!(told.status == 0 && told.out.contains("2027"), "{}", told.out);
}

#[test]
fn a_person_reads_it_in_their_language() {
    let words = ["--start", "2026-02-13T16:30", "--target", "4h"];
    let english = ask(OFFICE, "en_GB.UTF-8", &words).out;
    assert!(
        english.starts_with("Due Sat 2026-02-14 12:00 +08:00\n") && english.contains("make-up working day: 春节 · counted 3 h, 4 h in all"),
        "{english}"
    );
    let chinese = ask(OFFICE, "zh_CN.UTF-8", &words).out;
    assert!(chinese.starts_with("到期 ") && chinese.contains("调休上班：春节 · 计 3小时，累计 4小时"), "{chinese}");
}

#[test]
fn what_cannot_be_read_is_told_with_status_2() {
    let good = ["--start", "2026-03-03T09:00", "--target", "4h"];
    let cases: Vec<(&str, Vec<&str>, &str)> = vec![
        ("zone = \"UTC\"\nweeks = 3\n", good.to_vec(), "calendar.toml:2: There is no key weeks here; did you mean week?"),
        (
            "zone = \"Asia/Shanghia\"\n[week]\nmon = [\"09:00-10:00\"]\n",
            good.to_vec(),
            "calendar.toml:1: “Asia/Shanghia” is no time zone: did you mean Asia/Shanghai?",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = [\"09:00-12:00\", \"11:00-13:00\"]\n",
            good.to_vec(),
            "calendar.toml:3: 11:00-13:00 overlaps 09:00-12:00",
        ),
        (OFFICE, vec!["--start", "tomorrow", "--target", "4h"], "--start: “tomorrow” is no moment"),
        (OFFICE, vec!["--start", "2026-03-03T09:00", "--target", "4 hours"], "--target: “4 hours” is no target"),
        (OFFICE, [&good[..], &["--pause", "2026-03-03T10:00"]].concat(), "--pause: “2026-03-03T10:00” is no pause"),
        (OFFICE, [&good[..], &["--pause", "2026-03-03T10:00..2026-03-03T09:00"]].concat(), "ends before it begins"),
        (OFFICE, [&good[..], &["--at", "2026-02-30T10:00"]].concat(), "--at: “2026-02-30T10:00” is no moment"),
        (OFFICE, vec!["--start", "2026-03-03T09:00"], "--target"),
    ];
    for (calendar, words, expected) in cases {
        let answer = ask(calendar, "en", &words);
        assert_eq!((answer.status, answer.out.as_str()), (2, ""), "{words:?}: {}", answer.err);
        assert!(answer.err.contains(expected), "{words:?}: {}", answer.err);
    }
    let missing = Command::new(env!("CARGO_BIN_EXE_aftercare"))
        .args(["clock", "due", "--calendar", "/no/such/file", "--start", "2026-03-03T09:00", "--target", "4h"])
        .output()
        .unwrap();
    assert_eq!(missing.status.code(), Some(2));
}
