//! `/device-links`: what devices need besides their parents.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, CustomerId, Page, PageParams, Result};

use crate::model::{Link, LinkKind, NewLink};
use crate::{Archive, DeviceId, LinkFilter, LinkId};

/// Which links.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichLinks {
    /// Only this customer's.
    customer_id: Option<CustomerId>,
    /// Only those at one of this device's ends.
    device_id: Option<DeviceId>,
    /// Only for this.
    kind: Option<LinkKind>,
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// The field to sort by; a leading `-` turns the order round.
    sort: Option<String>,
    /// Text that must stand in a device's name or in the port.
    q: Option<String>,
}

/// The links between devices. Sorts: `device` (the default), `to`, `kind`, `created_at`, `id`.
#[utoipa::path(
    get,
    path = "/api/v1/device-links",
    tag = "archive",
    operation_id = "list_device_links",
    params(WhichLinks),
    responses(
        (status = 200, body = Page<Link>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn list(State(archive): State<Archive>, actor: Actor, Params(query): Params<WhichLinks>) -> Result<Json<Page<Link>>> {
    let WhichLinks { customer_id, device_id, kind, limit, after, sort, q } = query;
    let params = PageParams { limit, after, sort, q };
    Ok(Json(archive.by(&actor).links(LinkFilter { customer_id, device_id, kind }, &params).await?))
}

/// Enters a link: another way to the core, or what feeds a device. Any one of a kind is enough, the parent being one of the ways. For
/// administrators, managers, dispatchers and engineers.
#[utoipa::path(
    post,
    path = "/api/v1/device-links",
    tag = "archive",
    operation_id = "create_device_link",
    request_body = NewLink,
    responses(
        (status = 201, body = Link),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn create(State(archive): State<Archive>, actor: Actor, Body(new): Body<NewLink>) -> Result<(StatusCode, Json<Link>)> {
    Ok((StatusCode::CREATED, Json(archive.by(&actor).create_link(archive.clock.now(), new).await?)))
}

/// Removes a link. For administrators, managers, dispatchers and engineers.
#[utoipa::path(
    delete,
    path = "/api/v1/device-links/{id}",
    tag = "archive",
    operation_id = "remove_device_link",
    params(("id" = LinkId, Path)),
    responses(
        (status = 204, description = "removed"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn remove(State(archive): State<Archive>, actor: Actor, At(id): At<LinkId>) -> Result<StatusCode> {
    archive.by(&actor).remove_link(archive.clock.now(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
