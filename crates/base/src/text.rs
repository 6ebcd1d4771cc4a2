//! A text for the user in both languages of the service. Whoever writes a sentence writes it twice, side by side, so that neither
//! language can be forgotten.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The two languages of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// 中文
    Zh,
    /// English
    En,
}

impl Language {
    /// The language an `Accept-Language` header asks for: Chinese when it stands before English, English otherwise.
    pub fn accepted(header: &str) -> Language {
        for part in header.split(',') {
            let tag = part.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
            if tag.starts_with("zh") {
                return Language::Zh;
            }
            if tag.starts_with("en") {
                return Language::En;
            }
        }
        Language::En
    }

    /// `zh` or `en`, as stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            Language::Zh => "zh",
            Language::En => "en",
        }
    }

    /// The language of a stored code; anything but `en` reads as Chinese, the language of the installed base.
    pub fn from_code(code: &str) -> Language {
        if code == "en" { Language::En } else { Language::Zh }
    }
}

/// One sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    en: Cow<'static, str>,
    zh: Cow<'static, str>,
}

impl Text {
    /// The sentence in English and in Chinese, in this order.
    pub fn new(en: impl Into<Cow<'static, str>>, zh: impl Into<Cow<'static, str>>) -> Text {
        Text { en: en.into(), zh: zh.into() }
    }

    /// The sentence in the language of the reader.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_of_the_header_wins() {
        let cases =
            [("zh-CN,zh;q=0.9,en;q=0.8", Language::Zh), ("en-GB,zh;q=0.5", Language::En), ("fr,zh", Language::Zh), ("", Language::En)];
        for (header, expected) in cases {
            assert_eq!(Language::accepted(header), expected, "{header}");
        }
    }
}
