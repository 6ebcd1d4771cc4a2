//! `/sites`: where devices stand.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, Page, Result};

use super::OfCustomer;
use crate::model::{NewSite, SiteChange};
use crate::view::SiteView;
use crate::{Archive, SiteId};

/// The sites you may see. Sorts: `name`, `code`, `kind`, `customer`, `created_at`, `id`.
#[utoipa::path(
    get,
    path = "/api/v1/sites",
    tag = "archive",
    operation_id = "list_sites",
    params(OfCustomer),
    responses(
        (status = 200, body = Page<SiteView>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn list(State(archive): State<Archive>, actor: Actor, Params(query): Params<OfCustomer>) -> Result<Json<Page<SiteView>>> {
    let (customer, params) = query.params();
    Ok(Json(archive.by(&actor).sites(customer, &params).await?))
}

/// Enters a site. For administrators, managers and dispatchers.
#[utoipa::path(
    post,
    path = "/api/v1/sites",
    tag = "archive",
    operation_id = "create_site",
    request_body = NewSite,
    responses(
        (status = 201, body = SiteView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn create(State(archive): State<Archive>, actor: Actor, Body(new): Body<NewSite>) -> Result<(StatusCode, Json<SiteView>)> {
    let site = archive.by(&actor).create_site(archive.clock.now(), new).await?;
    Ok((StatusCode::CREATED, Json(site)))
}

/// One site.
#[utoipa::path(
    get,
    path = "/api/v1/sites/{id}",
    tag = "archive",
    operation_id = "show_site",
    params(("id" = SiteId, Path)),
    responses(
        (status = 200, body = SiteView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn show(State(archive): State<Archive>, actor: Actor, At(id): At<SiteId>) -> Result<Json<SiteView>> {
    Ok(Json(archive.by(&actor).site(id).await?))
}

/// Changes a site. For administrators, managers and dispatchers.
#[utoipa::path(
    patch,
    path = "/api/v1/sites/{id}",
    tag = "archive",
    operation_id = "change_site",
    params(("id" = SiteId, Path)),
    request_body = SiteChange,
    responses(
        (status = 200, body = SiteView),
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
    At(id): At<SiteId>,
    Body(change): Body<SiteChange>,
) -> Result<Json<SiteView>> {
    Ok(Json(archive.by(&actor).change_site(archive.clock.now(), id, change).await?))
}
