//! Questions that keep nothing, about a calendar that is kept or one that is being written: a year at a glance, what would be due if …, what a
//! file would change.

use axum::Json;
use axum::extract::State;
use base::http::{Body, Problem};
use base::{Actor, Error, Language, Result, Text, Timestamp};
use jiff::civil::date;

use super::wire::{
    AskDue, AskFile, AskIcal, AskPause, AskYear, CalendarDay, CalendarDayKind, CalendarProposal, CalendarYear, DueAnswer, WhichCalendar,
    said,
};
use crate::explain::Held;
use crate::ical::{self, Proposal};
use crate::rules::answer::{self, Question};
use crate::rules::changes::changes;
use crate::rules::moment;
use crate::rules::year::{FIRST, LAST};
use crate::{Calendar, Calendars, CalendarsBy, Mistake, file};

/// A year of a calendar at a glance, also of one that is still being written. For staff. Nothing is kept.
#[utoipa::path(post, path = "/api/v1/calendars/year", tag = "calendar", operation_id = "calendar_year", request_body = AskYear, responses(
    (status = 200, description = "Every day of the year", body = CalendarYear),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not for customers", body = Problem),
    (status = 404, description = "No such calendar or version", body = Problem),
    (status = 415, description = "Another content type", body = Problem),
    (status = 422, description = "The fields named need another value", body = Problem),
))]
pub(super) async fn year(State(calendars): State<Calendars>, actor: Actor, Body(ask): Body<AskYear>) -> Result<Json<CalendarYear>> {
    let calendar = which(&calendars.by(&actor), ask.of, "of").await?;
    if !(FIRST..=LAST).contains(&ask.year) {
        let text = Text::new(format!("Give a year from {FIRST} to {LAST}."), format!("请填写 {FIRST} 至 {LAST} 之间的年份。"));
        return Err(Error::invalid_field("year", "year.range", text));
    }
    let days = date(ask.year, 1, 1).series(jiff::Span::new().days(1)).take_while(|day| *day <= date(ask.year, 12, 31));
    let days: Vec<CalendarDay> = days
        .map(|date| {
            let day = calendar.day(date);
            CalendarDay {
                date: date.to_string(),
                kind: CalendarDayKind::of(day.kind, !day.windows.is_empty()),
                name: day.name.to_owned(),
                windows: day.windows.iter().map(ToString::to_string).collect(),
                minutes: day.windows.iter().map(|window| i64::from(window.minutes())).sum(),
            }
        })
        .collect();
    Ok(Json(CalendarYear {
        year: ask.year,
        announced: !days.iter().any(|day| day.kind == CalendarDayKind::Unannounced),
        working_days: days.iter().filter(|day| day.minutes > 0).count() as i64,
        minutes: days.iter().map(|day| day.minutes).sum(),
        days,
    }))
}

/// What would be due if …: a start, a target, some pauses, by a calendar that is kept or still being written. For staff. Nothing is kept.
#[utoipa::path(post, path = "/api/v1/calendars/due", tag = "calendar", operation_id = "calendar_due", request_body = AskDue, responses(
    (status = 200, description = "When it would be due and why", body = DueAnswer),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not for customers", body = Problem),
    (status = 404, description = "No such calendar or version", body = Problem),
    (status = 415, description = "Another content type", body = Problem),
    (status = 422, description = "The fields named need another value", body = Problem),
))]
pub(super) async fn due(
    State(calendars): State<Calendars>,
    actor: Actor,
    language: Language,
    Body(ask): Body<AskDue>,
) -> Result<Json<DueAnswer>> {
    let AskDue { of, start, target, pauses, at } = ask;
    let calendar = which(&calendars.by(&actor), of, "of").await?;
    let moment =
        |path: &str, text: &str| moment::read(text, calendar.zone()).map_err(|text| Error::invalid_field(path, "moment.unreadable", text));
    let question = Question {
        start: moment("start", &start)?,
        target: target.parse().map_err(|no: crate::NoTarget| Error::invalid_field("target", "target.unreadable", no.text()))?,
        held: pauses.iter().enumerate().map(|(place, pause)| held(place, pause, moment)).collect::<Result<_>>()?,
        at: at.map(|at| moment("at", &at)).transpose()?,
        now: calendars.clock.now(),
    };
    Ok(Json(DueAnswer::of(&answer::answer(&calendar, &question), &calendar, language)))
}

