//! Which of an exporter's metrics are kept, and what is expected of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::line::Sample;
use crate::bounded::Few;
use crate::expect::Test;
use crate::outcome::Unit;
use crate::snmp::Name;

/// The name of a metric or a label: letters, digits, `_` and, for a metric, `:`; at most 200 of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MetricName(String);

impl MetricName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for MetricName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fits = (1..=200).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':')
            && !text.starts_with(|first: char| first.is_ascii_digit());
        if fits { Ok(Self(text)) } else { Err(format!("\"{}\" is not the name of a metric or label", text.escape_debug())) }
    }
}

impl From<MetricName> for String {
    fn from(name: MetricName) -> String {
        name.0
    }
}

/// Samples of one metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Of which metric.
    pub metric: MetricName,
    /// Which of its samples: those whose labels pass. A label that is not there is empty.
    #[serde(default)]
    pub labels: Labels,
    /// What the measurement is called; as the metric when absent.
    #[serde(default)]
    pub name: Option<Name>,
    /// What the value counts.
    #[serde(default = "count")]
    pub unit: Unit,
    /// By the values of which labels the measurements are told apart; by all when absent.
    #[serde(default)]
    pub label_by: Option<Few<MetricName, 1, 10>>,
}

fn count() -> Unit {
    Unit::Count
}

/// An expectation: every sample that the labels choose passes, and there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// Of which metric.
    pub metric: MetricName,
    /// Which of its samples.
    #[serde(default)]
    pub labels: Labels,
    /// What each of them must be.
    pub is: Test,
}

/// Tests of labels, by their names; at most ten.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<MetricName, Test>", into = "BTreeMap<MetricName, Test>")]
pub struct Labels(BTreeMap<MetricName, Test>);

impl Labels {
    /// Whether all of them pass.
    pub(super) fn choose(&self, sample: &Sample<'_>) -> bool {
        self.0.iter().all(|(name, test)| {
            let value = sample.labels.iter().find(|(label, _)| *label == name.as_str()).map_or("", |(_, value)| value);
            test.holds_in(value)
        })
    }
}

impl TryFrom<BTreeMap<MetricName, Test>> for Labels {
    type Error = &'static str;

    fn try_from(tests: BTreeMap<MetricName, Test>) -> Result<Self, Self::Error> {
        if tests.len() <= 10 { Ok(Self(tests)) } else { Err("labels has at most 10 entries") }
    }
}

impl From<Labels> for BTreeMap<MetricName, Test> {
    fn from(labels: Labels) -> Self {
        labels.0
    }
}
