//! A query: what it may look at is loaded, and computed at every step.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Instant;

use base::{Actor, Error as BaseError};
use series::model::Metric;

use crate::Prometheus;
use crate::names;
use crate::rules::eval::value::{Labels, NAME, Point, Sample, Series, Value};
use crate::rules::eval::{self, Failed, Loaded, Query, key, pattern, selectors};
use crate::rules::promql::ast::{Expr, Kind, Matcher, Matching};
use crate::rules::promql::{Unparsable, parse};

/// The most steps of a query, as in Prometheus.
const MOST_STEPS: i64 = 11_000;
/// The most points that one query loads.
const MOST_POINTS: usize = 5_000_000;
/// The most series that one query loads.
const MOST_SERIES: usize = 50_000;
/// The longest a query may compute, in seconds.
const LONGEST_SECONDS: u64 = 60;

/// Why a query is not answered, in Prometheus' words.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It cannot be understood: 400 `bad_data`.
    BadData(String),
    /// It cannot be computed: 422 `execution`.
    Execution(String),
    /// It took too long: 503 `timeout`.
    Timeout,
    /// Something here went wrong: 500 `internal`, or what the error says.
    Internal(BaseError),
}

impl From<Unparsable> for Refused {
    fn from(wrong: Unparsable) -> Refused {
        Refused::BadData(wrong.to_string())
    }
}

impl From<Failed> for Refused {
    fn from(failed: Failed) -> Refused {
        Refused::Execution(failed.0)
    }
}

impl From<BaseError> for Refused {
    fn from(error: BaseError) -> Refused {
        Refused::Internal(error)
    }
}

/// When it is asked, in milliseconds: once, or at every step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) step: i64,
}

impl Times {
    pub(crate) fn once(at: i64) -> Times {
        Times { start: at, end: at, step: 1 }
    }

    pub(crate) fn range(start: i64, end: i64, step: i64) -> Result<Times, Refused> {
        if end < start {
            return Err(Refused::BadData("invalid parameter \"end\": end timestamp must not be before start time".to_owned()));
        }
        if step <= 0 {
            let why = "invalid parameter \"step\": zero or negative query resolution step widths are not accepted. Try a positive integer";
            return Err(Refused::BadData(why.to_owned()));
        }
        if (end - start) / step > MOST_STEPS {
            let why = format!(
                "exceeded maximum resolution of {MOST_STEPS} points per timeseries. Try decreasing the query resolution (?step=XX)"
            );
            return Err(Refused::BadData(why));
        }
        Ok(Times { start, end, step })
    }
}

/// What was found, with what the asking person should know of it.
#[derive(Debug)]
pub(crate) struct Answered<T> {
    pub(crate) found: T,
    pub(crate) warnings: BTreeSet<String>,
}

impl Prometheus {
    /// What an expression comes to at one instant.
    pub(crate) async fn instant(&self, actor: &Actor, text: &str, at: i64) -> Result<Answered<Value>, Refused> {
        let (expr, _) = understood(text)?;
        let (loaded, warnings) = self.load(actor, &expr, Times::once(at)).await?;
        let computed = move || Query { loaded: &loaded, start: at, end: at }.at(&expr, at).map_err(Refused::from);
        Ok(Answered { found: beside(computed).await?, warnings })
    }

    /// What an expression comes to at every step: a series for each set of labels.
    pub(crate) async fn stepwise(&self, actor: &Actor, text: &str, times: Times) -> Result<Answered<Vec<Series>>, Refused> {
        let (expr, kind) = understood(text)?;
        if !matches!(kind, Kind::Scalar | Kind::Vector) {
            let why = format!("invalid expression type \"{}\" for range query, must be Scalar or instant Vector", kind.name());
            return Err(Refused::BadData(why));
        }
        let (loaded, warnings) = self.load(actor, &expr, times).await?;
        Ok(Answered { found: beside(move || computed(&expr, &loaded, times)).await?, warnings })
    }

