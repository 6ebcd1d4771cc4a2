//! Aggregations: many series become one for each set of labels.

use std::collections::BTreeMap;

use super::value::{Labels, Sample, Value};
use super::{Found, failed, kind as kind_of};
use crate::rules::promql::ast::{Expr, Kind, Labels as Counted};

pub(super) fn kind(operator: &str, parameter: Option<&Expr>, expr: &Expr) -> Found<Kind> {
    if operator == "limitk" {
        return failed("aggregation \"limitk\" is not supported");
    }
    if let Some(parameter) = parameter {
        let wanted = if operator == "count_values" { Kind::Text } else { Kind::Scalar };
        let found = kind_of(parameter)?;
        if found != wanted {
            return failed(format!("expected type {} in aggregation parameter, got {}", wanted.name(), found.name()));
        }
    }
    match kind_of(expr)? {
        Kind::Vector => Ok(Kind::Vector),
        other => failed(format!("expected type instant vector in aggregation expression, got {}", other.name())),
    }
}

pub(super) fn apply(operator: &str, parameter: Option<Value>, labels: &Counted, samples: Vec<Sample>) -> Found<Vec<Sample>> {
    let mut groups: BTreeMap<Labels, Vec<Sample>> = BTreeMap::new();
    for sample in samples {
        groups.entry(sample.labels.counted(labels)).or_default().push(sample);
    }
    match (operator, parameter) {
        ("topk" | "bottomk", Some(Value::Scalar(count))) => Ok(ranked(groups, count, operator == "topk")),
        ("count_values", Some(Value::Text(label))) => Ok(counted(groups, &label)),
        ("quantile", Some(Value::Scalar(share))) => Ok(one_each(groups, |values| quantile(share, values))),
        ("sum", _) => Ok(one_each(groups, sum)),
        ("avg", _) => Ok(one_each(groups, |values| sum(values) / values.len() as f64)),
        ("min", _) => Ok(one_each(groups, |values| values.iter().copied().fold(f64::NAN, f64::min))),
        ("max", _) => Ok(one_each(groups, |values| values.iter().copied().fold(f64::NAN, f64::max))),
        ("count", _) => Ok(one_each(groups, |values| values.len() as f64)),
        ("group", _) => Ok(one_each(groups, |_| 1.0)),
        ("stdvar", _) => Ok(one_each(groups, variance)),
        ("stddev", _) => Ok(one_each(groups, |values| variance(values).sqrt())),
        _ => failed(format!("aggregation \"{operator}\" is not supported")),
    }
}

fn one_each(groups: BTreeMap<Labels, Vec<Sample>>, of: impl Fn(&[f64]) -> f64) -> Vec<Sample> {
    let one = |(labels, samples): (Labels, Vec<Sample>)| {
        let values: Vec<f64> = samples.into_iter().map(|sample| sample.value).collect();
        Sample { labels, value: of(&values) }
    };
    groups.into_iter().map(one).collect()
}

fn ranked(groups: BTreeMap<Labels, Vec<Sample>>, count: f64, largest: bool) -> Vec<Sample> {
    let count = if count >= 1.0 { count as usize } else { 0 };
    let mut found = Vec::new();
    for (_, mut samples) in groups {
        // What is no number comes last either way.
        samples.sort_by(|a, b| match (a.value.is_nan(), b.value.is_nan()) {
            (false, false) if largest => b.value.total_cmp(&a.value),
            (false, false) => a.value.total_cmp(&b.value),
            (a, b) => a.cmp(&b),
        });
        samples.truncate(count);
        found.extend(samples);
    }
    found
}

fn counted(groups: BTreeMap<Labels, Vec<Sample>>, label: &str) -> Vec<Sample> {
    let mut found: BTreeMap<Labels, f64> = BTreeMap::new();
    for (labels, samples) in groups {
        for sample in samples {
            *found.entry(labels.with(label, &super::functions::written(sample.value))).or_default() += 1.0;
        }
    }
    found.into_iter().map(|(labels, value)| Sample { labels, value }).collect()
}

/// A sum that loses nothing by the order of its parts (Neumaier).
pub(super) fn sum(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
    for value in values {
        let next = sum + value;
        lost += if next.is_infinite() {
            0.0
        } else if sum.abs() >= value.abs() {
            (sum - next) + value
        } else {
            (value - next) + sum
        };
        sum = next;
    }
    if sum.is_infinite() { sum } else { sum + lost }
}

/// The mean of the squared distances from the mean.
pub(super) fn variance(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = sum(values) / count;
    let squares: Vec<f64> = values.iter().map(|value| (value - mean) * (value - mean)).collect();
    sum(&squares) / count
}

/// The value below which a share of all lies, between two by their distance.
pub(super) fn quantile(share: f64, values: &[f64]) -> f64 {
    if values.is_empty() || share.is_nan() {
        return f64::NAN;
    }
    if share < 0.0 {
        return f64::NEG_INFINITY;
    }
    if share > 1.0 {
        return f64::INFINITY;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.is_nan().cmp(&b.is_nan()).reverse().then_with(|| a.total_cmp(b)));
    let rank = share * (sorted.len() - 1) as f64;
    let (below, above) = (rank.floor(), rank.ceil());
    let at = |place: f64| sorted.get(place as usize).copied().unwrap_or(f64::NAN);
    let weight = rank - below;
    at(below) * (1.0 - weight) + at(above) * weight
}
