//! The nightly rehearsal, on one node.

use std::time::Duration;

use async_trait::async_trait;
use base::{Progress, Result, Timestamp, Worker};
use jiff::tz::TimeZone;

use crate::calls::DESK;
use crate::rules::rehearsal::due;
use crate::{Desk, store};

pub(super) struct Rehearsal(pub(super) Desk);

#[async_trait]
impl Worker for Rehearsal {
    fn name(&self) -> &'static str {
        "rehearsal"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(300)
    }

    fn leased(&self) -> bool {
        true
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        let last = store::rehearsals::last_nightly(&mut self.0.db.read().await?).await?;
        let zone = TimeZone::get(&self.0.zone).unwrap_or(TimeZone::UTC);
        if !due(last, now, &zone) {
            return Ok(Progress::default());
        }
        let rehearsed = self.0.rehearse(&DESK, false, now).await?;
        Ok(Progress::new(1, format!("{} customers, {} gaps", rehearsed.customers, rehearsed.gaps.len())))
    }
}