    /// The labels of the series that any of the selectors matches; all of them without one.
    pub(crate) async fn matching(&self, actor: &Actor, texts: &[String]) -> Result<Vec<Labels>, Refused> {
        let all = self.named(actor).await?;
        if texts.is_empty() {
            return Ok(all.into_iter().map(|(_, labels)| labels).collect());
        }
        let mut wanted = Vec::new();
        for text in texts {
            match parse(text)? {
                Expr::Vector(selector) => wanted.push(Tests::of(&selector.matchers)?),
                _ => return Err(Refused::BadData(format!("\"{text}\" is no series selector"))),
            }
        }
        Ok(all.into_iter().map(|(_, labels)| labels).filter(|labels| wanted.iter().any(|tests| tests.hold(labels))).collect())
    }

    /// Every metric that the actor may see, with its labels.
    async fn named(&self, actor: &Actor) -> Result<Vec<(Metric, Labels)>, Refused> {
        let scope = actor.scope();
        let metrics = self.series.all(&scope).await?;
        let checks = watch::facts::named_checks(&mut self.db.read().await?, &scope).await?;
        let checks = checks.into_iter().map(|check| (check.id, check)).collect::<HashMap<_, _>>();
        Ok(metrics.into_iter().map(|metric| (names::labels(&metric, &checks), metric)).map(|(labels, metric)| (metric, labels)).collect())
    }

    /// Loads what the selectors of an expression can look at, raw where that is not too much, and what the asking person should know of it.
    async fn load(&self, actor: &Actor, expr: &Expr, times: Times) -> Result<(Loaded, BTreeSet<String>), Refused> {
        let mut wanted = Vec::new();
        selectors(expr, 0, &mut wanted);
        let (mut loaded, mut warnings) = (Loaded::new(), BTreeSet::new());
        if wanted.is_empty() {
            return Ok((loaded, warnings));
        }
        let all = self.named(actor).await?;
        let mut points = 0;
        for (selector, back) in wanted {
            let tests = Tests::of(&selector.matchers)?;
            let (from, to) = looked_at(selector.shift, back, times);
            let found: Vec<&(Metric, Labels)> = all.iter().filter(|(_, labels)| tests.hold(labels)).collect();
            if found.len() > MOST_SERIES {
                return Err(Refused::Execution(format!(
                    "the query matches {} series; at most {MOST_SERIES} are read at once",
                    found.len()
                )));
            }
            let metrics: Vec<Metric> = found.iter().map(|(metric, _)| metric.clone()).collect();
            let fineness = fineness(from, to, back, times.step);
            let values = self.points(&metrics, (from, to), fineness, MOST_POINTS.saturating_sub(points)).await?;
            warnings.extend(values.warning);
            points += values.series.iter().map(Vec::len).sum::<usize>();
            if points > MOST_POINTS {
                let why =
                    "query processing would load too many samples into memory in query execution: ask for fewer series or a shorter time";
                return Err(Refused::Execution(why.to_owned()));
            }
            let series = found.into_iter().zip(values.series).map(|((_, labels), points)| Series { labels: labels.clone(), points });
            let mut series: Vec<Series> = series.filter(|series| !series.points.is_empty()).collect();
            merge(&mut series);
            // The same selector may stand at several places that look at different times.
            match loaded.entry(key(&selector.matchers)) {
                std::collections::hash_map::Entry::Vacant(entry) => drop(entry.insert(series)),
                std::collections::hash_map::Entry::Occupied(mut entry) => {
                    entry.get_mut().extend(series);
                    merge(entry.get_mut());
                }
            }
        }
        Ok((loaded, warnings))
    }
}

/// Computing may take long, and must not keep others waiting.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> Result<T, Refused> + Send + 'static) -> Result<T, Refused> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Refused::Internal(BaseError::internal(error.to_string())))?
}

