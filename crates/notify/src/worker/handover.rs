//! One handover: it is carried, and how that ended is written down for each of its messages, in one transaction.

use std::sync::Arc;
use std::time::Duration;

use base::journal::{self, Event};
use base::{Actor, Clock, Conn, Db, Progress, Result, Timestamp};
use serde_json::json;

use crate::carrier::{Carrier, LONGEST_HANDOVER, Taken};
use crate::model::{Bundle, Parcel, Queue};
use crate::rules::delivery::{MOST_ATTEMPTS, Next, after_failure};
use crate::rules::setback::Setback;
use crate::store;

/// How long a claim holds, in real time.
const CLAIM: Duration = Duration::from_secs(LONGEST_HANDOVER + 10);
/// How often, and how long apart in real time, it is tried to write down how a handover ended: a database that restarts is back by then.
const RECORDING_TRIES: u32 = 40;
const RECORDING_PAUSE: Duration = Duration::from_millis(250);

/// What every handover needs; the tasks that are under way share it.
pub(super) struct Office {
    pub(super) name: &'static str,
    pub(super) queue: Queue,
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) carrier: Arc<dyn Carrier>,
}

/// How the handovers of a run ended, counted in messages.
#[derive(Default)]
pub(super) struct Tally {
    sent: usize,
    failed: usize,
    given_up: usize,
}

impl Tally {
    pub(super) fn add(&mut self, more: &Tally) {
        self.sent += more.sent;
        self.failed += more.failed;
        self.given_up += more.given_up;
    }

    pub(super) fn progress(&self) -> Progress {
        let Tally { sent, failed, given_up } = self;
        Progress::new(sent + failed + given_up, format!("{sent} sent, {failed} to be tried again, {given_up} given up"))
    }
}

impl Office {
    pub(super) async fn deliver(&self, bundle: Bundle, claim: &str) -> Result<Tally> {
        let outcome = if bundle.parcels().any(|parcel| parcel.attempts > MOST_ATTEMPTS) {
            // Each of its couriers was killed before it could write anything down.
            Err(Setback::hopeless("courier.stopped", ""))
        } else {
            self.carrier.carry(&bundle, self.clock.now()).await
        };
        let mut tries = 0;
        loop {
            tries += 1;
            match self.record(&bundle, claim, &outcome).await {
                Ok(tally) => return Ok(tally),
                Err(error) if tries >= RECORDING_TRIES => return Err(error),
                Err(error) => {
                    let message = bundle.first().id;
                    tracing::warn!(%message, %error, "how a handover ended could not be written down; it is tried again");
                    tokio::time::sleep(RECORDING_PAUSE).await;
                }
            }
        }
    }

    /// Writes down how a handover ended, for each of its messages, in one transaction.
    async fn record(&self, bundle: &Bundle, claim: &str, outcome: &Result<Taken, Setback>) -> Result<Tally> {
        let now = self.clock.now();
        let mut conn = self.db.write().await?;
        let mut tally = Tally::default();
        if let Err(Setback { silence: Some(seconds), .. }) = outcome {
            let lane = &bundle.first().addressee;
            store::lanes::silence(&mut conn, self.queue, lane, now.plus_seconds(*seconds)).await?;
        }
        for parcel in bundle.parcels() {
            let event = match outcome {
                Ok(taken) => self.sent(&mut conn, bundle, parcel, taken, now, &mut tally).await?,
                Err(setback) => self.failed(&mut conn, bundle, parcel, setback, claim, now, &mut tally).await?,
            };
            if let Some(event) = event {
                journal::append(&mut conn, &Actor::System(self.name), now, now, event).await?;
            }
        }
        conn.commit().await?;
        Ok(tally)
    }

    async fn sent(
        &self,
        conn: &mut Conn,
        bundle: &Bundle,
        parcel: &Parcel,
        taken: &Taken,
        now: Timestamp,
        tally: &mut Tally,
    ) -> Result<Option<Event>> {
        tally.sent += 1;
        if !store::deliveries::sent(conn, parcel.id, now).await? {
            return Ok(None);
        }
        if let (Some(call), Some(gateway)) = (&taken.call, parcel.gateway_id) {
            store::voice_calls::begin(conn, parcel.id, gateway, call, now).await?;
        }
        Ok(Some(event("message.sent", bundle, parcel, None)))
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one record, named where they are used")]
    async fn failed(
        &self,
        conn: &mut Conn,
        bundle: &Bundle,
        parcel: &Parcel,
        setback: &Setback,
        claim: &str,
        now: Timestamp,
        tally: &mut Tally,
    ) -> Result<Option<Event>> {
        let next = match after_failure(parcel.attempts, parcel.started_at, now, setback.hopeless) {
            Next::TryAt(next) => Some(next),
            Next::GiveUp => None,
        };
        tracing::info!(message = %parcel.id, attempts = parcel.attempts, code = setback.code, "a message did not get through");
        let is_ours = store::deliveries::failed(conn, parcel.id, claim, setback, next).await?;
        if next.is_some() || !is_ours {
            tally.failed += 1;
            return Ok(None);
        }
        tally.given_up += 1;
        Ok(Some(event("message.given_up", bundle, parcel, Some(setback))))
    }

    /// Until when a claim that is made now holds.
    pub(super) fn claimed_until(&self, now: Timestamp) -> Timestamp {
        now.plus(self.in_its_time(CLAIM))
    }

    /// How much of this clock's time passes during a real duration: in a rehearsal a minute of claim is an hour on the clock.
    fn in_its_time(&self, real: Duration) -> Duration {
        let runs = self.clock.real(real);
        if runs.is_zero() { real } else { real.mul_f64(real.as_secs_f64() / runs.as_secs_f64()) }
    }
}

fn event(kind: &'static str, bundle: &Bundle, parcel: &Parcel, setback: Option<&Setback>) -> Event {
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
        if bundle.len() > 1 {
            map.insert("told_with".to_owned(), json!({ "first": bundle.first().id, "messages": bundle.len() }));
        }
        if let Some(setback) = setback {
            map.insert("reason".to_owned(), setback.code.into());
        }
    }
    Event::new(kind, ("message", parcel.id.0)).customer(parcel.customer_id).ticket(parcel.ticket_id).body(body).row("messages", parcel.id.0)
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;

    use super::*;

    struct Nobody;

    #[async_trait]
    impl Carrier for Nobody {
        async fn carry(&self, _bundle: &Bundle, _now: Timestamp) -> Result<Taken, Setback> {
            Ok(Taken::default())
        }
    }

    #[tokio::test]
    async fn a_claim_outlasts_a_handover_however_fast_the_clock_runs() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&base::db::DbSettings::Sqlite { path: folder.path().join("a.db") }).await.unwrap();
        for (clock, expected) in [(Clock::System, 60), (Clock::scaled(60), 3600)] {
            let office = Office { name: "courier", queue: Queue::Modem, db: db.clone(), clock, carrier: Arc::new(Nobody) };
            assert_eq!(office.in_its_time(CLAIM).as_secs(), expected);
        }
    }
}
