//! Retention: each tier is kept for its time. What was not rolled up yet stays ten days longer, so that a program that was off for weeks rolls it up
//! first.

use std::sync::PoisonError;

use base::{Result, Timestamp};

use super::Keeper;
use crate::model::Retention;
use crate::rules::tier::Tier;
use crate::store::{blocks, metrics};

/// Devices of one transaction.
const PIECE: i64 = 100;

/// Since when each tier is kept, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cutoffs([i64; 3]);

impl Cutoffs {
    pub(super) fn at(now: Timestamp, retention: Retention) -> Cutoffs {
        Cutoffs(Tier::ALL.map(|tier| tier.cutoff(now.milliseconds(), i64::from(retention.days(tier)))))
    }

    pub(super) fn of(self, tier: Tier) -> i64 {
        let Cutoffs([raw, five_minutes, hour]) = self;
        match tier {
            Tier::Raw => raw,
            Tier::FiveMinutes => five_minutes,
            Tier::Hour => hour,
        }
    }
}

impl Keeper {
    /// Removes what is older than it is kept, once per cutoff, and answers how many blocks and metrics that were.
    pub(super) async fn remove(&self, now: Timestamp, cutoffs: Cutoffs) -> Result<u64> {
        let emptied = || self.emptied.lock().unwrap_or_else(PoisonError::into_inner);
        let mut removed = 0;
        if *emptied() != Some(cutoffs) {
            removed += self.remove_blocks(cutoffs).await?;
            *emptied() = Some(cutoffs);
        }
        let mut conn = self.db.write().await?;
        metrics::note_retired(&mut conn, now).await?;
        let last = now.plus_seconds(-i64::from(self.retention.longest_days()) * 86_400 - Tier::Hour.window() / 1000);
        removed += metrics::remove_retired(&mut conn, last).await?;
        conn.commit().await?;
        Ok(removed)
    }

    async fn remove_blocks(&self, cutoffs: Cutoffs) -> Result<u64> {
        let (mut removed, mut after) = (0, i64::MIN);
        loop {
            let devices = metrics::devices_after(&mut self.db.read().await?, after, PIECE).await?;
            let Some((last,)) = devices.last().copied() else { return Ok(removed) };
            let mut conn = self.db.write().await?;
            for tier in Tier::ALL {
                let cutoff = cutoffs.of(tier);
                removed += blocks::remove(&mut conn, (after.saturating_add(1), last), tier, cutoff, cutoff - Tier::Hour.window()).await?;
            }
            conn.commit().await?;
            after = last;
        }
    }
}
