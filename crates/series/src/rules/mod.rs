//! How measurements are packed, put together and read: pure, so that every way they can take through the log, the blocks and the roll-ups can be
//! tried against a plain list of points.

pub(crate) mod block;
pub(crate) mod bytes;
pub(crate) mod cell;
pub(crate) mod column;
pub(crate) mod gaps;
pub(crate) mod log;
pub(crate) mod sheet;
pub(crate) mod tier;

#[cfg(test)]
mod story;
