//! The watch (监控): checks → samples → state → alarms. It serves the plan's 实时远程监控 and 第一时间通报.

pub mod facts;
pub mod model;
mod store;

pub use model::{Alarm, AlarmId, AlarmKind, CheckId, State};
