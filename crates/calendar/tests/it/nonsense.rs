//! Whatever somebody sends: the readers answer or refuse, and never break.

use calendar::ical::{self, Reading};
use calendar::{Calendar, Target, file, moment};
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;

/// Text made of what calendars are made of, so that the readers get further than the first letter.
fn pieces(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![proptest::sample::select(words).prop_map(str::to_owned), "[ -~\\n春节]{0,6}"];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

const TOML: &[&str] = &[
    "zone = \"UTC\"\n",
    "zone",
    " = ",
    "holidays = [\"cn\"]\n",
    "[week]\n",
    "mon = [\"09:00-12:00\"]\n",
    "sat-tue",
    "[\"20:00-08:00\"]",
    "[[exceptions]]\n",
    "date = 2026-02-14\n",
    "date = \"2026-13-40\"\n",
    "windows = []\n",
    "announced_until = \"9999-12-31\"\n",
    "09:00-09:00",
    "\"",
    "[",
    "]",
    "\n",
    "'",
    "24:00",
];
const ICAL: &[&str] = &[
    "BEGIN:VCALENDAR\n",
    "BEGIN:VEVENT\n",
    "END:VEVENT\n",
    "DTSTART:20260101\n",
    "DTSTART;VALUE=DATE:00010101\n",
    "DTSTART;TZID=Europe/Berlin:20260329T023000\n",
    "DTEND:99991231T235959Z\n",
    "DURATION:P99999W\n",
    "DURATION:-PT1H\n",
    "RRULE:FREQ=DAILY\n",
    "RRULE:FREQ=YEARLY;INTERVAL=999;COUNT=99999999\n",
    "RRULE:",
    "EXDATE:2026\n",
    "SUMMARY:补班\\n\n",
    " folded",
    "STATUS:CANCELLED\n",
    "BEGIN:VALARM\n",
    "END:",
    ";",
    ":",
    "\"",
    "\n",
    "20240229",
];
const SHORT: &[&str] =
    &["wall:", "4h", "30m", "wd", "eod", "9999999999", "2026-02-16T", "23:50", "+08:00", "Z", "..", "-", "h", "s", " ", "２", "[UTC]"];

proptest! {
    #[test]
    fn a_file_is_read_or_refused(text in pieces(TOML)) {
        match file::read(&text) {
            Ok(calendar) => prop_assert_eq!(file::read(&file::write(&calendar)).unwrap(), calendar),
            Err(wrong) => prop_assert!(!wrong.is_empty()),
        }
    }

    #[test]
    fn an_ical_file_is_proposed_or_refused(text in pieces(ICAL)) {
        let week = [("mon-fri".to_owned(), vec!["20:00-08:00".to_owned()])].into();
        let calendar = Calendar::of(&calendar::Draft { zone: "Europe/Berlin".into(), week, ..calendar::Draft::default() }).unwrap();
        for text in [text.clone(), format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{text}\nEND:VEVENT\n")] {
            if let Ok(proposal) = ical::propose(&calendar, &text, Reading::ByTitle, date(2026, 3, 2)) {
                // A file may propose a year without service; it proposes nothing that cannot be read.
                let wrong = Calendar::of(&proposal.draft).err().unwrap_or_default();
                prop_assert!(wrong.iter().all(|wrong| wrong.code == "exceptions.no_service"), "{:?}", wrong);
            }
        }
    }

    #[test]
    fn targets_and_moments_are_read_or_refused(text in pieces(SHORT)) {
        if let Ok(target) = text.parse::<Target>() {
            prop_assert_eq!(target.to_string().parse::<Target>(), Ok(target));
            let start = "2026-03-03T10:00:00Z".parse().unwrap();
            let _ = Calendar::around_the_clock(TimeZone::UTC).target(start, target);
        }
        let _ = moment::read(&text, &TimeZone::UTC);
    }
}
