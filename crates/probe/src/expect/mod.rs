//! What people expect of an answer, entered together with the question. The probe does not judge: it says which expectation does not hold
//! and what was found instead, and the watch makes of it what it will.

mod json_path;
mod pattern;
mod scalar;
mod test;

pub use json_path::JsonPath;
pub use pattern::Pattern;
pub use scalar::Scalar;
pub use test::{Phrase, Test};

use crate::bounded::Few;
use crate::outcome::{Broken, one_line};

/// At most twenty expectations: more are a program, and belong into one.
pub type Expectations<T> = Few<T, 0, 20>;

/// How much of what was found is told, in characters.
const LONGEST_FOUND: usize = 120;

impl Broken {
    /// `thing` was to pass `test`, but is `found`; nothing when it was not to be found at all.
    pub(crate) fn new((thing_en, thing_zh): (&str, &str), test: &Test, found: Option<&str>) -> Self {
        let (wish_en, wish_zh) = test.wish();
        Self::told((thing_en, thing_zh), (&wish_en, &wish_zh), found)
    }

    /// The same, for a wish in words: “be NOERROR”, “为 NOERROR”.
    pub(crate) fn told((thing_en, thing_zh): (&str, &str), (wish_en, wish_zh): (&str, &str), found: Option<&str>) -> Self {
        let (found_en, found_zh) = match found.map(brief) {
            Some(found) => (format!("it is “{found}”"), format!("实际为“{found}”")),
            None => ("there is none".to_owned(), "实际没有".to_owned()),
        };
        Self {
            text_en: format!("{thing_en} should {wish_en}, but {found_en}."), text_zh: format!("{thing_zh}应{wish_zh}，{found_zh}。")
        }
    }
}

/// The beginning of what was found, in one line.
fn brief(text: &str) -> String {
    let line = one_line(text.get(..text.floor_char_boundary(4 * LONGEST_FOUND)).unwrap_or_default());
    if line.chars().count() > LONGEST_FOUND { line.chars().take(LONGEST_FOUND).chain(['…']).collect() } else { line }
}
