//! PromQL: from a text to an expression. Only the language is known here, no data.

pub(crate) mod ast;
mod duration;
mod lexer;
mod parser;
#[cfg(test)]
mod parser_tests;

pub(crate) use duration::milliseconds;
pub(crate) use parser::parse;

/// What is wrong with a text, and after how many characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unparsable {
    pub(crate) at: usize,
    pub(crate) why: String,
}

impl std::fmt::Display for Unparsable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "1:{}: parse error: {}", self.at + 1, self.why)
    }
}
