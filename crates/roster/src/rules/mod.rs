//! Decisions: facts in, decision out. Nothing here reads a clock, a database or a network.

pub(crate) mod attempts;
pub(crate) mod change;
pub(crate) mod contact;
pub(crate) mod duty;
pub(crate) mod leave;
pub(crate) mod person;
pub(crate) mod rights;
pub(crate) mod session;
