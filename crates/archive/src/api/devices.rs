//! `/devices`: what is kept running.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, CustomerId, Page, PageParams, Result};

use crate::model::{DeviceChange, DeviceKind, NewDevice};
use crate::view::DeviceView;
use crate::{Archive, DeviceFilter, DeviceId, SiteId};

/// Which devices.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct DevicesQuery {
    /// Only this customer's.
    customer_id: Option<CustomerId>,
    /// Only on this site.
    site_id: Option<SiteId>,
    /// Only of this kind.
    kind: Option<DeviceKind>,
    /// Only those directly behind this one.
    parent_id: Option<DeviceId>,
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// `name`, `kind`, `address`, `site`, `customer`, `created_at` or `id`; a leading `-` turns the order round.
    sort: Option<String>,
    /// Text in the name, address, serial number, vendor, model or the site's name.
    q: Option<String>,
}

/// The devices in service that you may see.
#[utoipa::path(
    get,
    path = "/api/v1/devices",
    tag = "archive",
    operation_id = "list_devices",
    params(DevicesQuery),
    responses(
        (status = 200, body = Page<DeviceView>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn list(
    State(archive): State<Archive>,
    actor: Actor,
    Params(query): Params<DevicesQuery>,
) -> Result<Json<Page<DeviceView>>> {
    let DevicesQuery { customer_id, site_id, kind, parent_id, limit, after, sort, q } = query;
    let wanted = DeviceFilter { customer_id, site_id, kind, parent_id };
    Ok(Json(archive.by(&actor).devices(wanted, &PageParams { limit, after, sort, q }).await?))
}

/// Enters a device. For administrators, managers and dispatchers.
#[utoipa::path(
    post,
    path = "/api/v1/devices",
    tag = "archive",
    operation_id = "create_device",
    request_body = NewDevice,
    responses(
        (status = 201, body = DeviceView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn create(
    State(archive): State<Archive>,
    actor: Actor,
    Body(new): Body<NewDevice>,
) -> Result<(StatusCode, Json<DeviceView>)> {
    let device = archive.by(&actor).create_device(archive.clock.now(), new).await?;
    Ok((StatusCode::CREATED, Json(device)))
}

/// One device, also one out of service.
#[utoipa::path(
    get,
    path = "/api/v1/devices/{id}",
    tag = "archive",
    operation_id = "show_device",
    params(("id" = DeviceId, Path)),
    responses(
        (status = 200, body = DeviceView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn show(State(archive): State<Archive>, actor: Actor, At(id): At<DeviceId>) -> Result<Json<DeviceView>> {
    Ok(Json(archive.by(&actor).device(id).await?))
}

/// Changes a device. For administrators, managers, dispatchers and engineers.
#[utoipa::path(
    patch,
    path = "/api/v1/devices/{id}",
    tag = "archive",
    operation_id = "change_device",
    params(("id" = DeviceId, Path)),
    request_body = DeviceChange,
    responses(
        (status = 200, body = DeviceView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn change(
    State(archive): State<Archive>,
    actor: Actor,
    At(id): At<DeviceId>,
    Body(change): Body<DeviceChange>,
) -> Result<Json<DeviceView>> {
    Ok(Json(archive.by(&actor).change_device(archive.clock.now(), id, change).await?))
}

/// Takes a device out of service. For administrators, managers and dispatchers. It leaves every list and is no longer watched; its row
/// stays, because tickets name it.
#[utoipa::path(
    delete,
    path = "/api/v1/devices/{id}",
    tag = "archive",
    operation_id = "remove_device",
    params(("id" = DeviceId, Path)),
    responses(
        (status = 204, description = "out of service"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
    ),
)]
pub(super) async fn remove(State(archive): State<Archive>, actor: Actor, At(id): At<DeviceId>) -> Result<StatusCode> {
    archive.by(&actor).remove_device(archive.clock.now(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
