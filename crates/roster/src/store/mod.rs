//! The SQL of this room's own tables.

pub(crate) mod contacts;
pub(crate) mod duty;
pub(crate) mod engineers;
pub(crate) mod leaves;
pub(crate) mod people;
pub(crate) mod sessions;
pub(crate) mod tokens;
