//! The SQL of this room's own tables.

pub(crate) mod messages;
