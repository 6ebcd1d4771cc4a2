//! What people say an answer must be like. The probe does not judge: it says which condition that somebody wrote does not hold, and what was
//! found instead.

use std::fmt;

use regex::bytes::Regex;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use serde_json_path::JsonPath;

use crate::outcome::{Broken, one_line};

/// A text to look for: 1 to 1000 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phrase(String);

impl Phrase {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the text stands in these bytes.
    pub(crate) fn is_in(&self, bytes: &[u8]) -> bool {
        bytes.windows(self.0.len()).any(|window| window == self.0.as_bytes())
    }
}

impl TryFrom<String> for Phrase {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if (1..=1000).contains(&text.len()) { Ok(Self(text)) } else { Err("a text to look for must be from 1 to 1000 bytes long") }
    }
}

impl From<Phrase> for String {
    fn from(phrase: Phrase) -> Self {
        phrase.0
    }
}

/// A regular expression of up to 1000 bytes, without look-around and back references, so that no answer can make it slow.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern(Regex);

impl Pattern {
    pub(crate) fn matches(&self, bytes: &[u8]) -> bool {
        self.0.is_match(bytes)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Pattern {}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if !(1..=1000).contains(&text.len()) {
            return Err("a pattern must be from 1 to 1000 bytes long".to_owned());
        }
        let built = regex::bytes::RegexBuilder::new(&text).size_limit(1 << 20).build();
        built.map(Self).map_err(|error| format!("this is not a regular expression: {}", one_line(&error.to_string())))
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.to_string()
    }
}

/// A place in a JSON document (RFC 9535): `$.queue[0].length`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Place {
    text: String,
    path: JsonPath,
}

impl Place {
    /// Whatever stands there, first to last.
    pub(crate) fn of<'j>(&self, document: &'j Json) -> Vec<&'j Json> {
        self.path.query(document).all()
    }
}

impl TryFrom<String> for Place {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.len() > 1000 {
            return Err("a JSON path must be at most 1000 bytes long".to_owned());
        }
        match JsonPath::parse(&text) {
            Ok(path) => Ok(Self { text, path }),
            Err(error) => Err(format!("\"{}\" is not a JSON path such as $.status: {}", one_line(&text), one_line(&error.to_string()))),
        }
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.text
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// How a found value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// It is the value, of the same type; a number is compared as a number.
    Equals,
    /// It is anything else.
    NotEquals,
    /// A number greater than the value.
    Above,
    /// A number not smaller.
    AtLeast,
    /// A number smaller than the value.
    Below,
    /// A number not greater.
    AtMost,
    /// A text that contains the value.
    Contains,
}

impl Comparison {
    fn holds(self, found: &Json, wanted: &Json) -> bool {
        let numbers = || Some((number(found)?, number(wanted)?));
        let order = |holds: fn(&f64, &f64) -> bool| numbers().is_some_and(|(found, wanted)| holds(&found, &wanted));
        let same = || match (found, wanted) {
            (Json::Number(_), _) | (_, Json::Number(_)) => numbers().is_some_and(|(found, wanted)| found == wanted),
            _ => found == wanted,
        };
        match self {
            Self::Equals => same(),
            Self::NotEquals => !same(),
            Self::Above => order(f64::gt),
            Self::AtLeast => order(f64::ge),
            Self::Below => order(f64::lt),
            Self::AtMost => order(f64::le),
            Self::Contains => found.as_str().zip(wanted.as_str()).is_some_and(|(found, wanted)| found.contains(wanted)),
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Equals => ("equal", "等于"),
            Self::NotEquals => ("differ from", "不等于"),
            Self::Above => ("be above", "大于"),
            Self::AtLeast => ("be at least", "不小于"),
            Self::Below => ("be below", "小于"),
            Self::AtMost => ("be at most", "不大于"),
            Self::Contains => ("contain", "包含"),
        }
    }
}

/// The number in a value; many devices write numbers as texts.
pub(crate) fn number(value: &Json) -> Option<f64> {
    match value {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
        Json::Bool(flag) => Some(f64::from(u8::from(*flag))),
        _ => None,
    }
}

/// The first and last status of a range: `200`, `200-299`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Statuses(u16, u16);

impl TryFrom<String> for Statuses {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (first, last) = text.split_once('-').unwrap_or((&text, &text));
        match (first.trim().parse(), last.trim().parse()) {
            (Ok(first), Ok(last)) if 100 <= first && first <= last && last <= 599 => Ok(Self(first, last)),
            _ => Err("a status is written 200, a range 200-299, both within 100 to 599"),
        }
    }
}

