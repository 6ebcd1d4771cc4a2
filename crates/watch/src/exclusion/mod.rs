//! Exclusions (免责时段): time that counts neither way in the availability, because something failed for which nobody here answers: the mains,
//! the customer's own work, force majeure. A person says so, with a reason that the customer reads, and it stands in the journal.

mod by;
pub(crate) mod model;
pub(crate) mod store;

pub(crate) use by::{NewExclusion, Shown};
