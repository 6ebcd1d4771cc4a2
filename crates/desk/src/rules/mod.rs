//! What the desk decides: facts in, decision out. Nothing here reads a clock, a table or the network.

pub mod actions;
pub mod calendar;
pub mod calling;
pub mod clock;
pub mod clocks;
pub mod entry;
pub mod level;
pub mod steps;
pub mod story;
pub mod telling;
pub mod thresholds;
pub mod timeline;
mod timeline_rooms;
