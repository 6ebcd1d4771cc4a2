//! What the customer is told (第一时间通报), as texts that the house may write in its own words: each notice has a subject and a body in both
//! languages, with places for what is known of the ticket. What a text may not say is refused when it is written, not found out when it is sent.

use std::collections::BTreeSet;

use base::{FieldRefusal, Text};

use super::telling::Told;
use crate::model::Words;
use crate::words;

words!(
    /// An occasion on which the customer is told.
    Notice {
        /// A ticket was opened for them: detected or reported.
        Opened = "opened",
        /// Somebody has taken it.
        Acknowledged = "acknowledged",
        /// Its level changed.
        LevelChanged = "level_changed",
        /// The update that was promised.
        Update = "update",
        /// The service runs again.
        Restored = "restored",
        /// The cause is removed.
        Resolved = "resolved",
        /// It is closed.
        Closed = "closed",
        /// It was cancelled.
        Cancelled = "cancelled",
    }
);

/// The places that every text has.
const EVERYWHERE: &[&str] = &["number", "kind", "level", "title", "customer", "site", "since", "respond_due", "facts"];

/// The longest subject and the longest body, in characters.
const LONGEST: (usize, usize) = (200, 4000);

impl Notice {
    /// The places that this notice has beside those that every one has.
    pub fn own_places(self) -> &'static [&'static str] {
        match self {
            Notice::Opened => &[],
            Notice::Acknowledged => &["owner"],
            Notice::LevelChanged | Notice::Cancelled => &["reason"],
            Notice::Update | Notice::Restored => &["text"],
            Notice::Resolved => &["solution"],
            Notice::Closed => &["signed_by"],
        }
    }

    /// Every place of this notice, as it is written between braces.
    pub fn places(self) -> Vec<&'static str> {
        EVERYWHERE.iter().chain(self.own_places()).copied().collect()
    }

    /// The built-in text.
    pub fn usual(self) -> Template {
        let (subject, body) = match self {
            Notice::Opened => (
                ("Registered: {title}", "已登记：{title}"),
                (
                    "We have registered this {kind} and are calling an engineer. You will be told who takes it.",
                    "我们已登记该{kind}并正在安排工程师，接单后将通知您。",
                ),
            ),
            Notice::Acknowledged => (
                ("{owner} has taken it: {title}", "{owner}已响应：{title}"),
                ("{owner} has taken it and is responsible.", "{owner}已响应，负责处理。"),
            ),
            Notice::LevelChanged => {
                (("Now {level}: {title}", "现为{level}：{title}"), ("It is {level} now. {reason}", "现为{level}。{reason}"))
            }
            Notice::Update => (("How it stands: {title}", "进展通报：{title}"), ("{text}", "{text}")),
            Notice::Restored => (
                ("Restored, please confirm: {title}", "已恢复，请确认：{title}"),
                ("{text} Please confirm on your pages, or say there what is still missing.", "{text}请在系统中确认，如仍有问题请说明。"),
            ),
            Notice::Resolved => (
                ("Resolved, please confirm: {title}", "已解决，请确认：{title}"),
                (
                    "It is resolved: {solution} Please confirm on your pages, or say there what is still missing.",
                    "已解决：{solution} 请在系统中确认，如仍有问题请说明。",
                ),
            ),
            Notice::Closed => (
                ("Closed: {title}", "已关闭：{title}"),
                (
                    "{signed_by} confirmed that it is done. If it is not, reopen it on your pages.",
                    "{signed_by}已确认完成，工单关闭。如仍有问题，可在系统中重新打开。",
                ),
            ),
            Notice::Cancelled => (("Cancelled: {title}", "已取消：{title}"), ("It was cancelled: {reason}", "工单已取消：{reason}")),
        };
        Template {
            subject: Words::new(format!("[{{number}}] {}", subject.0), format!("[{{number}}] {}", subject.1)),
            body: Words::new(format!("{}\n\n{{facts}}", body.0), format!("{}\n\n{{facts}}", body.1)),
        }
    }
}

/// A subject and a body with places in braces: `{title}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// One line.
    pub subject: Words,
    /// The text.
    pub body: Words,
}

