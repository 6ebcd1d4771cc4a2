//! The SQL of this room's own tables.

pub(crate) mod deliveries;
pub(crate) mod inbox;
pub(crate) mod messages;
pub(crate) mod webhooks;
