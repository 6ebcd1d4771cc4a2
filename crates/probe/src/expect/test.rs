//! One test of one value.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Pattern, Scalar};

/// What a value must be. In JSON `{"<": 5}`, `{"=": "ok"}`, `{"contains": "正常"}`, `{"matches": "^v[0-9]+"}` or `"exists"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Test {
    /// The same. A text that is a number counts as one where a number is expected.
    #[serde(rename = "=")]
    Equals(Scalar),
    /// Anything else.
    #[serde(rename = "!=")]
    Differs(Scalar),
    /// Less; texts by their order as Unicode.
    #[serde(rename = "<")]
    Less(Scalar),
    /// Less or the same.
    #[serde(rename = "<=")]
    AtMost(Scalar),
    /// More.
    #[serde(rename = ">")]
    More(Scalar),
    /// More or the same.
    #[serde(rename = ">=")]
    AtLeast(Scalar),
    /// A text with this in it.
    #[serde(rename = "contains")]
    Contains(Phrase),
    /// A text without this in it.
    #[serde(rename = "lacks")]
    Lacks(Phrase),
    /// A text in which this regular expression is found.
    #[serde(rename = "matches")]
    Matches(Pattern),
    /// Whatever it is, as long as there is one.
    #[serde(rename = "exists")]
    Exists,
}

/// A text to look for, or one that is sent as it is: 1 to 1000 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phrase(String);

impl Phrase {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Phrase {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if (1..=1000).contains(&text.len()) {
            Ok(Self(text))
        } else {
            Err("a text to look for, a command or a path must be from 1 to 1000 bytes long")
        }
    }
}

impl From<Phrase> for String {
    fn from(phrase: Phrase) -> Self {
        phrase.0
    }
}

impl Test {
    /// Whether `found` passes.
    pub(crate) fn holds(&self, found: &Value) -> bool {
        match self {
            Self::Equals(own) => own.order_of(found).is_some_and(|order| order.is_eq()),
            Self::Differs(own) => own.order_of(found).is_none_or(|order| order.is_ne()),
            Self::Less(own) => own.order_of(found).is_some_and(|order| order.is_lt()),
            Self::AtMost(own) => own.order_of(found).is_some_and(|order| order.is_le()),
            Self::More(own) => own.order_of(found).is_some_and(|order| order.is_gt()),
            Self::AtLeast(own) => own.order_of(found).is_some_and(|order| order.is_ge()),
            Self::Contains(_) | Self::Lacks(_) | Self::Matches(_) => match found {
                Value::String(text) => self.holds_in(text),
                other => self.holds_in(&other.to_string()),
            },
            Self::Exists => true,
        }
    }

    /// Whether a text passes.
    pub(crate) fn holds_in(&self, text: &str) -> bool {
        match self {
            Self::Contains(phrase) => text.contains(phrase.as_str()),
            Self::Lacks(phrase) => !text.contains(phrase.as_str()),
            Self::Matches(pattern) => pattern.is_in(text),
            other => other.holds(&Value::String(text.to_owned())),
        }
    }

    /// What is wished for, in English and in Chinese: “be less than 5”, “小于 5”.
    pub(crate) fn wish(&self) -> (String, String) {
        match self {
            Self::Equals(own) => (format!("be {own}"), format!("为 {own}")),
            Self::Differs(own) => (format!("not be {own}"), format!("不为 {own}")),
            Self::Less(own) => (format!("be less than {own}"), format!("小于 {own}")),
            Self::AtMost(own) => (format!("be at most {own}"), format!("不大于 {own}")),
            Self::More(own) => (format!("be more than {own}"), format!("大于 {own}")),
            Self::AtLeast(own) => (format!("be at least {own}"), format!("不小于 {own}")),
            Self::Contains(text) => (format!("contain “{}”", text.0), format!("包含“{}”", text.0)),
            Self::Lacks(text) => (format!("not contain “{}”", text.0), format!("不包含“{}”", text.0)),
            Self::Matches(pattern) => (format!("match /{pattern}/"), format!("匹配 /{pattern}/")),
            Self::Exists => ("exist".to_owned(), "存在".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn test(json: Value) -> Test {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn numbers_texts_and_truths_are_compared_as_what_is_expected() {
        for (wanted, found, holds) in [
            (json!({"=": 5}), json!(5.0), true),
            (json!({"=": 5}), json!("5"), true),
            (json!({"=": "5"}), json!(5), true),
            (json!({"=": 5}), json!("five"), false),
            (json!({"!=": 5}), json!("five"), true),
            (json!({"<": 5}), json!("five"), false),
            (json!({"<": 5}), json!(4.999), true),
            (json!({"<=": 5}), json!(5), true),
            (json!({">": -1}), json!(0), true),
            (json!({">=": "2026-01-01"}), json!("2026-11-23T12:00:00Z"), true),
            (json!({"=": true}), json!(true), true),
            (json!({"=": true}), json!("true"), true),
            (json!({"=": true}), json!(1), false),
            (json!({"=": null}), json!(null), true),
            (json!({"=": null}), json!(0), false),
            (json!({"contains": "常"}), json!("正常"), true),
            (json!({"lacks": "常"}), json!("正常"), false),
            (json!({"matches": "^[0-9]+$"}), json!(12), true),
            (json!("exists"), json!(null), true),
        ] {
            assert_eq!(test(wanted.clone()).holds(&found), holds, "{wanted} {found}");
            assert_eq!(serde_json::to_value(test(wanted.clone())).unwrap(), wanted);
        }
    }

    #[test]
    fn what_cannot_be_tested_is_refused_with_a_reason() {
        for (wanted, said) in [
            (json!({"=": [1]}), "must be a number, a text, true, false or null"),
            (json!({"~": 1}), "unknown variant `~`"),
            (json!({"matches": "("}), "not a regular expression: error: unclosed group"),
            (json!({"matches": "(((a{100}){100}){100})"}), "exceeds size limit"),
            (json!({"contains": ""}), "from 1 to 1000 bytes"),
        ] {
            let refusal = serde_json::from_value::<Test>(wanted.clone()).unwrap_err().to_string();
            assert!(refusal.contains(said), "{wanted}: {refusal}");
        }
    }

    proptest! {
        #[test]
        fn a_value_is_below_at_or_above_another(own in -1e6f64..1e6, found in -1e6f64..1e6) {
            for (sign, expected) in [("<", found < own), ("<=", found <= own), (">", found > own), (">=", found >= own), ("=", found == own), ("!=", found != own)] {
                prop_assert_eq!(test(json!({sign: own})).holds(&json!(found)), expected);
            }
        }

        #[test]
        fn no_pattern_or_path_makes_it_panic(text in "\\PC{0,40}", page in "\\PC{0,80}") {
            if let Ok(pattern) = Pattern::try_from(text.clone()) { pattern.is_in(&page); pattern.taken_from(&page); }
            if let Ok(path) = crate::expect::JsonPath::try_from(text) { path.select(&json!({"a": [1, {"b": page}]})); }
        }
    }
}
