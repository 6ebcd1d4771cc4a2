//! Thresholds: warnings and breaches of clocks into the journal, each once, stamped with its true time, and told to whoever is responsible;
//! levels looked at again when an interruption has lasted.

use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;
use base::{Progress, Result, TicketId, Timestamp, Worker};

use super::{BATCH, Due, all_due};
use crate::calls::DESK;
use crate::case::{Case, Change};
use crate::model::{Deed, Threshold};
use crate::rules::telling;
use crate::rules::thresholds::{self, Firing};
use crate::{Desk, store};

pub(super) struct Thresholds(pub(super) Desk);

#[async_trait]
impl Worker for Thresholds {
    fn name(&self) -> &'static str {
        "thresholds"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        self.0.hear(now).await?;
        let levels = all_due(&Levels(&self.0), now, "levels").await?;
        let passed = all_due(&Passed(&self.0), now, "thresholds").await?;
        Ok(Progress::new(levels.done + passed.done, format!("{}, {}", passed.note, levels.note)))
    }
}

struct Levels<'a>(&'a Desk);

impl Due for Levels<'_> {
    async fn due(&self, now: Timestamp) -> Result<Vec<(TicketId, Timestamp)>> {
        store::callings::reassessments(&mut self.0.db.read().await?, now, BATCH).await
    }

    async fn one(&self, ticket: TicketId, at: Timestamp, now: Timestamp) -> Result<usize> {
        let mut conn = self.0.db.write().await?;
        let Some(mut case) = Case::hold(&mut conn, ticket).await? else { return Ok(0) };
        store::callings::reassessed(&mut conn, ticket).await?;
        let changed = self.0.reassess(&mut conn, &DESK, &mut case, at, now).await?;
        conn.commit().await?;
        Ok(usize::from(changed))
    }
}

struct Passed<'a>(&'a Desk);

impl Due for Passed<'_> {
    /// A row names the next threshold of a clock only. After a while of standing still it has passed several, and so have others: all of them
    /// are looked for, so that the journal tells them in the order in which they passed.
    async fn due(&self, now: Timestamp) -> Result<Vec<(TicketId, Timestamp)>> {
        let mut conn = self.0.db.read().await?;
        let next = store::clocks::thresholds_due(&mut conn, now, BATCH).await?;
        // What is not among these passed later.
        let horizon = next.last().filter(|_| next.len() as i64 >= BATCH).map_or(now, |(_, last)| *last);
        let tickets: BTreeSet<TicketId> = next.iter().map(|(ticket, _)| *ticket).collect();
        let mut all: BTreeSet<(Timestamp, TicketId)> = next.into_iter().map(|(ticket, at)| (at, ticket)).collect();
        for ticket in tickets {
            let Some(case) = Case::load(&mut conn, ticket).await? else { continue };
            let passed = thresholds::due(&case.clocks(now), now).into_iter().map(|firing| firing.at);
            all.extend(passed.filter(|at| *at <= horizon).map(|at| (at, ticket)));
        }
        Ok(all.into_iter().map(|(at, ticket)| (ticket, at)).collect())
    }

    /// Only what had passed by `at`: what this ticket passed later comes in its turn, after what other tickets passed before.
    async fn one(&self, ticket: TicketId, at: Timestamp, now: Timestamp) -> Result<usize> {
        let mut conn = self.0.db.write().await?;
        let Some(mut case) = Case::hold(&mut conn, ticket).await? else { return Ok(0) };
        let clocks = case.clocks(now);
        let firings: Vec<Firing> = thresholds::due(&clocks, now).into_iter().filter(|firing| firing.at <= at).collect();
        if firings.is_empty() {
            case.keep(&mut conn, &clocks).await?;
            conn.commit().await?;
            return Ok(0);
        }
        for firing in &firings {
            let deeds = vec![(firing.at, deed(firing, &case))];
            case.apply(&mut conn, Change { actor: &DESK, now, deeds, rows: Vec::new() }).await?;
        }
        for firing in firings.iter().filter(|firing| firing.tell) {
            let told = telling::threshold(&self.0.about(&mut conn, &case, now).await?, firing);
            self.0.tell_owner(&mut conn, &DESK, &case, now, &step(firing), &told).await?;
        }
        conn.commit().await?;
        Ok(firings.len())
    }
}

fn deed(firing: &Firing, case: &Case) -> Deed {
    let Firing { clock, cycle, due_at, .. } = *firing;
    let level = case.story.level;
    match firing.threshold {
        Threshold::Warning(warning) | Threshold::Late(warning) => Deed::ClockWarned { clock, cycle, warning, due_at, level },
        Threshold::Breach => Deed::ClockBreached { clock, cycle, due_at, level },
    }
}

/// What is told at most once: a threshold of one cycle of a clock.
fn step(firing: &Firing) -> String {
    let passed = match firing.threshold {
        Threshold::Warning(warning) | Threshold::Late(warning) => warning.to_string(),
        Threshold::Breach => "breach".to_owned(),
    };
    format!("{}:{}:{passed}", firing.clock.as_str(), firing.cycle)
}
