//! The routes of the archive.

mod contacts;
mod contracts;
mod customers;
mod devices;
mod expiries;
mod guards;
mod imports;
mod links;
mod photos;
mod sites;

use axum::extract::DefaultBodyLimit;
use base::PageParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Archive;

/// The largest device list, in bytes.
const LARGEST_LIST: usize = 10 * 1024 * 1024;

/// Every route of this room, with its description.
pub fn routes(archive: Archive) -> OpenApiRouter {
    let photos = OpenApiRouter::new()
        .routes(routes!(photos::show, photos::put, photos::remove))
        .layer(DefaultBodyLimit::max(crate::by::LARGEST_PHOTO));
    let imports = OpenApiRouter::new().routes(routes!(imports::devices)).layer(DefaultBodyLimit::max(LARGEST_LIST));
    OpenApiRouter::new()
        .routes(routes!(customers::list, customers::create))
        .routes(routes!(customers::show, customers::change))
        .routes(routes!(contracts::list, contracts::create))
        .routes(routes!(contracts::usual))
        .routes(routes!(contracts::show, contracts::change))
        .routes(routes!(contracts::versions))
        .routes(routes!(guards::list, guards::create))
        .routes(routes!(guards::change, guards::remove))
        .routes(routes!(sites::list, sites::create))
        .routes(routes!(sites::show, sites::change))
        .routes(routes!(contacts::list, contacts::create))
        .routes(routes!(contacts::change, contacts::remove))
        .routes(routes!(devices::list, devices::create))
        .routes(routes!(devices::show, devices::change, devices::remove))
        .routes(routes!(links::list, links::create))
        .routes(routes!(links::remove))
        .routes(routes!(expiries::list, expiries::create))
        .routes(routes!(expiries::change, expiries::remove))
        .merge(photos)
        .merge(imports)
        .with_state(archive)
}

/// The list of one customer's rows.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct OfCustomer {
    /// Only this customer's.
    customer_id: Option<base::CustomerId>,
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// The field to sort by; a leading `-` turns the order round.
    sort: Option<String>,
    /// Text that must stand in one of the list's searched fields.
    q: Option<String>,
}

impl OfCustomer {
    fn params(self) -> (Option<base::CustomerId>, PageParams) {
        (self.customer_id, PageParams { limit: self.limit, after: self.after, sort: self.sort, q: self.q })
    }
}
