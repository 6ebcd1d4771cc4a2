//! Computing an expression at one instant from points that are there already: pure, and the same for every caller.
//!
//! A query over a range is this at every step. What is not supported is said so, by name: a number that means something else would be worse than none.

mod aggregate;
mod binary;
mod functions;
mod over_time;
pub(crate) mod value;

pub(crate) use functions::written;

use std::collections::HashMap;

use crate::rules::promql::ast::{At, Expr, Kind, Matcher, Matching, Selector, Shift};
use value::{Point, Sample, Series, Value};

/// How far back an instant looks for the newest point.
pub(crate) const LOOKBACK: i64 = 300_000;
/// Steps of a subquery that names none.
const SUBQUERY_STEP: i64 = 60_000;
/// The most steps of a subquery.
const MOST_STEPS: i64 = 11_000;

/// Why an expression comes to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failed(pub(crate) String);

pub(crate) type Found<T> = Result<T, Failed>;

pub(super) fn failed<T>(why: impl Into<String>) -> Found<T> {
    Err(Failed(why.into()))
}

/// The series of each selector, as the caller loaded them: those that its matchers match, with all points that the query can look at.
pub(crate) type Loaded = HashMap<Vec<(String, u8, String)>, Vec<Series>>;

/// What a selector's series are filed under.
pub(crate) fn key(matchers: &[Matcher]) -> Vec<(String, u8, String)> {
    let number = |matching: Matching| match matching {
        Matching::Equal => 0,
        Matching::NotEqual => 1,
        Matching::Like => 2,
        Matching::NotLike => 3,
    };
    matchers.iter().map(|matcher| (matcher.label.clone(), number(matcher.matching), matcher.value.clone())).collect()
}

/// One query: its data, and between which instants it is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Query<'q> {
    pub(crate) loaded: &'q Loaded,
    pub(crate) start: i64,
    pub(crate) end: i64,
}

/// The kind of what an expression comes to, or what is wrong with its parts.
pub(crate) fn kind(expr: &Expr) -> Found<Kind> {
    Ok(match expr {
        Expr::Number(_) => Kind::Scalar,
        Expr::Text(_) => Kind::Text,
        Expr::Vector(selector) => {
            if selector.matchers.iter().all(matches_empty) {
                return failed("vector selector must contain at least one non-empty matcher");
            }
            Kind::Vector
        }
        Expr::Range(selector, _) => kind(&Expr::Vector(selector.clone())).map(|_| Kind::Range)?,
        Expr::Subquery { expr, .. } => match kind(expr)? {
            Kind::Vector => Kind::Range,
            other => return failed(format!("subquery is only allowed on instant vector, got {} instead", other.name())),
        },
        Expr::Negative(inner) => match kind(inner)? {
            found @ (Kind::Scalar | Kind::Vector) => found,
            other => return failed(format!("unary expression only allowed on scalar or instant vector, got {}", other.name())),
        },
        Expr::Binary { operator, left, right, meeting } => binary::kind(*operator, kind(left)?, kind(right)?, meeting)?,
        Expr::Call { function, arguments } => functions::kind(function, arguments)?,
        Expr::Aggregate { operator, parameter, expr, .. } => aggregate::kind(operator, parameter.as_deref(), expr)?,
    })
}

fn matches_empty(matcher: &Matcher) -> bool {
    match matcher.matching {
        Matching::Equal => matcher.value.is_empty(),
        Matching::NotEqual => !matcher.value.is_empty(),
        Matching::Like => pattern(&matcher.value).is_ok_and(|pattern| pattern.is_match("")),
        Matching::NotLike => pattern(&matcher.value).is_ok_and(|pattern| !pattern.is_match("")),
    }
}

/// A regular expression that matches whole values.
pub(crate) fn pattern(text: &str) -> Result<regex::Regex, String> {
    regex::RegexBuilder::new(&format!("^(?s:{text})$")).size_limit(1 << 20).build().map_err(|error| error.to_string())
}

/// The selectors of an expression, each with how far back from the instants of the query it looks and where it looks instead.
pub(crate) fn selectors<'e>(expr: &'e Expr, back: i64, found: &mut Vec<(&'e Selector, i64)>) {
    match expr {
        Expr::Number(_) | Expr::Text(_) => {}
        Expr::Vector(selector) => found.push((selector, back + LOOKBACK)),
        Expr::Range(selector, range) => found.push((selector, back + range)),
        Expr::Subquery { expr, range, shift, step } => {
            selectors(expr, back + range + shift.offset.max(0) + step.unwrap_or(SUBQUERY_STEP), found);
        }
        Expr::Negative(inner) => selectors(inner, back, found),
        Expr::Binary { left, right, .. } => {
            selectors(left, back, found);
            selectors(right, back, found);
        }
        Expr::Call { arguments, .. } => arguments.iter().for_each(|argument| selectors(argument, back, found)),
        Expr::Aggregate { parameter, expr, .. } => {
            parameter.iter().for_each(|parameter| selectors(parameter, back, found));
            selectors(expr, back, found);
        }
    }
}

