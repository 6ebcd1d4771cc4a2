//! What a calendar decides: facts in, decision out. Nothing here reads a clock, a table or the network.

pub mod amount;
pub mod answer;
pub mod calendar;
pub mod changes;
pub mod check;
pub mod days;
pub mod explain;
pub mod holidays;
pub mod moment;
pub mod spans;
pub mod still;
pub mod target;
pub mod week;
pub mod window;
pub mod year;
