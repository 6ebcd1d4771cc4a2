//! iCalendar files as other programs write them.

use jiff::civil::date;

use super::*;

fn office() -> Calendar {
    crate::file::read("zone = 'Asia/Shanghai'\n[week]\nmon-fri = ['09:00-12:00', '13:30-17:30']\n").unwrap()
}

fn file(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{}END:VCALENDAR\r\n", events.replace('\n', "\r\n"))
}

fn event(lines: &str) -> String {
    file(&format!("BEGIN:VEVENT\nUID:1\n{lines}\nEND:VEVENT\n"))
}

/// The exceptions that are proposed, a line each, and what was left out.
fn proposed(calendar: &Calendar, text: &str) -> (Vec<String>, Vec<String>) {
    let Proposal { draft, left_out } = propose(calendar, text, Reading::ByTitle, date(2026, 3, 2)).unwrap();
    assert!(Calendar::of(&draft).is_ok(), "{draft:?}");
    let show = |exception: &DraftException| {
        let windows = exception.windows.as_ref().map_or("make-up".to_owned(), |windows| windows.join(","));
        format!("{} {} [{windows}]", exception.date, exception.name)
    };
    let left_out = left_out.iter().map(|text| text.in_language(base::Language::En).to_owned()).collect();
    (draft.exceptions.iter().map(show).collect(), left_out)
}

#[test]
fn whole_days_are_days_off_or_make_up_days() {
    let cases = [
        (
            "DTSTART;VALUE=DATE:20260501\nDTEND;VALUE=DATE:20260504\nSUMMARY:劳动节",
            vec!["2026-05-01 劳动节 []", "2026-05-02 劳动节 []", "2026-05-03 劳动节 []"],
        ),
        ("DTSTART;VALUE=DATE:20260501\nSUMMARY:Labour Day\\, off", vec!["2026-05-01 Labour Day, off []"]),
        ("DTSTART:20260501\nDURATION:P2D\nSUMMARY:x", vec!["2026-05-01 x []", "2026-05-02 x []"]),
        ("DTSTART;VALUE=DATE:20260509\nDTEND;VALUE=DATE:20260510\nSUMMARY:劳动节 补班", vec!["2026-05-09 劳动节 补班 [make-up]"]),
        ("DTSTART;VALUE=DATE:20260509\nSUMMARY:春节（班）", vec!["2026-05-09 春节（班） [make-up]"]),
        ("SUMMARY:a ve\n ry long\n\t title\nDTSTART:20260501\nTRANSP:TRANSPARENT", vec!["2026-05-01 a very long title []"]),
        ("DTSTART:20260501\nSUMMARY:x\nBEGIN:VALARM\nTRIGGER:-PT15M\nSUMMARY:not this\nEND:VALARM", vec!["2026-05-01 x []"]),
    ];
    for (lines, expected) in cases {
        assert_eq!(proposed(&office(), &event(lines)), (expected.iter().map(ToString::to_string).collect(), vec![]), "{lines}");
    }
    let all_worked = propose(&office(), &event("DTSTART:20260509\nSUMMARY:x"), Reading::MakeUp, date(2026, 3, 2)).unwrap();
    assert_eq!(all_worked.draft.exceptions[0].windows, None);
    let none_worked = propose(&office(), &event("DTSTART:20260509\nSUMMARY:补班"), Reading::Off, date(2026, 3, 2)).unwrap();
    assert_eq!(none_worked.draft.exceptions[0].windows, Some(Vec::new()));
}

#[test]
fn hours_are_taken_out_of_the_windows() {
    let cases = [
        ("DTSTART:20260303T110000\nDTEND:20260303T143000\nSUMMARY:会议", vec!["2026-03-03 会议 [09:00-11:00,14:30-17:30]"]),
        ("DTSTART:20260303T020000Z\nDTEND:20260303T030000Z\nSUMMARY:x", vec!["2026-03-03 x [09:00-10:00,11:00-12:00,13:30-17:30]"]),
        (
            "DTSTART;TZID=Europe/Berlin:20260303T080000\nDURATION:PT1H\nSUMMARY:x",
            vec!["2026-03-03 x [09:00-12:00,13:30-15:00,16:00-17:30]"],
        ),
        (
            "DTSTART;TZID=\"China Standard Time\":20260303T080000\nDTEND;TZID=\"China Standard Time\":20260304T120000\nSUMMARY:x",
            vec!["2026-03-03 x []", "2026-03-04 x [13:30-17:30]"],
        ),
        ("DTSTART:20260303T200000\nDTEND:20260303T210000\nSUMMARY:an evening", vec![]),
    ];
    for (lines, expected) in cases {
        assert_eq!(proposed(&office(), &event(lines)), (expected.iter().map(ToString::to_string).collect(), vec![]), "{lines}");
    }
    let nights = crate::file::read("zone = 'UTC'\n[week]\nmon-fri = ['20:00-08:00']\n").unwrap();
    let midnight = event("DTSTART:20260303T220000Z\nDTEND:20260304T020000Z\nSUMMARY:x");
    let expected = vec!["2026-03-03 x [20:00-22:00]".to_owned(), "2026-03-04 x [02:00-08:00,20:00-08:00]".to_owned()];
    assert_eq!(proposed(&nights, &midnight).0, expected);
}

