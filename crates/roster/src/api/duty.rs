//! `/duty`: the table, and who is on duty now.

use axum::Json;
use axum::extract::State;
use base::http::{At, Body, Params, Problem};
use base::{Actor, PersonId, Result, Timestamp};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Roster;
use crate::duty::ShownDay;
use crate::model::Person;

/// Which days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct DutyQuery {
    /// The first day, `2026-11-22`; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// The last day; 30 days in all when absent, 400 at most.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
}

/// Days of the duty table, every day of the range, in the installation's zone.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct DutyTable {
    /// How many people each day needs.
    required: usize,
    days: Vec<DutyTableDay>,
}

/// One day of the duty table.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct DutyTableDay {
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// In calling order.
    people: Vec<DutyPerson>,
    /// Whether it lacks people.
    gap: bool,
}

/// Somebody on the duty table.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct DutyPerson {
    id: PersonId,
    name: String,
    /// Somebody deactivated since stays listed, is not called and does not count.
    active: bool,
}

/// Who is to be on duty.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DutyChange {
    /// In calling order; active engineers, managers and dispatchers.
    people: Vec<PersonId>,
    /// Who stood there when this was decided. When others stand there by now, the answer is 409 `duty.changed` and nothing is written.
    expected: Option<Vec<PersonId>>,
}

/// Who is on duty now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct DutyNow {
    at: Timestamp,
    /// The day in the installation's zone.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// In calling order.
    on_duty: Vec<DutyContact>,
    /// The next day with somebody on it; for staff.
    next: Option<DutyNext>,
    /// The days within the next 30, today included, that lack people; for staff.
    #[schema(value_type = Vec<String>)]
    gaps: Vec<Date>,
}

/// Whom to call.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct DutyContact {
    id: PersonId,
    name: String,
    phone: Option<String>,
    /// For staff.
    email: Option<String>,
}

/// The next day with somebody on duty.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct DutyNext {
    #[schema(value_type = String, format = Date)]
    date: Date,
    people: Vec<DutyPerson>,
}

fn shown(person: &Person) -> DutyPerson {
    DutyPerson { id: person.id, name: person.name.clone(), active: person.active }
}

impl From<ShownDay> for DutyTableDay {
    fn from(day: ShownDay) -> DutyTableDay {
        DutyTableDay { date: day.date, people: day.people.iter().map(shown).collect(), gap: day.gap }
    }
}

/// The duty table.
#[utoipa::path(
    get, path = "/api/v1/duty", tag = "roster", operation_id = "duty_table", params(DutyQuery),
    responses(
        (status = 200, body = DutyTable),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn table(State(roster): State<Roster>, actor: Actor, Params(query): Params<DutyQuery>) -> Result<Json<DutyTable>> {
    let days = roster.by(&actor).duty(query.from, query.to, roster.clock.now()).await?;
    Ok(Json(DutyTable { required: roster.required(), days: days.into_iter().map(DutyTableDay::from).collect() }))
}

/// Enters who is on duty on a day.
#[utoipa::path(
    put, path = "/api/v1/duty/{date}", tag = "roster", operation_id = "set_duty", params(("date" = String, Path, format = Date)),
    request_body = DutyChange,
    responses(
        (status = 200, body = DutyTableDay),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "There is no such date"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "Somebody changed the day in the meantime"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set(
    State(roster): State<Roster>,
    actor: Actor,
    At(date): At<Date>,
    Body(body): Body<DutyChange>,
) -> Result<Json<DutyTableDay>> {
    let day = roster.by(&actor).set_duty(date, &body.people, body.expected.as_deref(), roster.clock.now()).await?;
    Ok(Json(day.into()))
}

/// Who is on duty now. A customer's person sees names and phone numbers.
#[utoipa::path(
    get, path = "/api/v1/duty/now", tag = "roster", operation_id = "duty_now",
    responses((status = 200, body = DutyNow), (status = 401, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn now(State(roster): State<Roster>, actor: Actor) -> Result<Json<DutyNow>> {
    let at = roster.clock.now();
    let now = roster.by(&actor).duty_now(at).await?;
    let staff = actor.require_staff().is_ok();
    let contact =
        |person: Person| DutyContact { id: person.id, name: person.name, phone: person.phone, email: person.email.filter(|_| staff) };
    Ok(Json(DutyNow {
        at,
        date: now.date,
        on_duty: now.on_duty.into_iter().map(contact).collect(),
        next: now.next.map(|day| DutyNext { date: day.date, people: day.people.iter().map(shown).collect() }),
        gaps: now.gaps,
    }))
}
