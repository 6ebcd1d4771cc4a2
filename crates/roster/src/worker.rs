//! Removes the sessions that have run out. They let nobody in any more; this keeps the table small.

use std::time::Duration;

use async_trait::async_trait;
use base::{Db, Progress, Result, Timestamp, Worker};

use crate::store;

/// See the module.
#[derive(Debug)]
pub(crate) struct SessionSweeper {
    db: Db,
}

impl SessionSweeper {
    pub(crate) fn new(db: Db) -> SessionSweeper {
        SessionSweeper { db }
    }
}

#[async_trait]
impl Worker for SessionSweeper {
    fn name(&self) -> &'static str {
        "session_sweeper"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(3600)
    }

    fn leased(&self) -> bool {
        true
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        let mut conn = self.db.read().await?;
        if store::sessions::count_ended(&mut conn, now).await? == 0 {
            return Ok(Progress::new(0, "no session has run out"));
        }
        drop(conn);
        let mut conn = self.db.write().await?;
        let removed = store::sessions::remove_ended(&mut conn, now).await?;
        conn.commit().await?;
        Ok(Progress::new(usize::try_from(removed).unwrap_or(usize::MAX), format!("{removed} sessions had run out")))
    }
}
