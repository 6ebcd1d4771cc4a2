//! Retention: raw points are kept for 14 days. Idempotent; each piece is a short transaction, so that it never keeps the writer from the
//! samples that come in.

use std::time::Duration;

use async_trait::async_trait;
use base::{Db, Progress, Result, Timestamp, Worker};

use crate::store;

/// How long raw points are kept.
const RAW_DAYS: i64 = 14;
/// Metrics per transaction: some hundred thousand points at most, less than a second.
const PIECE: i64 = 100;

/// Removes what is older than it is kept.
#[derive(Debug)]
pub(crate) struct Retention {
    db: Db,
}

impl Retention {
    pub(crate) fn new(db: Db) -> Retention {
        Retention { db }
    }
}

#[async_trait]
impl Worker for Retention {
    fn name(&self) -> &'static str {
        "series_retention"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(3600)
    }

    fn leased(&self) -> bool {
        true
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        let cutoff = now.plus_seconds(-RAW_DAYS * 86_400);
        let mut removed = 0;
        loop {
            let metrics = store::outdated(&mut self.db.read().await?, cutoff, PIECE).await?;
            if metrics.is_empty() {
                break;
            }
            let mut conn = self.db.write().await?;
            removed += store::remove_points(&mut conn, &metrics, cutoff).await?;
            conn.commit().await?;
        }
        let mut conn = self.db.write().await?;
        let metrics = store::remove_empty(&mut conn).await?;
        conn.commit().await?;
        let done = usize::try_from(removed + metrics).unwrap_or(usize::MAX);
        Ok(Progress::new(done, format!("removed {removed} points older than {RAW_DAYS} days and {metrics} empty metrics")))
    }
}
