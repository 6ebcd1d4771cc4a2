//! Routes: the fleet, device states, checks and their templates, alarms and alert rules, availability, maintenance windows.

mod alarms;
mod alert_rules;
mod availability;
mod checks;
mod coverage;
mod custom;
mod devices;
mod exclusions;
mod health;
mod heartbeats;
mod maintenance;
mod templates;

use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Watch;

/// The version that was looked at.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Looked {
    /// As it was read; somebody else's change in the meantime is not overwritten.
    version: i64,
}

/// The room's routes.
pub fn routes(watch: Watch) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(devices::fleet))
        .routes(routes!(devices::list))
        .routes(routes!(coverage::list))
        .routes(routes!(checks::list))
        .routes(routes!(checks::ask))
        .routes(routes!(custom::list, custom::enter))
        .routes(routes!(custom::ask))
        .routes(routes!(custom::change, custom::remove))
        .routes(routes!(heartbeats::call, heartbeats::post))
        .routes(routes!(heartbeats::show, heartbeats::renew))
        .routes(routes!(alarms::list))
        .routes(routes!(alert_rules::list, alert_rules::enter))
        .routes(routes!(alert_rules::preview))
        .routes(routes!(alert_rules::get, alert_rules::change, alert_rules::remove))
        .routes(routes!(templates::list, templates::enter))
        .routes(routes!(templates::built_in))
        .routes(routes!(templates::ask))
        .routes(routes!(templates::one, templates::change, templates::remove))
        .routes(routes!(availability::list))
        .routes(routes!(health::show))
        .routes(routes!(exclusions::list, exclusions::enter))
        .routes(routes!(exclusions::remove))
        .routes(routes!(maintenance::list, maintenance::enter))
        .routes(routes!(maintenance::preview))
        .routes(routes!(maintenance::one, maintenance::change))
        .routes(routes!(maintenance::end))
        .with_state(watch)
}
