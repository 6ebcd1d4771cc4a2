//! `/tickets/{id}/files`: what proves a pause.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base::http::{At, Params, Problem, body_rejected};
use base::{Actor, Error, Result, TicketId};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Desk;
use crate::files::too_large;
use crate::model::EvidenceFile;

/// What a file is called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct FileQuery {
    /// Its name; 1 to 200 characters.
    name: String,
}

/// Keeps a file with a ticket: a photo (JPEG, PNG, WebP), a recording (MP3, M4A, Ogg, WAV, AMR), a video (MP4, WebM) or a PDF of at most
/// 20 MiB. For administrators, dispatchers, managers and engineers. What it is, the bytes tell.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/files",
    tag = "desk",
    operation_id = "add_ticket_file",
    params(("id" = TicketId, Path), FileQuery),
    request_body(content((Vec<u8> = "application/octet-stream"))),
    responses(
        (status = 201, body = EvidenceFile),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "too large"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another kind of file"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn add(
    State(desk): State<Desk>,
    actor: Actor,
    At(id): At<TicketId>,
    Params(query): Params<FileQuery>,
    request: Request,
) -> Result<(StatusCode, Json<EvidenceFile>)> {
    let content = Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        status => body_rejected(status),
    })?;
    let file = desk.by(&actor).keep_file(id, &query.name, content.into(), desk.clock.now()).await?;
    Ok((StatusCode::CREATED, Json(file)))
}

/// A file of a ticket that you may see, as it was kept.
#[utoipa::path(
    get,
    path = "/api/v1/tickets/{id}/files/{file}",
    tag = "desk",
    operation_id = "show_ticket_file",
    params(("id" = TicketId, Path), ("file" = i64, Path)),
    responses(
        (status = 200, description = "the file", content((Vec<u8> = "application/octet-stream"))),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn show(State(desk): State<Desk>, actor: Actor, At((id, file)): At<(TicketId, i64)>) -> Result<Response> {
    let file = desk.by(&actor).file(id, file).await?;
    let value =
        |text: &str| HeaderValue::from_str(text).map_err(|error| Error::internal(format!("a file's header cannot be written: {error}")));
    let headers = [
        (header::CONTENT_TYPE, value(&file.content_type)?),
        (header::ETAG, value(&format!("\"{}\"", file.sha256))?),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        // Nothing in it is run, whatever a browser makes of its bytes.
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    Ok((headers, file.content).into_response())
}
