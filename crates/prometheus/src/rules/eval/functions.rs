//! The functions that are known, what they take, and what they make of it.

use super::over_time::{self, Window};
use super::value::{Labels, Sample, Series, Value};
use super::{Found, Query, failed, kind as kind_of, mapped, pattern};
use crate::rules::promql::ast::{Expr, Kind, Matching, Selector};

/// Those of a range alone; `true` where the metric's name stays.
const OVER_TIME: [(&str, bool); 17] = [
    ("rate", false),
    ("increase", false),
    ("delta", false),
    ("irate", false),
    ("idelta", false),
    ("deriv", false),
    ("avg_over_time", false),
    ("sum_over_time", false),
    ("min_over_time", false),
    ("max_over_time", false),
    ("count_over_time", false),
    ("last_over_time", true),
    ("present_over_time", false),
    ("stdvar_over_time", false),
    ("stddev_over_time", false),
    ("changes", false),
    ("resets", false),
];

/// What is made of a number.
type Change = fn(f64) -> f64;

/// Those that change each number by itself.
const NUMBERS: [(&str, Change); 12] = [
    ("abs", f64::abs),
    ("ceil", f64::ceil),
    ("floor", f64::floor),
    ("exp", f64::exp),
    ("ln", f64::ln),
    ("log2", f64::log2),
    ("log10", f64::log10),
    ("sqrt", f64::sqrt),
    ("sgn", |value| {
        if value > 0.0 {
            1.0
        } else if value < 0.0 {
            -1.0
        } else {
            value
        }
    }),
    ("sin", f64::sin),
    ("cos", f64::cos),
    ("deg", f64::to_degrees),
];

/// What a function takes, those after the bar if somebody wants, and what it gives.
fn shape(function: &str) -> Option<(&'static [Kind], usize, Kind)> {
    use Kind::{Range, Scalar, Text, Vector};
    if OVER_TIME.iter().any(|(name, _)| *name == function) {
        return Some((&[Range], 1, Vector));
    }
    if NUMBERS.iter().any(|(name, _)| *name == function) {
        return Some((&[Vector], 1, Vector));
    }
    Some(match function {
        "quantile_over_time" => (&[Scalar, Range], 2, Vector),
        "predict_linear" => (&[Range, Scalar], 2, Vector),
        "absent" | "sort" | "sort_desc" | "timestamp" => (&[Vector], 1, Vector),
        "absent_over_time" => (&[Range], 1, Vector),
        "round" => (&[Vector, Scalar], 1, Vector),
        "clamp" => (&[Vector, Scalar, Scalar], 3, Vector),
        "clamp_min" | "clamp_max" => (&[Vector, Scalar], 2, Vector),
        "scalar" => (&[Vector], 1, Scalar),
        "vector" => (&[Scalar], 1, Vector),
        "time" | "pi" => (&[], 0, Scalar),
        "label_replace" => (&[Vector, Text, Text, Text, Text], 5, Vector),
        _ => return None,
    })
}

pub(super) fn kind(function: &str, arguments: &[Expr]) -> Found<Kind> {
    if function == "label_join" {
        return joins(arguments);
    }
    let Some((takes, least, gives)) = shape(function) else {
        return failed(format!("unknown function with name \"{function}\", or one that is not supported here"));
    };
    if arguments.len() < least || arguments.len() > takes.len() {
        return failed(format!("expected {least} argument(s) in call to \"{function}\", got {}", arguments.len()));
    }
    for (argument, wanted) in arguments.iter().zip(takes) {
        let found = kind_of(argument)?;
        if found != *wanted {
            return failed(format!("expected type {} in call to function \"{function}\", got {}", wanted.name(), found.name()));
        }
    }
    Ok(gives)
}

fn joins(arguments: &[Expr]) -> Found<Kind> {
    if arguments.len() < 3 {
        return failed(format!("expected at least 3 argument(s) in call to \"label_join\", got {}", arguments.len()));
    }
    for (place, argument) in arguments.iter().enumerate() {
        let wanted = if place == 0 { Kind::Vector } else { Kind::Text };
        let found = kind_of(argument)?;
        if found != wanted {
            return failed(format!("expected type {} in call to function \"label_join\", got {}", wanted.name(), found.name()));
        }
    }
    Ok(Kind::Vector)
}