impl Query<'_> {
    /// What an expression comes to at an instant.
    pub(crate) fn at(&self, expr: &Expr, now: i64) -> Found<Value> {
        Ok(match expr {
            Expr::Number(number) => Value::Scalar(*number),
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Vector(selector) => Value::Vector(self.instant(selector, now).into_iter().map(|(sample, _)| sample).collect()),
            Expr::Range(selector, range) => {
                let to = self.shifted(selector.shift, now);
                Value::Range(self.range(selector, to - range, to))
            }
            Expr::Subquery { expr, range, step, shift } => self.subquery(expr, (*range, step.unwrap_or(SUBQUERY_STEP)), *shift, now)?,
            Expr::Negative(inner) => match self.at(inner, now)? {
                Value::Scalar(number) => Value::Scalar(-number),
                other => Value::Vector(mapped(other, |value| -value)),
            },
            Expr::Binary { operator, left, right, meeting } => {
                binary::apply(*operator, self.at(left, now)?, self.at(right, now)?, meeting)?
            }
            Expr::Call { function, arguments } => functions::call(self, function, arguments, now)?,
            Expr::Aggregate { operator, parameter, labels, expr } => {
                let parameter = parameter.as_ref().map(|parameter| self.at(parameter, now)).transpose()?;
                let Value::Vector(samples) = self.at(expr, now)? else { return failed("expected an instant vector") };
                Value::Vector(aggregate::apply(operator, parameter, labels, samples)?)
            }
        })
    }

    fn shifted(&self, shift: Shift, now: i64) -> i64 {
        let base = match shift.at {
            None => now,
            Some(At::Instant(at)) => at,
            Some(At::Start) => self.start,
            Some(At::End) => self.end,
        };
        base - shift.offset
    }

    fn series(&self, selector: &Selector) -> &[Series] {
        self.loaded.get(&key(&selector.matchers)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The newest point of each series that is not too old, with its instant.
    pub(super) fn instant(&self, selector: &Selector, now: i64) -> Vec<(Sample, i64)> {
        let to = self.shifted(selector.shift, now);
        let newest = |series: &Series| {
            let point = series.within(to - LOOKBACK, to).last()?;
            Some((Sample { labels: series.labels.clone(), value: point.value }, point.at))
        };
        self.series(selector).iter().filter_map(newest).collect()
    }

    fn range(&self, selector: &Selector, from: i64, to: i64) -> Vec<Series> {
        let part = |series: &Series| {
            let points = series.within(from, to);
            (!points.is_empty()).then(|| Series { labels: series.labels.clone(), points: points.to_vec() })
        };
        self.series(selector).iter().filter_map(part).collect()
    }

    fn subquery(&self, expr: &Expr, (range, step): (i64, i64), shift: Shift, now: i64) -> Found<Value> {
        let to = self.shifted(shift, now);
        if range / step > MOST_STEPS {
            return failed(format!("a subquery has at most {MOST_STEPS} steps; choose a longer step"));
        }
        // Steps stand at whole multiples, so that they are the same for every instant of the query.
        let mut at = (to - range).div_euclid(step) * step;
        if at <= to - range {
            at += step;
        }
        let mut found: HashMap<value::Labels, Vec<Point>> = HashMap::new();
        while at <= to {
            if let Value::Vector(samples) = self.at(expr, at)? {
                for sample in samples {
                    found.entry(sample.labels).or_default().push(Point { at, value: sample.value });
                }
            }
            at += step;
        }
        let mut series: Vec<Series> = found.into_iter().map(|(labels, points)| Series { labels, points }).collect();
        series.sort_by(|one, other| one.labels.cmp(&other.labels));
        Ok(Value::Range(series))
    }
}

/// A vector with every value changed, and so without a name.
pub(super) fn mapped(value: Value, change: impl Fn(f64) -> f64) -> Vec<Sample> {
    let samples = if let Value::Vector(samples) = value { samples } else { Vec::new() };
    samples.into_iter().map(|sample| Sample { labels: sample.labels.unnamed(), value: change(sample.value) }).collect()
}
