//! One line of the text exposition format 0.0.4, or of OpenMetrics.

/// A sample.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sample<'a> {
    pub(super) metric: &'a str,
    pub(super) labels: Vec<(&'a str, String)>,
    /// May be infinite or not a number.
    pub(super) value: f64,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line<'a> {
    /// Nothing of interest: empty, a comment, help.
    Nothing,
    /// The metrics that follow are of this family and type.
    Type(&'a str, &'a str),
    Sample(Sample<'a>),
}

/// The most labels that one sample may have.
const MOST_LABELS: usize = 64;

/// Reads a line without its line break; nothing when it cannot be read.
pub(super) fn read(line: &str) -> Option<Line<'_>> {
    let line = line.trim();
    if let Some(comment) = line.strip_prefix('#') {
        let mut words = comment.split_whitespace();
        return Some(match (words.next(), words.next(), words.next()) {
            (Some("TYPE"), Some(family), Some(kind)) => Line::Type(family, kind),
            _ => Line::Nothing,
        });
    }
    if line.is_empty() {
        return Some(Line::Nothing);
    }
    let (metric, rest) = word(line, |byte| byte == b':')?;
    let mut rest = rest.trim_start();
    let mut labels = Vec::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside.trim_start();
        while !rest.starts_with('}') {
            let (name, after) = word(rest, |_| false)?;
            let quoted = after.trim_start().strip_prefix('=')?.trim_start().strip_prefix('"')?;
            let (value, after) = quoted_to_end(quoted)?;
            if labels.len() == MOST_LABELS {
                return None;
            }
            labels.push((name, value));
            let after = after.trim_start();
            rest = match after.strip_prefix(',') {
                Some(more) => more.trim_start(),
                None if after.starts_with('}') => after,
                None => return None,
            };
        }
        rest = rest.strip_prefix('}')?;
    }
    // After the value may come a time and, in OpenMetrics, an exemplar.
    let value = rest.split_whitespace().next()?.parse().ok()?;
    Some(Line::Sample(Sample { metric, labels, value }))
}

/// The name at the beginning, and the rest.
fn word(text: &str, also: impl Fn(u8) -> bool) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'_' || also(byte))).unwrap_or(text.len());
    if end == 0 || text.starts_with(|first: char| first.is_ascii_digit()) { None } else { text.split_at_checked(end) }
}

/// The text up to the closing quotation mark, without its escapes, and what follows the mark.
fn quoted_to_end(text: &str) -> Option<(String, &str)> {
    let mut read = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((read, text.get(at + 1..)?)),
            '\\' => match letters.next()?.1 {
                'n' => read.push('\n'),
                other => read.push(other),
            },
            other => read.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample(line: &str) -> (String, Vec<(String, String)>, f64) {
        let Some(Line::Sample(sample)) = read(line) else { panic!("{line}") };
        let labels = sample.labels.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        (sample.metric.to_owned(), labels, sample.value)
    }

    #[test]
    fn samples_are_read_as_they_are_written() {
        let one = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        for (line, metric, labels, value) in [
            ("up 1", "up", vec![], 1.0),
            ("up{} 1 1700000000000", "up", vec![], 1.0),
            ("job:up:sum{instance=\"a\",} -2.5e3", "job:up:sum", one("instance", "a"), -2500.0),
            ("x { l = \"a\\\\b\\\"c\\nd,}\" } +Inf", "x", one("l", "a\\b\"c\nd,}"), f64::INFINITY),
            ("h_bucket{le=\"0.1\"} 8 # {trace_id=\"x\"} 0.067", "h_bucket", one("le", "0.1"), 8.0),
        ] {
            assert_eq!(sample(line), (metric.to_owned(), labels, value), "{line}");
        }
        assert!(sample("x NaN").2.is_nan());
        assert_eq!(read("# TYPE up gauge"), Some(Line::Type("up", "gauge")));
        assert_eq!(read("# HELP up is it?"), Some(Line::Nothing));
        assert_eq!(read("# EOF"), Some(Line::Nothing));
        for rubbish in ["<html>", "up", "up one", "up{a=\"b} 1", "up{a=b} 1", "up{a=\"b\" c=\"d\"} 1", "1up 1", "{a=\"b\"} 1"] {
            assert_eq!(read(rubbish), None, "{rubbish}");
        }
    }

    proptest! {
        #[test]
        fn no_line_makes_it_panic(line in "\\PC{0,80}|[a-z_]{1,5}\\{[a-z=\",\\\\ }]{0,30}") {
            read(&line);
        }

        #[test]
        fn any_label_is_read_back(value in "\\PC{0,40}", number in -1e9f64..1e9) {
            let escaped = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let line = format!("m{{l=\"{escaped}\"}} {number}");
            prop_assert_eq!(sample(&line), ("m".to_owned(), vec![("l".to_owned(), value)], number));
        }
    }
}
