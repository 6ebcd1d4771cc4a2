//! `/leaves`: who is away when. Read by staff, written by planners.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, Page, PersonId, Result, Timestamp};
use serde::{Deserialize, Serialize};

use super::wire::present;
use crate::Roster;
use crate::leaves::{LeaveChange, NewLeave, ShownLeave};
use crate::model::LeaveId;

/// Days that are shown when nothing else is asked for.
const USUAL_DAYS: i64 = 180;

/// Which leaves.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeavesQuery {
    /// Only those that end after this instant; now when absent.
    from: Option<Timestamp>,
    /// Only those that begin before this instant; 180 days after `from` when absent.
    until: Option<Timestamp>,
    /// Only this person's.
    person_id: Option<PersonId>,
}

/// A leave.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct LeaveItem {
    id: LeaveId,
    person: LeavePerson,
    /// The first instant of it.
    from: Timestamp,
    /// The first instant after it.
    until: Timestamp,
    /// Who is called instead; null when nobody is.
    substitute: Option<LeavePerson>,
    note: String,
    /// Named when it is changed.
    version: i64,
    entered_at: Timestamp,
}

/// Somebody of a leave.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct LeavePerson {
    id: PersonId,
    name: String,
}

/// A leave about to be entered.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewLeave)]
pub(crate) struct NewLeaveBody {
    person_id: PersonId,
    from: Timestamp,
    until: Timestamp,
    /// Who is called instead: an active engineer, manager or dispatcher.
    substitute_id: Option<PersonId>,
    #[serde(default)]
    note: String,
}

/// What is to be changed of a leave; what is left out stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LeaveChange)]
pub(crate) struct LeaveChangeBody {
    /// The version that was looked at.
    version: i64,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<PersonId>)]
    substitute_id: Option<Option<PersonId>>,
    note: Option<String>,
}

impl From<ShownLeave> for LeaveItem {
    fn from(shown: ShownLeave) -> LeaveItem {
        let ShownLeave { leave, person, substitute } = shown;
        LeaveItem {
            id: leave.id,
            person: LeavePerson { id: leave.person_id, name: person },
            from: leave.from,
            until: leave.until,
            substitute: leave.substitute_id.zip(substitute).map(|(id, name)| LeavePerson { id, name }),
            note: leave.note,
            version: leave.version,
            entered_at: leave.entered_at,
        }
    }
}

/// Who is away, those first who leave first.
#[utoipa::path(
    get, path = "/api/v1/leaves", tag = "roster", operation_id = "list_leaves", params(LeavesQuery),
    responses(
        (status = 200, body = Page<LeaveItem>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(State(roster): State<Roster>, actor: Actor, Params(query): Params<LeavesQuery>) -> Result<Json<Page<LeaveItem>>> {
    let from = query.from.unwrap_or_else(|| roster.clock.now());
    let until = query.until.unwrap_or_else(|| from.plus_seconds(USUAL_DAYS * 86_400));
    let leaves = roster.by(&actor).leaves(query.person_id, from, until).await?;
    Ok(Json(Page::whole(leaves.into_iter().map(LeaveItem::from).collect())))
}

/// Enters a leave.
#[utoipa::path(
    post, path = "/api/v1/leaves", tag = "roster", operation_id = "enter_leave", request_body = NewLeaveBody,
    responses(
        (status = 201, body = LeaveItem),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn enter(
    State(roster): State<Roster>,
    actor: Actor,
    Body(body): Body<NewLeaveBody>,
) -> Result<(StatusCode, Json<LeaveItem>)> {
    let new = NewLeave { person: body.person_id, from: body.from, until: body.until, substitute: body.substitute_id, note: body.note };
    let leave = roster.by(&actor).enter_leave(new, roster.clock.now()).await?;
    Ok((StatusCode::CREATED, Json(leave.into())))
}

/// Changes a leave.
#[utoipa::path(
    patch, path = "/api/v1/leaves/{id}", tag = "roster", operation_id = "change_leave", params(("id" = i64, Path)),
    request_body = LeaveChangeBody,
    responses(
        (status = 200, body = LeaveItem),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "Somebody changed it in the meantime"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn change(
    State(roster): State<Roster>,
    actor: Actor,
    At(id): At<LeaveId>,
    Body(body): Body<LeaveChangeBody>,
) -> Result<Json<LeaveItem>> {
    let change = LeaveChange { from: body.from, until: body.until, substitute: body.substitute_id, note: body.note };
    Ok(Json(roster.by(&actor).change_leave(id, body.version, change, roster.clock.now()).await?.into()))
}

/// Withdraws a leave; the journal keeps that it was entered.
#[utoipa::path(
    delete, path = "/api/v1/leaves/{id}", tag = "roster", operation_id = "withdraw_leave", params(("id" = i64, Path)),
    responses(
        (status = 204, description = "It is withdrawn"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn withdraw(State(roster): State<Roster>, actor: Actor, At(id): At<LeaveId>) -> Result<StatusCode> {
    roster.by(&actor).withdraw_leave(id, roster.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
