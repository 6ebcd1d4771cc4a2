//! Routes: calendars and their versions, a year at a glance, what would be due if …, files in and out.

mod due;
mod questions;
mod wire;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use base::http::{At, Body, Params, Problem};
use base::{Actor, Error, Language, Page, PageParams, Result};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::rules::holidays;
use crate::{CalendarChange, CalendarId, Calendars, NewCalendar, file};
use wire::{CalendarDetail, CalendarItem, CalendarVersion, HolidayList};
pub use wire::{DueAnswer, DueStep};

/// The room's routes.
pub fn routes(calendars: Calendars) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(holiday_lists))
        .routes(routes!(questions::year))
        .routes(routes!(questions::due))
        .routes(routes!(questions::read_file))
        .routes(routes!(questions::read_ical))
        .routes(routes!(show, change))
        .routes(routes!(versions))
        .routes(routes!(write_file))
        .with_state(calendars)
}

/// The calendars, 7×24 first. For staff. Sorts: `name`, `written_at`, `id`.
#[utoipa::path(get, path = "/api/v1/calendars", tag = "calendar", operation_id = "list_calendars", params(PageParams), responses(
    (status = 200, description = "The calendars", body = Page<CalendarItem>),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not for customers", body = Problem),
    (status = 422, description = "An unknown sort or key", body = Problem),
))]
async fn list(State(calendars): State<Calendars>, actor: Actor, Params(params): Params<PageParams>) -> Result<Json<Page<CalendarItem>>> {
    let page = calendars.by(&actor).list(&params).await?;
    Ok(Json(page.map(|shown| CalendarItem::of(&shown))))
}

/// Enters a calendar. For administrators and managers.
#[utoipa::path(post, path = "/api/v1/calendars", tag = "calendar", operation_id = "create_calendar", request_body = NewCalendar, responses(
    (status = 201, description = "The calendar", body = CalendarDetail),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not by this role", body = Problem),
    (status = 415, description = "Another content type", body = Problem),
    (status = 422, description = "The fields named need another value", body = Problem),
))]
async fn create(
    State(calendars): State<Calendars>,
    actor: Actor,
    Body(new): Body<NewCalendar>,
) -> Result<(StatusCode, Json<CalendarDetail>)> {
    let shown = calendars.by(&actor).create(calendars.clock.now(), new).await?;
    Ok((StatusCode::CREATED, Json(CalendarDetail::of(&shown))))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OfVersion {
    /// Which version; the current one when absent.
    version: Option<i64>,
}

/// One calendar. For staff.
#[utoipa::path(get, path = "/api/v1/calendars/{id}", tag = "calendar", operation_id = "show_calendar",
    params(("id" = CalendarId, Path, description = "The calendar; 0 is 7×24"), OfVersion), responses(
    (status = 200, description = "The calendar", body = CalendarDetail),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not for customers", body = Problem),
    (status = 404, description = "No such calendar or version", body = Problem),
))]
async fn show(
    State(calendars): State<Calendars>,
    actor: Actor,
    At(id): At<CalendarId>,
    Params(of): Params<OfVersion>,
) -> Result<Json<CalendarDetail>> {
    Ok(Json(CalendarDetail::of(&calendars.by(&actor).show(id, of.version).await?)))
}

/// Writes a new version of a calendar. For administrators and managers. Promises that are running keep the version under which they were made.
#[utoipa::path(patch, path = "/api/v1/calendars/{id}", tag = "calendar", operation_id = "change_calendar",
    params(("id" = CalendarId, Path, description = "The calendar")), request_body = CalendarChange, responses(
    (status = 200, description = "The calendar in its new version", body = CalendarDetail),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not by this role", body = Problem),
    (status = 404, description = "No such calendar", body = Problem),
    (status = 409, description = "Somebody changed it meanwhile, or it is built in", body = Problem),
    (status = 415, description = "Another content type", body = Problem),
    (status = 422, description = "The fields named need another value", body = Problem),
))]
async fn change(
    State(calendars): State<Calendars>,
    actor: Actor,
    At(id): At<CalendarId>,
    Body(change): Body<CalendarChange>,
) -> Result<Json<CalendarDetail>> {
    Ok(Json(CalendarDetail::of(&calendars.by(&actor).change(calendars.clock.now(), id, change).await?)))
}

/// Every version of a calendar, the newest first, each with what it changed. For staff.
#[utoipa::path(get, path = "/api/v1/calendars/{id}/versions", tag = "calendar", operation_id = "calendar_versions",
    params(("id" = CalendarId, Path, description = "The calendar")), responses(
    (status = 200, description = "The versions", body = Page<CalendarVersion>),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not for customers", body = Problem),
    (status = 404, description = "No such calendar", body = Problem),
))]
async fn versions(
    State(calendars): State<Calendars>,
    actor: Actor,
    language: Language,
    At(id): At<CalendarId>,
) -> Result<Json<Page<CalendarVersion>>> {
    let versions = calendars.by(&actor).versions(id).await?;
    Ok(Json(Page::whole(versions.iter().map(|(shown, changes)| CalendarVersion::of(shown, changes, language)).collect())))
}

/// The calendar as the TOML file that the import and `aftercare clock due` read. For staff.
#[utoipa::path(get, path = "/api/v1/calendars/{id}/file", tag = "calendar", operation_id = "calendar_file",
    params(("id" = CalendarId, Path, description = "The calendar"), OfVersion), responses(
    (status = 200, description = "The file", body = String, content_type = "application/toml"),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not for customers", body = Problem),
    (status = 404, description = "No such calendar or version", body = Problem),
))]
async fn write_file(
    State(calendars): State<Calendars>,
    actor: Actor,
    At(id): At<CalendarId>,
    Params(of): Params<OfVersion>,
) -> Result<impl IntoResponse> {
    let kept = calendars.by(&actor).show(id, of.version).await?.kept;
    let name = format!("attachment; filename=\"calendar-{id}-v{}.toml\"", kept.version);
    let name = HeaderValue::from_str(&name).map_err(|error| Error::internal(error.to_string()))?;
    let kind = HeaderValue::from_static("application/toml; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], file::write(&kept.calendar)))
}

/// The lists of public holidays that ship with the program. For staff.
#[utoipa::path(get, path = "/api/v1/calendars/holidays", tag = "calendar", operation_id = "list_holidays", responses(
    (status = 200, description = "The lists", body = Page<HolidayList>),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not for customers", body = Problem),
))]
async fn holiday_lists(State(calendars): State<Calendars>, actor: Actor, language: Language) -> Result<Json<Page<HolidayList>>> {
    calendars.by(&actor).may_read()?;
    Ok(Json(Page::whole(holidays::LISTS.iter().filter_map(|list| HolidayList::of(list, language)).collect())))
}
