//! `/devices/{id}/photo`: what it looks like where it stands.

use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base::http::{At, Problem, body_rejected};
use base::{Actor, Error, Result};

use crate::by::photo_too_large;
use crate::{Archive, DeviceId};

/// A device's photo, with `ETag`; `If-None-Match` answers 304 while it is the same.
#[utoipa::path(
    get,
    path = "/api/v1/devices/{id}/photo",
    tag = "archive",
    operation_id = "show_device_photo",
    params(("id" = DeviceId, Path)),
    responses(
        (status = 200, description = "the picture", content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"))),
        (status = 304, description = "the one you have"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn show(State(archive): State<Archive>, actor: Actor, At(id): At<DeviceId>, headers: HeaderMap) -> Result<Response> {
    let archive = archive.by(&actor);
    if headers.contains_key(header::IF_NONE_MATCH) {
        let tag = tag(&archive.photo_fingerprint(id).await?);
        if has(&headers, &tag) {
            return Ok((StatusCode::NOT_MODIFIED, kept(&tag)?).into_response());
        }
    }
    let photo = archive.photo(id).await?;
    let mut response = (kept(&tag(&photo.sha256))?, photo.content).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, value(&photo.content_type)?);
    Ok(response)
}

/// Puts a photo in the place of the one before: JPEG, PNG or WebP, at most 5 MiB. For administrators, managers, dispatchers and engineers.
#[utoipa::path(
    put,
    path = "/api/v1/devices/{id}/photo",
    tag = "archive",
    operation_id = "put_device_photo",
    params(("id" = DeviceId, Path)),
    request_body(content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"))),
    responses(
        (status = 204, description = "kept; `ETag` names it"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "too large"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn put(State(archive): State<Archive>, actor: Actor, At(id): At<DeviceId>, request: Request) -> Result<Response> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let content = Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => photo_too_large(),
        status => body_rejected(status),
    })?;
    let sha256 = archive.by(&actor).put_photo(archive.clock.now(), id, &content_type, content.into()).await?;
    Ok((StatusCode::NO_CONTENT, [(header::ETAG, value(&tag(&sha256))?)]).into_response())
}

/// Removes the photo. For administrators, managers, dispatchers and engineers.
#[utoipa::path(
    delete,
    path = "/api/v1/devices/{id}/photo",
    tag = "archive",
    operation_id = "remove_device_photo",
    params(("id" = DeviceId, Path)),
    responses(
        (status = 204, description = "removed"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
    ),
)]
pub(super) async fn remove(State(archive): State<Archive>, actor: Actor, At(id): At<DeviceId>) -> Result<StatusCode> {
    archive.by(&actor).remove_photo(archive.clock.now(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn tag(sha256: &str) -> String {
    format!("\"{sha256}\"")
}

/// Whether the reader has this one already.
fn has(headers: &HeaderMap, tag: &str) -> bool {
    let given = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    given.flat_map(|value| value.split(',')).map(str::trim).any(|given| given == "*" || given.trim_start_matches("W/") == tag)
}

/// The reader may keep it, but asks each time whether it is still the one, because the right to see it can end. A picture is a picture:
/// nothing in it is run, whatever a browser makes of its bytes.
fn kept(tag: &str) -> Result<[(header::HeaderName, HeaderValue); 4]> {
    Ok([
        (header::ETAG, value(tag)?),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ])
}

fn value(text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text).map_err(|error| Error::internal(format!("a photo's header cannot be written: {error}")))
}