#[test]
fn two_events_of_one_day_are_both_taken_out() {
    let meeting = |from: &str, to: &str| format!("BEGIN:VEVENT\nDTSTART:20260303T{from}00\nDTEND:20260303T{to}00\nSUMMARY:x\nEND:VEVENT\n");
    let text = file(&(meeting("0900", "1000") + &meeting("1600", "1700")));
    assert_eq!(proposed(&office(), &text).0, ["2026-03-03 x [10:00-12:00,13:30-16:00,17:00-17:30]"]);
}

#[test]
fn repeating_days_are_followed_for_some_years() {
    let (found, _) = proposed(&office(), &event("DTSTART;VALUE=DATE:20000101\nRRULE:FREQ=YEARLY\nSUMMARY:New Year"));
    assert_eq!((found.len(), found[0].as_str(), found[6].as_str()), (7, "2025-01-01 New Year []", "2031-01-01 New Year []"));
    let rules = [("FREQ=YEARLY;UNTIL=20270101", 3), ("FREQ=YEARLY;COUNT=27", 2), ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;INTERVAL=2", 3)];
    for (rule, count) in rules {
        let (found, _) = proposed(&office(), &event(&format!("DTSTART;VALUE=DATE:20000101\nRRULE:{rule}\nSUMMARY:x")));
        assert_eq!(found.len(), count, "{rule}: {found:?}");
    }
    let (weekly, _) = proposed(
        &office(),
        &event("DTSTART;VALUE=DATE:20260302\nRRULE:FREQ=WEEKLY;COUNT=4;BYDAY=MO\nEXDATE;VALUE=DATE:20260309\nSUMMARY:x"),
    );
    assert_eq!(weekly, ["2026-03-02 x []", "2026-03-16 x []", "2026-03-23 x []"]);
    let (leap, _) = proposed(&office(), &event("DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY\nSUMMARY:x"));
    assert_eq!(leap, ["2028-02-29 x []"]);
}

#[test]
fn what_is_left_out_is_said() {
    for (lines, word) in [
        ("DTSTART:20260303\nSTATUS:CANCELLED\nSUMMARY:x", "cancelled"),
        ("DTSTART:20260303\nRRULE:FREQ=MONTHLY;BYDAY=2TU\nSUMMARY:x", "by hand"),
        ("DTSTART:20260303T100000\nSUMMARY:x", "no time"),
        ("DTSTART:25000303\nSUMMARY:x", "beyond"),
    ] {
        let (found, left_out) = proposed(&office(), &event(lines));
        assert!(found.is_empty() && left_out.len() == 1 && left_out[0].contains(word), "{lines}: {found:?} {left_out:?}");
    }
}

#[test]
fn what_is_no_calendar_is_refused_with_its_line() {
    for (text, line) in [
        (String::new(), 1),
        ("hello".to_owned(), 1),
        (file("BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n"), 4),
        (event("DTSTART:2026-03-03"), 4),
        (event("DTSTART;TZID=Mars/Base:20260303T100000\nSUMMARY:x"), 4),
        (event("DTSTART:20260303\nDURATION:soon"), 4),
        (event("DTSTART:20260303\nno colon"), 7),
        (file("BEGIN:VEVENT\nDTSTART:20260303\n"), 4),
    ] {
        let wrong = propose(&office(), &text, Reading::ByTitle, date(2026, 3, 2)).unwrap_err();
        assert_eq!((wrong.line, wrong.code), (Some(line), "ical.unreadable"), "{text}");
    }
}

#[test]
fn an_exception_that_was_there_is_replaced() {
    let calendar = crate::file::read("zone = 'UTC'\n[week]\nmon = ['09:00-12:00']\n[[exceptions]]\ndate = '2026-03-03'\n").unwrap();
    assert_eq!(proposed(&calendar, &event("DTSTART:20260303\nSUMMARY:x")).0, ["2026-03-03 x []"]);
}
