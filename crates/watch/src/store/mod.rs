//! The watch's own tables, and nobody else's.

pub(crate) mod alarms;
