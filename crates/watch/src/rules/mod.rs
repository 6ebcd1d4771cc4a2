//! The watch's decisions: facts in, decision out. No input or output, no clock.

pub(crate) mod availability;
pub(crate) mod evidence;
pub(crate) mod expect;
pub(crate) mod flapping;
pub(crate) mod hysteresis;
pub(crate) mod limit;
pub(crate) mod pattern;
pub(crate) mod rate;
pub(crate) mod reconcile;
pub(crate) mod tree;
pub(crate) mod verdict;
