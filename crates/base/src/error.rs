//! What can go wrong, in two kinds. A [`Refusal`] is for the user: a stable code, a sentence in both languages that says what to do,
//! and the fields it is about. An internal failure is for the log: its user learns only that it happened. One place, [`crate::http`],
//! turns both into HTTP.

use std::fmt;

use crate::Text;

/// The result of whatever a room does.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something was not done.
#[derive(Debug)]
pub enum Error {
    /// The user can mend it.
    Refused(Refusal),
    /// Only we can.
    Internal(Internal),
}

/// A "no" with its reason, as the user gets to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status it is told with.
    pub status: u16,
    /// Stable, for programs: `ticket.already_acknowledged`.
    pub code: &'static str,
    /// What is wrong and what to do next.
    pub text: Text,
    /// The fields it is about, when it is about fields.
    pub fields: Vec<FieldRefusal>,
}

/// What is wrong with one field of a body or query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRefusal {
    /// Where: `visits[2].signed_by`.
    pub path: String,
    /// Stable, for programs.
    pub code: &'static str,
    /// What is wrong and what to write instead.
    pub text: Text,
}

/// A failure of ours, with the context that the log needs.
#[derive(Debug)]
pub struct Internal {
    context: String,
    database: Option<sqlx::Error>,
}

impl Internal {
    /// The driver's error, when it was one.
    pub fn database(&self) -> Option<&sqlx::Error> {
        self.database.as_ref()
    }
}

impl Refusal {
    /// A refusal without fields.
    pub fn new(status: u16, code: &'static str, text: Text) -> Refusal {
        Refusal { status, code, text, fields: Vec::new() }
    }
}

impl Error {
    /// 404: there is no such thing, or it is not this actor's. `noun` in English and Chinese: `("ticket", "工单")`.
    pub fn not_found(noun_en: &str, noun_zh: &str) -> Error {
        let text = Text::new(
            format!("There is no such {noun_en}, or it is not among those you may see."),
            format!("没有这个{noun_zh}，或者您无权查看。"),
        );
        Error::Refused(Refusal::new(404, "not_found", text))
    }

    /// 403: this actor may see it but not do this.
    pub fn forbidden(code: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Error {
        Error::Refused(Refusal::new(403, code, Text::new(en.into(), zh.into())))
    }

    /// 409: not in this state, or somebody else was first.
    pub fn conflict(code: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Error {
        Error::Refused(Refusal::new(409, code, Text::new(en.into(), zh.into())))
    }

    /// 422: the words were understood, but what they say cannot be.
    pub fn invalid(fields: Vec<FieldRefusal>) -> Error {
        let text = Text::new("Some fields need another value.", "部分内容需要修改。");
        Error::Refused(Refusal { status: 422, code: "invalid", text, fields })
    }

    /// 422 about one field.
    pub fn invalid_field(path: impl Into<String>, code: &'static str, text: Text) -> Error {
        Error::invalid(vec![FieldRefusal { path: path.into(), code, text }])
    }

    /// A failure of ours; the context goes to the log.
    pub fn internal(context: impl Into<String>) -> Error {
        Error::Internal(Internal { context: context.into(), database: None })
    }

    pub(crate) fn database(error: sqlx::Error) -> Error {
        Error::Internal(Internal { context: error.to_string(), database: Some(error) })
    }

    /// The refusal's code, or `internal`.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Refused(refusal) => refusal.code,
            Error::Internal(_) => "internal",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused(refusal) => {
                f.write_str(refusal.text.in_language(crate::Language::En))?;
                for field in &refusal.fields {
                    write!(f, " [{}: {}]", field.path, field.text.in_language(crate::Language::En))?;
                }
                Ok(())
            }
            Error::Internal(internal) => f.write_str(&internal.context),
        }
    }
}

impl std::error::Error for Error {}
