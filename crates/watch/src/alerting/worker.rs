//! What the past makes one expect is computed once an hour, and when rules change: reading weeks of samples is no work for the moment in which an
//! answer is judged.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use base::{Actor, Db, Progress, Result, Timestamp, Worker};
use series::Series;
use series::model::{Metric, Span};

use super::Past;
use super::model::{Rule, RuleId};
use super::past::Key;
use super::store;
use crate::metrics::Gauges;
use crate::rules::expect::{reached, usual};
use crate::rules::limit::{Expected, When};
use crate::template;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// What is usual at an hour of the week is known from so many weeks.
const WEEKS: i64 = 5;
/// Where it leads is known from so many days.
const TREND_DAYS: i64 = 14;

/// Computes what is expected, on the node that polls.
#[derive(Debug)]
pub(crate) struct Expecting {
    db: Db,
    series: Series,
    past: Past,
    gauges: Arc<Gauges>,
    /// For which hour and which rules it was computed last.
    done: Mutex<(i64, Vec<(RuleId, i64)>)>,
}

impl Expecting {
    pub(crate) fn new(db: Db, series: Series, past: Past, gauges: Arc<Gauges>) -> Expecting {
        Expecting { db, series, past, gauges, done: Mutex::default() }
    }
}

#[async_trait]
impl Worker for Expecting {
    fn name(&self) -> &'static str {
        "expectations"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(30)
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        if !self.gauges.polling.load(Ordering::Relaxed) {
            return Ok(Progress::new(0, "this node does not poll"));
        }
        let mut conn = self.db.read().await?;
        let mut rules = store::in_use(&mut conn).await?;
        for template in template::store::in_use(&mut conn).await? {
            rules.extend(template.rules.iter().map(|rule| Rule::clone(rule)));
        }
        drop(conn);
        let rules: Vec<Rule> = rules.into_iter().filter(|rule| rule.definition.when.needs_past()).collect();
        let wanted = (now.milliseconds() / 1000 / HOUR, rules.iter().map(|rule| (rule.id, rule.version)).collect::<Vec<_>>());
        if *self.done.lock().unwrap_or_else(PoisonError::into_inner) == wanted {
            return Ok(Progress::new(0, format!("{} rules look at the past; nothing is new", rules.len())));
        }
        let mut known = HashMap::new();
        for rule in &rules {
            self.expect(rule, now, &mut known).await?;
        }
        let (count, of) = (known.len(), rules.len());
        self.past.replace(known);
        *self.done.lock().unwrap_or_else(PoisonError::into_inner) = wanted;
        Ok(Progress::new(count, format!("{of} rules look at the past of {count} values")))
    }
}

impl Expecting {
    async fn expect(&self, rule: &Rule, now: Timestamp, known: &mut HashMap<Key, Expected>) -> Result<()> {
        for metric in self.series.named(&rule.definition.metric).await? {
            if !rule.definition.measures(&metric.name, &metric.label) {
                continue;
            }
            if let Some(expected) = self.of_metric(rule, &metric, now).await? {
                known.insert((rule.id, metric.check_id, metric.label), expected);
            }
        }
        Ok(())
    }

    async fn of_metric(&self, rule: &Rule, metric: &Metric, now: Timestamp) -> Result<Option<Expected>> {
        match rule.definition.when {
            When::Unusual { .. } => {
                let hours = self.hours(metric, now, WEEKS * 7).await?;
                Ok(usual(&same_hour(&hours, now)))
            }
            When::Reaches { value, .. } => Ok(reached(&self.hours(metric, now, TREND_DAYS).await?, value)),
            _ => Ok(None),
        }
    }

    /// The means of the last hours, the oldest first.
    async fn hours(&self, metric: &Metric, now: Timestamp, days: i64) -> Result<Vec<(Timestamp, f64)>> {
        let points = u32::try_from(days * 24).unwrap_or(u32::MAX);
        let range =
            self.series.by(&Actor::System("watch")).range(metric.id, Span::new(now.plus_seconds(-days * DAY), now, points)?).await?;
        Ok(range.steps.into_iter().filter_map(|step| Some((step.at, step.values?.avg))).collect())
    }
}

/// The values of this hour of the week and its neighbours in earlier weeks.
fn same_hour(hours: &[(Timestamp, f64)], now: Timestamp) -> Vec<f64> {
    let number = |at: Timestamp| at.milliseconds().div_euclid(HOUR * 1000);
    let ago = |at: Timestamp| number(now) - number(at);
    let fits = |ago: i64| ago > 24 && matches!(ago.rem_euclid(168), 0 | 1 | 167);
    hours.iter().filter(|(at, _)| fits(ago(*at))).map(|(_, value)| *value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_hour_of_earlier_weeks_counts() {
        let at = |hour: i64| Timestamp::from_milliseconds(hour * HOUR * 1000 + 5);
        let hours: Vec<(Timestamp, f64)> = (0..=400).map(|hour| (at(hour), hour as f64)).collect();
        assert_eq!(same_hour(&hours, at(400)), [63.0, 64.0, 65.0, 231.0, 232.0, 233.0]);
    }
}
