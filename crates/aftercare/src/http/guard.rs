//! What every answer carries and every request must pass: security headers, same origin for changes made with a cookie, and a clear
//! answer where a handler fails.

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::{Error, Refusal, Text};
use futures::FutureExt as _;

use super::auth;

/// Scripts only from here, nothing from elsewhere; styles may stand in elements because the component library writes them there.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
     font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Middleware: the security headers.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("permissions-policy", HeaderValue::from_static("camera=(self), geolocation=(self), microphone=(), payment=()"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    response
}

/// Middleware: what the API says is for this moment only, unless a route says otherwise.
pub async fn no_store(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Middleware: a change made with a browser's cookie must come from our own pages. A token in a header cannot be sent by a strange page,
/// so it needs no such proof.
pub async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || auth::bearer(request.headers()).is_some() || !is_cross_site(request.headers()) {
        return next.run(request).await;
    }
    Error::forbidden(
        "request.cross_site",
        "This request came from another site's page. Open this program's own page and do it there.",
        "该请求来自其他网站的页面，已被拒绝。请在本系统页面内操作。",
    )
    .into_response()
}

fn is_cross_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, from)| from != host),
        _ => false,
    }
}

/// The answer to a method that an address does not know.
pub async fn method_not_allowed() -> Response {
    let text =
        Text::new("This address does not take that method; see /api/openapi.json.", "该地址不支持此方法，请参阅 /api/openapi.json。");
    Error::Refused(Refusal::new(405, "method.not_allowed", text)).into_response()
}

/// Middleware: a handler that panics answers a problem and a line in the log instead of a broken connection.
pub async fn catch_panic(request: Request, next: Next) -> Response {
    let address = request.uri().path().to_owned();
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => Error::internal(format!("the handler of {address} panicked")).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_from_a_strange_page_is_seen() {
        let cases = [
            (vec![("sec-fetch-site", "same-origin")], false),
            (vec![("sec-fetch-site", "cross-site")], true),
            (vec![("sec-fetch-site", "same-site")], true),
            (vec![("origin", "http://a:8080"), ("host", "a:8080")], false),
            (vec![("origin", "http://evil"), ("host", "a:8080")], true),
            (vec![("origin", "null"), ("host", "a:8080")], true),
            (vec![("host", "a:8080")], false),
        ];
        for (pairs, expected) in cases {
            let mut headers = HeaderMap::new();
            for (name, value) in &pairs {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            assert_eq!(is_cross_site(&headers), expected, "{pairs:?}");
        }
    }
}
