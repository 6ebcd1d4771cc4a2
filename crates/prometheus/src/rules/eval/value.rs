//! What is computed with: labels, series of points, vectors.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::rules::promql::ast::Labels as Counted;

/// The label that holds a metric's name.
pub(crate) const NAME: &str = "__name__";

/// Labels in their order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Labels(Arc<BTreeMap<String, String>>);

impl Labels {
    /// These labels; an empty value is no label.
    pub(crate) fn of(labels: impl IntoIterator<Item = (String, String)>) -> Labels {
        Labels(Arc::new(labels.into_iter().filter(|(_, value)| !value.is_empty()).collect()))
    }

    /// A label's value; empty when there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// All of them, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Without the metric's name, which an operation takes away.
    pub(crate) fn unnamed(&self) -> Labels {
        if self.0.contains_key(NAME) { self.without(&[NAME]) } else { self.clone() }
    }

    /// With another value of a label.
    pub(crate) fn with(&self, name: &str, value: &str) -> Labels {
        let mut labels = BTreeMap::clone(&self.0);
        if value.is_empty() {
            labels.remove(name);
        } else {
            labels.insert(name.to_owned(), value.to_owned());
        }
        Labels(Arc::new(labels))
    }

    fn without(&self, names: &[&str]) -> Labels {
        Labels(Arc::new(self.0.iter().filter(|(name, _)| !names.contains(&name.as_str())).map(|(n, v)| (n.clone(), v.clone())).collect()))
    }

    /// Those that count when vectors are aggregated or meet. Of what is not asked for by name, the metric's name never counts.
    pub(crate) fn counted(&self, counted: &Counted) -> Labels {
        match counted {
            Counted::By(names) => {
                let kept = self.0.iter().filter(|(name, _)| names.contains(name));
                Labels(Arc::new(kept.map(|(name, value)| (name.clone(), value.clone())).collect()))
            }
            Counted::Without(names) => {
                let gone: Vec<&str> = names.iter().map(String::as_str).chain([NAME]).collect();
                self.without(&gone)
            }
        }
    }
}

/// A value at an instant, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) at: i64,
    pub(crate) value: f64,
}

/// A series with its points in order of time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Series {
    pub(crate) labels: Labels,
    pub(crate) points: Vec<Point>,
}

impl Series {
    /// The points after `from` and no later than `to`.
    pub(crate) fn within(&self, from: i64, to: i64) -> &[Point] {
        let first = self.points.partition_point(|point| point.at <= from);
        let end = self.points.partition_point(|point| point.at <= to);
        self.points.get(first..end).unwrap_or_default()
    }
}

/// One element of a vector.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sample {
    pub(crate) labels: Labels,
    pub(crate) value: f64,
}

/// What an expression comes to at one instant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Scalar(f64),
    Text(String),
    Vector(Vec<Sample>),
    Range(Vec<Series>),
}
