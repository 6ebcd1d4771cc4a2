//! What is wrong with a file, line by line.

use base::Text;

use crate::rules::Wrong;

/// How many errors are told; the rest is counted.
const MOST: usize = 1000;
/// How many errors get a "did you mean": looking for likely words is slow, and a file with more mistakes than this has one cause.
const SUGGESTIONS: usize = 20;

/// The longest word that gets one, in bytes.
const LONGEST_WORD: usize = 200;

/// What is wrong with one cell or line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LineError {
    /// The line in the file, from 1, the heading included.
    pub(crate) line: u64,
    /// The heading of the column, as the file writes it.
    pub(crate) column: Option<String>,
    /// Stable, for programs.
    pub(crate) code: &'static str,
    /// What is wrong and what to write instead.
    pub(crate) text: Text,
}

/// Everything that is wrong with a file: the first thousand, and how many in all.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    told: Vec<LineError>,
    total: usize,
}

impl Errors {
    pub(crate) fn add(&mut self, line: u64, column: Option<&str>, wrong: Wrong) {
        self.total += 1;
        if self.told.len() < MOST {
            self.told.push(LineError { line, column: column.map(str::to_owned), code: wrong.code, text: wrong.text });
        }
    }

    pub(crate) fn total(&self) -> usize {
        self.total
    }

    /// The errors in the order of their lines.
    pub(crate) fn into_sorted(mut self) -> Vec<LineError> {
        self.told.sort_by_key(|error| error.line);
        self.told
    }

    /// The likeliest of `known` for a word that is none of them.
    pub(crate) fn likely<'a>(&self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        if self.total >= SUGGESTIONS || word.len() > LONGEST_WORD {
            return None;
        }
        let word = word.to_lowercase();
        known
            .into_iter()
            .take(10_000)
            .map(|candidate| (strsim::jaro_winkler(&word, &candidate.to_lowercase()), candidate))
            .filter(|(likeness, _)| *likeness > 0.75)
            .max_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, candidate)| candidate)
    }
}

/// A word of the file as an error repeats it: its beginning, should the "word" be half the file.
pub(crate) fn shown(word: &str) -> String {
    match word.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", word.get(..end).unwrap_or_default()),
        None => word.to_owned(),
    }
}

/// ` Did you mean “…”?` in both languages, or nothing.
pub(crate) fn did_you_mean(likely: Option<&str>) -> (String, String) {
    likely.map_or_else(Default::default, |word| (format!(" Did you mean “{word}”?"), format!("是否应为“{word}”？")))
}
