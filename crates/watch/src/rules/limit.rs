//! When a measured value is more than it should be: for how long it has been, and when it is well again. Pure: time and what is expected
//! are given.

use base::{Text, Timestamp};
use serde::{Deserialize, Serialize};

/// What is held against a value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = AlertCondition)]
pub(crate) enum When {
    /// Greater than `value`; well again at `clear` or less, which is `value` when absent.
    Above { value: f64, clear: Option<f64> },
    /// Less than `value`; well again at `clear` or more, which is `value` when absent.
    Below { value: f64, clear: Option<f64> },
    /// The device answers, but without this measurement.
    Absent,
    /// Further from what is usual at this hour of the week than `spread` times what it usually varies by.
    Unusual { spread: f64, side: Side },
    /// Goes on as in the last two weeks, it will reach `value` within so many days, as sure as `confidence` (0 to 1) says.
    Reaches { value: f64, within_days: f64, confidence: f64 },
}

/// On which side of what is usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AlertSide)]
pub(crate) enum Side {
    /// Too much and too little.
    #[default]
    Both,
    /// Too much only.
    Above,
    /// Too little only.
    Below,
}

/// What the past makes one expect of a value now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Expected {
    /// What is usual at this hour of the week, and by how much it varies.
    Usual { mean: f64, deviation: f64 },
    /// When it will reach the value asked about, and how sure that is.
    Reached { at: Timestamp, confidence: f64 },
}

impl When {
    /// Whether this needs the past, and not only the value.
    pub(crate) fn needs_past(&self) -> bool {
        matches!(self, When::Unusual { .. } | When::Reaches { .. })
    }

    /// The field whose number makes no sense, and why.
    pub(crate) fn refusal(&self) -> Option<(&'static str, Text)> {
        let (field, en, zh) = match *self {
            When::Above { value, clear: Some(clear) } if clear > value => {
                ("clear", "It is well again at the limit or below it.", "恢复值不能高于阈值。")
            }
            When::Below { value, clear: Some(clear) } if clear < value => {
                ("clear", "It is well again at the limit or above it.", "恢复值不能低于阈值。")
            }
            When::Unusual { spread, .. } if !(1.0..=20.0).contains(&spread) => {
                ("spread", "From 1 to 20 times what it usually varies by.", "请填写 1 至 20 倍。")
            }
            When::Reaches { within_days, .. } if !(0.1..=365.0).contains(&within_days) => {
                ("within_days", "From 0.1 to 365 days.", "请填写 0.1 至 365 天。")
            }
            When::Reaches { confidence, .. } if !(0.0..=1.0).contains(&confidence) => ("confidence", "From 0 to 1.", "请填写 0 至 1。"),
            _ => return None,
        };
        Some((field, Text::new(en, zh)))
    }

    /// Whether `value` is not as it should be; `broken` is whether it was not until now. `None` when nothing can be said.
    pub(crate) fn is_broken(&self, value: Option<f64>, expected: Option<Expected>, now: Timestamp, broken: bool) -> Option<bool> {
        match (*self, value, expected) {
            (When::Absent, value, _) => Some(value.is_none()),
            (_, None, _) => None,
            (When::Above { value: limit, clear }, Some(value), _) => Some(value > if broken { clear.unwrap_or(limit) } else { limit }),
            (When::Below { value: limit, clear }, Some(value), _) => Some(value < if broken { clear.unwrap_or(limit) } else { limit }),
            (When::Unusual { spread, side }, Some(value), Some(Expected::Usual { mean, deviation })) => {
                let (above, below) = (value > mean + spread * deviation, value < mean - spread * deviation);
                Some((above && side != Side::Below) || (below && side != Side::Above))
            }
            (When::Reaches { within_days, confidence, .. }, Some(_), Some(Expected::Reached { at, confidence: sure })) => {
                Some(sure >= confidence && at <= now.plus_seconds((within_days * 86_400.0) as i64))
            }
            // Nothing is known of the past: nothing is said of now.
            (When::Unusual { .. } | When::Reaches { .. }, ..) => Some(false),
        }
    }
}

