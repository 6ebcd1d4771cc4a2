//! The desk's routes: parse → call → present. Here, and in the workers, the clock is read.

mod acknowledgements;
mod actions;
mod clocks;
mod reports;
mod tickets;
pub(crate) mod wire;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Desk;
use actions::{take, word, work};
pub use wire::{ActionItem, NamedItem, TicketDetail, TimelineItem, WhyNotItem};

/// The room's routes.
pub fn routes(desk: Desk) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(tickets::list, reports::create))
        .routes(routes!(tickets::show))
        .routes(routes!(tickets::timeline))
        .routes(routes!(take::acknowledge))
        .routes(routes!(take::assign))
        .routes(routes!(take::level))
        .routes(routes!(take::note))
        .routes(routes!(work::pause))
        .routes(routes!(work::resume))
        .routes(routes!(work::restore))
        .routes(routes!(work::resolve))
        .routes(routes!(word::confirm))
        .routes(routes!(word::reject))
        .routes(routes!(word::reopen))
        .routes(routes!(word::cancel))
        .routes(routes!(clocks::list))
        .routes(routes!(acknowledgements::show, acknowledgements::acknowledge))
        .with_state(desk)
}
