//! The read side: points that are kept here no more are asked of the store that got them. What the store is asked for and what its answer is held
//! against are our own metrics, by name, check and label: it cannot bring in what nobody asked for, and a device that was renamed since is the same.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use base::{Error, Result};
use form_urlencoded::Serializer;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use serde::Deserialize;
use series::model::Metric;

use super::{Target, client};
use crate::names;
use crate::rules::eval::value::{NAME, Point};

/// The longest that all questions of one query take together.
const LONGEST: Duration = Duration::from_secs(30);
/// How much is asked for at once: so many metrics for so many days. At a point each 30 seconds an answer is 35 MB then.
const METRIC_DAYS: i64 = 500;
/// The longest span of one question, in days.
const DAYS_AT_ONCE: i64 = 30;
/// The most of one answer that is read, in bytes.
const MOST_BYTES: usize = 128 * 1024 * 1024;
const DAY: i64 = 86_400_000;

/// Why the store's answer is of no use, for people.
#[derive(Debug)]
pub(crate) struct Away(pub(crate) String);

/// Asks the store.
#[derive(Debug)]
pub(crate) struct Reader {
    client: reqwest::Client,
    url: String,
    authorization: Option<HeaderValue>,
}

/// How the store names a metric of ours: name, check, label.
type Key = (String, String, String);

/// A span in milliseconds: from the one up to before the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Between(pub(crate) i64, pub(crate) i64);

#[derive(Deserialize)]
struct Answer {
    status: String,
    #[serde(default)]
    error: String,
    data: Option<Data>,
}

#[derive(Deserialize)]
struct Data {
    result: Vec<Found>,
}

#[derive(Deserialize)]
struct Found {
    metric: HashMap<String, String>,
    values: Vec<(f64, String)>,
}

impl Reader {
    pub(crate) fn new(target: &Target) -> Result<Reader> {
        let url = format!("{}/api/v1/query", target.read_url.trim_end_matches('/'));
        reqwest::Url::parse(&url).map_err(|error| Error::internal(format!("[remote_write] read_url: {error}")))?;
        Ok(Reader { client: client()?, url, authorization: target.authorization()? })
    }

    /// What the store has of metrics in a span, in their order, in order of time.
    pub(crate) async fn values(&self, wanted: &[Metric], between: Between, most: usize) -> Result<Vec<Vec<Point>>, Away> {
        tokio::time::timeout(LONGEST, self.all(wanted, between, most))
            .await
            .unwrap_or_else(|_| Err(Away(format!("it took longer than {} seconds", LONGEST.as_secs()))))
    }

    async fn all(&self, wanted: &[Metric], Between(from, to): Between, most: usize) -> Result<Vec<Vec<Point>>, Away> {
        let mut found: Vec<Vec<Point>> = vec![Vec::new(); wanted.len()];
        let mut places: BTreeMap<String, Vec<(usize, &Metric)>> = BTreeMap::new();
        for (place, metric) in wanted.iter().enumerate() {
            places.entry(names::name(metric)).or_default().push((place, metric));
        }
        let mut points = 0;
        let mut begin = from;
        while begin < to {
            let end = to.min(begin + DAYS_AT_ONCE * DAY);
            let days = (end - begin).div_euclid(DAY) + 1;
            let at_once = usize::try_from((METRIC_DAYS / days).max(1)).unwrap_or(1);
            for (name, metrics) in &places {
                for some in metrics.chunks(at_once) {
                    points += self.some(name, some, Between(begin, end), &mut found).await?;
                    if points > most {
                        return Err(Away("it has more points than one query may load".to_owned()));
                    }
                }
            }
            begin = end;
        }
        Ok(found)
    }

    /// Asks for some metrics of one name, and answers how many points came.
    async fn some(&self, name: &str, some: &[(usize, &Metric)], between: Between, found: &mut [Vec<Point>]) -> Result<usize, Away> {
        let keys: HashMap<Key, usize> =
            some.iter().map(|(place, metric)| ((name.to_owned(), metric.check_id.to_string(), metric.label.clone()), *place)).collect();
        let Some(which) = some.first().map(|(_, metric)| names::which(metric)) else { return Ok(0) };
        let mut count = 0;
        for Found { mut metric, values } in self.ask(&question(name, some, between), between).await? {
            let mut label = |name: &str| metric.remove(name).unwrap_or_default();
            let key = (label(NAME), label(names::CHECK_ID), label(which));
            let Some(points) = keys.get(&key).and_then(|place| found.get_mut(*place)) else { continue };
            let before = points.len();
            points.extend(values.into_iter().filter_map(|(at, value)| point(at, &value, between)));
            points.sort_by_key(|point| point.at);
            points.dedup_by_key(|point| point.at);
            count += points.len() - before.min(points.len());
        }
        Ok(count)
    }

    async fn ask(&self, question: &str, Between(_, to): Between) -> Result<Vec<Found>, Away> {
        // The last millisecond of the span: a window holds its end.
        let time = format!("{}.{:03}", (to - 1).div_euclid(1000), (to - 1).rem_euclid(1000));
        let form =
            Serializer::new(String::new()).append_pair("query", question).append_pair("time", &time).append_pair("nocache", "1").finish();
        let mut request = self.client.post(&self.url).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form);
        if let Some(value) = &self.authorization {
            request = request.header(AUTHORIZATION, value.clone());
        }
        let mut answer = request.send().await.map_err(|error| Away(chain(&error)))?;
        let status = answer.status();
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| Away(chain(&error)))? {
            if body.len() + piece.len() > MOST_BYTES {
                return Err(Away(format!("one answer is longer than {} MB", MOST_BYTES / 1024 / 1024)));
            }
            body.extend_from_slice(&piece);
        }
        let answer: Answer =
            serde_json::from_slice(&body).map_err(|_| Away(format!("{status}, and no answer of Prometheus' query API")))?;
        match answer.data {
            Some(data) if answer.status == "success" => Ok(data.result),
            _ => Err(Away(format!("{status} {}", answer.error.chars().take(200).collect::<String>()))),
        }
    }
}

/// The points of metrics of one name: a selector with a window as long as the span.
fn question(name: &str, some: &[(usize, &Metric)], Between(from, to): Between) -> String {
    let mut checks: Vec<i64> = some.iter().map(|(_, metric)| metric.check_id).collect();
    checks.sort_unstable();
    checks.dedup();
    let checks: Vec<String> = checks.iter().map(i64::to_string).collect();
    format!("{name}{{{}=~\"{}\"}}[{}ms]", names::CHECK_ID, checks.join("|"), to - from)
}

/// A point of the answer, unless it lies elsewhere or is no number.
fn point(at: f64, value: &str, Between(from, to): Between) -> Option<Point> {
    #[expect(clippy::cast_possible_truncation, reason = "held against the span")]
    let at = (at * 1000.0).round() as i64;
    let value: f64 = value.parse().ok()?;
    (from <= at && at < to && value.is_finite()).then_some(Point { at, value })
}

/// An error with what is behind it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut behind = error.source();
    while let Some(error) = behind {
        text = format!("{text}: {error}");
        behind = error.source();
    }
    text
}