/// How one value stands with one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Standing {
    /// Since when it is not as it should be: milliseconds of whatever the caller counts by.
    pub(crate) since: Option<i64>,
    /// Whether that has lasted long enough to be told.
    pub(crate) broken: bool,
}

impl Standing {
    /// How it stands after one more value. `now` are milliseconds that only grow: a clock that is set must not make a value last an hour.
    pub(crate) fn observe(self, bad: Option<bool>, now: i64, for_seconds: u32) -> Standing {
        match bad {
            None => self,
            Some(false) => Standing::default(),
            Some(true) => {
                let since = self.since.unwrap_or(now);
                let long_enough = now.saturating_sub(since) >= i64::from(for_seconds) * 1000;
                Standing { since: Some(since), broken: self.broken || long_enough }
            }
        }
    }
}

/// What is told of a broken rule: `Packet loss: loss is 35 %, above 20 %.`
pub(crate) fn told(name: &str, what: &str, unit: &str, value: Option<f64>, when: &When, expected: Option<Expected>) -> Text {
    let show = |value: f64| shown(value, unit);
    let is = value.map(show).unwrap_or_default();
    let (en, zh) = match (*when, expected) {
        (When::Above { value, .. }, _) => (format!("is {is}, above {}", show(value)), format!("为 {is}，高于 {}", show(value))),
        (When::Below { value, .. }, _) => (format!("is {is}, below {}", show(value)), format!("为 {is}，低于 {}", show(value))),
        (When::Absent, _) => ("is not measured any more".to_owned(), "不再有测量值".to_owned()),
        (When::Unusual { .. }, Some(Expected::Usual { mean, .. })) => {
            (format!("is {is}, at this hour of the week usually {}", show(mean)), format!("为 {is}，每周此时段通常为 {}", show(mean)))
        }
        (When::Reaches { value, .. }, Some(Expected::Reached { at, confidence })) => {
            let (date, sure) = (at.date_in("UTC"), (confidence * 100.0).floor());
            (
                format!("is {is} and will reach {} about {date} ({sure} % sure)", show(value)),
                format!("为 {is}，预计 {date} 前后达到 {}（置信度 {sure}%）", show(value)),
            )
        }
        _ => (format!("is {is}"), format!("为 {is}")),
    };
    Text::new(format!("{name}: {what} {en}."), format!("{name}：{what} {zh}。"))
}

