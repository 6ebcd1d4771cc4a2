//! Banners (服务标识): what a service says of itself when it answers, so that a template can be for whoever says so.

use crate::beat::Beat;
use probe::{Measurement, Value};

/// The name under which the probe tells it.
const MEASURED: &str = "banner";
/// A banner that keeps changing, because there is a clock or a counter in it, is written down no more often, in milliseconds.
const AT_MOST_EVERY: u64 = 3_600_000;
/// What is kept of one, in characters.
const LONGEST: usize = 200;

/// What a check knows of its service's banner.
#[derive(Debug, Clone, Default)]
pub(crate) struct Banner {
    /// What was written down.
    known: Option<String>,
    /// When, in this run of the program.
    written: Option<Beat>,
    /// What the last answer said, when that is something else.
    rumour: Option<String>,
}

impl Banner {
    /// What was written down earlier.
    pub(crate) fn known(banner: Option<String>) -> Banner {
        Banner { known: banner, ..Banner::default() }
    }

    /// What an answer says, when it is to be written down: what was never said before at once, something else when it is said twice in a row.
    pub(crate) fn heard(&mut self, found: &[Measurement], now: Beat) -> Option<String> {
        let said = found.iter().find(|measurement| measurement.name == MEASURED)?;
        let Value::Text(said) = &said.value else { return None };
        let said: String = said.chars().take(LONGEST).collect();
        if self.known.as_ref() == Some(&said) {
            self.rumour = None;
            return None;
        }
        let sure = self.known.is_none() || self.rumour.as_ref() == Some(&said);
        let lately = self.written.is_some_and(|written| now < written.plus(AT_MOST_EVERY));
        self.rumour = Some(said.clone());
        if !sure || lately {
            return None;
        }
        (self.known, self.written) = (Some(said.clone()), Some(now));
        Some(said)
    }
}

#[cfg(test)]
mod tests {
    use probe::Unit;

    use super::*;

    fn says(text: &str) -> Vec<Measurement> {
        vec![Measurement { name: MEASURED.to_owned(), label: None, unit: Unit::Text, value: Value::Text(text.to_owned()) }]
    }

    #[test]
    fn the_first_banner_is_news_at_once_and_another_when_said_twice() {
        let mut banner = Banner::default();
        assert_eq!(banner.heard(&[], Beat(0)), None);
        assert_eq!(banner.heard(&says("a"), Beat(1)), Some("a".to_owned()));
        assert_eq!(banner.heard(&says("a"), Beat(2)), None);
        let mut banner = Banner::known(Some("a".to_owned()));
        assert_eq!(banner.heard(&says("b"), Beat(1)), None, "once may be somebody else's");
        assert_eq!(banner.heard(&says("b"), Beat(2)), Some("b".to_owned()));
        assert_eq!(banner.heard(&says("c"), Beat(3)), None);
        assert_eq!(banner.heard(&says("c"), Beat(4)), None, "within the hour");
        assert_eq!(banner.heard(&says("c"), Beat(5 + AT_MOST_EVERY)), Some("c".to_owned()));
    }

    #[test]
    fn a_banner_with_a_clock_in_it_is_never_written_twice() {
        let mut banner = Banner::default();
        let written = (0..10_000_u64).filter(|n| banner.heard(&says(&n.to_string()), Beat(n * 30_000)).is_some()).count();
        assert_eq!(written, 1);
        assert_eq!(banner.heard(&says(&"x".repeat(300)), Beat(u64::MAX / 2)), None);
        assert_eq!(banner.heard(&says(&"x".repeat(300)), Beat(u64::MAX / 2)).map(|banner| banner.len()), Some(LONGEST));
    }
}
