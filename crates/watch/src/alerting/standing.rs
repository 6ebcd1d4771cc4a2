//! How the values of one check stand with the rules that are held against them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base::Text;

use super::Past;
use super::model::{Rule, RuleId};
use crate::beat::Moment;
use crate::rules::limit::{Standing, told};
use crate::rules::rate::Found;

/// The rules of one check, and how its values stand with them.
#[derive(Debug, Default)]
pub(crate) struct Standings {
    rules: Vec<Arc<Rule>>,
    of: HashMap<(RuleId, String), Standing>,
}

impl Standings {
    /// Takes the rules that hold from now on. What was observed for a rule that did not change counts on.
    pub(crate) fn follow(&mut self, rules: Vec<Arc<Rule>>) {
        let same: HashSet<RuleId> = rules
            .iter()
            .filter(|rule| self.rules.iter().any(|old| old.id == rule.id && old.version == rule.version))
            .map(|rule| rule.id)
            .collect();
        self.of.retain(|(rule, _), _| same.contains(rule));
        self.rules = rules;
    }

    /// Whether any rule wants this measurement kept.
    pub(crate) fn wants(&self, metric: &str) -> bool {
        self.rules.iter().any(|rule| rule.definition.metric == metric)
    }

    /// Holds an answer's values against the rules, and answers what is told of the first that is broken.
    pub(crate) fn observe(&mut self, check: i64, found: &[Found], past: &Past, now: Moment) -> Option<Text> {
        let counted = i64::try_from(now.beat.0).unwrap_or(i64::MAX);
        let mut broken = None;
        for rule in &self.rules {
            let mut seen: Vec<(&str, Option<&Found>)> = found
                .iter()
                .filter(|found| rule.definition.measures(&found.name, &found.label))
                .map(|found| (found.label.as_str(), Some(found)))
                .collect();
            if seen.is_empty() {
                seen.push(("", None));
            }
            // What is not there any more stands with nothing.
            self.of.retain(|(id, label), _| *id != rule.id || seen.iter().any(|(here, _)| here == label));
            for (label, value) in seen {
                let expected = if rule.definition.when.needs_past() { past.of(rule.id, check, label) } else { None };
                let standing = self.of.entry((rule.id, label.to_owned())).or_default();
                let number = value.map(|found| found.value);
                let bad = rule.definition.when.is_broken(number, expected, now.at, standing.broken);
                *standing = standing.observe(bad, counted, rule.definition.for_seconds);
                if standing.broken && broken.is_none() {
                    let unit = value.map_or("", |found| found.unit);
                    let what = format!("{} {label}", rule.definition.metric);
                    broken = Some(told(&rule.name, what.trim_end(), unit, number, &rule.definition.when, expected));
                }
            }
        }
        broken
    }
}

#[cfg(test)]
mod tests {
    use base::{Language, Timestamp};

    use super::*;
    use crate::alerting::model::Definition;
    use crate::beat::Beat;

    fn rule(json: serde_json::Value) -> Arc<Rule> {
        let definition: Definition = serde_json::from_value(json).unwrap();
        let at = Timestamp::from_milliseconds(0);
        let (name, by) = ("Load".to_owned(), "Ada".to_owned());
        Arc::new(Rule {
            id: RuleId(1),
            customer_id: None,
            name,
            definition,
            active: true,
            entered_by: by,
            entered_at: at,
            removed_at: None,
            version: 1,
        })
    }

    fn load(label: &str, value: f64) -> Found {
        Found { name: "load".into(), label: label.into(), unit: "count", value }
    }

    fn at(seconds: i64) -> Moment {
        Moment { beat: Beat(seconds.unsigned_abs() * 1000), at: Timestamp::from_milliseconds(seconds * 1000) }
    }

    #[test]
    fn each_label_stands_for_itself_and_is_forgotten_when_it_goes() {
        let mut standings = Standings::default();
        let above =
            rule(serde_json::json!({"metric": "load", "label": "cpu*", "when": {"kind": "above", "value": 1.0}, "for_seconds": 60}));
        standings.follow(vec![Arc::clone(&above)]);
        let past = Past::default();
        assert_eq!(standings.observe(1, &[load("cpu1", 2.0), load("cpu2", 0.5), load("disk", 9.0)], &past, at(0)), None);
        assert_eq!(standings.observe(1, &[load("cpu2", 2.0)], &past, at(30)), None);
        assert_eq!(standings.observe(1, &[load("cpu1", 2.0), load("cpu2", 2.0)], &past, at(60)), None, "cpu1 was away");
        let told = standings.observe(1, &[load("cpu1", 2.0), load("cpu2", 2.0)], &past, at(90)).unwrap();
        assert_eq!(told.in_language(Language::En), "Load: load cpu2 is 2, above 1.");
        standings.follow(vec![above]);
        assert!(standings.observe(1, &[load("cpu2", 2.0)], &past, at(95)).is_some(), "it is the same rule");
        standings.follow(Vec::new());
        assert_eq!(standings.observe(1, &[load("cpu2", 2.0)], &past, at(120)), None);
    }

    #[test]
    fn a_clock_that_is_set_makes_nothing_last_longer_or_shorter() {
        let mut standings = Standings::default();
        standings.follow(vec![rule(serde_json::json!({"metric": "load", "when": {"kind": "above", "value": 1.0}, "for_seconds": 60}))]);
        // An hour forward after the first value, a year back after the second; what counts is how long it really was.
        let moments = [(0, 0), (30, 3630), (59, 59 - 365 * 86_400), (60, 60)];
        let told = moments.map(|(beat, clock)| {
            let now = Moment { beat: Beat(beat * 1000), at: Timestamp::from_milliseconds(clock * 1000) };
            standings.observe(1, &[load("", 2.0)], &Past::default(), now).is_some()
        });
        assert_eq!(told, [false, false, false, true]);
    }

    #[test]
    fn what_is_missing_is_told_only_by_a_rule_that_asks_for_it() {
        let mut standings = Standings::default();
        standings.follow(vec![rule(serde_json::json!({"metric": "load", "when": {"kind": "above", "value": 1.0}}))]);
        assert!(standings.wants("load") && !standings.wants("loss"));
        assert_eq!(standings.observe(1, &[], &Past::default(), at(0)), None);
        standings.follow(vec![rule(serde_json::json!({"metric": "load", "when": {"kind": "absent"}, "for_seconds": 60}))]);
        assert_eq!(standings.observe(1, &[], &Past::default(), at(0)), None);
        let told = standings.observe(1, &[], &Past::default(), at(60)).unwrap();
        assert_eq!(told.in_language(Language::En), "Load: load is not measured any more.");
        assert_eq!(standings.observe(1, &[load("x", 0.0)], &Past::default(), at(61)), None, "it is back");
    }
}
