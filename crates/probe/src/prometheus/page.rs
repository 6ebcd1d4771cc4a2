//! A page of metrics as it streams by: what is wanted is kept, the rest is forgotten at once, so that a page of any length takes no memory.

use std::ops::ControlFlow;

use serde_json::Value as Json;

use super::line::{self, Line, Sample};
use super::wanted::{Expectation, Wanted};
use crate::outcome::{Broken, CounterWidth, Measurement, Value, one_line};

/// How long one line may be, in bytes. A longer one is passed over.
const LONGEST_LINE: usize = 64 << 10;
/// How long a page may be, in bytes.
const LONGEST_PAGE: usize = 64 << 20;
/// How many measurements one page may give.
pub(super) const MOST_MEASUREMENTS: usize = 1000;

/// What was found so far.
pub(super) struct Page<'a> {
    wanted: &'a [Wanted],
    expected: Vec<Expected<'a>>,
    /// The beginning of a line whose end has not come yet.
    unfinished: Vec<u8>,
    /// Whether that line is too long and passed over.
    skipping: bool,
    family: Option<(String, String)>,
    length: usize,
    pub(super) samples: usize,
    pub(super) found: Vec<Measurement>,
    /// Whether all of the page was read and all that was wanted kept.
    pub(super) complete: bool,
}

struct Expected<'a> {
    expectation: &'a Expectation,
    seen: bool,
    /// The first sample that does not pass.
    wrong: Option<(String, String)>,
}

impl<'a> Page<'a> {
    pub(super) fn new(wanted: &'a [Wanted], expectations: &'a [Expectation]) -> Self {
        Self {
            wanted,
            expected: expectations.iter().map(|expectation| Expected { expectation, seen: false, wrong: None }).collect(),
            unfinished: Vec::new(),
            skipping: false,
            family: None,
            length: 0,
            samples: 0,
            found: Vec::new(),
            complete: true,
        }
    }

