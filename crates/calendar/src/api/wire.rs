//! What calendars look like on the wire.

use base::{Language, Text, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::by::Shown;
use crate::rules::days::DayKind;
use crate::rules::holidays;
use crate::{CalendarId, Draft};

/// A calendar of working time (服务日历) in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CalendarItem {
    /// Given by the server; 0 is 7×24, which is built in.
    id: CalendarId,
    /// What it is called.
    name: String,
    /// Which version this is, from 1; give it with a PATCH.
    version: i64,
    /// The IANA zone in which its times are meant.
    zone: String,
    /// The lists of public holidays that count.
    holidays: Vec<String>,
    /// Until when its public holidays are known; null when it asks for none.
    #[schema(format = Date)]
    announced_until: Option<String>,
    /// Whether there is service at all times.
    around_the_clock: bool,
    /// Whether it is built in and cannot be changed.
    built_in: bool,
    /// Minutes of service in an ordinary week.
    week_minutes: i64,
    /// Whether the lists that ship with the program know other days by now: writing a new version takes them over.
    holidays_outdated: bool,
    /// When this version was written; null when it is built in.
    written_at: Option<Timestamp>,
    /// Who wrote it.
    written_by: Option<String>,
}

/// A calendar with everything it says.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CalendarDetail {
    #[serde(flatten)]
    item: CalendarItem,
    /// When there is service, as it is written down.
    definition: Draft,
    /// Why this version was written; may be empty.
    reason: String,
}

/// A version in the list of versions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CalendarVersion {
    /// Which version, from 1.
    version: i64,
    /// What it was called.
    name: String,
    /// When it was written; null when it is built in.
    written_at: Option<Timestamp>,
    /// By whom.
    written_by: Option<String>,
    /// Why; may be empty.
    reason: String,
    /// What it changed, a sentence each, in your language; empty for the first.
    changes: Vec<String>,
}

/// A list of public holidays that ships with the program.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HolidayList {
    /// How calendars name it: `cn`.
    code: String,
    /// What it is called, in your language.
    name: String,
    /// The first date that it knows.
    #[schema(format = Date)]
    from: String,
    /// The last one.
    #[schema(format = Date)]
    until: String,
}

/// What makes a day of a calendar what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum CalendarDayKind {
    /// Worked, as the week says.
    Working,
    /// Not worked, as the week says.
    Free,
    /// No service: a public holiday, or an exception.
    Off,
    /// A make-up working day (调休上班).
    MakeUp,
    /// Other hours than the week's.
    Changed,
    /// As the week says, because the holidays of that year have not been announced.
    Unannounced,
}

impl CalendarDayKind {
    pub(super) fn of(kind: DayKind, worked: bool) -> CalendarDayKind {
        match kind {
            DayKind::Ordinary if worked => CalendarDayKind::Working,
            DayKind::Ordinary => CalendarDayKind::Free,
            DayKind::Off => CalendarDayKind::Off,
            DayKind::MakeUp => CalendarDayKind::MakeUp,
            DayKind::Changed => CalendarDayKind::Changed,
            DayKind::Unannounced => CalendarDayKind::Unannounced,
        }
    }
}

/// One day of a year.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CalendarDay {
    /// The date.
    #[schema(format = Date)]
    pub(super) date: String,
    /// What makes it what it is.
    pub(super) kind: CalendarDayKind,
    /// The holiday or exception; empty when there is none.
    pub(super) name: String,
    /// The windows that begin on it.
    pub(super) windows: Vec<String>,
    /// Minutes of service in them.
    pub(super) minutes: i64,
}

/// A calendar's year at a glance.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CalendarYear {
    /// Which year.
    pub(super) year: i16,
    /// Whether its public holidays are known.
    pub(super) announced: bool,
    /// How many days have service.
    pub(super) working_days: i64,
    /// Minutes of service in all.
    pub(super) minutes: i64,
    /// Every day of it.
    pub(super) days: Vec<CalendarDay>,
}

/// Which calendar is meant: one that is kept, or one as it is being written.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichCalendar {
    /// One that is kept.
    pub(super) calendar_id: Option<CalendarId>,
    /// Which version of it; the current one when absent.
    pub(super) version: Option<i64>,
    /// One as it is being written; leave `calendar_id` out then.
    pub(super) definition: Option<Draft>,
}

/// Which year of which calendar to show.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskYear {
    /// Which calendar.
    pub(super) of: WhichCalendar,
    /// Which year, 1970 to 2199.
    pub(super) year: i16,
}

/// "What would be due if …"
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskDue {
    /// By which calendar.
    pub(super) of: WhichCalendar,
    /// When the clock begins: with an offset, or in the calendar's zone: `2026-02-13T16:30`.
    pub(super) start: String,
    /// What is promised: `30m`, `4h`, `1h30m` of service, `wall:4h`, `3wd` working days, `eod`, `2eod`.
    pub(super) target: String,
    /// What does not count.
    #[serde(default)]
    pub(super) pauses: Vec<AskPause>,
    /// As of when it is read; when it is due, where that is absent.
    pub(super) at: Option<String>,
}

