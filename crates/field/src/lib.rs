//! Field work (现场服务): going there, and the customer's confirmation before leaving again (得到用户方确认后方可离开).
//!
//! * A **visit** (上门服务) is one person going to one place for one ticket. It is planned, then set out, arrived, restored, confirmed, left;
//!   or it is cancelled with a reason. Only its own engineer takes its steps.
//! * A **position** (位置) is where the phone says it is, with how far that may be wrong. It is never required.
//! * A **signature** (用户签字) is what the customer's person drew on the engineer's screen. Its picture is kept and attested; its SHA-256
//!   stands in the journal.
//! * The **service report** (服务报告) is everything about a visit on one page, for whoever may see the visit.
//!
//! What may never happen: an engineer who leaves an open ticket without the customer's confirmation, a signature for a service that does not
//! run, a step of somebody else's visit, a step that is done twice because the answer was lost on the way, a state that the journal does
//! not explain.

mod api;
pub mod model;
mod plan;
mod report;
mod requests;
pub mod rules;
mod see;
mod step;
mod store;

use base::{Actor, Clock, Db};
use desk::Desk;

pub use api::routes;
pub use model::VisitId;
pub use plan::NewVisit;
pub use step::{Signed, Step};

/// The room's handle. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Field {
    db: Db,
    clock: Clock,
    desk: Desk,
}

/// The room as one actor may use it.
#[derive(Debug, Clone, Copy)]
pub struct FieldBy<'a> {
    field: &'a Field,
    actor: &'a Actor,
}

impl Field {
    /// The room on its database. What a visit does to its ticket goes through the desk.
    pub fn new(db: Db, clock: Clock, desk: Desk) -> Field {
        Field { db, clock, desk }
    }

    /// The room as this actor may use it.
    pub fn by<'a>(&'a self, actor: &'a Actor) -> FieldBy<'a> {
        FieldBy { field: self, actor }
    }
}
