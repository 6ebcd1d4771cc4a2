//! The routes of this room: messages, inbox, people's rules, gateways, webhooks, the mail channel.

mod codes;
mod gateways;
mod inbox;
mod messages;
mod preferences;
mod trial;
mod webhooks;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Notify;

/// Every route of this room, with its description.
pub fn routes(notify: Notify) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(messages::list))
        .routes(routes!(messages::retry))
        .routes(routes!(inbox::list))
        .routes(routes!(inbox::read))
        .routes(routes!(inbox::read_all))
        .routes(routes!(preferences::show, preferences::keep, preferences::forget))
        .routes(routes!(gateways::list, gateways::add))
        .routes(routes!(gateways::change, gateways::remove))
        .routes(routes!(gateways::test))
        .routes(routes!(gateways::report))
        .routes(routes!(webhooks::list, webhooks::add))
        .routes(routes!(webhooks::change, webhooks::remove))
        .routes(routes!(webhooks::test))
        .routes(routes!(trial::mail))
        .routes(routes!(codes::send))
        .with_state(notify)
}
