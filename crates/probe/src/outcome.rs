//! What came of asking.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// The end of one question: how long it took, and measurements or the reason why there are none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// From the first step (looking up the name) to the last byte, monotonic. Waiting for one of our own slots is not counted.
    pub elapsed: Duration,
    /// The measurements, in a stable order, or one failure.
    pub result: Result<Vec<Measurement>, Failure>,
    /// Which of the expectations entered by people do not hold, in their order; empty when all hold, there are none, or there is no answer.
    pub broken: Vec<Broken>,
}

/// An expectation that somebody entered with the question and that does not hold. The probe never judges; it tells what was expected and
/// what was found, in whole sentences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    /// What was expected and what was found, in English.
    pub text_en: String,
    /// The same in Chinese.
    pub text_zh: String,
}

/// What an answer held: measurements, and the expectations it breaks.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) measurements: Vec<Measurement>,
    pub(crate) broken: Vec<Broken>,
}

impl From<Vec<Measurement>> for Found {
    fn from(measurements: Vec<Measurement>) -> Self {
        Self { measurements, broken: Vec::new() }
    }
}

/// One thing measured. `name` and `label` together name a series of the check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// What was measured, such as `round_trip` or `if_in_octets`; the list stands in `docs/probe.md`.
    pub name: String,
    /// Which one, where there are several: the interface, the media stream.
    pub label: Option<String>,
    /// What the number counts.
    pub unit: Unit,
    /// The value.
    pub value: Value,
}

/// What a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Seconds, with a fraction.
    Seconds,
    /// A part of the whole, from 0 to 1.
    Ratio,
    /// Bytes.
    Bytes,
    /// A number of things.
    Count,
    /// Whole days; negative when past.
    Days,
    /// A code of the protocol, such as 404. No arithmetic makes sense on it.
    Code,
    /// Degrees Celsius.
    Celsius,
    /// Volts.
    Volts,
    /// Amperes.
    Amperes,
    /// Watts.
    Watts,
    /// Decibels relative to a milliwatt: light in a fibre, radio.
    Dbm,
    /// 1 for yes, 0 for no.
    Flag,
    /// Words.
    Text,
}

/// A measured value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A number; always finite.
    Number(f64),
    /// A counter that only grows until it wraps at its width or the device restarts. A rate is made of two of them, by whoever keeps the
    /// one before.
    Counter(u64, CounterWidth),
    /// Words from the device: one line, without control characters, cut to a sensible length.
    Text(String),
}

/// Where a counter wraps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CounterWidth {
    /// At 2³².
    Bits32,
    /// At 2⁶⁴.
    Bits64,
}

/// The longest text taken from a device, in characters.
const LONGEST_TEXT: usize = 500;

impl Measurement {
    pub(crate) fn number(name: &str, unit: Unit, value: f64) -> Self {
        Self { name: name.to_owned(), label: None, unit, value: Value::Number(value) }
    }

    pub(crate) fn seconds(name: &str, value: Duration) -> Self {
        Self::number(name, Unit::Seconds, value.as_secs_f64())
    }

    pub(crate) fn flag(name: &str, value: bool) -> Self {
        Self::number(name, Unit::Flag, if value { 1.0 } else { 0.0 })
    }

    pub(crate) fn text(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), label: None, unit: Unit::Text, value: Value::Text(one_line(value)) }
    }

    pub(crate) fn labelled(mut self, label: &str) -> Self {
        self.label = Some(label.to_owned());
        self
    }
}

/// What a device says, made fit for a page and a log: one line, no control characters, not endless.
pub(crate) fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST_TEXT).collect()
}

/// The number that a JSON value is: itself, 1 or 0 for true or false, or the number that a text consists of; always finite.
pub(crate) fn number_of(value: &serde_json::Value) -> Option<f64> {
    match value {
        serde_json::Value::Number(number) => number.as_f64(),
        serde_json::Value::Bool(yes) => Some(if *yes { 1.0 } else { 0.0 }),
        serde_json::Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
    .filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_device_says_becomes_one_clean_line() {
        assert_eq!(one_line("Huawei VRP\r\nVersion 5\t\u{0}\u{1b}[31m"), "Huawei VRP Version 5 [31m");
        assert_eq!(one_line(&"长".repeat(2000)).chars().count(), LONGEST_TEXT);
        assert_eq!(one_line(""), "");
    }
}