pub(super) fn call(query: &Query, function: &str, arguments: &[Expr], now: i64) -> Found<Value> {
    if function == "timestamp"
        && let [Expr::Vector(selector)] = arguments
    {
        let told = |(sample, at): (Sample, i64)| Sample { labels: sample.labels.unnamed(), value: at as f64 / 1000.0 };
        return Ok(Value::Vector(query.instant(selector, now).into_iter().map(told).collect()));
    }
    let values: Vec<Value> = arguments.iter().map(|argument| query.at(argument, now)).collect::<Found<_>>()?;
    if let Some((_, keeps)) = OVER_TIME.iter().find(|(name, _)| *name == function) {
        return ranged(query, function, arguments, values, now, *keeps);
    }
    if let Some((_, change)) = NUMBERS.iter().find(|(name, _)| *name == function) {
        return Ok(Value::Vector(values.into_iter().next().map(|value| mapped(value, change)).unwrap_or_default()));
    }
    let number = |place: usize| match values.get(place) {
        Some(Value::Scalar(number)) => *number,
        _ => f64::NAN,
    };
    let (a, b) = (number(1), number(2));
    let first = || values.first().cloned().unwrap_or(Value::Vector(Vec::new()));
    Ok(match function {
        "quantile_over_time" | "predict_linear" => return ranged(query, function, arguments, values, now, false),
        "absent" | "absent_over_time" => absent(arguments, &first()),
        "sort" => Value::Vector(sorted(first(), |a, b| a.total_cmp(&b))),
        "sort_desc" => Value::Vector(sorted(first(), |a, b| b.total_cmp(&a))),
        "timestamp" => Value::Vector(mapped(first(), |_| now as f64 / 1000.0)),
        "round" => {
            let nearest = if values.len() > 1 { a } else { 1.0 };
            Value::Vector(mapped(first(), |value| (value / nearest + 0.5).floor() * nearest))
        }
        "clamp" if a > b => Value::Vector(Vec::new()),
        "clamp" => Value::Vector(mapped(first(), |value| value.max(a).min(b))),
        "clamp_min" => Value::Vector(mapped(first(), |value| value.max(a))),
        "clamp_max" => Value::Vector(mapped(first(), |value| value.min(a))),
        "scalar" => Value::Scalar(match first() {
            Value::Vector(samples) if samples.len() == 1 => samples.first().map_or(f64::NAN, |sample| sample.value),
            _ => f64::NAN,
        }),
        "vector" => Value::Vector(vec![Sample { labels: Labels::default(), value: number(0) }]),
        "time" => Value::Scalar(now as f64 / 1000.0),
        "pi" => Value::Scalar(std::f64::consts::PI),
        "label_replace" => relabelled(first(), &texts(&values))?,
        "label_join" => label_join(first(), &texts(&values)),
        _ => return failed(format!("unknown function with name \"{function}\"")),
    })
}

fn ranged(query: &Query, function: &str, arguments: &[Expr], values: Vec<Value>, now: i64, keeps: bool) -> Found<Value> {
    let mut parameter = f64::NAN;
    let mut series = Vec::new();
    for value in values {
        match value {
            Value::Scalar(number) => parameter = number,
            Value::Range(found) => series = found,
            _ => {}
        }
    }
    let window = arguments.iter().find_map(|argument| match argument {
        Expr::Range(selector, range) => Some((query.shifted(selector.shift, now), *range)),
        Expr::Subquery { range, shift, .. } => Some((query.shifted(*shift, now), *range)),
        _ => None,
    });
    let Some((to, range)) = window else { return failed("expected a range vector") };
    let one = |Series { labels, points }: Series| {
        let value = over_time::of(function, &points, Window { from: to - range, to }, parameter)?;
        Some(Sample { labels: if keeps { labels } else { labels.unnamed() }, value })
    };
    Ok(Value::Vector(series.into_iter().filter_map(one).collect()))
}

/// One element when there is none, with the labels that its selector says for certain.
fn absent(arguments: &[Expr], value: &Value) -> Value {
    let empty = match value {
        Value::Vector(samples) => samples.is_empty(),
        Value::Range(series) => series.is_empty(),
        _ => true,
    };
    if !empty {
        return Value::Vector(Vec::new());
    }
    let certain = |selector: &Selector| {
        let said = |label: &str| selector.matchers.iter().filter(|other| other.label == label).count();
        let equal = selector
            .matchers
            .iter()
            .filter(|matcher| matcher.matching == Matching::Equal && matcher.label != super::value::NAME && said(&matcher.label) == 1);
        Labels::of(equal.map(|matcher| (matcher.label.clone(), matcher.value.clone())))
    };
    let labels = match arguments.first() {
        Some(Expr::Vector(selector) | Expr::Range(selector, _)) => certain(selector),
        _ => Labels::default(),
    };
    Value::Vector(vec![Sample { labels, value: 1.0 }])
}

fn sorted(value: Value, order: impl Fn(f64, f64) -> std::cmp::Ordering) -> Vec<Sample> {
    let Value::Vector(mut samples) = value else { return Vec::new() };
    // What is no number comes last either way.
    samples.sort_by(|a, b| a.value.is_nan().cmp(&b.value.is_nan()).then_with(|| order(a.value, b.value)));
    samples
}

fn texts(values: &[Value]) -> Vec<String> {
    values.iter().filter_map(|value| if let Value::Text(text) = value { Some(text.clone()) } else { None }).collect()
}

fn relabelled(value: Value, texts: &[String]) -> Found<Value> {
    let (Value::Vector(samples), [to, replacement, from, text]) = (value, texts) else { return failed("label_replace takes four texts") };
    let pattern = pattern(text).map_err(|why| super::Failed(format!("invalid regular expression in label_replace(): {why}")))?;
    let change = |sample: Sample| {
        let found = pattern.captures(sample.labels.get(from)).map(|captures| {
            let mut value = String::new();
            captures.expand(replacement, &mut value);
            value
        });
        Sample { labels: found.map_or_else(|| sample.labels.clone(), |value| sample.labels.with(to, &value)), value: sample.value }
    };
    Ok(Value::Vector(samples.into_iter().map(change).collect()))
}

fn label_join(value: Value, texts: &[String]) -> Value {
    let (Value::Vector(samples), [to, between, from @ ..]) = (value, texts) else { return Value::Vector(Vec::new()) };
    let change = |sample: Sample| {
        let joined = from.iter().map(|name| sample.labels.get(name)).collect::<Vec<_>>().join(between);
        Sample { labels: sample.labels.with(to, &joined), value: sample.value }
    };
    Value::Vector(samples.into_iter().map(change).collect())
}

/// A number as the API writes it.
pub(crate) fn written(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "+Inf".to_owned() } else { "-Inf".to_owned() }
    } else {
        value.to_string()
    }
}
