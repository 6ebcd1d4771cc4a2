//! `/visits/{id}/signature` and `/visits/{id}/report`: what is shown and printed of a visit.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use base::http::{At, Problem};
use base::{Actor, Error, Language, Result};

use super::wire::ServiceReport;
use crate::Field;
use crate::model::VisitId;

/// The signature as it was drawn. `ETag` is its SHA-256, which stands in the journal too.
#[utoipa::path(
    get,
    path = "/api/v1/visits/{id}/signature",
    tag = "field",
    operation_id = "show_visit_signature",
    params(("id" = VisitId, Path)),
    responses(
        (status = 200, description = "the picture", content((Vec<u8> = "image/png"))),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn signature(State(field): State<Field>, actor: Actor, At(id): At<VisitId>) -> Result<Response> {
    let (image, sha256) = field.by(&actor).signature(id).await?;
    let tag = HeaderValue::from_str(&format!("\"{sha256}\"")).map_err(|error| Error::internal(error.to_string()))?;
    // The right to see it can end, so the browser asks each time. A picture is a picture: nothing in it is run, whatever its bytes are.
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/png")),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    Ok((headers, image).into_response())
}

/// Everything the printed service report shows.
#[utoipa::path(
    get,
    path = "/api/v1/visits/{id}/report",
    tag = "field",
    operation_id = "show_visit_report",
    params(("id" = VisitId, Path)),
    responses(
        (status = 200, body = ServiceReport),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
    ),
)]
pub(super) async fn report(
    State(field): State<Field>,
    actor: Actor,
    language: Language,
    At(id): At<VisitId>,
) -> Result<Json<ServiceReport>> {
    Ok(Json(field.by(&actor).report(id, language, field.clock.now()).await?))
}
