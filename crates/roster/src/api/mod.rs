//! The routes of this room: session, people and their contacts, tokens, duty, leave, account engineers.

mod client;
mod contacts;
mod duty;
mod engineers;
mod leaves;
mod people;
mod session;
mod tokens;
mod wire;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use client::Client;

use crate::Roster;

/// Every route of this room, with its description.
pub fn routes(roster: Roster) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(session::open, session::show, session::change, session::close))
        .routes(routes!(people::list, people::add))
        .routes(routes!(people::show, people::change))
        .routes(routes!(tokens::list, tokens::add))
        .routes(routes!(tokens::remove))
        .routes(routes!(duty::table))
        .routes(routes!(duty::now))
        .routes(routes!(duty::set))
        .routes(routes!(leaves::list, leaves::enter))
        .routes(routes!(leaves::change, leaves::withdraw))
        .routes(routes!(engineers::list))
        .routes(routes!(engineers::set))
        .routes(routes!(contacts::confirm))
        .routes(routes!(contacts::vouch))
        .with_state(roster)
}
