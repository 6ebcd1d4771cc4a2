//! Heartbeats (心跳): checks that ask nobody and wait to be called. A backup job, a script, a device behind somebody else's firewall calls its
//! address again and again; when no call comes for too long, or one says that something went wrong, the check fails.
//!
//! A call is acknowledged when it is in the database. Whoever holds the address may call: it is all that proves who they are, so it is kept
//! encrypted, shown to those who may enter checks, and can be replaced by a new one.

mod by;
mod heard;
mod store;

use base::{FieldRefusal, Text};
use serde::{Deserialize, Serialize};

use crate::custom::model::CustomCheckId;

pub(crate) use by::{Address, Call};
pub(crate) use heard::listen;
pub(crate) use store::{forget, make};

/// The shortest time within which somebody must call: there is more than one period in it.
const SHORTEST_SECONDS: u32 = 10;
/// The longest, 31 days.
const LONGEST_SECONDS: u32 = 31 * 86_400;

/// What is expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// A call is due within so many seconds of the one before.
    pub(crate) within_seconds: u32,
}

impl Settings {
    /// Refuses times that make no sense.
    pub(crate) fn checked(self) -> Result<Settings, FieldRefusal> {
        if (SHORTEST_SECONDS..=LONGEST_SECONDS).contains(&self.within_seconds) {
            return Ok(self);
        }
        let text = Text::new(
            format!("Write {SHORTEST_SECONDS} to {LONGEST_SECONDS} seconds (31 days)."),
            format!("请填写 {SHORTEST_SECONDS} 至 {LONGEST_SECONDS} 秒（31 天）。"),
        );
        Err(FieldRefusal { path: "question.within_seconds".to_owned(), code: "check.question", text })
    }
}

/// A check that waits for calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heartbeat {
    /// Whose calls; none while it is only tried.
    pub(crate) check: Option<CustomCheckId>,
    pub(crate) settings: Settings,
}
