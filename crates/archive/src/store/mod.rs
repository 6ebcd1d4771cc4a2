//! The SQL of the archive's own tables. Nobody else reads or writes them.

pub(crate) mod clauses;
pub(crate) mod contacts;
pub(crate) mod contracts;
pub(crate) mod customers;
pub(crate) mod devices;
pub(crate) mod expiries;
pub(crate) mod guards;
pub(crate) mod links;
pub(crate) mod photos;
pub(crate) mod sites;
