//! The program's HTTP: the rooms' routes under one roof, and what belongs to no room — who is asking, security headers, the pages, live
//! updates, health and figures.

mod auth;
mod guard;
mod health;
mod installation;
mod live;
mod metrics;
mod openapi;
mod pages;
mod workers;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};

pub use installation::DemoAccount;
pub use live::Live;
pub use openapi::description;

use crate::app::App;

/// The largest body taken where a route does not say otherwise.
const BODY_LIMIT: usize = 1024 * 1024;

/// Everything that is served.
pub fn router(app: &App) -> Router {
    let (api, description) = openapi::assemble(app);
    let api = api.layer(from_fn(guard::no_store));
    Router::new()
        .merge(api)
        .merge(openapi::routes(description))
        .merge(health::routes(app.clone()))
        .merge(metrics::routes(app.clone()))
        .fallback(pages::serve)
        .method_not_allowed_fallback(guard::method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state(app.clone(), auth::recognise))
        .layer(from_fn(guard::same_origin))
        .layer(from_fn(guard::headers))
        .layer(from_fn(base::http::speak))
        .layer(from_fn(guard::catch_panic))
}
