//! The desk's routes: parse → call → present. Here, and in the workers, the clock is read.

mod acknowledgements;
mod actions;
mod chain;
mod clocks;
mod files;
mod levels;
mod policies;
mod reports;
mod templates;
mod tickets;
pub(crate) mod wire;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Desk;
use crate::rules::evidence::LARGEST;
use actions::{pauses, take, terms, word, work};
pub use wire::{ActionItem, NamedItem, TicketDetail, TimelineItem, WhyNotItem};

/// The room's routes.
pub fn routes(desk: Desk) -> OpenApiRouter {
    let files = OpenApiRouter::new().routes(routes!(files::add)).layer(DefaultBodyLimit::max(LARGEST));
    OpenApiRouter::new()
        .routes(routes!(tickets::list, reports::create))
        .routes(routes!(tickets::show))
        .routes(routes!(tickets::timeline))
        .routes(routes!(take::acknowledge))
        .routes(routes!(take::assign))
        .routes(routes!(take::level))
        .routes(routes!(take::note))
        .routes(routes!(pauses::pause))
        .routes(routes!(pauses::prove))
        .routes(routes!(pauses::dispute))
        .routes(routes!(pauses::decide))
        .routes(routes!(terms::contract))
        .routes(routes!(terms::correct))
        .routes(routes!(terms::report))
        .routes(routes!(terms::ask_third_party))
        .routes(routes!(terms::hear_third_party))
        .routes(routes!(files::show))
        .routes(routes!(work::resume))
        .routes(routes!(work::restore))
        .routes(routes!(work::resolve))
        .routes(routes!(word::confirm))
        .routes(routes!(word::reject))
        .routes(routes!(word::reopen))
        .routes(routes!(word::cancel))
        .routes(routes!(levels::show, levels::define))
        .routes(routes!(clocks::list))
        .routes(routes!(clocks::explained))
        .routes(routes!(acknowledgements::show, acknowledgements::acknowledge))
        .merge(files)
        .routes(routes!(policies::list, policies::write))
        .routes(routes!(policies::show, policies::rewrite))
        .routes(routes!(policies::uses, policies::set_use))
        .routes(routes!(chain::forecast))
        .routes(routes!(chain::rehearsals, chain::rehearse))
        .routes(routes!(chain::audit))
        .routes(routes!(templates::list))
        .routes(routes!(templates::write))
        .with_state(desk)
}