impl From<Statuses> for String {
    fn from(Statuses(first, last): Statuses) -> Self {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    }
}

/// What must be so of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// The status is one of these; without such a condition every status below 500 is well.
    Status {
        /// `["200-299", "401"]`
        one_of: Vec<Statuses>,
    },
    /// The first MiB of the page contains a text.
    Contains {
        /// Byte by byte, in UTF-8.
        text: Phrase,
    },
    /// The first MiB of the page does not contain a text.
    Lacks {
        /// Byte by byte, in UTF-8.
        text: Phrase,
    },
    /// The first MiB of the page matches a regular expression somewhere.
    Matches {
        /// The expression.
        pattern: Pattern,
    },
    /// The page is JSON of at most 1 MiB, and every value at a place, one at least, compares so.
    Json {
        /// Where.
        path: Place,
        /// How.
        is: Comparison,
        /// With what.
        value: Json,
    },
    /// A header of the answer contains a text; without a text it is enough that it is there.
    Header {
        /// Upper or lower case.
        name: Phrase,
        /// What its value contains.
        #[serde(default)]
        contains: Option<Phrase>,
    },
}

/// What conditions are held against.
pub(crate) struct Answered<'a> {
    pub(crate) status: u16,
    pub(crate) header: &'a dyn Fn(&str) -> Option<String>,
    /// The page, as far as it was read.
    pub(crate) page: &'a [u8],
    /// The page as JSON; why it is none.
    pub(crate) json: Result<&'a Json, &'a str>,
}

impl Condition {
    /// Whether the page is needed.
    pub(crate) fn reads_page(&self) -> bool {
        !matches!(self, Self::Status { .. } | Self::Header { .. })
    }

    /// What is wrong, if something is.
    pub(crate) fn broken(&self, answer: &Answered<'_>) -> Option<Broken> {
        match self {
            Self::Status { one_of } => {
                let held = one_of.iter().any(|Statuses(first, last)| (*first..=*last).contains(&answer.status));
                let wanted = || one_of.iter().map(|range| String::from(*range)).collect::<Vec<_>>().join(", ");
                let status = answer.status;
                (!held).then(|| {
                    Broken::new(format!("HTTP status {status}, not {}.", wanted()), format!("HTTP 状态码 {status}，应为 {}。", wanted()))
                })
            }
            Self::Contains { text } => {
                let Phrase(wanted) = text;
                let en = || Broken::new(format!("The page does not contain “{wanted}”."), format!("页面中没有“{wanted}”。"));
                (!text.is_in(answer.page)).then(en)
            }
            Self::Lacks { text } => {
                let Phrase(unwanted) = text;
                let en = || Broken::new(format!("The page contains “{unwanted}”."), format!("页面中出现“{unwanted}”。"));
                text.is_in(answer.page).then(en)
            }
            Self::Matches { pattern } => {
                let en = || Broken::new(format!("Nothing on the page matches {pattern}."), format!("页面中没有内容匹配 {pattern}。"));
                (!pattern.matches(answer.page)).then(en)
            }
            Self::Json { path, is, value } => json(path, *is, value, answer.json),
            Self::Header { name, contains } => header(name.as_str(), contains.as_ref(), (answer.header)(name.as_str())),
        }
    }
}

fn json(path: &Place, is: Comparison, wanted: &Json, document: Result<&Json, &str>) -> Option<Broken> {
    let document = match document {
        Ok(document) => document,
        Err(why) => return Some(Broken::new(format!("The page is not JSON: {why}."), format!("页面不是 JSON：{why}。"))),
    };
    let found = path.of(document);
    let odd = match found.iter().find(|found| !is.holds(found, wanted)) {
        Some(odd) => one_line(&odd.to_string()),
        None if found.is_empty() => {
            return Some(Broken::new(format!("Nothing stands at {path} in the page."), format!("页面中没有 {path}。")));
        }
        None => return None,
    };
    let (en, zh) = is.words();
    Some(Broken::new(format!("{path} is {odd}; it should {en} {wanted}."), format!("{path} 为 {odd}，应{zh} {wanted}。")))
}

