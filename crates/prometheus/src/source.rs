//! Where the points of a query come from: what is kept here, and for what is kept no more the store that got it, when there is one to ask.

use std::collections::HashSet;

use series::model::Metric;

use crate::Prometheus;
use crate::query::Refused;
use crate::remote::read::{Away, Between};
use crate::rules::eval::value::Point;

const DAY: i64 = 86_400_000;

/// What was found of each metric, in their order, and what the asking person should know of it.
pub(crate) struct Points {
    pub(crate) series: Vec<Vec<Point>>,
    pub(crate) warning: Option<String>,
}

impl Prometheus {
    /// The points of metrics from an instant to another, of about so many seconds each; 1 are those that were measured. Of the store at most so
    /// many are taken.
    pub(crate) async fn points(&self, metrics: &[Metric], (from, to): (i64, i64), fineness: i64, most: usize) -> Result<Points, Refused> {
        let values = self.series.values(metrics, from, to + 1, fineness).await?;
        let points = |values: Vec<(i64, f64)>| values.into_iter().map(|(at, value)| Point { at, value }).collect();
        let mut series: Vec<Vec<Point>> = values.into_iter().map(points).collect();
        let kept_since = self.series.points_since(self.clock.now()).milliseconds();
        let older = Between(from, kept_since.min(to + 1));
        let Some(store) = self.store.as_ref().filter(|_| fineness == 1 && older.0 < older.1 && !metrics.is_empty()) else {
            return Ok(Points { series, warning: None });
        };
        match store.values(metrics, older, most).await {
            Ok(found) => {
                for (here, there) in series.iter_mut().zip(found) {
                    instead(here, there);
                }
                Ok(Points { series, warning: None })
            }
            Err(Away(why)) => {
                tracing::warn!(%why, "the store of [remote_write] did not answer a query");
                let day = base::Timestamp::from_milliseconds(kept_since);
                let warning = format!(
                    "the store of older points could not be asked ({why}); before {day} these are means of five minutes or of an hour"
                );
                Ok(Points { series, warning: Some(warning) })
            }
        }
    }
}

/// Puts the store's points in the place of roll-ups. A day of which the store has nothing stays as it is here: it may not have been there then.
fn instead(here: &mut Vec<Point>, there: Vec<Point>) {
    let days: HashSet<i64> = there.iter().map(|point| point.at.div_euclid(DAY)).collect();
    here.retain(|point| !days.contains(&point.at.div_euclid(DAY)));
    here.extend(there);
    here.sort_by_key(|point| point.at);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(of: &[(i64, f64)]) -> Vec<Point> {
        of.iter().map(|(at, value)| Point { at: *at, value: *value }).collect()
    }

    #[test]
    fn a_day_of_which_the_store_has_nothing_stays_as_it_is_here() {
        let mut here = points(&[(0, 1.0), (DAY, 2.0), (DAY + 300_000, 2.5), (2 * DAY, 3.0)]);
        instead(&mut here, points(&[(DAY + 5, 7.0), (DAY + 9, 8.0)]));
        assert_eq!(here, points(&[(0, 1.0), (DAY + 5, 7.0), (DAY + 9, 8.0), (2 * DAY, 3.0)]));
        let mut here = points(&[(0, 1.0)]);
        instead(&mut here, Vec::new());
        assert_eq!(here, points(&[(0, 1.0)]));
    }
}
