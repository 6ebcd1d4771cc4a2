//! An action on the wire, with why it may not be done.

use base::Language;
use serde::Serialize;
use utoipa::ToSchema;

use crate::rules::actions::{Action, WhyNot};

/// An action and whether whoever asks may do it now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActionItem {
    /// Which.
    pub action: Action,
    /// Whether it may be done.
    pub allowed: bool,
    /// Why not.
    pub why_not: Option<WhyNotItem>,
}

/// Why an action may not be done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WhyNotItem {
    /// Stable, for programs; the same code that the action is refused with.
    pub code: String,
    /// What to do instead.
    pub detail: String,
}

impl WhyNotItem {
    /// The reason in the reader's language.
    pub(crate) fn of(why: &WhyNot, language: Language) -> WhyNotItem {
        WhyNotItem { code: why.code.to_owned(), detail: why.text.in_language(language).to_owned() }
    }
}
