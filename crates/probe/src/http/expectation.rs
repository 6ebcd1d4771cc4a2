//! What people expect of a web page, and what they want to measure in it.

use std::fmt;

use hyper::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::exchange::Answer;
use super::page::Page;
use super::request::HeaderName;
use crate::bounded::Few;
use crate::expect::{JsonPath, Test};
use crate::outcome::{Broken, Measurement, Unit, number_of};
use crate::snmp::Name;

/// One expectation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// The status is one of these, such as `[200, "300-399"]`.
    Status(Few<Statuses, 1, 20>),
    /// The first MiB of the page, read as UTF-8.
    Body(Test),
    /// Everything that the path selects in the page, and at least one thing.
    Json(InJson),
    /// Every header of this name, and at least one.
    Header(InHeader),
}

/// A test of what a JSON path selects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InJson {
    /// Which values.
    pub path: JsonPath,
    /// What each of them must be.
    pub is: Test,
}

/// A test of a header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InHeader {
    /// Which header.
    pub name: HeaderName,
    /// What it must be.
    pub is: Test,
}

/// A number to take out of a JSON page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// What the measurement is called.
    pub name: Name,
    /// Where it stands: the first value selected counts.
    pub json_path: JsonPath,
    /// What it counts.
    #[serde(default = "count")]
    pub unit: Unit,
}

fn count() -> Unit {
    Unit::Count
}

/// A status from 100 to 599, or a range of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenStatuses", into = "WrittenStatuses")]
pub struct Statuses {
    first: u16,
    last: u16,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "a status is a number such as 200 or a range such as \"200-299\"")]
enum WrittenStatuses {
    One(u16),
    Range(String),
}

impl TryFrom<WrittenStatuses> for Statuses {
    type Error = &'static str;

    fn try_from(written: WrittenStatuses) -> Result<Self, Self::Error> {
        let read = match &written {
            WrittenStatuses::One(status) => Some((*status, *status)),
            WrittenStatuses::Range(range) => match range.split_once('-') {
                Some((first, last)) => first.trim().parse().ok().zip(last.trim().parse().ok()),
                None => range.trim().parse().ok().map(|status| (status, status)),
            },
        };
        match read {
            Some((first, last)) if 100 <= first && first <= last && last <= 599 => Ok(Self { first, last }),
            _ => Err("a status is a number from 100 to 599 or a range such as \"200-299\""),
        }
    }
}

impl From<Statuses> for WrittenStatuses {
    fn from(statuses: Statuses) -> Self {
        if statuses.first == statuses.last { Self::One(statuses.first) } else { Self::Range(statuses.to_string()) }
    }
}

impl fmt::Display for Statuses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { self.first.fmt(f) } else { write!(f, "{}-{}", self.first, self.last) }
    }
}

impl Expectation {
    /// Whether the page itself must be read.
    pub(super) fn needs_page(&self) -> bool {
        matches!(self, Self::Body(_) | Self::Json(_))
    }
}

/// Which of `expectations` the answer breaks.
pub(super) fn broken(expectations: &[Expectation], answer: &Answer, document: Option<&Value>) -> Vec<Broken> {
    expectations.iter().filter_map(|expectation| breaks(expectation, answer, document)).collect()
}

fn breaks(expectation: &Expectation, answer: &Answer, document: Option<&Value>) -> Option<Broken> {
    match expectation {
        Expectation::Status(allowed) => {
            if allowed.iter().any(|range| (range.first..=range.last).contains(&answer.status)) {
                return None;
            }
            let list: Vec<_> = allowed.iter().map(Statuses::to_string).collect();
            let wish = (format!("be {}", list.join(" or ")), format!("为 {}", list.join(" 或 ")));
            Some(Broken::told(("The HTTP status", "HTTP 状态码"), (&wish.0, &wish.1), Some(&answer.status.to_string())))
        }
        Expectation::Body(test) => {
            let text = answer.page.as_ref().map(Page::text).unwrap_or_default();
            (!test.holds_in(&text)).then(|| Broken::new(("The page", "页面"), test, Some(&text)))
        }
        Expectation::Json(InJson { path, is }) => {
            let thing = (format!("{path} in the page"), format!("页面中的 {path}"));
            let thing = (thing.0.as_str(), thing.1.as_str());
            let Some(document) = document else {
                let text = answer.page.as_ref().map(Page::text).unwrap_or_default();
                return Some(Broken::told(("The page", "页面"), ("be JSON of at most 1 MiB", "为不超过 1 MiB 的 JSON"), Some(&text)));
            };
            let selected = path.select(document);
            if selected.is_empty() {
                return Some(Broken::new(thing, is, None));
            }
            let wrong = selected.into_iter().find(|value| !is.holds(value))?;
            Some(Broken::new(thing, is, Some(&in_words(wrong))))
        }
        Expectation::Header(InHeader { name, is }) => {
            let thing = (format!("The header {}", name.as_str()), format!("响应头 {}", name.as_str()));
            let thing = (thing.0.as_str(), thing.1.as_str());
            let values = texts(&answer.headers, name);
            if values.is_empty() {
                return Some(Broken::new(thing, is, None));
            }
            let wrong = values.iter().find(|value| !is.holds_in(value))?;
            Some(Broken::new(thing, is, Some(wrong)))
        }
    }
}

fn texts(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    headers.get_all(name.as_str()).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
}

fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The measurements that `wanted` takes out of the page. What is not there, or is no number, is not measured.
pub(super) fn measured(wanted: &[Measure], document: Option<&Value>) -> Vec<Measurement> {
    let take = |measure: &Measure| {
        let value = measure.json_path.select(document?).into_iter().next()?;
        let name = measure.name.as_str();
        if measure.unit == Unit::Text {
            return Some(Measurement::text(name, &in_words(value)));
        }
        Some(Measurement::number(name, measure.unit, number_of(value)?))
    };
    wanted.iter().filter_map(take).collect()
}
