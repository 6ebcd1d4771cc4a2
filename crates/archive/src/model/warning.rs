//! A warning (预警): when somebody is told of a promise before, or after, it is broken. Each is an amount of counted time: a share of the
//! target, or so much before or after it is due. So a pause moves warnings together with the due instant.

use std::fmt;
use std::str::FromStr;

use calendar::Target;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// When somebody is warned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Warning {
    /// `75%`: when this share of the target is used up, in hundredths, 1 to 99.
    Used(u8),
    /// `-30m`: this long before it is due, in milliseconds of counted time.
    Before(i64),
    /// `+1h`: this long after it was due, in milliseconds of counted time.
    After(i64),
}

impl Warning {
    /// At how much counted time it stands, for a target in milliseconds.
    pub fn amount(self, target: i64) -> i64 {
        match self {
            Warning::Used(percent) => target.saturating_mul(i64::from(percent)) / 100,
            Warning::Before(before) => target.saturating_sub(before).max(0),
            Warning::After(after) => target.saturating_add(after),
        }
    }

    /// Whether it comes after the breach.
    pub fn is_late(self) -> bool {
        matches!(self, Warning::After(_))
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::Used(percent) => write!(f, "{percent}%"),
            Warning::Before(before) => write!(f, "-{}", Target::Service(*before)),
            Warning::After(after) => write!(f, "+{}", Target::Service(*after)),
        }
    }
}

/// A text that is no warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoWarning(pub String);

impl fmt::Display for NoWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is no warning: write a share (75%), a time before (-30m) or after (+1h)", self.0)
    }
}

impl std::error::Error for NoWarning {}

impl FromStr for Warning {
    type Err = NoWarning;

    fn from_str(given: &str) -> Result<Warning, NoWarning> {
        let refused = || NoWarning(given.to_owned());
        let text = given.trim();
        let span = |text: &str| match text.parse() {
            Ok(Target::Service(milliseconds)) => Ok(milliseconds),
            _ => Err(refused()),
        };
        if let Some(percent) = text.strip_suffix('%') {
            let known = percent.bytes().all(|byte| byte.is_ascii_digit());
            let percent = percent.parse().ok().filter(|percent| known && (1..=99).contains(percent));
            return percent.map(Warning::Used).ok_or_else(refused);
        }
        match text.strip_prefix(['-', '−']) {
            Some(before) => span(before).map(Warning::Before),
            None => span(text.strip_prefix('+').ok_or_else(refused)?).map(Warning::After),
        }
    }
}

impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Warning {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Warning, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_reads_back_as_it_was_written() {
        for text in ["75%", "1%", "99%", "-30m", "+1h", "-1h30m"] {
            assert_eq!(text.parse::<Warning>().map(|warning| warning.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "0%", "100%", "+75%", "7.5%", "%", "30m", "-3wd", "--5m", "+", "-wall:1h", "256%"] {
            assert!(text.parse::<Warning>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_warning_stands_at_an_amount_of_counted_time() {
        let hour = 3_600_000;
        assert_eq!(Warning::Used(75).amount(4 * hour), 3 * hour);
        assert_eq!(Warning::Before(hour).amount(4 * hour), 3 * hour);
        assert_eq!(Warning::Before(5 * hour).amount(4 * hour), 0);
        assert_eq!(Warning::After(hour).amount(4 * hour), 5 * hour);
    }
}
