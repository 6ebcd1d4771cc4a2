//! How a rule says no: a code and a sentence in both languages. Whoever asked knows where the value stood and adds that.

use base::{Error, FieldRefusal, Result, Text};

/// Why a value is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// Stable, for programs.
    pub(crate) code: &'static str,
    /// What is wrong and what to write instead.
    pub(crate) text: Text,
}

impl Wrong {
    pub(crate) fn new(code: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Wrong {
        Wrong { code, text: Text::new(en.into(), zh.into()) }
    }
}

/// The fields of one body, checked one after the other, so that the user learns of everything that is wrong at once.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    refusals: Vec<FieldRefusal>,
}

impl Fields {
    /// Takes the value of the field, or notes what is wrong with it and takes the fallback, which [`Fields::finish`] keeps from being used.
    pub(crate) fn take<T: Default>(&mut self, path: &str, checked: Result<T, Wrong>) -> T {
        checked.unwrap_or_else(|wrong| {
            self.refuse(path, wrong);
            T::default()
        })
    }

    /// Notes what is wrong with a field.
    pub(crate) fn refuse(&mut self, path: impl Into<String>, wrong: Wrong) {
        self.refusals.push(FieldRefusal { path: path.into(), code: wrong.code, text: wrong.text });
    }

    /// Refuses when anything was wrong.
    pub(crate) fn finish(self) -> Result<()> {
        if self.refusals.is_empty() { Ok(()) } else { Err(Error::invalid(self.refusals)) }
    }
}
