//! Reading many metrics at once, as a program wants them and not a chart: each value at its instant, or the mean of a step where only roll-ups are
//! left or so many points are too many.

use std::collections::{BTreeMap, HashMap};

use base::db::Filter;
use base::{Conn, Result, Scope, Timestamp};

use crate::Series;
use crate::model::{Metric, Span};
use crate::reading::{self, Log};
use crate::rules::log;
use crate::rules::tier::Tier;
use crate::store::metrics;

/// A metric with values: milliseconds since 1970 and the value, in order of time.
pub type Values = Vec<(i64, f64)>;

impl Series {
    /// Every metric within a scope, by check, name and label; also those that get no more values.
    pub async fn all(&self, scope: &Scope) -> Result<Vec<Metric>> {
        metrics::list(&mut self.db.read().await?, Filter::new().scope("customer_id", scope)).await
    }

    /// Since when points are here as they were measured: the whole days that are not too old yet.
    pub fn points_since(&self, now: Timestamp) -> Timestamp {
        const DAY: i64 = 86_400_000;
        let oldest = now.milliseconds() - i64::from(self.retention.days(Tier::Raw)) * DAY;
        Timestamp::from_milliseconds((oldest + DAY - 1).div_euclid(DAY) * DAY)
    }

    /// The values of metrics from an instant to before another, in their order, each of about so many seconds: 1 are the points as they were
    /// measured, as long as they are kept; from 300 on roll-ups are read.
    pub async fn values(&self, wanted: &[Metric], from: i64, to: i64, step_seconds: i64) -> Result<Vec<Values>> {
        let mut conn = self.db.read().await?;
        let span = Span::of_steps(from, to, step_seconds);
        let mut parts: BTreeMap<i64, Vec<(usize, &Metric)>> = BTreeMap::new();
        for (place, metric) in wanted.iter().enumerate() {
            parts.entry(log::part_of(metric.device_id)).or_default().push((place, metric));
        }
        let mut found: HashMap<usize, Values> = HashMap::new();
        for (part, metrics) in parts {
            // The log of a part of the fleet is read once for all of them.
            let log = Log::of_part(&mut conn, part).await?;
            for (place, metric) in metrics {
                found.insert(place, self.values_of(&mut conn, metric, &log, span).await?);
            }
        }
        Ok((0..wanted.len()).map(|place| found.remove(&place).unwrap_or_default()).collect())
    }

    async fn values_of(&self, conn: &mut Conn, metric: &Metric, log: &Log, span: Span) -> Result<Values> {
        let steps = reading::steps_with(conn, metric, span, log.of(metric)).await?;
        let value = |step: crate::rules::sheet::Measured| (step.at.milliseconds(), step.values.avg);
        Ok(steps.into_iter().map(value).collect())
    }
}
