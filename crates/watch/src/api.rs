//! Routes: the fleet, device states, checks, alarms, maintenance windows.

mod alarms;
mod alert_rules;
mod availability;
mod checks;
mod custom;
mod devices;
mod maintenance;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Watch;

/// The room's routes.
pub fn routes(watch: Watch) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(devices::fleet))
        .routes(routes!(devices::list))
        .routes(routes!(checks::list))
        .routes(routes!(checks::ask))
        .routes(routes!(custom::list, custom::enter))
        .routes(routes!(custom::ask))
        .routes(routes!(custom::change, custom::remove))
        .routes(routes!(alarms::list))
        .routes(routes!(alert_rules::list, alert_rules::enter))
        .routes(routes!(alert_rules::preview))
        .routes(routes!(alert_rules::change, alert_rules::remove))
        .routes(routes!(availability::list))
        .routes(routes!(maintenance::list, maintenance::enter))
        .routes(routes!(maintenance::preview))
        .routes(routes!(maintenance::one, maintenance::change))
        .routes(routes!(maintenance::end))
        .with_state(watch)
}
