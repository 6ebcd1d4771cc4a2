//! The room's routes: parse → call → present. Only here the clock is read.

mod bodies;
mod report;
mod steps;
mod visits;
pub(crate) mod wire;

use base::Result;
use base::entry::Entry;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Field;

/// The room's routes.
pub fn routes(field: Field) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(visits::list, visits::plan))
        .routes(routes!(visits::show))
        .routes(routes!(steps::assign))
        .routes(routes!(steps::set_out))
        .routes(routes!(steps::arrive))
        .routes(routes!(steps::work))
        .routes(routes!(steps::restored))
        .routes(routes!(steps::confirm))
        .routes(routes!(steps::leave))
        .routes(routes!(steps::cancel))
        .routes(routes!(report::signature))
        .routes(routes!(report::report))
        .with_state(field)
}

/// The longest id of a request.
const REQUEST: usize = 64;

/// What the phone calls its request; an empty one is refused rather than taken for none.
fn request(entry: &mut Entry, id: Option<&str>) -> Option<String> {
    id.map(|id| entry.text("request_id", id, REQUEST))
}

/// The same where nothing else of the body is checked.
fn only_request(id: Option<&str>) -> Result<Option<String>> {
    let mut entry = Entry::new();
    let id = request(&mut entry, id);
    entry.done().map(|()| id)
}
