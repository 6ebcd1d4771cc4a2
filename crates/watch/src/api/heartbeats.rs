//! Heartbeats: the address that is called, and where people read it.

use axum::Json;
use axum::extract::{Path, State as Room};
use axum::http::StatusCode;
use base::http::{At, Params, Problem};
use base::{Actor, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Watch;
use crate::custom::model::CustomCheckId;
use crate::heartbeat::{Address, Call};

/// What a call may say.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Said {
    /// Whether all went well; yes when absent. `false` makes the check fail at once.
    ok: Option<bool>,
    /// What people are told of it; up to 500 characters.
    text: Option<String>,
    /// A number that is kept and charted as `value`: how many files, how many seconds.
    value: Option<f64>,
}

/// Where a check is called, and what was heard last.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeartbeatAddress)]
pub(super) struct HeartbeatShown {
    /// The address on this server: `/api/v1/heartbeats/…`. Whoever knows it can call.
    path: String,
    /// The last call; null before the first.
    called_at: Option<Timestamp>,
    /// Whether it said that all went well.
    ok: Option<bool>,
    /// What it said.
    text: Option<String>,
    /// The number it told.
    value: Option<f64>,
    /// How many calls there were.
    calls: i64,
}

impl From<Address> for HeartbeatShown {
    fn from(Address { path, last }: Address) -> HeartbeatShown {
        HeartbeatShown { path, called_at: last.called_at, ok: last.ok, text: last.text, value: last.value, calls: last.calls }
    }
}

/// Calls: the check of this address is well for as long as was entered. Public: whoever knows the address may call, without signing in.
#[utoipa::path(get, path = "/api/v1/heartbeats/{token}", tag = "watch", operation_id = "call_heartbeat",
    params(("token" = String, Path, description = "The secret of the address"), Said), security(()), responses(
    (status = 204, description = "Noted, and kept"),
    (status = 404, description = "No check waits at this address; it may have been replaced by a new one", body = Problem),
    (status = 422, description = "Something is wrong with what it says", body = Problem),
))]
pub(super) async fn call(Room(watch): Room<Watch>, Path(token): Path<String>, Params(said): Params<Said>) -> Result<StatusCode> {
    let Said { ok, text, value } = said;
    watch.called(&token, Call { ok: ok.unwrap_or(true), text, value }, watch.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The same for programs that send nothing but POST. What is said stands in the query; a body is not read.
#[utoipa::path(post, path = "/api/v1/heartbeats/{token}", tag = "watch", operation_id = "post_heartbeat",
    params(("token" = String, Path, description = "The secret of the address"), Said), security(()), responses(
    (status = 204, description = "Noted, and kept"),
    (status = 404, description = "No check waits at this address; it may have been replaced by a new one", body = Problem),
    (status = 422, description = "Something is wrong with what it says", body = Problem),
))]
pub(super) async fn post(watch: Room<Watch>, token: Path<String>, said: Params<Said>) -> Result<StatusCode> {
    call(watch, token, said).await
}

/// Where a custom check of the kind `heartbeat` is called: for administrators, dispatchers, managers and engineers.
#[utoipa::path(get, path = "/api/v1/custom-checks/{id}/heartbeat", tag = "watch", operation_id = "heartbeat_address",
    params(("id" = i64, Path)), responses(
    (status = 200, description = "The address and the last call", body = HeartbeatShown),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such check, or it waits for no calls", body = Problem),
))]
pub(super) async fn show(Room(watch): Room<Watch>, actor: Actor, At(id): At<CustomCheckId>) -> Result<Json<HeartbeatShown>> {
    Ok(Json(watch.by(&actor).heartbeat(id).await?.into()))
}

/// Gives it a new address, for when the old one got into wrong hands; calls at the old one are refused from now on.
#[utoipa::path(post, path = "/api/v1/custom-checks/{id}/heartbeat", tag = "watch", operation_id = "renew_heartbeat_address",
    params(("id" = i64, Path)), responses(
    (status = 200, description = "The new address", body = HeartbeatShown),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Not your role's", body = Problem),
    (status = 404, description = "No such check, or it waits for no calls", body = Problem),
))]
pub(super) async fn renew(Room(watch): Room<Watch>, actor: Actor, At(id): At<CustomCheckId>) -> Result<Json<HeartbeatShown>> {
    Ok(Json(watch.by(&actor).renew_heartbeat(id, watch.clock.now()).await?.into()))
}
