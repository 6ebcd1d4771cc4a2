//! A regular expression that somebody entered: it takes time in proportion to what it searches, whatever it says, and a bounded memory.

use std::fmt;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

/// A regular expression of at most 1000 bytes, compiled to at most a MiB.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern(Regex);

impl Pattern {
    /// Whether it is found anywhere in `text`.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// What its first group matched, or all of it when it has none; nothing when it is not in `text`.
    pub(crate) fn taken_from<'a>(&self, text: &'a str) -> Option<&'a str> {
        let found = self.0.captures(text)?;
        found.get(if found.len() > 1 { 1 } else { 0 }).map(|group| group.as_str())
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.is_empty() || text.len() > 1000 {
            return Err("a regular expression must be from 1 to 1000 bytes long".to_owned());
        }
        let compiled = RegexBuilder::new(&text).size_limit(1 << 20).dfa_size_limit(1 << 20).build().map_err(|error| {
            let why = error.to_string();
            format!("this is not a regular expression: {}", why.lines().last().unwrap_or_default().trim())
        })?;
        Ok(Self(compiled))
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> String {
        pattern.0.as_str().to_owned()
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
