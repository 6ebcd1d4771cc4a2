//! What this installation is, for the page that nobody has signed in to yet.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use base::{Role, Timestamp};

use crate::app::App;

/// The installation, and in a demo the accounts to try.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InstallationView {
    /// Its name.
    pub name: String,
    /// The program's version.
    pub version: String,
    /// The IANA zone of the duty roster.
    pub zone: String,
    /// The server's time, so that a page can count down by it.
    pub now: Timestamp,
    /// Whether this is the demo.
    pub demo: bool,
    /// In the demo: one account a role.
    pub demo_accounts: Vec<DemoAccount>,
}

/// An account of the demo.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DemoAccount {
    /// Its role.
    pub role: Role,
    /// The name to sign in with.
    pub login: String,
    /// Its password.
    pub password: String,
    /// Whose account it is.
    pub name: String,
}

/// The public route.
pub fn api(app: App) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(installation)).with_state(app)
}

/// What this installation is; needs no sign-in.
#[utoipa::path(get, path = "/api/v1/installation", tag = "session", responses((status = 200, body = InstallationView)), security(()))]
async fn installation(State(app): State<App>) -> Json<InstallationView> {
    Json(InstallationView {
        name: app.settings.installation.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        zone: app.settings.installation.zone.clone(),
        now: app.clock.now(),
        demo: !app.demo_accounts.is_empty(),
        demo_accounts: app.demo_accounts.to_vec(),
    })
}
