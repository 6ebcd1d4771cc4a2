//! What the desk decides: facts in, decision out. Nothing here reads a clock, a table or the network.

pub mod actions;
pub mod audit;
pub mod calling;
pub mod clock;
pub mod clocks;
pub mod cycles;
pub mod evidence;
pub mod explain;
#[cfg(test)]
mod fixture;
pub mod level;
pub mod notice;
pub mod pauses;
pub mod policy;
pub mod rehearsal;
pub mod steps;
pub mod story;
pub mod telling;
pub mod thresholds;
pub mod timeline;
mod timeline_clocks;
mod timeline_rooms;
pub mod track;
