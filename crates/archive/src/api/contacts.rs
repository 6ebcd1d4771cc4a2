//! `/contacts`: whom to ask at the customer's.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, Page, Result};

use super::OfCustomer;
use crate::model::{Contact, ContactChange, NewContact};
use crate::{Archive, ContactId};

/// The contacts you may see. Sorts: `name`, `created_at`, `id`.
#[utoipa::path(
    get,
    path = "/api/v1/contacts",
    tag = "archive",
    operation_id = "list_contacts",
    params(OfCustomer),
    responses(
        (status = 200, body = Page<Contact>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn list(State(archive): State<Archive>, actor: Actor, Params(query): Params<OfCustomer>) -> Result<Json<Page<Contact>>> {
    let (customer, params) = query.params();
    Ok(Json(archive.by(&actor).contacts(customer, &params).await?))
}

/// Enters a contact. For administrators, managers and dispatchers.
#[utoipa::path(
    post,
    path = "/api/v1/contacts",
    tag = "archive",
    operation_id = "create_contact",
    request_body = NewContact,
    responses(
        (status = 201, body = Contact),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn create(
    State(archive): State<Archive>,
    actor: Actor,
    Body(new): Body<NewContact>,
) -> Result<(StatusCode, Json<Contact>)> {
    let contact = archive.by(&actor).create_contact(archive.clock.now(), new).await?;
    Ok((StatusCode::CREATED, Json(contact)))
}

/// Changes a contact. For administrators, managers and dispatchers.
#[utoipa::path(
    patch,
    path = "/api/v1/contacts/{id}",
    tag = "archive",
    operation_id = "change_contact",
    params(("id" = ContactId, Path)),
    request_body = ContactChange,
    responses(
        (status = 200, body = Contact),
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
    At(id): At<ContactId>,
    Body(change): Body<ContactChange>,
) -> Result<Json<Contact>> {
    Ok(Json(archive.by(&actor).change_contact(archive.clock.now(), id, change).await?))
}

/// Removes a contact. For administrators, managers and dispatchers.
#[utoipa::path(
    delete,
    path = "/api/v1/contacts/{id}",
    tag = "archive",
    operation_id = "remove_contact",
    params(("id" = ContactId, Path)),
    responses(
        (status = 204, description = "removed"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn remove(State(archive): State<Archive>, actor: Actor, At(id): At<ContactId>) -> Result<StatusCode> {
    archive.by(&actor).remove_contact(archive.clock.now(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
