//! Series (曲线): samples kept and read again: round-trip time, availability, interface traffic. It serves the plan's 集中监控 of devices,
//! application services and traffic.
//!
//! * A **metric** is one measured quantity of one check, with the label of what it belongs to (an interface) and a unit. The room knows no
//!   device and no check: it keeps their numbers, and the customer's, so that a stranger finds nothing.
//! * A **point** is one value at one instant. A counter is turned into a rate before it comes here.
//! * A **range** is how points are read: per step the least, the mean and the greatest value. Where nothing was measured there is a gap, and
//!   it stays a gap: no line is ever drawn through a time when nobody looked.
//!
//! What may never happen: a value written twice for one instant; a value invented for an instant at which nothing was measured.
//!
//! What is behind it: a transaction's points are one packed row per part of the fleet in a log; the keeper folds the log into compressed **blocks** per
//! device and two hours, rolls those up to five minutes and to an hour, and removes what is older than each is kept. A range reads what is fitting
//! and merges all of it. See `docs/series.md`.
//!
//! The seam is small on purpose, [`Series::prepare`], [`Series::write`] and the range: what stands behind it may change.

mod api;
mod cache;
mod many;
pub mod model;
mod outbox;
mod reading;
mod rules;
mod store;
mod worker;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use base::db::Filter;
use base::{Actor, Clock, Conn, CustomerId, Db, Error, Result, Worker};

pub use api::routes;
use cache::{Cache, Made};
pub use many::Values;
use model::{Metric, Span};
pub use model::{Range, Retention, Sample, SeriesId};
pub use outbox::Parcel;
use rules::log::{self, Point};
use store::{metrics, recent};

/// The room's handle. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Series {
    db: Db,
    clock: Clock,
    cache: Arc<Cache>,
    retention: Retention,
    /// Whether what is written is also put into the outbox.
    outbox: bool,
}

/// Samples whose metrics are known, ready to be written.
#[derive(Debug, Clone, Default)]
pub struct Prepared(Vec<Point>);

/// So many new metrics are made in one transaction.
const NEW_AT_ONCE: usize = 2000;

impl Series {
    /// The room on its database, with the system's clock.
    pub fn new(db: Db) -> Series {
        Series { db, clock: Clock::System, cache: Arc::default(), retention: Retention::default(), outbox: false }
    }

    /// The same room with another clock, which only says what "until now" means in a request.
    pub fn with_clock(self, clock: Clock) -> Series {
        Series { clock, ..self }
    }

    /// The same room with other times for which it keeps what it has.
    pub fn with_retention(self, retention: Retention) -> Series {
        Series { retention, ..self }
    }

    /// Finds the metrics of some samples, and makes those that are new in a transaction of its own: call it **before** the transaction that
    /// [`Series::write`]s them. A metric without points is harmless.
    /// A value that is not finite is left out.
    pub async fn prepare(&self, samples: &[Sample]) -> Result<Prepared> {
        self.learn(samples).await?;
        let point = |(sample, metric): (&Sample, Option<SeriesId>)| {
            Some(Point { device: sample.device_id, metric: metric?.0, at: sample.at.milliseconds(), value: sample.kept_value() })
        };
        let found = samples.iter().zip(self.cache.find(samples)).filter_map(point);
        Ok(Prepared(found.filter(|point| point.value.is_finite()).collect()))
    }

    /// Makes the metrics of all samples known. After a start most are in the database already, and reading keeps nobody from writing; what is
    /// new is made some at a time, so that others come in between when a hundred thousand devices are new.
    async fn learn(&self, samples: &[Sample]) -> Result<()> {
        let unit = |sample: &'_ Sample| ((sample.check_id, sample.name.clone(), sample.label.clone()), sample.unit);
        let units: HashMap<_, _> = self.cache.missing(samples).into_iter().map(unit).collect();
        if units.is_empty() {
            return Ok(());
        }
        let checks: BTreeSet<i64> = units.keys().map(|(check, ..)| *check).collect();
        let checks: Vec<i64> = checks.into_iter().collect();
        let there = metrics::of_checks(&mut self.db.read().await?, &checks).await?;
        // One whose unit is another now is made again, which corrects it.
        let same = |made: &Made, unit: &str| {
            units.get(&(made.check_id, made.name.clone(), made.label.clone())).is_none_or(|wanted| *wanted == unit)
        };
        self.cache.learn(there.into_iter().filter(|(made, unit)| same(made, unit)).map(|(made, _)| made).collect());
        for some in self.cache.missing(samples).chunks(NEW_AT_ONCE) {
            let mut conn = self.db.write().await?;
            let made = metrics::make(&mut conn, some).await?;
            conn.commit().await?;
            self.cache.learn(made);
        }
        Ok(())
    }

    /// Writes prepared samples in the caller's transaction. Of several values for the same instant the first counts, so what may have been written
    /// already can be written again.
    pub async fn write(&self, conn: &mut Conn, prepared: &Prepared) -> Result<()> {
        if self.outbox && !prepared.0.is_empty() {
            self.post(conn, &prepared.0).await?;
        }
        recent::append(conn, log::rows(&prepared.0)).await
    }

    /// No more samples come of these checks. Their points are kept as long as any.
    pub async fn retire(&self, conn: &mut Conn, checks: &[i64]) -> Result<()> {
        metrics::retire(conn, checks).await?;
        self.cache.forget(checks);
        Ok(())
    }

    /// A device went to another customer, and its past with it.
    pub async fn hand_over(&self, conn: &mut Conn, device_id: i64, customer: CustomerId) -> Result<()> {
        metrics::hand_over(conn, device_id, customer).await
    }

    /// The metrics of one name, of all devices, that still get values.
    pub async fn named(&self, name: &str) -> Result<Vec<Metric>> {
        let filter = Filter::new().and_bind("name = {}", name).and("NOT retired");
        metrics::list(&mut self.db.read().await?, filter).await
    }

    /// What this actor may read.
    pub fn by<'a>(&'a self, actor: &'a Actor) -> SeriesBy<'a> {
        SeriesBy { series: self, actor }
    }

    /// The room's worker: folding, roll-ups, retention.
    pub fn workers(&self) -> Vec<Arc<dyn Worker>> {
        vec![Arc::new(worker::Keeper::new(self.db.clone(), self.retention))]
    }
}

/// The room in an actor's hands.
#[derive(Debug, Clone, Copy)]
pub struct SeriesBy<'a> {
    series: &'a Series,
    actor: &'a Actor,
}

impl SeriesBy<'_> {
    /// The metrics of a device, by check, name and label. Of a stranger's device there are none.
    pub async fn metrics(&self, device_id: i64) -> Result<Vec<Metric>> {
        let mut conn = self.series.db.read().await?;
        let filter = Filter::new().and_bind("device_id = {}", device_id).scope("customer_id", &self.actor.scope());
        metrics::list(&mut conn, filter).await
    }

    /// A metric's values in a span of time.
    pub async fn range(&self, id: SeriesId, span: Span) -> Result<Range> {
        let mut conn = self.series.db.read().await?;
        let filter = Filter::new().and_bind("id = {}", id).scope("customer_id", &self.actor.scope());
        let metric = metrics::list(&mut conn, filter).await?.into_iter().next().ok_or_else(|| Error::not_found("series", "曲线"))?;
        let steps = reading::steps(&mut conn, &metric, span).await?;
        Ok(Range { unit: metric.unit, span, steps: rules::gaps::with_gaps(&steps, span.step_milliseconds()) })
    }
}
