//! Decisions: facts in, decision out. Nothing here reads a clock, a database or a network.

pub(crate) mod delivery;
pub(crate) mod setback;
pub(crate) mod webhook;
