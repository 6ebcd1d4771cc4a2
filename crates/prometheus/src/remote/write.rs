//! Remote write: every sample is sent on to a store that speaks Prometheus' protocol, in the order in which it was kept.
//!
//! What waits stands in the outbox of the series, written in the transaction that keeps the samples; it is taken out when the store has answered
//! 2xx. While the store is away it waits there, a week at most. A refusal (4xx but 429) is a matter of the request itself: sending it again would
//! be refused again, so it is dropped, loudly. A sample may arrive twice when the answer was lost: stores keep one value for an instant.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use base::{Db, Error, Progress, Result, Scope, Timestamp, Worker};
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use series::model::Metric;
use series::{Series, SeriesId};
use watch::facts::NamedCheck;

use super::wire::{self, TimeSeries};
use super::{Target, client};
use crate::names;

/// Parcels of one request: about as many seconds of the fleet.
const AT_ONCE: i64 = 100;
/// Nobody waits longer for a store that comes back.
const WEEK_SECONDS: i64 = 7 * 86_400;

/// How much was sent since the start of the program.
#[derive(Debug, Default)]
pub struct Counts {
    /// Samples that the store has.
    pub sent: AtomicU64,
    /// Samples that it refused.
    pub dropped: AtomicU64,
    /// Parcels that waited for more than a week.
    pub given_up: AtomicU64,
    /// Requests that failed and are sent again.
    pub failures: AtomicU64,
    /// Parcels that wait.
    pub waiting: AtomicU64,
}

/// Sends what waits.
pub(crate) struct Sender {
    db: Db,
    series: Series,
    target: Target,
    client: reqwest::Client,
    counts: Arc<Counts>,
}

/// What the store said.
enum Said {
    Taken,
    Refused(String),
}

impl Sender {
    pub(crate) fn new(db: Db, series: Series, target: Target, counts: Arc<Counts>) -> Result<Sender> {
        let client = client()?;
        Ok(Sender { db, series, target, client, counts })
    }

    /// Sends the oldest parcels; false when none wait.
    async fn send_some(&self, checks: &HashMap<i64, NamedCheck>) -> Result<Option<usize>> {
        let parcels = self.series.waiting(AT_ONCE).await?;
        if parcels.is_empty() {
            return Ok(None);
        }
        let ids: Vec<i64> = parcels.iter().map(|parcel| parcel.id).collect();
        let mut values: BTreeMap<SeriesId, Vec<(i64, f64)>> = BTreeMap::new();
        for (metric, some) in parcels.into_iter().flat_map(|parcel| parcel.values) {
            values.entry(metric).or_default().extend(some);
        }
        let count: usize = values.values().map(Vec::len).sum();
        let series = self.named(values, checks).await?;
        match self.post(&series).await? {
            Said::Taken => drop(self.counts.sent.fetch_add(count as u64, Ordering::Relaxed)),
            Said::Refused(why) => {
                tracing::error!(%why, samples = count, "the store of [remote_write] refuses these samples; they are not sent again");
                self.counts.dropped.fetch_add(count as u64, Ordering::Relaxed);
            }
        }
        self.series.sent(&ids).await?;
        Ok(Some(count))
    }

    async fn named(&self, values: BTreeMap<SeriesId, Vec<(i64, f64)>>, checks: &HashMap<i64, NamedCheck>) -> Result<Vec<TimeSeries>> {
        let ids: Vec<SeriesId> = values.keys().copied().collect();
        let metrics: HashMap<SeriesId, Metric> = self.series.by_ids(&ids).await?.into_iter().map(|metric| (metric.id, metric)).collect();
        let one = |(id, mut values): (SeriesId, Vec<(i64, f64)>)| {
            values.sort_by_key(|(at, _)| *at);
            Some(TimeSeries { labels: names::labels(metrics.get(&id)?, checks), values })
        };
        Ok(values.into_iter().filter_map(one).collect())
    }

    async fn post(&self, series: &[TimeSeries]) -> Result<Said> {
        let body = wire::body(series).map_err(|error| Error::internal(error.to_string()))?;
        let mut request = self
            .client
            .post(&self.target.url)
            .header(CONTENT_TYPE, "application/x-protobuf")
            .header(CONTENT_ENCODING, "snappy")
            .header("X-Prometheus-Remote-Write-Version", "0.1.0");
        if let Some(value) = self.target.authorization()? {
            request = request.header(AUTHORIZATION, value);
        }
        let away = |why: String| {
            Error::internal(format!("the store of [remote_write] does not take samples: {why}; they wait and are sent later"))
        };
        let answer = request.body(body).send().await.map_err(|error| away(error.to_string()))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(Said::Taken);
        }
        let why = answer.text().await.unwrap_or_default();
        let why = format!("{status} {}", why.chars().take(300).collect::<String>());
        if status.is_client_error() && status.as_u16() != 429 && status.as_u16() != 408 { Ok(Said::Refused(why)) } else { Err(away(why)) }
    }
}

#[async_trait]
impl Worker for Sender {
    fn name(&self) -> &'static str {
        "remote_write"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(5)
    }

    fn leased(&self) -> bool {
        true
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        let gone = self.series.give_up(now.plus_seconds(-WEEK_SECONDS)).await?;
        if gone > 0 {
            tracing::error!(
                parcels = gone,
                "samples waited for the store of [remote_write] for more than a week; they are not sent any more"
            );
            self.counts.given_up.fetch_add(gone, Ordering::Relaxed);
        }
        if self.series.waiting(1).await?.is_empty() {
            self.counts.waiting.store(0, Ordering::Relaxed);
            return Ok(Progress::default());
        }
        let checks = watch::facts::named_checks(&mut self.db.read().await?, &Scope::All).await?;
        let checks = checks.into_iter().map(|check| (check.id, check)).collect();
        let mut done = 0;
        let sent = async {
            while let Some(count) = self.send_some(&checks).await? {
                done += count;
            }
            Result::Ok(())
        };
        let sent = sent.await;
        self.counts.waiting.store(u64::try_from(self.series.waiting_count().await?).unwrap_or_default(), Ordering::Relaxed);
        if let Err(error) = sent {
            self.counts.failures.fetch_add(1, Ordering::Relaxed);
            return Err(error);
        }
        Ok(Progress::new(done, format!("sent {done} samples")))
    }
}