/// A value as people read it.
fn shown(value: f64, unit: &str) -> String {
    let round = |value: f64| {
        let text = format!("{value:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    match unit {
        "ratio" => format!("{} %", round(value * 100.0)),
        "seconds" if value.abs() < 1.0 => format!("{} ms", round(value * 1000.0)),
        "seconds" => format!("{} s", round(value)),
        "bytes" | "bytes_per_second" => {
            let (scaled, prefix) = match value.abs() {
                big if big >= 1e9 => (value / 1e9, "G"),
                big if big >= 1e6 => (value / 1e6, "M"),
                big if big >= 1e3 => (value / 1e3, "k"),
                _ => (value, ""),
            };
            format!("{} {prefix}B{}", round(scaled), if unit == "bytes" { "" } else { "/s" })
        }
        "days" => format!("{} d", round(value)),
        _ => round(value),
    }
}

#[cfg(test)]
mod tests {
    use base::Language;
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_milliseconds(seconds * 1000)
    }

    const LOSS: When = When::Above { value: 0.2, clear: Some(0.1) };

    /// What a rule says of values that come every 30 s.
    fn play(when: When, for_seconds: u32, values: &[f64]) -> Vec<bool> {
        let mut standing = Standing::default();
        let mut said = Vec::new();
        for (beat, value) in values.iter().enumerate() {
            let now = at(beat as i64 * 30);
            standing = standing.observe(when.is_broken(Some(*value), None, now, standing.broken), now.milliseconds(), for_seconds);
            said.push(standing.broken);
        }
        said
    }

    #[test]
    fn a_value_must_be_too_great_for_long_enough_and_is_well_only_at_the_lower_mark() {
        assert_eq!(play(LOSS, 60, &[0.3, 0.3, 0.3, 0.15, 0.15, 0.1, 0.15]), [false, false, true, true, true, false, false]);
        assert_eq!(play(LOSS, 60, &[0.3, 0.3, 0.0, 0.3, 0.3, 0.3]), [false, false, false, false, false, true], "it begins anew");
        assert_eq!(play(LOSS, 0, &[0.2, 0.21]), [false, true]);
        assert_eq!(play(When::Below { value: 10.0, clear: None }, 0, &[10.0, 9.0, 10.0]), [false, true, false]);
    }

    #[test]
    fn what_is_not_known_changes_nothing_and_what_was_never_usual_is_no_fault() {
        let unusual = When::Unusual { spread: 3.0, side: Side::Above };
        let usual = Some(Expected::Usual { mean: 100.0, deviation: 10.0 });
        assert_eq!(unusual.is_broken(Some(131.0), usual, at(0), false), Some(true));
        assert_eq!(unusual.is_broken(Some(50.0), usual, at(0), false), Some(false), "too little is not asked about");
        assert_eq!(unusual.is_broken(Some(1e9), None, at(0), false), Some(false));
        assert_eq!(LOSS.is_broken(None, None, at(0), true), None);
        assert_eq!(When::Absent.is_broken(None, None, at(0), false), Some(true));
        let full = When::Reaches { value: 0.95, within_days: 14.0, confidence: 0.8 };
        let day = 86_400;
        assert_eq!(full.is_broken(Some(0.9), Some(Expected::Reached { at: at(10 * day), confidence: 0.9 }), at(0), false), Some(true));
        assert_eq!(full.is_broken(Some(0.9), Some(Expected::Reached { at: at(20 * day), confidence: 0.9 }), at(0), false), Some(false));
        assert_eq!(full.is_broken(Some(0.9), Some(Expected::Reached { at: at(10 * day), confidence: 0.5 }), at(0), false), Some(false));
    }

    #[test]
    fn what_is_told_names_the_value_and_the_limit() {
        let text = told("Packet loss", "loss", "ratio", Some(0.355), &LOSS, None);
        assert_eq!(text.in_language(Language::En), "Packet loss: loss is 35.5 %, above 20 %.");
        assert_eq!(text.in_language(Language::Zh), "Packet loss：loss 为 35.5 %，高于 20 %。");
        let expected = Some(Expected::Reached { at: at(86_400 * 365), confidence: 0.931 });
        let text =
            told("Disk", "used /", "bytes", Some(9.31e10), &When::Reaches { value: 1e11, within_days: 9.0, confidence: 0.5 }, expected);
        assert_eq!(text.in_language(Language::En), "Disk: used / is 93.1 GB and will reach 100 GB about 1971-01-01 (93 % sure).");
    }

    proptest! {
        /// Whatever the values, a rule is broken only after all values of the last `for_seconds` were beyond the mark, or the lower one after that.
        #[test]
        fn nothing_is_told_before_its_time(values in prop::collection::vec(0.0..0.4f64, 1..60), for_seconds in 0u32..300) {
            let said = play(LOSS, for_seconds, &values);
            for (beat, broken) in said.iter().enumerate() {
                let first = beat.checked_sub(1).and_then(|before| said.get(before)).is_none_or(|before| !before);
                if *broken && first {
                    let steps = for_seconds.div_ceil(30) as usize;
                    prop_assert!(beat >= steps);
                    prop_assert!(values[beat - steps..=beat].iter().all(|value| *value > 0.2));
                }
                if *broken {
                    prop_assert!(values[beat] > 0.1);
                }
            }
        }
    }
}
