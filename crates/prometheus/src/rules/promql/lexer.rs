//! From a text to words.

use super::Unparsable;

/// A word of PromQL.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A name or a keyword.
    Name(String),
    Number(f64),
    /// A duration: digits with units.
    Duration(i64),
    Text(String),
    /// Signs: `(`, `==`, `=~` …
    Sign(&'static str),
}

/// The signs, the longer ones first.
const SIGNS: [&str; 24] =
    ["==", "!=", "=~", "!~", "<=", ">=", "(", ")", "{", "}", "[", "]", ",", ":", "+", "-", "*", "/", "%", "^", "<", ">", "=", "@"];

/// The words with the place of each, in characters.
pub(super) fn words(text: &str) -> Result<Vec<(usize, Token)>, Unparsable> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut in_brackets = false;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or_default();
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        if first == '#' {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        let (token, length) = word(rest, in_brackets).map_err(|why| Unparsable { at, why })?;
        match token {
            Token::Sign("[") => in_brackets = true,
            Token::Sign("]") => in_brackets = false,
            _ => {}
        }
        found.push((at, token));
        at += length;
    }
    Ok(found)
}

fn word(rest: &str, in_brackets: bool) -> Result<(Token, usize), String> {
    let first = rest.chars().next().unwrap_or_default();
    if matches!(first, '"' | '\'' | '`') {
        return quoted(rest, first);
    }
    if first.is_ascii_digit() || (first == '.' && rest.chars().nth(1).is_some_and(|next| next.is_ascii_digit())) {
        return number(rest);
    }
    // Within brackets the colon divides a subquery's range from its step.
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || (letter == ':' && !in_brackets);
    if is_name(first) && first != ':' || (first == ':' && !in_brackets && rest.len() > 1 && rest.chars().nth(1).is_some_and(is_name)) {
        let length = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
        return Ok((Token::Name(rest.get(..length).unwrap_or_default().to_owned()), length));
    }
    let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
    sign.map(|sign| (Token::Sign(sign), sign.len())).ok_or_else(|| format!("unexpected character: {first:?}"))
}

fn number(rest: &str) -> Result<(Token, usize), String> {
    if let Some(digits) = rest.strip_prefix("0x").or_else(|| rest.strip_prefix("0X")) {
        let length = digits.find(|letter: char| !letter.is_ascii_hexdigit()).unwrap_or(digits.len());
        let value = u64::from_str_radix(digits.get(..length).unwrap_or_default(), 16).map_err(|_| "bad number".to_owned())?;
        return Ok((Token::Number(value as f64), length + 2));
    }
    let mut length = 0;
    let mut before = ' ';
    for letter in rest.chars() {
        let exponent = matches!(letter, '+' | '-') && matches!(before, 'e' | 'E') && !rest.get(..length).is_some_and(is_duration);
        if !(letter.is_ascii_alphanumeric() || letter == '.' || exponent) {
            break;
        }
        length += letter.len_utf8();
        before = letter;
    }
    let text = rest.get(..length).unwrap_or_default();
    if let Ok(value) = text.parse::<f64>() {
        return Ok((Token::Number(value), length));
    }
    match super::milliseconds(text) {
        Some(duration) => Ok((Token::Duration(duration), length)),
        None => Err(format!("bad number or duration: {text:?}")),
    }
}

fn is_duration(text: &str) -> bool {
    super::milliseconds(text).is_some() && text.parse::<f64>().is_err()
}

fn quoted(rest: &str, quote: char) -> Result<(Token, usize), String> {
    let mut found = String::new();
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        if letter == quote {
            return Ok((Token::Text(found), at + letter.len_utf8()));
        }
        if letter != '\\' || quote == '`' {
            found.push(letter);
            continue;
        }
        match letters.next() {
            Some((_, 'n')) => found.push('\n'),
            Some((_, 't')) => found.push('\t'),
            Some((_, 'r')) => found.push('\r'),
            Some((_, same @ ('\\' | '"' | '\'' | '`'))) => found.push(same),
            _ => return Err("unknown escape sequence in a string".to_owned()),
        }
    }
    Err("unterminated quoted string".to_owned())
}
