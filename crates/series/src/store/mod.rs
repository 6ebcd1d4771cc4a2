//! The tables of the room.

pub(crate) mod blocks;
pub(crate) mod metrics;
pub(crate) mod old;
pub(crate) mod recent;
