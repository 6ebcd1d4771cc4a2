//! Functions of the points of a range: rates, and what was least, most, usual over a time.

use super::aggregate::{quantile, sum, variance};
use super::value::Point;

/// The window of a range, in milliseconds: from before its first instant to its last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) from: i64,
    pub(super) to: i64,
}

/// What a function makes of a series' points; nothing when there are too few of them, or no such function.
pub(super) fn of(function: &str, points: &[Point], window: Window, parameter: f64) -> Option<f64> {
    let values = || points.iter().map(|point| point.value).collect::<Vec<f64>>();
    let (first, last) = (points.first()?, points.last()?);
    let folded = |pick: fn(f64, f64) -> f64| points.iter().map(|point| point.value).fold(f64::NAN, pick);
    match function {
        "rate" => extrapolated(points, window, true).map(|grown| grown / seconds(window.to - window.from)),
        "increase" => extrapolated(points, window, true),
        "delta" => extrapolated(points, window, false),
        "irate" | "idelta" => newest(points, function == "irate"),
        "deriv" => line(points, first.at).map(|(slope, _)| slope),
        "predict_linear" => line(points, window.to).map(|(slope, at_end)| slope * parameter + at_end),
        "avg_over_time" => Some(sum(&values()) / points.len() as f64),
        "sum_over_time" => Some(sum(&values())),
        "min_over_time" => Some(folded(f64::min)),
        "max_over_time" => Some(folded(f64::max)),
        "count_over_time" => Some(points.len() as f64),
        "last_over_time" => Some(last.value),
        "present_over_time" => Some(1.0),
        "stdvar_over_time" => Some(variance(&values())),
        "stddev_over_time" => Some(variance(&values()).sqrt()),
        "quantile_over_time" => Some(quantile(parameter, &values())),
        "changes" => Some(pairs(points, |a, b| a != b && !(a.is_nan() && b.is_nan()))),
        "resets" => Some(pairs(points, |a, b| b < a)),
        _ => None,
    }
}

fn seconds(milliseconds: i64) -> f64 {
    milliseconds as f64 / 1000.0
}

fn pairs(points: &[Point], counts: impl Fn(f64, f64) -> bool) -> f64 {
    points.iter().zip(points.iter().skip(1)).filter(|(a, b)| counts(a.value, b.value)).count() as f64
}

/// How much the value grew over the whole window: what the points say, carried on to its ends where they are near. A counter that went back
/// began anew.
fn extrapolated(points: &[Point], window: Window, counter: bool) -> Option<f64> {
    let (first, last) = (points.first()?, points.last()?);
    if points.len() < 2 {
        return None;
    }
    let mut grown = last.value - first.value;
    if counter {
        grown += points.iter().zip(points.iter().skip(1)).filter(|(a, b)| b.value < a.value).map(|(a, _)| a.value).sum::<f64>();
    }
    let sampled = seconds(last.at - first.at);
    let between = sampled / (points.len() - 1) as f64;
    let near = between * 1.1;
    let end = |distance: f64| if distance >= near { between / 2.0 } else { distance };
    let mut to_start = end(seconds(first.at - window.from));
    if counter && grown > 0.0 && first.value >= 0.0 {
        // A counter is never less than nothing.
        to_start = to_start.min(sampled * (first.value / grown));
    }
    let to_end = end(seconds(window.to - last.at));
    Some(grown * ((sampled + to_start + to_end) / sampled))
}

/// The last two points alone.
fn newest(points: &[Point], rate: bool) -> Option<f64> {
    let last = points.last()?;
    let before = points.get(points.len().checked_sub(2)?)?;
    let grown = if rate && last.value < before.value { last.value } else { last.value - before.value };
    if !rate {
        return Some(grown);
    }
    let between = seconds(last.at - before.at);
    (between > 0.0).then(|| grown / between)
}

/// The line through the points, by least squares: its slope per second, and its value at an instant.
fn line(points: &[Point], at: i64) -> Option<(f64, f64)> {
    if points.len() < 2 {
        return None;
    }
    let first = points.first()?.value;
    if points.iter().all(|point| point.value == first) {
        return if first.is_infinite() { Some((f64::NAN, f64::NAN)) } else { Some((0.0, first)) };
    }
    let count = points.len() as f64;
    let xs: Vec<f64> = points.iter().map(|point| seconds(point.at - at)).collect();
    let ys: Vec<f64> = points.iter().map(|point| point.value).collect();
    let products = |a: &[f64], b: &[f64]| sum(&a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<f64>>());
    let (x, y) = (sum(&xs), sum(&ys));
    let slope = (products(&xs, &ys) - x * y / count) / (products(&xs, &xs) - x * x / count);
    Some((slope, y / count - slope * x / count))
}