/// What an expression comes to at every step.
fn computed(expr: &Expr, loaded: &Loaded, times: Times) -> Result<Vec<Series>, Refused> {
    let begun = Instant::now();
    let query = Query { loaded, start: times.start, end: times.end };
    let mut found: BTreeMap<Labels, Vec<Point>> = BTreeMap::new();
    let mut at = times.start;
    while at <= times.end {
        match query.at(expr, at)? {
            Value::Scalar(value) => found.entry(Labels::default()).or_default().push(Point { at, value }),
            Value::Vector(samples) => {
                for Sample { labels, value } in samples {
                    found.entry(labels).or_default().push(Point { at, value });
                }
            }
            _ => {}
        }
        if begun.elapsed().as_secs() >= LONGEST_SECONDS {
            return Err(Refused::Timeout);
        }
        at += times.step;
    }
    Ok(found.into_iter().map(|(labels, points)| Series { labels, points }).collect())
}

/// An expression with the kind of what it comes to.
fn understood(text: &str) -> Result<(Expr, Kind), Refused> {
    let expr = parse(text)?;
    let kind = eval::kind(&expr).map_err(|failed| Refused::BadData(format!("1:1: parse error: {}", failed.0)))?;
    Ok((expr, kind))
}

/// From when to when a selector can look, in milliseconds.
fn looked_at(shift: crate::rules::promql::ast::Shift, back: i64, times: Times) -> (i64, i64) {
    use crate::rules::promql::ast::At;
    let (start, end) = match shift.at {
        None => (times.start, times.end),
        Some(At::Instant(at)) => (at, at),
        Some(At::Start) => (times.start, times.start),
        Some(At::End) => (times.end, times.end),
    };
    (start - shift.offset - back, end - shift.offset)
}

/// How fine values are read, in seconds: as measured for up to two days, or where ranges are short; beyond that the means of five minutes or of an
/// hour, where the steps are that long.
fn fineness(from: i64, to: i64, back: i64, step: i64) -> i64 {
    const TWO_DAYS: i64 = 2 * 86_400_000;
    let least = step.min(back) / 1000;
    if to - from <= TWO_DAYS || least < 300 {
        1
    } else if least < 3600 {
        300
    } else {
        3600
    }
}

/// Puts the points of series with the same labels together, in order of time.
fn merge(series: &mut Vec<Series>) {
    let mut found: BTreeMap<Labels, Vec<Point>> = BTreeMap::new();
    for Series { labels, points } in series.drain(..) {
        found.entry(labels).or_default().extend(points);
    }
    series.extend(found.into_iter().map(|(labels, mut points)| {
        points.sort_by_key(|point| point.at);
        points.dedup_by_key(|point| point.at);
        Series { labels, points }
    }));
}

/// A selector's conditions, ready to be held against labels.
#[derive(Debug)]
struct Tests(Vec<(String, Test)>);

#[derive(Debug)]
enum Test {
    Is(String, bool),
    Like(regex::Regex, bool),
}

impl Tests {
    fn of(matchers: &[Matcher]) -> Result<Tests, Refused> {
        let test = |matcher: &Matcher| {
            let like = |wanted| {
                let pattern = pattern(&matcher.value).map_err(|why| Refused::BadData(format!("1:1: parse error: {why}")))?;
                Ok::<Test, Refused>(Test::Like(pattern, wanted))
            };
            let test = match matcher.matching {
                Matching::Equal => Test::Is(matcher.value.clone(), true),
                Matching::NotEqual => Test::Is(matcher.value.clone(), false),
                Matching::Like => like(true)?,
                Matching::NotLike => like(false)?,
            };
            Ok((matcher.label.clone(), test))
        };
        matchers.iter().map(test).collect::<Result<_, _>>().map(Tests)
    }

    fn hold(&self, labels: &Labels) -> bool {
        self.0.iter().all(|(label, test)| match test {
            Test::Is(value, wanted) => (labels.get(label) == value) == *wanted,
            Test::Like(pattern, wanted) => pattern.is_match(labels.get(label)) == *wanted,
        })
    }
}

/// The names of metrics among labels, each once.
pub(crate) fn metric_names(labels: &[Labels]) -> Vec<String> {
    let mut names: Vec<String> = labels.iter().map(|labels| labels.get(NAME).to_owned()).collect();
    names.sort();
    names.dedup();
    names
}
