//! The archive's decisions: facts in, decision out. No database, no clock, no waiting.

pub(crate) mod address;
pub(crate) mod changes;
pub(crate) mod clause;
pub(crate) mod code;
pub(crate) mod contract;
pub(crate) mod import;
pub(crate) mod links;
pub(crate) mod photo;
pub(crate) mod place;
pub(crate) mod snmp;
pub(crate) mod text;
pub(crate) mod tree;
mod wrong;

pub(crate) use wrong::{Fields, Wrong};
