//! Maintenance windows (维护窗口): planned work on sites or devices. While one is open the watch goes on watching, and states and samples are
//! kept as always, but no alarm opens for what the window covers; an alarm that is open already may close. What is still wrong when the
//! window closes opens its alarm then.
//!
//! A **window** is planned once or again and again (an RFC 5545 rule); each of its **times** is planned ahead, runs, and is over. What the watch
//! knew at the beginning of a time is compared with what it knows at the end, so that nobody leaves a camera dark behind them unnoticed.
//!
//! What may never happen: a window that covers another customer's devices; a fault that stays silent after its window has closed.

mod by;
mod course;
pub(crate) mod cover;
mod look;
pub(crate) mod model;
pub(crate) mod recur;
pub(crate) mod snapshot;
pub(crate) mod store;
pub(crate) mod targets;
pub(crate) mod worker;

pub(crate) use by::{NewWindow, Shown, ShownTime, ShownWindow};
