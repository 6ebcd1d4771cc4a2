//! The description of the API, assembled from the rooms' routes: it is served, snapshotted in a test, and the pages' client is generated
//! from it.

use axum::Router;
use axum::http::header;
use axum::routing::get;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, Info, OpenApi, OpenApiBuilder, SecurityRequirement};
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The rooms' routes and their description.
pub fn assemble(app: &App) -> (Router, OpenApi) {
    let (router, mut description) = OpenApiRouter::with_openapi(head())
        .merge(super::installation::api(app.clone()))
        .merge(super::live::api(app.live.clone()))
        .merge(super::workers::api(app.clone()))
        .merge(roster::routes(app.roster.clone()))
        .merge(calendar::routes(app.calendars.clone()))
        .merge(archive::routes(app.archive.clone()))
        .merge(series::routes(app.series.clone()))
        .merge(watch::routes(app.watch.clone()))
        .merge(notify::routes(app.notify.clone()))
        .merge(desk::routes(app.desk.clone()))
        .merge(field::routes(app.field.clone()))
        .merge(prometheus::routes(app.prometheus.clone()))
        .merge(base::journal::routes(app.journal.clone()))
        .split_for_parts();
    let components = description.components.get_or_insert_with(Components::default);
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(roster::SESSION_COOKIE))));
    components.add_security_scheme("token", SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()));
    (router, description)
}

/// The description alone, as JSON text that ends with a line break.
pub fn description(app: &App) -> String {
    let (_, description) = assemble(app);
    description.to_pretty_json().map(|text| text + "\n").unwrap_or_default()
}

/// Serves the description.
pub fn routes(description: OpenApi) -> Router {
    let json = bytes::Bytes::from(description.to_json().unwrap_or_default());
    Router::new().route("/api/openapi.json", get(async move || ([(header::CONTENT_TYPE, "application/json")], json)))
}

fn head() -> OpenApi {
    let mut info = Info::new("Aftercare", env!("CARGO_PKG_VERSION"));
    info.description =
        Some("Keeps service promises: watches, opens the fault, runs the clock, calls the engineer, proves it all.".to_owned());
    let either = |name: &str| SecurityRequirement::new::<_, [&str; 0], &str>(name, []);
    OpenApiBuilder::new().info(info).security(Some([either("session"), either("token")])).build()
}
