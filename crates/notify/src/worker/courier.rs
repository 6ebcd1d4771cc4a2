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
use base::journal::{self, Event};
use base::{Actor, Clock, Db, Progress, Result, Timestamp, Worker, secrets};
use serde_json::json;
use tokio::task::JoinSet;

use crate::carrier::{Carrier, LONGEST_HANDOVER};
use crate::model::{Channel, Parcel};
use crate::rules::delivery::{MOST_ATTEMPTS, Next, after_failure};
use crate::rules::setback::Setback;
use crate::store;

/// Handovers at once: one that hangs must not hold up the others.
const AT_ONCE: usize = 16;
/// After so many messages a run ends and the next one begins, so that the status page sees it and the program can stop.
const MOST_PER_RUN: usize = 500;
/// How long a claim holds, in real time.
const CLAIM: Duration = Duration::from_secs(LONGEST_HANDOVER + 10);
/// How often, and how long apart in real time, it is tried to write down how a handover ended: a database that restarts is back by then.
const RECORDING_TRIES: u32 = 40;
const RECORDING_PAUSE: Duration = Duration::from_millis(250);

/// See the module.
pub(crate) struct Courier {
    name: &'static str,
    channel: Channel,
    office: Arc<Office>,
}

/// What every handover needs; the tasks that are under way share it.
struct Office {
    name: &'static str,
    db: Db,
    clock: Clock,
    carrier: Arc<dyn Carrier>,
}

/// How one handover ended.
enum Ended {
    Sent,
    Failed,
    GivenUp,
}

impl Courier {
    pub(crate) fn new(name: &'static str, channel: Channel, db: Db, clock: Clock, carrier: Arc<dyn Carrier>) -> Courier {
        Courier { name, channel, office: Arc::new(Office { name, db, clock, carrier }) }
    }

    /// Claims what is due, up to a number. `claim` is the name it is claimed under.
    async fn claim(&self, now: Timestamp, claim: &str, limit: usize) -> Result<Vec<Parcel>> {
        let db = &self.office.db;
        let mut conn = db.read().await?;
        if !store::deliveries::any_due(&mut conn, self.channel, now).await? {
            return Ok(Vec::new());
        }
        drop(conn);
        let mut conn = db.write().await?;
        let until = now.plus(self.office.in_its_time(CLAIM));
        let parcels = store::deliveries::claim(&mut conn, self.channel, now, until, claim, limit).await?;
        conn.commit().await?;
        Ok(parcels)
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
        let (mut claimed, mut sent, mut failed, mut given_up) = (0, 0, 0, 0);
        let mut trouble = None;
        loop {
            news.mark_unchanged();
            let free = AT_ONCE.saturating_sub(under_way.len());
            if trouble.is_none() && free > 0 && claimed < MOST_PER_RUN {
                match self.claim(self.office.clock.now(), &claim, free).await {
                    Ok(parcels) => {
                        claimed += parcels.len();
                        for parcel in parcels {
                            let (office, claim) = (Arc::clone(&self.office), claim.clone());
                            under_way.spawn(async move { office.deliver(parcel, &claim).await });
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
                    Some(Ok(Ok(Ended::Sent))) => sent += 1,
                    Some(Ok(Ok(Ended::Failed))) => failed += 1,
                    Some(Ok(Ok(Ended::GivenUp))) => given_up += 1,
                    Some(Ok(Err(error))) => trouble = Some(error),
                    Some(Err(panic)) => tracing::error!(%panic, courier = self.name, "a handover ended badly; its claim runs out by itself"),
                    None => {}
                },
                _ = news.changed() => {}
            }
        }
        match trouble {
            Some(error) => Err(error),
            None => Ok(Progress::new(sent + failed + given_up, format!("{sent} sent, {failed} to be tried again, {given_up} given up"))),
        }
    }
}

impl Office {
    async fn deliver(&self, parcel: Parcel, claim: &str) -> Result<Ended> {
        let outcome = if parcel.attempts > MOST_ATTEMPTS {
            // Each of its couriers was killed before it could write anything down.
            Err(Setback::hopeless("courier.stopped", ""))
        } else {
            self.carrier.carry(&parcel, self.clock.now()).await
        };
        let mut tries = 0;
        loop {
            tries += 1;
            match self.record(&parcel, claim, &outcome).await {
                Ok(ended) => return Ok(ended),
                Err(error) if tries >= RECORDING_TRIES => return Err(error),
                Err(error) => {
                    tracing::warn!(message = %parcel.id, %error, "how a handover ended could not be written down; it is tried again");
                    tokio::time::sleep(RECORDING_PAUSE).await;
                }
            }
        }
    }

    async fn record(&self, parcel: &Parcel, claim: &str, outcome: &Result<(), Setback>) -> Result<Ended> {
        let now = self.clock.now();
        let mut conn = self.db.write().await?;
        let (ended, event) = match outcome {
            Ok(()) => {
                if !store::deliveries::sent(&mut conn, parcel.id, now).await? {
                    return Ok(Ended::Sent);
                }
                (Ended::Sent, Some(self.event("message.sent", parcel, None)))
            }
            Err(setback) => {
                let next = match after_failure(parcel.attempts, parcel.started_at, now, setback.hopeless) {
                    Next::TryAt(next) => Some(next),
                    Next::GiveUp => None,
                };
                tracing::info!(message = %parcel.id, attempts = parcel.attempts, code = setback.code, "a message did not get through");
                if !store::deliveries::failed(&mut conn, parcel.id, claim, setback, next).await? {
                    return Ok(Ended::Failed);
                }
                match next {
                    Some(_) => (Ended::Failed, None),
                    None => (Ended::GivenUp, Some(self.event("message.given_up", parcel, Some(setback)))),
                }
            }
        };
        if let Some(event) = event {
            journal::append(&mut conn, &Actor::System(self.name), now, now, event).await?;
        }
        conn.commit().await?;
        Ok(ended)
    }

    fn event(&self, kind: &'static str, parcel: &Parcel, setback: Option<&Setback>) -> Event {
        let mut body = json!({
            "channel": parcel.channel,
            "addressee": parcel.addressee,
            "step": parcel.step,
            "attempts": parcel.attempts,
            "visibility": "internal",
        });
        if let Some(map) = body.as_object_mut() {
            if parcel.lost > 0 {
                map.insert("unknown_before".to_owned(), parcel.lost.into());
            }
            if let Some(setback) = setback {
                map.insert("reason".to_owned(), setback.code.into());
            }
        }
        Event::new(kind, ("message", parcel.id.0))
            .customer(parcel.customer_id)
            .ticket(parcel.ticket_id)
            .body(body)
            .row("messages", parcel.id.0)
    }

    /// How much of this clock's time passes during a real duration: in a rehearsal a minute of claim is an hour on the clock.
    fn in_its_time(&self, real: Duration) -> Duration {
        let runs = self.clock.real(real);
        if runs.is_zero() { real } else { real.mul_f64(real.as_secs_f64() / runs.as_secs_f64()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nobody;

    #[async_trait]
    impl Carrier for Nobody {
        async fn carry(&self, _parcel: &Parcel, _now: Timestamp) -> Result<(), Setback> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_claim_outlasts_a_handover_however_fast_the_clock_runs() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&base::db::DbSettings::Sqlite { path: folder.path().join("a.db") }).await.unwrap();
        for (clock, expected) in [(Clock::System, 60), (Clock::scaled(60), 3600)] {
            let office = Office { name: "courier", db: db.clone(), clock, carrier: Arc::new(Nobody) };
            assert_eq!(office.in_its_time(CLAIM).as_secs(), expected);
        }
    }
}
