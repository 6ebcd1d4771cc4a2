//! Decisions: facts in, decision out. Nothing here reads a clock, a database or a network.

pub(crate) mod answer;
pub(crate) mod delivery;
pub(crate) mod fill;
pub(crate) mod gateway;
pub(crate) mod pace;
pub(crate) mod quiet;
pub(crate) mod request;
pub(crate) mod robot;
pub(crate) mod routing;
pub(crate) mod setback;
pub(crate) mod telling;
pub(crate) mod webhook;
