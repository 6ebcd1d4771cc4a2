//! The decisions of this room: what may be done on a visit, what a position and a signature must be.

pub mod actions;
pub mod png;
pub mod position;
