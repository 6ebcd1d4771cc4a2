//! Who is asking: the session's cookie or an API token becomes the [`Actor`] that the handlers take. A request without either goes on
//! without an actor; a handler that wants one then answers 401.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::{Actor, Result};

use crate::app::App;

/// Middleware: puts the actor into the request.
pub async fn recognise(State(app): State<App>, mut request: Request, next: Next) -> Response {
    match actor(&app, request.headers()).await {
        Ok(Some(actor)) => {
            request.extensions_mut().insert(actor);
            next.run(request).await
        }
        Ok(None) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

async fn actor(app: &App, headers: &HeaderMap) -> Result<Option<Actor>> {
    let now = app.clock.now();
    if let Some(token) = bearer(headers) {
        return app.roster.actor_of_token(token, now).await;
    }
    match cookie(headers, roster::SESSION_COOKIE) {
        Some(session) => app.roster.actor_of_session(session, now).await,
        None => Ok(None),
    }
}

/// The token of `Authorization: Bearer …`.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

/// The value of a cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}
