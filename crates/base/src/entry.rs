//! What a person entered, checked at the edge: every fault of a form at once, each by the path of its field.

use crate::{Error, FieldRefusal, Result, Text};

/// The longest line: a title, a name.
pub const LINE: usize = 200;
/// The longest text: a description, a reason, a note.
pub const TEXT: usize = 4000;

/// Collects what is wrong with a form.
#[derive(Debug, Default)]
pub struct Entry {
    wrong: Vec<FieldRefusal>,
}

impl Entry {
    /// Nothing wrong yet.
    pub fn new() -> Entry {
        Entry::default()
    }

    /// A text that must say something, without the blanks around it.
    pub fn text(&mut self, path: &str, value: &str, longest: usize) -> String {
        let value = value.trim();
        if value.is_empty() {
            self.refuse(path, "value.missing", Text::new("Write something here.", "请填写此项。"));
        }
        if value.chars().count() > longest {
            self.refuse(
                path,
                "value.too_long",
                Text::new(format!("Write at most {longest} characters."), format!("请不要超过 {longest} 个字符。")),
            );
        }
        if value.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')) {
            self.refuse(path, "value.control_character", Text::new("Leave out control characters.", "请勿包含控制字符。"));
        }
        value.to_owned()
    }

    /// A text that may be absent or empty.
    pub fn maybe_text(&mut self, path: &str, value: Option<&str>, longest: usize) -> Option<String> {
        let value = value.map(str::trim).filter(|value| !value.is_empty())?;
        Some(self.text(path, value, longest))
    }

    /// Something else is wrong with a field.
    pub fn refuse(&mut self, path: &str, code: &'static str, text: Text) {
        self.wrong.push(FieldRefusal { path: path.to_owned(), code, text });
    }

    /// Refuses when anything was wrong.
    pub fn done(self) -> Result<()> {
        if self.wrong.is_empty() { Ok(()) } else { Err(Error::invalid(self.wrong)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_refused_with_everything_that_is_wrong() {
        let mut entry = Entry::new();
        assert_eq!(entry.text("title", "  画面中断 ", 4), "画面中断");
        entry.text("reason", " \n ", TEXT);
        entry.text("text", "五个字五个", 4);
        entry.text("name", "a\u{0}b", LINE);
        assert_eq!(entry.maybe_text("comment", Some("  "), LINE), None);
        let Err(Error::Refused(refusal)) = entry.done() else { panic!("nothing was refused") };
        let wrong: Vec<(&str, &str)> = refusal.fields.iter().map(|field| (field.path.as_str(), field.code)).collect();
        assert_eq!(wrong, [("reason", "value.missing"), ("text", "value.too_long"), ("name", "value.control_character")]);
    }
}