    /// Takes the next part of the page.
    pub(super) fn take(&mut self, part: &[u8]) -> ControlFlow<()> {
        self.length += part.len();
        let mut lines = part.split(|byte| *byte == b'\n').peekable();
        while let Some(piece) = lines.next() {
            let ends = lines.peek().is_some();
            if self.unfinished.len() + piece.len() > LONGEST_LINE {
                (self.skipping, self.complete) = (true, false);
            }
            if !self.skipping && ends && self.unfinished.is_empty() {
                self.line(piece);
            } else if !self.skipping {
                self.unfinished.extend_from_slice(piece);
            }
            if ends {
                self.end();
            }
        }
        if self.length > LONGEST_PAGE {
            self.complete = false;
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// The line, or the page, is over.
    pub(super) fn end(&mut self) {
        let line = std::mem::take(&mut self.unfinished);
        if !std::mem::take(&mut self.skipping) && !line.is_empty() {
            self.line(&line);
        }
    }

    fn line(&mut self, bytes: &[u8]) {
        match std::str::from_utf8(bytes).ok().and_then(line::read) {
            Some(Line::Sample(sample)) => self.sample(&sample),
            Some(Line::Type(family, kind)) => self.family = Some((family.to_owned(), kind.to_owned())),
            Some(Line::Nothing) | None => {}
        }
    }

    fn sample(&mut self, sample: &Sample<'_>) {
        self.samples += 1;
        for wanted in self.wanted.iter().filter(|wanted| wanted.metric.as_str() == sample.metric && wanted.labels.choose(sample)) {
            if self.found.len() >= MOST_MEASUREMENTS {
                self.complete = false;
                break;
            }
            let Some(value) = value_of(sample, self.counts(sample.metric)) else { continue };
            let name = wanted.name.as_ref().map_or(sample.metric, |name| name.as_str()).to_owned();
            self.found.push(Measurement { name, label: label_of(wanted, sample), unit: wanted.unit, value });
        }
        for expected in &mut self.expected {
            let Expectation { metric, labels, is } = expected.expectation;
            if metric.as_str() == sample.metric && labels.choose(sample) {
                expected.seen = true;
                let found = serde_json::Number::from_f64(sample.value).map_or_else(|| Json::from(sample.value.to_string()), Json::Number);
                if expected.wrong.is_none() && !is.holds(&found) {
                    expected.wrong =
                        Some((all_labels(sample).map(|labels| format!("{{{labels}}}")).unwrap_or_default(), sample.value.to_string()));
                }
            }
        }
    }

    /// Whether this metric only grows.
    fn counts(&self, metric: &str) -> bool {
        let Some((family, kind)) = &self.family else { return false };
        let Some(suffix) = metric.strip_prefix(family.as_str()) else { return false };
        match kind.as_str() {
            "counter" => suffix.is_empty() || suffix == "_total",
            "histogram" | "summary" => suffix == "_bucket" || suffix == "_count",
            _ => false,
        }
    }

    pub(super) fn broken(self) -> Vec<Broken> {
        let told = |expected: Expected<'_>| {
            let metric = expected.expectation.metric.as_str();
            match expected {
                Expected { wrong: Some((labels, found)), expectation, .. } => {
                    let thing = format!("{metric}{labels}");
                    Some(Broken::new((&thing, &thing), &expectation.is, Some(&found)))
                }
                Expected { seen: false, expectation, .. } => Some(Broken::new((metric, metric), &expectation.is, None)),
                _ => None,
            }
        };
        self.expected.into_iter().filter_map(told).collect()
    }
}

/// The value; nothing when it is infinite or not a number.
fn value_of(sample: &Sample<'_>, counts: bool) -> Option<Value> {
    // Up to 2⁵³ a whole number of the exporter is a whole number here.
    if counts && sample.value.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(&sample.value) {
        return Some(Value::Counter(sample.value as u64, CounterWidth::Bits64));
    }
    sample.value.is_finite().then_some(Value::Number(sample.value))
}

fn label_of(wanted: &Wanted, sample: &Sample<'_>) -> Option<String> {
    match &wanted.label_by {
        None => all_labels(sample),
        Some(names) => {
            let value = |name: &str| sample.labels.iter().find(|(label, _)| *label == name).map_or("", |(_, value)| value.as_str());
            Some(one_line(&names.iter().map(|name| value(name.as_str())).collect::<Vec<_>>().join(",")))
        }
    }
}

fn all_labels(sample: &Sample<'_>) -> Option<String> {
    let all: Vec<_> = sample.labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
    (!all.is_empty()).then(|| one_line(&all.join(",")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn wanted() -> Vec<Wanted> {
        serde_json::from_value(json!([{"metric": "a"}, {"metric": "b_total", "label_by": ["x"]}])).unwrap()
    }

    const PAGE: &str =
        "# TYPE a gauge\na{x=\"1\",y=\"2\"} 1.5\na NaN\n# TYPE b counter\nb_total{x=\"q\"} 7\nb_total{x=\"r\"} 7.5\nc 9\na 3";

    proptest! {
        #[test]
        fn a_page_reads_the_same_however_it_is_cut(cuts in proptest::collection::vec(0usize..110, 0..6)) {
            let read = |cuts: &[usize]| {
                let wanted = wanted();
                let mut page = Page::new(&wanted, &[]);
                let mut from = 0;
                for &cut in cuts {
                    let cut = cut.clamp(from, PAGE.len());
                    let _ = page.take(&PAGE.as_bytes()[from..cut]);
                    from = cut;
                }
                let _ = page.take(&PAGE.as_bytes()[from..]);
                page.end();
                (page.samples, page.found)
            };
            let mut cuts = cuts;
            cuts.sort();
            let whole = read(&[]);
            prop_assert_eq!(whole.0, 6);
            prop_assert_eq!(whole.1.len(), 4);
            prop_assert_eq!(&whole.1[1].value, &Value::Counter(7, CounterWidth::Bits64));
            prop_assert_eq!(whole.1[1].label.as_deref(), Some("q"));
            prop_assert_eq!(&whole.1[2].value, &Value::Number(7.5));
            prop_assert_eq!(read(&cuts), whole);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let wanted = wanted();
            let mut page = Page::new(&wanted, &[]);
            let _ = page.take(&bytes);
            page.end();
        }
    }

    #[test]
    fn an_endless_line_takes_no_memory_and_hides_nothing_else() {
        let wanted = wanted();
        let mut page = Page::new(&wanted, &[]);
        for _ in 0..100 {
            let _ = page.take(&[b'x'; 8192]);
            assert!(page.unfinished.len() <= LONGEST_LINE);
        }
        let _ = page.take(b"\na 1\n");
        assert_eq!((page.samples, page.complete), (1, false));
    }
}
