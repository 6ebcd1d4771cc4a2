//! What a message, or several told together, look like on a channel: a mail, a group's post, a short message, a call. A storm of a thousand
//! is one text that names the first ones and says how many more there are.

use base::Language;

use crate::model::{Bundle, Parcel};

/// How many of a bundle's messages are named one by one.
const NAMED: usize = 40;

/// A text in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// One line.
    pub subject: String,
    /// The text, without the link.
    pub body: String,
    /// The whole address to open, when there is one for all of it.
    pub link: Option<String>,
}

/// The text of a bundle. `public_url` comes before the links' paths.
pub(crate) fn told(bundle: &Bundle, public_url: &str) -> Told {
    let first = bundle.first();
    let address = |path: &str| format!("{}{path}", public_url.trim_end_matches('/'));
    if bundle.len() == 1 {
        let body = first.body.trim_end().replace("\r\n", "\n");
        return Told { subject: one_line(&first.subject), body, link: first.path.as_deref().map(address) };
    }
    let language = language(first);
    let count = bundle.len();
    let subject = match language {
        Language::En => format!("{count} messages, first: {}", one_line(&first.subject)),
        Language::Zh => format!("{count} 条消息，首条：{}", one_line(&first.subject)),
    };
    let entries = entries(bundle);
    let mut lines: Vec<String> = entries.iter().take(NAMED).enumerate().map(|(n, entry)| entry.line(n + 1, public_url)).collect();
    let unnamed: usize = entries.iter().skip(NAMED).map(|entry| entry.times).sum();
    if unnamed > 0 {
        lines.push(match language {
            Language::En => format!("… and {unnamed} more. All of them are in Aftercare."),
            Language::Zh => format!("……另有 {unnamed} 条，请登录系统查看。"),
        });
    }
    Told { subject, body: lines.join("\n"), link: Some(address("/inbox")) }
}

/// Messages of a bundle that say the same.
struct Entry<'a> {
    subject: String,
    path: Option<&'a str>,
    times: usize,
}

impl Entry<'_> {
    fn line(&self, number: usize, public_url: &str) -> String {
        let times = if self.times > 1 { format!(" ×{}", self.times) } else { String::new() };
        let link = self.path.map_or_else(String::new, |path| format!("\n   {}{path}", public_url.trim_end_matches('/')));
        format!("{number}. {}{times}{link}", self.subject)
    }
}

fn entries(bundle: &Bundle) -> Vec<Entry<'_>> {
    let mut places = std::collections::HashMap::new();
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for parcel in bundle.parcels() {
        let (subject, path) = (one_line(&parcel.subject), parcel.path.as_deref());
        match places.get(&(subject.clone(), path)).and_then(|place: &usize| entries.get_mut(*place)) {
            Some(entry) => entry.times += 1,
            None => {
                places.insert((subject.clone(), path), entries.len());
                entries.push(Entry { subject, path, times: 1 });
            }
        }
    }
    entries
}

/// The language of a message's person.
pub(crate) fn language(parcel: &Parcel) -> Language {
    Language::from_code(&parcel.language)
}

/// A text on one line, for a name from the archive may hold anything.
pub(crate) fn one_line(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().to_owned()
}

/// The text cut to so many bytes, at a character's end, with `end` behind it when something was cut off.
pub(crate) fn cut(text: &str, most: usize, end: &str) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let keep = text.floor_char_boundary(most.saturating_sub(end.len()));
    let (kept, _) = text.split_at(keep);
    format!("{}{end}", kept.trim_end())
}

/// A short message: one line and the link. Whoever reads it finds the rest behind the link.
pub(crate) fn short(told: &Told) -> String {
    match &told.link {
        Some(link) => format!("{} {link}", told.subject),
        None => told.subject.clone(),
    }
}

#[cfg(test)]
#[path = "telling_tests.rs"]
mod tests;
