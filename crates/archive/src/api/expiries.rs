//! `/device-expiries`: until when what comes with a device is valid.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, CustomerId, Page, PageParams, Result};
use jiff::civil::Date;

use crate::model::{Expiry, ExpiryChange, ExpiryKind, NewExpiry};
use crate::{Archive, DeviceId, ExpiryFilter, ExpiryId};

/// Which expiries.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichExpiries {
    /// Only this customer's.
    customer_id: Option<CustomerId>,
    /// Only this device's.
    device_id: Option<DeviceId>,
    /// Only these.
    kind: Option<ExpiryKind>,
    /// Only those that end on this day or before.
    #[param(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// The field to sort by; a leading `-` turns the order round.
    sort: Option<String>,
    /// Text that must stand in its name, its note or the device's name.
    q: Option<String>,
}

/// Until when what comes with devices is valid. Sorts: `ends_on` (the default), `device`, `name`, `kind`, `id`.
#[utoipa::path(
    get,
    path = "/api/v1/device-expiries",
    tag = "archive",
    operation_id = "list_device_expiries",
    params(WhichExpiries),
    responses(
        (status = 200, body = Page<Expiry>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn list(State(archive): State<Archive>, actor: Actor, Params(query): Params<WhichExpiries>) -> Result<Json<Page<Expiry>>> {
    let WhichExpiries { customer_id, device_id, kind, until, limit, after, sort, q } = query;
    let params = PageParams { limit, after, sort, q };
    Ok(Json(archive.by(&actor).expiries(ExpiryFilter { customer_id, device_id, kind, until }, &params).await?))
}

/// Enters an expiry: the device's check `expiry` fails from `warn_days` before its last day on. For administrators, managers, dispatchers
/// and engineers.
#[utoipa::path(
    post,
    path = "/api/v1/device-expiries",
    tag = "archive",
    operation_id = "create_device_expiry",
    request_body = NewExpiry,
    responses(
        (status = 201, body = Expiry),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn create(State(archive): State<Archive>, actor: Actor, Body(new): Body<NewExpiry>) -> Result<(StatusCode, Json<Expiry>)> {
    Ok((StatusCode::CREATED, Json(archive.by(&actor).create_expiry(archive.clock.now(), new).await?)))
}

/// Changes an expiry; a new last day renews it. For administrators, managers, dispatchers and engineers.
#[utoipa::path(
    patch,
    path = "/api/v1/device-expiries/{id}",
    tag = "archive",
    operation_id = "change_device_expiry",
    params(("id" = ExpiryId, Path)),
    request_body = ExpiryChange,
    responses(
        (status = 200, body = Expiry),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn change(
    State(archive): State<Archive>,
    actor: Actor,
    At(id): At<ExpiryId>,
    Body(change): Body<ExpiryChange>,
) -> Result<Json<Expiry>> {
    Ok(Json(archive.by(&actor).change_expiry(archive.clock.now(), id, change).await?))
}

/// Removes an expiry. For administrators, managers, dispatchers and engineers.
#[utoipa::path(
    delete,
    path = "/api/v1/device-expiries/{id}",
    tag = "archive",
    operation_id = "remove_device_expiry",
    params(("id" = ExpiryId, Path)),
    responses(
        (status = 204, description = "removed"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn remove(State(archive): State<Archive>, actor: Actor, At(id): At<ExpiryId>) -> Result<StatusCode> {
    archive.by(&actor).remove_expiry(archive.clock.now(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
