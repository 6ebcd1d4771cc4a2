//! The SQL of the desk's own tables.

pub(crate) mod callings;
pub(crate) mod clocks;
pub(crate) mod devices;
pub(crate) mod files;
pub(crate) mod levels;
pub(crate) mod links;
pub(crate) mod policies;
pub(crate) mod rehearsals;
pub(crate) mod templates;
pub(crate) mod tickets;
