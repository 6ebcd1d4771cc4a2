//! The SQL of this room's own tables.

pub(crate) mod deliveries;
pub(crate) mod gateways;
pub(crate) mod inbox;
pub(crate) mod lanes;
pub(crate) mod messages;
pub(crate) mod preferences;
pub(crate) mod voice_calls;
pub(crate) mod webhooks;
