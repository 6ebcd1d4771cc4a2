//! What a verification found wrong, each thing by its name, in both languages.

use crate::Text;

/// One thing that is not as the journal says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its name, the same in both languages: `event 12`, `row tickets 7`, `seal 3`.
    pub what: String,
    /// What is wrong with it.
    pub detail: Text,
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// Whether everything is as it was recorded: there are no findings.
    pub ok: bool,
    /// How many events were looked at.
    pub events: i64,
    /// How many seals were looked at.
    pub seals: i64,
    /// How many of the events no seal covers yet.
    pub unsealed: i64,
    /// How many table rows were compared with their last attestation.
    pub rows: i64,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// After so many findings the rest is only counted.
const MOST: usize = 1000;

/// Findings, as they come up.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: Vec<Finding>,
    beyond: usize,
}

impl Findings {
    /// Notes one thing.
    pub fn add(&mut self, what: impl Into<String>, en: impl Into<String>, zh: impl Into<String>) {
        if self.found.len() < MOST {
            self.found.push(Finding { what: what.into(), detail: Text::new(en.into(), zh.into()) });
        } else {
            self.beyond += 1;
        }
    }

    /// Whether this very thing was noted.
    pub fn names(&self, what: &str) -> bool {
        self.found.iter().any(|finding| finding.what == what)
    }

    /// All of them, and a last one that tells how many more there were.
    pub fn done(mut self) -> Vec<Finding> {
        if self.beyond > 0 {
            let detail = Text::new(format!("{} more findings are not listed.", self.beyond), format!("另有 {} 项未列出。", self.beyond));
            self.found.push(Finding { what: "more".to_owned(), detail });
        }
        self.found
    }
}

/// `event 12` or `events 12-40`.
pub(super) fn events_named(first: i64, last: i64) -> String {
    if first == last { format!("event {first}") } else { format!("events {first}-{last}") }
}
