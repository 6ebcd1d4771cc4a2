//! The SQL of this room's own tables.

pub(crate) mod duty;
pub(crate) mod people;
pub(crate) mod sessions;
pub(crate) mod tokens;
