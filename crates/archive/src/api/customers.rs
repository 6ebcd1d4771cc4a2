//! `/customers`: who is served.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, CustomerId, Page, PageParams, Result};

use crate::Archive;
use crate::model::{CustomerChange, NewCustomer};
use crate::view::CustomerView;

/// Which customers.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomersQuery {
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// `name`, `code`, `created_at` or `id`; a leading `-` turns the order round.
    sort: Option<String>,
    /// Text in the name, code or address.
    q: Option<String>,
}

/// The customers you may see: all of them, or your own.
#[utoipa::path(
    get,
    path = "/api/v1/customers",
    tag = "archive",
    operation_id = "list_customers",
    params(CustomersQuery),
    responses(
        (status = 200, body = Page<CustomerView>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn list(
    State(archive): State<Archive>,
    actor: Actor,
    Params(query): Params<CustomersQuery>,
) -> Result<Json<Page<CustomerView>>> {
    let params = PageParams { limit: query.limit, after: query.after, sort: query.sort, q: query.q };
    Ok(Json(archive.by(&actor).customers(&params).await?))
}

/// Enters a customer. For administrators and managers.
#[utoipa::path(
    post,
    path = "/api/v1/customers",
    tag = "archive",
    operation_id = "create_customer",
    request_body = NewCustomer,
    responses(
        (status = 201, body = CustomerView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn create(
    State(archive): State<Archive>,
    actor: Actor,
    Body(new): Body<NewCustomer>,
) -> Result<(StatusCode, Json<CustomerView>)> {
    let customer = archive.by(&actor).create_customer(archive.clock.now(), new).await?;
    Ok((StatusCode::CREATED, Json(customer)))
}

/// One customer.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{id}",
    tag = "archive",
    operation_id = "show_customer",
    params(("id" = CustomerId, Path)),
    responses(
        (status = 200, body = CustomerView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn show(State(archive): State<Archive>, actor: Actor, At(id): At<CustomerId>) -> Result<Json<CustomerView>> {
    Ok(Json(archive.by(&actor).customer(id).await?))
}

/// Changes a customer. For administrators and managers.
#[utoipa::path(
    patch,
    path = "/api/v1/customers/{id}",
    tag = "archive",
    operation_id = "change_customer",
    params(("id" = CustomerId, Path)),
    request_body = CustomerChange,
    responses(
        (status = 200, body = CustomerView),
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
    At(id): At<CustomerId>,
    Body(change): Body<CustomerChange>,
) -> Result<Json<CustomerView>> {
    Ok(Json(archive.by(&actor).change_customer(archive.clock.now(), id, change).await?))
}
