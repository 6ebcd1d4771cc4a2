//! A sentence in both languages as it stands in the journal and in a row.

use base::{Language, Text};
use serde::{Deserialize, Serialize};

/// One sentence in English and in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Words {
    /// The sentence in English and in Chinese, in this order.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Words {
        Words { en: en.into(), zh: zh.into() }
    }

    /// What a person wrote: the same in both languages.
    pub fn same(text: &str) -> Words {
        Words::new(text, text)
    }

    /// The sentence in the language of the reader.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

impl From<Words> for Text {
    fn from(words: Words) -> Text {
        Text::new(words.en, words.zh)
    }
}

impl From<&Text> for Words {
    fn from(text: &Text) -> Words {
        Words::new(text.in_language(Language::En), text.in_language(Language::Zh))
    }
}