/// A pause of the question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskPause {
    /// From when on.
    pub(super) from: String,
    /// Until when; absent while it lasts.
    pub(super) to: Option<String>,
    /// Why.
    #[serde(default)]
    pub(super) reason: String,
}

/// What the clock would show.
#[derive(Debug, Serialize, ToSchema)]
pub struct DueAnswer {
    /// When it is due, with the zone's offset; null while nobody can say.
    #[schema(format = DateTime)]
    pub due: Option<String>,
    /// Why nobody can say, in your language.
    pub unknown: Option<String>,
    /// As of when it was read, with the zone's offset.
    #[schema(format = DateTime)]
    pub as_of: String,
    /// Time that counted.
    pub elapsed_seconds: i64,
    /// What is left, negative when it ran out; null when the target cannot be worked out.
    pub remaining_seconds: Option<i64>,
    /// Time of service that pauses took out (net).
    pub paused_working_seconds: i64,
    /// Time on the wall that pauses took (gross).
    pub paused_wall_seconds: i64,
    /// `running`, `paused` or `breached`
    pub state: String,
    /// Why, line by line, in your language.
    pub lines: Vec<String>,
    /// The same lines in parts.
    pub steps: Vec<DueStep>,
}

/// One line in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct DueStep {
    /// From when, with the zone's offset…
    #[schema(format = DateTime)]
    pub from: String,
    /// … until when, not included.
    #[schema(format = DateTime)]
    pub to: String,
    /// `counted`, `outside`, `off`, `paused` or `folded`
    pub reason: String,
    /// The holiday, the exception, or the reason of the pause; may be empty.
    pub name: String,
    /// What counted.
    pub counted_seconds: i64,
    /// What had counted by its end.
    pub total_seconds: i64,
}

/// A calendar file, read but not kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskFile {
    /// The text of the TOML file.
    pub(super) text: String,
    /// The calendar that it would be taken into, to tell what would change.
    pub(super) into: Option<WhichCalendar>,
}

/// An iCalendar file, read but not kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskIcal {
    /// The text of the .ics file.
    pub(super) text: String,
    /// The calendar that it is read for.
    pub(super) into: WhichCalendar,
    /// How whole-day events are read; by their titles when absent.
    #[serde(default)]
    pub(super) reading: crate::ical::Reading,
}

/// What an import would make. Nothing has been written.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CalendarProposal {
    /// The calendar as it would be: put it into a POST or PATCH to keep it.
    pub(super) definition: Draft,
    /// What would change, a sentence each, in your language.
    pub(super) changes: Vec<String>,
    /// What was left out of the file and why, in your language.
    pub(super) left_out: Vec<String>,
}

impl CalendarItem {
    pub(super) fn of(shown: &Shown) -> CalendarItem {
        let kept = &shown.kept;
        let draft = kept.calendar.draft();
        let fresh = crate::Calendar::of(draft);
        CalendarItem {
            id: kept.id,
            name: kept.name.clone(),
            version: kept.version,
            zone: draft.zone.clone(),
            holidays: draft.holidays.clone(),
            announced_until: kept.calendar.announced_until().map(|date| date.to_string()),
            around_the_clock: kept.calendar.is_around_the_clock(),
            built_in: shown.written.is_none(),
            week_minutes: kept.calendar.week_minutes(),
            holidays_outdated: fresh.is_ok_and(|fresh| fresh != kept.calendar),
            written_at: shown.written.as_ref().map(|(at, _)| *at),
            written_by: shown.written.as_ref().map(|(_, by)| by.clone()),
        }
    }
}

impl CalendarDetail {
    pub(super) fn of(shown: &Shown) -> CalendarDetail {
        let definition = shown.kept.calendar.draft().clone();
        CalendarDetail { item: CalendarItem::of(shown), definition, reason: shown.reason.clone() }
    }
}

impl CalendarVersion {
    pub(super) fn of(shown: &Shown, changes: &[Text], language: Language) -> CalendarVersion {
        CalendarVersion {
            version: shown.kept.version,
            name: shown.kept.name.clone(),
            written_at: shown.written.as_ref().map(|(at, _)| *at),
            written_by: shown.written.as_ref().map(|(_, by)| by.clone()),
            reason: shown.reason.clone(),
            changes: said(changes, language),
        }
    }
}

impl HolidayList {
    pub(super) fn of(list: &holidays::List, language: Language) -> Option<HolidayList> {
        let (from, until) = holidays::Days::parse(list.text).ok()?.announced()?;
        let name = Text::new(list.en, list.zh).in_language(language).to_owned();
        Some(HolidayList { code: list.code.to_owned(), name, from: from.to_string(), until: until.to_string() })
    }
}

/// Sentences in the reader's language.
pub(super) fn said(texts: &[Text], language: Language) -> Vec<String> {
    texts.iter().map(|text| text.in_language(language).to_owned()).collect()
}
