//! A template as people write it: TOML, read whole or refused with the lines that are wrong.

use std::collections::BTreeSet;

use base::{Language, Text};
use serde::Deserialize;
use toml::Spanned;

use super::Role;
use super::fill::Prototype;
use super::fits::Fits;
use crate::alerting::model::{Covers, Definition};
use crate::rules::limit::When;

/// A template that has been read and makes sense.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    pub(crate) name: String,
    pub(crate) fits: Fits,
    /// The checks of less closely fitting templates that a device is not to have.
    pub(crate) without: Vec<String>,
    pub(crate) checks: Vec<Entry>,
    /// The rules, each with its name.
    pub(crate) rules: Vec<(String, Definition)>,
}

/// One check.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) every: u32,
    pub(crate) patience: u32,
    pub(crate) keep_all: bool,
    pub(crate) prototype: Prototype,
}

/// What is wrong, and in which line, from 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wrong {
    pub(crate) line: usize,
    pub(crate) text: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: Spanned<String>,
    #[serde(default, rename = "match")]
    fits: Fits,
    #[serde(default)]
    without: Vec<String>,
    #[serde(default)]
    check: Vec<Spanned<WrittenCheck>>,
    #[serde(default)]
    rule: Vec<Spanned<WrittenRule>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCheck {
    name: String,
    role: Role,
    #[serde(default = "once")]
    every: u32,
    #[serde(default = "once")]
    patience: u32,
    #[serde(default)]
    keep_all: bool,
    ask: Spanned<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    name: String,
    check: Option<String>,
    metric: String,
    #[serde(default = "anything")]
    label: String,
    when: When,
    #[serde(default)]
    for_seconds: u32,
}

fn once() -> u32 {
    1
}

fn anything() -> String {
    "*".to_owned()
}

/// The longest name, in characters.
const LONGEST_NAME: usize = 60;
/// The longest document, in bytes.
const LONGEST: usize = 100_000;
/// The most checks, and the most rules.
const MOST: usize = 100;

/// Reads a template, or says everything that is wrong with it; a text that is no TOML, or has an unknown key, is read only up to there.
pub(crate) fn read(text: &str) -> Result<Document, Vec<Wrong>> {
    if text.len() > LONGEST {
        let text = Text::new("A template has 100,000 bytes at most.", "模板最长 100,000 字节。");
        return Err(vec![Wrong { line: 1, text }]);
    }
    let written: Written = toml::from_str(text).map_err(|error| {
        let line = line_of(text, error.span().map_or(0, |span| span.start));
        vec![Wrong { line, text: Text::new(format!("{}.", error.message()), format!("{}。", error.message())) }]
    })?;
    let mut reading = Reading { text, wrong: Vec::new() };
    let document = reading.document(written);
    if reading.wrong.is_empty() { Ok(document) } else { Err(reading.wrong) }
}

struct Reading<'t> {
    text: &'t str,
    wrong: Vec<Wrong>,
}

impl Reading<'_> {
    fn document(&mut self, written: Written) -> Document {
        let Written { name, fits, without, check, rule } = written;
        self.name(name.span().start, name.get_ref());
        if check.len() > MOST || rule.len() > MOST {
            self.refuse(0, "A template has at most 100 checks and 100 rules.", "模板最多 100 个检测项和 100 条规则。");
        }
        if check.is_empty() && rule.is_empty() && without.is_empty() {
            self.refuse(
                0,
                "A template has at least one check or rule: write [[check]] and what is asked.",
                "模板至少要有一个检测项或规则：请填写 [[check]]。",
            );
        }
        let mut names = BTreeSet::new();
        let checks = check.into_iter().filter_map(|check| self.check(check, &mut names)).collect();
        let rules = rule.into_iter().map(|rule| self.rule(rule)).collect();
        Document { name: name.into_inner(), fits, without, checks, rules }
    }

    fn check(&mut self, check: Spanned<WrittenCheck>, names: &mut BTreeSet<String>) -> Option<Entry> {
        let at = check.span().start;
        let WrittenCheck { name, role, every, patience, keep_all, ask } = check.into_inner();
        self.name(at, &name);
        if !names.insert(name.clone()) {
            self.refuse(at, format!("There are two checks named {name}."), format!("有两个名为 {name} 的检测项。"));
        }
        if !(1..=2880).contains(&every) || !(1..=10).contains(&patience) {
            let zh = format!("{name}：every 为 1 至 2880，patience 为 1 至 10。");
            self.refuse(at, format!("{name}: every is from 1 to 2880, patience from 1 to 10."), zh);
        }
        let asked_at = ask.span().start;
        let asked = serde_json::to_value(ask.into_inner()).ok().and_then(|asked| asked.as_object().cloned()).unwrap_or_default();
        match Prototype::read(&asked) {
            Ok(prototype) => Some(Entry { name, role, every, patience, keep_all, prototype }),
            Err(why) => {
                let (en, zh) = (why.in_language(Language::En), why.in_language(Language::Zh));
                self.refuse(asked_at, format!("{name}: {en}."), format!("{name}：{zh}。"));
                None
            }
        }
    }

    fn rule(&mut self, rule: Spanned<WrittenRule>) -> (String, Definition) {
        let at = rule.span().start;
        let WrittenRule { name, check, metric, label, when, for_seconds } = rule.into_inner();
        self.name(at, &name);
        if for_seconds > 86_400 {
            self.refuse(at, format!("{name}: for_seconds is a day at most, 86400."), format!("{name}：for_seconds 最长一天，即 86400。"));
        }
        if let Some((field, why)) = when.refusal() {
            let (en, zh) = (why.in_language(Language::En), why.in_language(Language::Zh));
            self.refuse(at, format!("{name}: {field}: {en}"), format!("{name}：{field}：{zh}"));
        }
        (name, Definition { of: Covers::default(), check, metric, label, when, for_seconds })
    }

    fn name(&mut self, at: usize, name: &str) {
        let length = name.trim().chars().count();
        if length == 0 || length > LONGEST_NAME || name.chars().any(char::is_control) {
            self.refuse(at, "A name has 1 to 60 characters.", "名称为 1 至 60 个字符。");
        }
    }

    fn refuse(&mut self, at: usize, en: impl Into<String>, zh: impl Into<String>) {
        self.wrong.push(Wrong { line: line_of(self.text, at), text: Text::new(en.into(), zh.into()) });
    }
}

/// The line, from 1, in which a byte stands.
fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
