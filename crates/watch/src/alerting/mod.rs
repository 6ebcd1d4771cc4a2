//! Alert rules (告警规则): what is held against measured values. A value that is beyond its limit for long enough makes its check fail, and everything
//! that follows is as for any failing check: one alarm for the device, silence during planned work, closing when it is well again.
//!
//! A rule is data that people enter: for all devices of a kind, a customer's, a site's, or some by name. What it would have told in the past weeks can
//! be seen before it is entered.
//!
//! What may never happen: a rule that tells of a value which was not measured; a rule of one customer that touches another's devices.

mod by;
pub(crate) mod model;
mod past;
pub(crate) mod standing;
pub(crate) mod store;
pub(crate) mod worker;

pub(crate) use by::{Episode, NewRule};
pub(crate) use past::Past;
