//! The courier: claims what is due on its channel, hands it over, and writes down how that ended.
//!
//! Several couriers share the work: each claims by a conditional UPDATE, under a name of its own and for a time that outlasts every
//! handover. Who is killed in between delays its messages by that time; then another takes them over.
//!
//! **Never twice for a step that was recorded as sent**: only what is not recorded as sent is ever claimed, and `sent` is recorded once, by
//! a conditional UPDATE, in one transaction with its event. Between the mail server's word that it has a message and that commit there is
//! a moment that no program can close; whoever is killed in it leaves a message of which nobody knows whether it arrived. It is sent
//! again: an engineer who is called twice is better than one who is not called. Its Message-ID (a webhook's delivery number) is the same
//! both times, and the event says how many handovers before it ended unknown.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use base::{Clock, Db, Progress, Result, Timestamp, Worker, secrets};
use tokio::task::JoinSet;

use super::claim::claim;
use super::handover::{Office, Tally};
use crate::carrier::Carrier;
use crate::model::{Bundle, Queue};
use crate::store::deliveries::Claim;

/// Handovers at once: one that hangs must not hold up the others.
const AT_ONCE: usize = 16;
/// After so many handovers a run ends and the next one begins, so that the status page sees it and the program can stop.
const MOST_PER_RUN: usize = 500;

/// See the module.
pub(crate) struct Courier {
    name: &'static str,
    at_once: usize,
    /// It takes only what nobody took for so long.
    patience: Duration,
    office: Arc<Office>,
}

impl Courier {
    pub(crate) fn new(name: &'static str, queue: Queue, db: Db, clock: Clock, carrier: Arc<dyn Carrier>) -> Courier {
        let office = Arc::new(Office { name, queue, db, clock, carrier });
        Courier { name, at_once: AT_ONCE, patience: Duration::ZERO, office }
    }

    /// The same, handing over one after the other: a modem sends one message at a time.
    pub(crate) fn one_by_one(self) -> Courier {
        Courier { at_once: 1, ..self }
    }

    /// The same, leaving to other nodes what they take within this time.
    pub(crate) fn patient(self, patience: Duration) -> Courier {
        Courier { patience, ..self }
    }

    async fn claim(&self, name: &str, free: usize) -> Result<Vec<Bundle>> {
        let office = &self.office;
        let now = office.clock.now();
        let looks_at = now.plus_milliseconds(-i64::try_from(self.patience.as_millis()).unwrap_or(i64::MAX));
        claim(&office.db, Claim { queue: office.queue, now: looks_at, until: office.claimed_until(now), name }, free).await
    }
}

#[async_trait]
impl Worker for Courier {
    fn name(&self) -> &'static str {
        self.name
    }

    fn period(&self) -> Duration {
        Duration::from_secs(2)
    }

    fn wakes_on_news(&self) -> bool {
        true
    }

    /// Runs until nothing is due. News wake it while handovers are under way, so that a message never waits for the one before it.
    async fn run(&self, _now: Timestamp) -> Result<Progress> {
        let claim = secrets::token()?;
        let mut news = self.office.db.news();
        let mut under_way = JoinSet::new();
        let (mut claimed, mut tally) = (0, Tally::default());
        let mut trouble = None;
        loop {
            news.mark_unchanged();
            let free = self.at_once.saturating_sub(under_way.len());
            if trouble.is_none() && free > 0 && claimed < MOST_PER_RUN {
                match self.claim(&claim, free).await {
                    Ok(bundles) => {
                        claimed += bundles.len();
                        for bundle in bundles {
                            let (office, claim) = (Arc::clone(&self.office), claim.clone());
                            under_way.spawn(async move { office.deliver(bundle, &claim).await });
                        }
                    }
                    // What is under way is brought to its end first.
                    Err(error) => trouble = Some(error),
                }
            }
            if under_way.is_empty() {
                break;
            }
            tokio::select! {
                ended = under_way.join_next() => match ended {
                    Some(Ok(Ok(more))) => tally.add(&more),
                    Some(Ok(Err(error))) => trouble = Some(error),
                    Some(Err(panic)) => tracing::error!(%panic, courier = self.name, "a handover ended badly; its claim runs out by itself"),
                    None => {}
                },
                _ = news.changed() => {}
            }
        }
        match trouble {
            Some(error) => Err(error),
            None => Ok(tally.progress()),
        }
    }
}
