//! What people expect of a name server's answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Code;
use super::message::Answer;
use crate::bounded::Few;
use crate::expect::Test;
use crate::outcome::Broken;

/// One expectation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// The response code is one of these.
    Code(Few<Code, 1, 10>),
    /// How many records there are.
    Answers(Test),
    /// At least one record passes.
    Any(Test),
    /// Every record passes, and there is one.
    Every(Test),
    /// The records are these and no others, in any order; letters may be large or small.
    Only(Few<String, 1, 50>),
}

pub(super) fn broken(expectations: &[Expectation], answer: &Answer) -> Vec<Broken> {
    expectations.iter().filter_map(|expectation| breaks(expectation, answer)).collect()
}

fn breaks(expectation: &Expectation, answer: &Answer) -> Option<Broken> {
    let records = &answer.records;
    let all = (!records.is_empty()).then(|| records.join(", "));
    match expectation {
        Expectation::Code(allowed) => {
            let words: Vec<_> = allowed.iter().map(|code| code.word()).collect();
            let wish = (format!("be {}", words.join(" or ")), format!("为 {}", words.join(" 或 ")));
            (!allowed.contains(&answer.code))
                .then(|| Broken::told(("The response code", "响应码"), (&wish.0, &wish.1), Some(&answer.code.word())))
        }
        Expectation::Answers(test) => {
            let count = records.len();
            (!test.holds(&Value::from(count))).then(|| Broken::new(("The number of records", "记录数"), test, Some(&count.to_string())))
        }
        Expectation::Any(test) => (!records.iter().any(|record| test.holds_in(record)))
            .then(|| Broken::new(("At least one record", "至少一条记录"), test, all.as_deref())),
        Expectation::Every(test) => match records.iter().find(|record| !test.holds_in(record)) {
            Some(wrong) => Some(Broken::new(("Every record", "每条记录"), test, Some(wrong))),
            None if records.is_empty() => Some(Broken::new(("Every record", "每条记录"), test, None)),
            None => None,
        },
        Expectation::Only(expected) => {
            let mut wanted: Vec<_> = expected.iter().map(|text| text.strip_suffix('.').unwrap_or(text).to_lowercase()).collect();
            let mut there: Vec<_> = records.iter().map(|record| record.to_lowercase()).collect();
            wanted.sort();
            there.sort();
            let list = wanted.join(", ");
            let wish = (format!("be exactly {list}"), format!("恰好为 {list}"));
            (wanted != there).then(|| Broken::told(("The records", "记录"), (&wish.0, &wish.1), all.as_deref()))
        }
    }
}
