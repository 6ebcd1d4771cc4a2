//! The caller: the next person when nobody has taken the ticket.

use std::time::Duration;

use async_trait::async_trait;
use base::{Progress, Result, TicketId, Timestamp, Worker};

use super::{BATCH, Due, all_due};
use crate::case::Case;
use crate::{Desk, store};

pub(super) struct Caller(pub(super) Desk);

#[async_trait]
impl Worker for Caller {
    fn name(&self) -> &'static str {
        "caller"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        self.0.hear(now).await?;
        self.0.hear_answers(now).await?;
        all_due(self, now, "calls").await
    }
}

impl Due for Caller {
    async fn due(&self, now: Timestamp) -> Result<Vec<(TicketId, Timestamp)>> {
        store::callings::due(&mut self.0.db.read().await?, now, BATCH).await
    }

    async fn one(&self, ticket: TicketId, _at: Timestamp, now: Timestamp) -> Result<usize> {
        let mut conn = self.0.db.write().await?;
        let Some(mut case) = Case::hold(&mut conn, ticket).await? else { return Ok(0) };
        let done = self.0.call_people(&mut conn, &mut case, now).await?;
        conn.commit().await?;
        Ok(done)
    }
}