/// What stands at the places.
pub type Places = Vec<(&'static str, Words)>;

/// What is wrong with a text for this notice.
pub fn check(notice: Notice, template: &Template) -> Vec<FieldRefusal> {
    let known: BTreeSet<&str> = notice.places().into_iter().collect();
    let parts = [
        ("subject_en", &template.subject.en, LONGEST.0),
        ("subject_zh", &template.subject.zh, LONGEST.0),
        ("body_en", &template.body.en, LONGEST.1),
        ("body_zh", &template.body.zh, LONGEST.1),
    ];
    let mut wrong = Vec::new();
    for (path, text, longest) in parts {
        let mut refuse = |code, en: String, zh: String| wrong.push(FieldRefusal { path: path.into(), code, text: Text::new(en, zh) });
        if text.trim().is_empty() || text.chars().count() > longest {
            refuse("template.length", format!("Write 1 to {longest} characters."), format!("请填写 1 至 {longest} 个字符。"));
        }
        if longest == LONGEST.0 && text.contains('\n') {
            refuse("template.line", "A subject is one line.".into(), "主题不能换行。".into());
        }
        for place in places(text) {
            let all = || notice.places().iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(" ");
            match place {
                Ok(name) if known.contains(name) => {}
                Ok(name) => refuse(
                    "template.place",
                    format!("There is no {{{name}}} here. Known are: {}", all()),
                    format!("此处没有 {{{name}}}，可用：{}", all()),
                ),
                Err(()) => refuse(
                    "template.brace",
                    "A brace is not closed, or opened. Write a place like {title}.".into(),
                    "花括号不成对，占位符应写作 {title}。".into(),
                ),
            }
        }
    }
    wrong
}

/// The names between braces, in order; an error for a brace without its other.
fn places(text: &str) -> Vec<Result<&str, ()>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (_, after) = rest.split_at(open);
        let name = after.strip_prefix('{').and_then(|inner| inner.split_once('}')).filter(|(name, _)| !name.contains('{'));
        let Some((name, after)) = name else {
            found.push(Err(()));
            return found;
        };
        found.push(Ok(name));
        rest = after;
    }
    found
}

/// The text with everything at its place. In one pass: what a customer wrote is never read for places.
pub fn fill(template: &Template, values: &Places) -> Told {
    let filled = |text: &str, value: &dyn Fn(&Words) -> String| {
        let mut out = String::with_capacity(text.len() * 2);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            match after.split_once('}') {
                Some((name, after)) => {
                    out.extend(values.iter().find(|(known, _)| *known == name).map(|(_, words)| value(words)));
                    rest = after;
                }
                None => {
                    out.push('{');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    };
    let both = |words: &Words| Text::new(filled(&words.en, &|value| value.en.clone()), filled(&words.zh, &|value| value.zh.clone()));
    Told { subject: both(&template.subject), body: both(&template.body), notice: None }
}

#[cfg(test)]
mod tests {
    use base::Language;

    use super::*;

    #[test]
    fn every_built_in_text_may_be_written() {
        for notice in Notice::ALL {
            assert_eq!(check(*notice, &notice.usual()), [], "{notice:?}");
        }
    }

    #[test]
    fn what_a_text_may_not_say_is_refused_by_its_field() {
        let with = |en: &str| Template { body: Words::new(en, "好"), ..Notice::Opened.usual() };
        let codes = |en: &str| check(Notice::Opened, &with(en)).into_iter().map(|wrong| (wrong.path, wrong.code)).collect::<Vec<_>>();
        assert_eq!(codes("fine {title}"), []);
        assert_eq!(codes("{owner}"), [("body_en".to_owned(), "template.place")], "nobody has taken it yet");
        assert_eq!(codes("{titel}"), [("body_en".to_owned(), "template.place")]);
        for odd in ["{title", "title}", "{ti{tle}", "}{"] {
            assert_eq!(codes(odd), [("body_en".to_owned(), "template.brace")], "{odd}");
        }
        assert_eq!(codes(" "), [("body_en".to_owned(), "template.length")]);
    }

    #[test]
    fn what_somebody_wrote_is_not_read_for_places() {
        let template = Template { subject: Words::new("{title}!", "{title}！"), body: Words::same("{title} {number}") };
        let values = vec![("title", Words::new("{number}", "{编号}")), ("number", Words::same("F-1"))];
        let told = fill(&template, &values);
        assert_eq!(told.subject.in_language(Language::Zh), "{编号}！");
        assert_eq!(told.body.in_language(Language::En), "{number} F-1");
    }
}