fn header(name: &str, wanted: Option<&Phrase>, found: Option<String>) -> Option<Broken> {
    match (found, wanted) {
        (None, _) => Some(Broken::new(format!("The answer has no header {name}."), format!("应答中没有 {name} 头。"))),
        (Some(found), Some(wanted)) if !found.contains(wanted.as_str()) => {
            let (found, wanted) = (one_line(&found), wanted.as_str());
            Some(Broken::new(
                format!("The header {name} is “{found}” and does not contain “{wanted}”."),
                format!("{name} 头为“{found}”，不含“{wanted}”。"),
            ))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn condition(json: Json) -> Condition {
        serde_json::from_value(json).unwrap()
    }

    fn broken(condition: &Condition, page: &str) -> Option<String> {
        let parsed: Result<Json, String> = serde_json::from_str(page).map_err(|error| error.to_string());
        let header = |name: &str| (name == "server").then(|| "nginx/1.24".to_owned());
        let answer = Answered { status: 404, header: &header, page: page.as_bytes(), json: parsed.as_ref().map_err(String::as_str) };
        condition.broken(&answer).map(|broken| broken.detail_en)
    }

    #[test]
    fn conditions_say_what_was_wanted_and_what_was_found() {
        let page = r#"{"status": "ok", "queue": [{"length": 7}, {"length": "120"}], "ready": true}"#;
        let cases = [
            (json!({"kind": "status", "one_of": ["200-299", "404"]}), None),
            (json!({"kind": "status", "one_of": ["200-299"]}), Some("HTTP status 404, not 200-299.")),
            (json!({"kind": "contains", "text": "ok"}), None),
            (json!({"kind": "contains", "text": "正常"}), Some("The page does not contain “正常”.")),
            (json!({"kind": "lacks", "text": "error"}), None),
            (json!({"kind": "lacks", "text": "queue"}), Some("The page contains “queue”.")),
            (json!({"kind": "matches", "pattern": "\"length\": \\d+"}), None),
            (json!({"kind": "matches", "pattern": "^v\\d"}), Some("Nothing on the page matches ^v\\d.")),
            (json!({"kind": "json", "path": "$.status", "is": "equals", "value": "ok"}), None),
            (json!({"kind": "json", "path": "$.ready", "is": "equals", "value": true}), None),
            (json!({"kind": "json", "path": "$.queue[*].length", "is": "at_most", "value": 200}), None),
            (
                json!({"kind": "json", "path": "$.queue[*].length", "is": "below", "value": 100}),
                Some("$.queue[*].length is \"120\"; it should be below 100."),
            ),
            (json!({"kind": "json", "path": "$.missing", "is": "equals", "value": 1}), Some("Nothing stands at $.missing in the page.")),
            (json!({"kind": "header", "name": "server", "contains": "nginx"}), None),
            (
                json!({"kind": "header", "name": "server", "contains": "apache"}),
                Some("The header server is “nginx/1.24” and does not contain “apache”."),
            ),
            (json!({"kind": "header", "name": "etag"}), Some("The answer has no header etag.")),
        ];
        for (written, expected) in cases {
            let condition = condition(written.clone());
            assert_eq!(broken(&condition, page).as_deref(), expected, "{written}");
            assert_eq!(serde_json::to_value(&condition).unwrap()["kind"], written["kind"]);
        }
        let broken = broken(&condition(json!({"kind": "json", "path": "$.a", "is": "equals", "value": 1})), "<html>");
        assert!(broken.is_some_and(|broken| broken.starts_with("The page is not JSON")));
    }

    #[test]
    fn what_is_no_condition_is_refused_with_a_reason() {
        for (written, reason) in [
            (json!({"kind": "status", "one_of": ["abc"]}), "a status is written 200"),
            (json!({"kind": "status", "one_of": ["299-200"]}), "a status is written 200"),
            (json!({"kind": "matches", "pattern": "("}), "not a regular expression"),
            (json!({"kind": "json", "path": "status", "is": "equals", "value": 1}), "is not a JSON path"),
            (json!({"kind": "contains", "text": ""}), "from 1 to 1000 bytes"),
            (json!({"kind": "contains", "text": "a", "pattern": "b"}), "unknown field"),
        ] {
            let refusal = serde_json::from_value::<Condition>(written.clone()).unwrap_err().to_string();
            assert!(refusal.contains(reason), "{written}: {refusal}");
        }
    }

    proptest! {
        #[test]
        fn no_page_makes_it_panic(page in prop::collection::vec(any::<u8>(), 0..200), text in ".{1,20}") {
            let conditions = [
                json!({"kind": "contains", "text": text}),
                json!({"kind": "matches", "pattern": "(a|b)*c"}),
                json!({"kind": "json", "path": "$..*", "is": "above", "value": 1}),
            ];
            for written in conditions {
                let page = String::from_utf8_lossy(&page);
                let _ = broken(&condition(written), &page);
            }
        }
    }
}
