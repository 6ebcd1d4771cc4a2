//! The built pages, embedded in the program: each asset with its compressed forms, cached for ever because its name carries its hash;
//! every other address gets the one page that reads the address itself.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base::Error;
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Built;

/// What stands there while the pages have not been built.
const NOT_BUILT: &str = "The pages are not in this build. Run `make web`, then build the program again. The API is at /api/openapi.json.\n";

/// Serves a page or an asset; an unknown address below `/api` is a problem, not a page.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || !matches!(method, Method::GET | Method::HEAD) {
        return Error::not_found("address", "地址").into_response();
    }
    let is_asset = path.starts_with("assets/");
    match find(path, &headers) {
        Some(found) => answer(found, is_asset),
        None if is_asset => Error::not_found("address", "地址").into_response(),
        None => match find("index.html", &headers) {
            Some(found) => answer(found, false),
            None => (StatusCode::OK, NOT_BUILT).into_response(),
        },
    }
}

struct Found {
    file: EmbeddedFile,
    kind: String,
    encoding: Option<&'static str>,
}

/// The file in the smallest form that the client takes.
fn find(path: &str, headers: &HeaderMap) -> Option<Found> {
    if path.ends_with(".br") || path.ends_with(".gz") {
        return None;
    }
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let plain = Built::get(path)?;
    let kind = plain.metadata.mimetype().to_owned();
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepted.contains(encoding)
            && let Some(file) = Built::get(&format!("{path}.{ending}"))
        {
            return Some(Found { file, kind, encoding: Some(encoding) });
        }
    }
    Some(Found { file: plain, kind, encoding: None })
}

fn answer(found: Found, is_asset: bool) -> Response {
    let mut response = Response::new(Body::from(found.file.data.into_owned()));
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(&found.kind) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    if let Some(encoding) = found.encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let cache = if is_asset { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}
