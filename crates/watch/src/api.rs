//! Routes: the fleet, device states, checks, alarms.

mod alarms;
mod checks;
mod devices;

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
        .routes(routes!(alarms::list))
        .with_state(watch)
}
