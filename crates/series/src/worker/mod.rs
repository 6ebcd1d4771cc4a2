//! The keeper: what came in is folded into blocks, blocks are rolled up, and what is older than it is kept goes. It begins anew wherever it was
//! stopped: each piece is one short transaction that takes something away and puts it elsewhere, so a crash loses nothing and doubles nothing.

mod fold;
mod merge;
mod moving;
mod retain;
mod roll;

use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use base::{Conn, Db, Progress, Result, Timestamp, Worker};

use crate::model::Retention;
use crate::store::blocks;

/// Folds, rolls up, and removes.
#[derive(Debug)]
pub(crate) struct Keeper {
    db: Db,
    retention: Retention,
    /// Up to when each tier was emptied last: looking through all blocks is dear, and worth it once a day.
    emptied: Mutex<Option<retain::Cutoffs>>,
}

impl Keeper {
    pub(crate) fn new(db: Db, retention: Retention) -> Keeper {
        Keeper { db, retention, emptied: Mutex::new(None) }
    }
}

#[async_trait]
impl Worker for Keeper {
    fn name(&self) -> &'static str {
        "series_retention"
    }

    /// So long a point stands in the log, which is read whole for a part of the fleet when one of its devices is looked at; shorter, and each block is
    /// written more often.
    fn period(&self) -> Duration {
        Duration::from_secs(900)
    }

    fn leased(&self) -> bool {
        true
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        let cutoffs = retain::Cutoffs::at(now, self.retention);
        let moved = moving::old_points(&self.db, cutoffs).await?;
        let folded = fold::log(&self.db, cutoffs).await?;
        let rolled = roll::up(&self.db, now).await?;
        let removed = self.remove(now, cutoffs).await?;
        let done = usize::try_from(moved + folded.rows + rolled + removed).unwrap_or(usize::MAX);
        let note = format!(
            "folded {} rows into {} blocks, moved {moved} old points, rolled up {rolled} windows, removed {removed}, damaged {}",
            folded.rows, folded.blocks, folded.damaged
        );
        Ok(Progress::new(done, note))
    }
}

/// The turn that a piece of work will take, asked for before it reads anything.
#[derive(Debug, Clone, Copy)]
struct Turn(i64);

impl Turn {
    async fn next(db: &Db) -> Result<Turn> {
        Ok(Turn(blocks::turn(&mut db.read().await?).await?))
    }

    /// A transaction that changes what was read since [`Turn::next`]; `None` when another node changed the blocks meanwhile: it goes on, and what
    /// is left is done when the lease is ours again.
    async fn take(self, db: &Db) -> Result<Option<Conn>> {
        let mut conn = db.write().await?;
        Ok(blocks::take_turn(&mut conn, self.0).await?.then_some(conn))
    }
}
