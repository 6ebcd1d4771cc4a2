//! Maintenance windows as time goes by: their times are planned some days ahead, begin, and end.

use std::collections::HashSet;
use std::time::Duration;

use async_trait::async_trait;
use base::db::Filter;
use base::journal::append;
use base::{Actor, Db, Progress, Result, Timestamp, Worker};

use super::course::{comes_again, event, plan, turn, wanted};
use super::model::{TimeState, Window};
use super::store;

const ACTOR: Actor = Actor::System("maintenance");

/// Begins and ends the times of maintenance windows.
#[derive(Debug)]
pub(crate) struct Maintenance {
    db: Db,
}

impl Maintenance {
    pub(crate) fn new(db: Db) -> Maintenance {
        Maintenance { db }
    }
}

#[async_trait]
impl Worker for Maintenance {
    fn name(&self) -> &'static str {
        "maintenance"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        let (windows, due) = {
            let mut conn = self.db.read().await?;
            (store::open(&mut conn).await?, store::due(&mut conn, now).await?)
        };
        let mut done = 0;
        for window in &windows {
            done += self.plan_ahead(window, now).await?;
        }
        for time in due {
            let mut conn = self.db.write().await?;
            let Some(window) = store::one(&mut conn, Filter::new().and_bind("w.id = {}", time.window_id)).await? else { continue };
            done += usize::from(turn(&mut conn, &ACTOR, &window, &time, now).await?);
            conn.commit().await?;
        }
        Ok(Progress::new(done, format!("{} windows, {done} times planned, begun or ended", windows.len())))
    }
}

impl Maintenance {
    /// Plans what is not planned yet; a window without times ahead has ended.
    async fn plan_ahead(&self, window: &Window, now: Timestamp) -> Result<usize> {
        let planned = store::times(&mut self.db.read().await?, [window.id]).await?;
        let known: HashSet<Timestamp> = planned.iter().map(|time| time.starts_at).collect();
        let wanted = wanted(window, now)?;
        if wanted.iter().all(|at| known.contains(at)) {
            let over = planned.iter().all(|time| !matches!(time.state, TimeState::Planned | TimeState::Running));
            if over && !comes_again(window, now)? {
                self.finish(window, now).await?;
            }
            return Ok(0);
        }
        let mut conn = self.db.write().await?;
        let made = plan(&mut conn, &ACTOR, window, now).await?;
        conn.commit().await?;
        Ok(made)
    }

    async fn finish(&self, window: &Window, now: Timestamp) -> Result<()> {
        let mut conn = self.db.write().await?;
        if store::update(&mut conn, &Window { ended_at: Some(now), ..window.clone() }).await? {
            let event = event("maintenance.finished", window).row("maintenance_windows", window.id.0);
            append(&mut conn, &ACTOR, now, now, event).await?;
            conn.commit().await?;
        }
        Ok(())
    }
}