fn held(place: usize, pause: &AskPause, moment: impl Fn(&str, &str) -> Result<Timestamp>) -> Result<Held> {
    let from = moment(&format!("pauses[{place}].from"), &pause.from)?;
    let to = pause.to.as_deref().map(|to| moment(&format!("pauses[{place}].to"), to)).transpose()?;
    if to.is_some_and(|to| to < from) {
        let text = Text::new("This pause ends before it begins.", "挂起的结束时间早于开始时间。");
        return Err(Error::invalid_field(format!("pauses[{place}].to"), "pause.order", text));
    }
    Ok(Held { from, to, reason: pause.reason.trim().to_owned() })
}

/// Reads a calendar file and tells what it would change. For staff. Nothing is written: put the definition into a POST or PATCH for that.
#[utoipa::path(post, path = "/api/v1/calendars/read-file", tag = "calendar", operation_id = "read_calendar_file", request_body = AskFile, responses(
    (status = 200, description = "The calendar and what would change", body = CalendarProposal),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not for customers", body = Problem),
    (status = 404, description = "No such calendar or version", body = Problem),
    (status = 415, description = "Another content type", body = Problem),
    (status = 422, description = "What is wrong with the file, each with its line", body = Problem),
))]
pub(super) async fn read_file(
    State(calendars): State<Calendars>,
    actor: Actor,
    language: Language,
    Body(ask): Body<AskFile>,
) -> Result<Json<CalendarProposal>> {
    let by = calendars.by(&actor);
    by.may_read()?;
    let read = file::read(&ask.text).map_err(Mistake::with_lines)?;
    let before = match ask.into {
        Some(into) => Some(which(&by, into, "into").await?),
        None => None,
    };
    let changes = before.map_or_else(Vec::new, |before| changes(before.draft(), read.draft()));
    let definition = read.draft().clone();
    Ok(Json(CalendarProposal { definition, changes: said(&changes, language), left_out: Vec::new() }))
}

/// Reads an iCalendar file (RFC 5545) for a calendar and tells what it would change. For staff. Nothing is written: put the definition into a
/// PATCH for that.
#[utoipa::path(post, path = "/api/v1/calendars/read-ical", tag = "calendar", operation_id = "read_calendar_ical", request_body = AskIcal, responses(
    (status = 200, description = "The calendar and what would change", body = CalendarProposal),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not for customers", body = Problem),
    (status = 404, description = "No such calendar or version", body = Problem),
    (status = 415, description = "Another content type", body = Problem),
    (status = 422, description = "What is wrong with the file, with its line", body = Problem),
))]
pub(super) async fn read_ical(
    State(calendars): State<Calendars>,
    actor: Actor,
    language: Language,
    Body(ask): Body<AskIcal>,
) -> Result<Json<CalendarProposal>> {
    let before = which(&calendars.by(&actor), ask.into, "into").await?;
    let today = before.date(calendars.clock.now());
    let Proposal { draft, left_out } =
        ical::propose(&before, &ask.text, ask.reading, today).map_err(|wrong| Mistake::with_lines(vec![wrong]))?;
    let after = Calendar::of(&draft).map_err(|wrong| Mistake::refusal(wrong, ""))?;
    Ok(Json(CalendarProposal {
        definition: after.draft().clone(),
        changes: said(&changes(before.draft(), after.draft()), language),
        left_out: said(&left_out, language),
    }))
}

/// The calendar that is meant.
async fn which(by: &CalendarsBy<'_>, which: WhichCalendar, path: &str) -> Result<Calendar> {
    by.may_read()?;
    match which {
        WhichCalendar { calendar_id: None, version: None, definition: Some(draft) } => {
            Calendar::of(&draft).map_err(|wrong| Mistake::refusal(wrong, &format!("{path}.definition")))
        }
        WhichCalendar { calendar_id: Some(id), version, definition: None } => Ok(by.show(id, version).await?.kept.calendar),
        _ => {
            let text = Text::new(
                "Give either calendar_id, perhaps with a version, or a definition.",
                "请填写 calendar_id（可附版本），或填写 definition，二者选一。",
            );
            Err(Error::invalid_field(path, "calendar.which", text))
        }
    }
}
