//! Arithmetic, comparison and sets.

use std::collections::{HashMap, HashSet};

use super::value::{Labels, Sample, Value};
use super::{Failed, Found, failed};
use crate::rules::promql::ast::{Group, Kind, Labels as Counted, Meeting, Operator};

pub(super) fn kind(operator: Operator, left: Kind, right: Kind, meeting: &Meeting) -> Found<Kind> {
    let numbers = |kind| matches!(kind, Kind::Scalar | Kind::Vector);
    if !numbers(left) || !numbers(right) {
        return failed("binary expression must contain only scalar and instant vector types");
    }
    let scalars = left == Kind::Scalar && right == Kind::Scalar;
    if operator.joins() && (left == Kind::Scalar || right == Kind::Scalar) {
        return failed("set operators not allowed in binary scalar expression");
    }
    if scalars && operator.compares() && !meeting.as_bool {
        return failed("comparisons between scalars must use BOOL modifier");
    }
    if (left == Kind::Scalar || right == Kind::Scalar) && meeting.labels.is_some() {
        return failed("vector matching only allowed between instant vectors");
    }
    Ok(if scalars { Kind::Scalar } else { Kind::Vector })
}

pub(super) fn apply(operator: Operator, left: Value, right: Value, meeting: &Meeting) -> Found<Value> {
    Ok(match (left, right) {
        (Value::Scalar(a), Value::Scalar(b)) => Value::Scalar(computed(operator, a, b).unwrap_or(0.0)),
        (Value::Vector(samples), Value::Scalar(number)) => Value::Vector(
            samples.into_iter().filter_map(|sample| with_scalar(operator, sample, meeting, |value| (value, number))).collect(),
        ),
        (Value::Scalar(number), Value::Vector(samples)) => Value::Vector(
            samples.into_iter().filter_map(|sample| with_scalar(operator, sample, meeting, |value| (number, value))).collect(),
        ),
        (Value::Vector(left), Value::Vector(right)) if operator.joins() => Value::Vector(joined(operator, left, right, meeting)),
        (Value::Vector(left), Value::Vector(right)) => Value::Vector(met(operator, left, right, meeting)?),
        _ => return failed("binary expression must contain only scalar and instant vector types"),
    })
}

/// What an operator makes of two numbers: of a comparison 1 where it holds and nothing where it does not.
fn computed(operator: Operator, a: f64, b: f64) -> Option<f64> {
    let holds = |so: bool| so.then_some(1.0);
    match operator {
        Operator::Add => Some(a + b),
        Operator::Subtract => Some(a - b),
        Operator::Multiply => Some(a * b),
        Operator::Divide => Some(a / b),
        Operator::Modulo => Some(a % b),
        Operator::Power => Some(a.powf(b)),
        Operator::Atan2 => Some(a.atan2(b)),
        Operator::Equal => holds(a == b),
        Operator::NotEqual => holds(a != b),
        Operator::Less => holds(a < b),
        Operator::LessOrEqual => holds(a <= b),
        Operator::Greater => holds(a > b),
        Operator::GreaterOrEqual => holds(a >= b),
        Operator::And | Operator::Or | Operator::Unless => None,
    }
}

/// A comparison leaves out what does not hold and keeps the value and the name of what does, unless it answers 0 and 1.
fn with_scalar(operator: Operator, sample: Sample, meeting: &Meeting, pair: impl Fn(f64) -> (f64, f64)) -> Option<Sample> {
    let (a, b) = pair(sample.value);
    let found = computed(operator, a, b);
    if !operator.compares() {
        return found.map(|value| Sample { labels: sample.labels.unnamed(), value });
    }
    if meeting.as_bool {
        return Some(Sample { labels: sample.labels.unnamed(), value: found.unwrap_or(0.0) });
    }
    found.map(|_| sample)
}

fn signature(labels: &Labels, meeting: &Meeting) -> Labels {
    match &meeting.labels {
        Some(counted) => labels.counted(counted),
        None => labels.unnamed(),
    }
}

fn joined(operator: Operator, left: Vec<Sample>, right: Vec<Sample>, meeting: &Meeting) -> Vec<Sample> {
    let signatures = |samples: &[Sample]| samples.iter().map(|sample| signature(&sample.labels, meeting)).collect::<HashSet<Labels>>();
    match operator {
        Operator::And | Operator::Unless => {
            let there = signatures(&right);
            let wanted = operator == Operator::And;
            left.into_iter().filter(|sample| there.contains(&signature(&sample.labels, meeting)) == wanted).collect()
        }
        _ => {
            let there = signatures(&left);
            let more = right.into_iter().filter(|sample| !there.contains(&signature(&sample.labels, meeting))).collect::<Vec<_>>();
            left.into_iter().chain(more).collect()
        }
    }
}

/// Two vectors meet by their labels: one with one, or many with one.
fn met(operator: Operator, left: Vec<Sample>, right: Vec<Sample>, meeting: &Meeting) -> Found<Vec<Sample>> {
    let swapped = matches!(meeting.group, Group::Right(_));
    let (many, one) = if swapped { (right, left) } else { (left, right) };
    let mut ones: HashMap<Labels, Sample> = HashMap::new();
    for sample in one {
        let signature = signature(&sample.labels, meeting);
        if ones.insert(signature, sample).is_some() {
            return failed(
                "found duplicate series for the match group on the \"one\" side; many-to-many matching not allowed: matching labels must be unique on one side",
            );
        }
    }
    let mut seen: HashSet<Labels> = HashSet::new();
    let mut found = Vec::new();
    for sample in many {
        let signature = signature(&sample.labels, meeting);
        let Some(other) = ones.get(&signature) else { continue };
        let (a, b) = if swapped { (other.value, sample.value) } else { (sample.value, other.value) };
        let labels = result_labels(operator, &sample.labels, &other.labels, meeting);
        if meeting.group == Group::OneToOne && !seen.insert(signature) {
            return Err(many_to_many());
        }
        let value = match (computed(operator, a, b), operator.compares(), meeting.as_bool) {
            (found, true, true) => found.unwrap_or(0.0),
            // A comparison keeps the value of the left side.
            (Some(_), true, false) => a,
            (Some(value), false, _) => value,
            (None, _, _) => continue,
        };
        if meeting.group != Group::OneToOne && !seen.insert(labels.clone()) {
            return failed("multiple matches for labels: grouping labels must ensure unique matches");
        }
        found.push(Sample { labels, value });
    }
    Ok(found)
}

fn many_to_many() -> Failed {
    Failed("multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)".to_owned())
}

fn result_labels(operator: Operator, many: &Labels, one: &Labels, meeting: &Meeting) -> Labels {
    let keeps_name = operator.compares() && !meeting.as_bool;
    let base = if keeps_name { many.clone() } else { many.unnamed() };
    match &meeting.group {
        Group::OneToOne => match &meeting.labels {
            Some(on @ Counted::By(_)) => base.counted(on),
            Some(Counted::Without(names)) => names.iter().fold(base, |labels, name| labels.with(name, "")),
            None => base,
        },
        Group::Left(taken) | Group::Right(taken) => taken.iter().fold(base, |labels, name| labels.with(name, one.get(name))),
    }
}
