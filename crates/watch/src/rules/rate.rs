//! From measurements to samples. A counter says little by itself: two of them make a rate. Where a rate cannot be told for certain there is
//! none, and the chart shows a gap: a counter that went back because the device restarted must not become a flood of traffic.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use probe::{CounterWidth, Measurement, Unit, Value};

use crate::beat::Beat;

/// A sample without its place: name, label, unit, value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) unit: &'static str,
    pub(crate) value: f64,
}

/// The counters of a check's last answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Counters {
    at: Beat,
    up_time: Option<f64>,
    /// Hash of name and label, and the count; sorted.
    counts: Box<[(u64, u64)]>,
}

/// What is charted of a template's checks: how long an answer takes, what is lost, what flows. Every number kept costs its place a thousand
/// times a day and device; what nobody asked for can be seen by asking the check now.
pub(crate) const CHARTED: [&str; 5] = ["round_trip", "response_time", "loss", "if_in", "if_out"];

/// The samples of an answer, of those measurements that are `wanted` by the name they are kept under, and its counters for the next time.
pub(crate) fn samples(
    found: Vec<Measurement>,
    before: Option<&Counters>,
    at: Beat,
    wanted: impl Fn(&str) -> bool,
) -> (Vec<Found>, Option<Counters>) {
    let up_time = found.iter().find(|m| m.name == "sys_up_time").and_then(|m| if let Value::Number(n) = m.value { Some(n) } else { None });
    let before = before.filter(|before| !restarted(before.up_time, up_time));
    let mut counts = Vec::new();
    let mut samples = Vec::new();
    for Measurement { name, label, unit, value } in found {
        let label = label.unwrap_or_default();
        match value {
            Value::Number(value) if wanted(&name) => samples.push(Found { name, label, unit: plain_unit(unit), value }),
            Value::Counter(count, width) if wanted(kept_name(&name)) => {
                let key = key(&name, &label);
                counts.push((key, count));
                if let Some(value) = before.and_then(|before| before.rate(key, count, width, at)) {
                    let name = kept_name(&name).to_owned();
                    let unit = if unit == Unit::Bytes { "bytes_per_second" } else { "per_second" };
                    samples.push(Found { name, label, unit, value });
                }
            }
            _ => {}
        }
    }
    counts.sort_unstable();
    let counters = if counts.is_empty() { None } else { Some(Counters { at, up_time, counts: counts.into_boxed_slice() }) };
    (samples, counters)
}

/// Whether the check was well: 1 or 0. Its mean is the availability.
pub(crate) fn available(well: bool) -> Found {
    Found { name: "available".to_owned(), label: String::new(), unit: "flag", value: if well { 1.0 } else { 0.0 } }
}

impl Counters {
    /// Units per second since these counters were read.
    fn rate(&self, key: u64, count: u64, width: CounterWidth, at: Beat) -> Option<f64> {
        let place = self.counts.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        let (_, earlier) = self.counts.get(place)?;
        let seconds = at.0.checked_sub(self.at.0).filter(|milliseconds| *milliseconds > 0)? as f64 / 1000.0;
        let growth = match (count.checked_sub(*earlier), width) {
            (Some(growth), _) => growth,
            // A 32-bit counter of a busy gigabit port wraps in half a minute: ordinary. A 64-bit one never does: the device began anew.
            (None, CounterWidth::Bits32) => count + (1 << 32) - (*earlier).min(1 << 32),
            (None, CounterWidth::Bits64) => return None,
        };
        Some(growth as f64 / seconds)
    }
}

/// Whether the device began anew between two answers. Its up time is a 32-bit count of hundredths and wraps after 497 days; a gap then, too.
fn restarted(before: Option<f64>, now: Option<f64>) -> bool {
    matches!((before, now), (Some(before), Some(now)) if now < before)
}

fn key(name: &str, label: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (name, label).hash(&mut hasher);
    hasher.finish()
}

fn plain_unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "seconds",
        Unit::Ratio => "ratio",
        Unit::Bytes => "bytes",
        Unit::Count => "count",
        Unit::Days => "days",
        Unit::Celsius => "celsius",
        Unit::Volts => "volts",
        Unit::Amperes => "amperes",
        Unit::Watts => "watts",
        Unit::Dbm => "dbm",
        Unit::Flag => "flag",
        Unit::Code => "code",
        Unit::Text => "text",
    }
}

/// The name of a counter's rate: `if_in_octets` in bytes becomes `if_in` in bytes per second.
fn kept_name(name: &str) -> &str {
    name.strip_suffix("_octets").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counter(label: &str, count: u64, width: CounterWidth) -> Measurement {
        Measurement { name: "if_in_octets".into(), label: Some(label.into()), unit: Unit::Bytes, value: Value::Counter(count, width) }
    }

    fn up_time(seconds: f64) -> Measurement {
        Measurement { name: "sys_up_time".into(), label: None, unit: Unit::Seconds, value: Value::Number(seconds) }
    }

    fn rate(first: u64, up_first: f64, second: u64, up_second: f64, width: CounterWidth, milliseconds: u64) -> Option<f64> {
        let (none, counters) = samples(vec![up_time(up_first), counter("Gi1", first, width)], None, Beat(1000), |name| name == "if_in");
        assert_eq!(none, [], "one counter makes no rate");
        let second = vec![up_time(up_second), counter("Gi2", 5, width), counter("Gi1", second, width)];
        let (found, _) = samples(second, counters.as_ref(), Beat(1000 + milliseconds), |name| name == "if_in");
        assert!(found.len() <= 1, "an interface that was not there before has no rate");
        found.into_iter().next().map(|found| {
            assert_eq!((found.name.as_str(), found.label.as_str(), found.unit), ("if_in", "Gi1", "bytes_per_second"));
            found.value
        })
    }

    #[test]
    fn two_counters_make_a_rate_or_a_gap() {
        use CounterWidth::{Bits32, Bits64};
        assert_eq!(rate(1000, 10.0, 4000, 40.0, Bits64, 30_000), Some(100.0));
        assert_eq!(rate(u64::from(u32::MAX) - 99, 10.0, 200, 40.0, Bits32, 30_000), Some(10.0), "wrapped");
        assert_eq!(rate(1 << 40, 10.0, 200, 40.0, Bits64, 30_000), None, "a wide counter went back");
        assert_eq!(rate(1000, 900.0, 1500, 4.0, Bits32, 30_000), None, "the device restarted");
        assert_eq!(rate(1000, 10.0, 4000, 40.0, Bits64, 0), None, "no time passed");
    }

    #[test]
    fn only_what_is_charted_is_kept() {
        let number = |name: &str, unit| Measurement { name: name.into(), label: None, unit, value: Value::Number(1.0) };
        let text = Measurement { name: "sys_name".into(), label: None, unit: Unit::Text, value: Value::Text("core".into()) };
        let answer = vec![
            number("round_trip", Unit::Seconds),
            number("status", Unit::Code),
            number("connect_time", Unit::Seconds),
            text,
            up_time(5.0),
        ];
        let (found, counters) = samples(answer, None, Beat(0), |name| CHARTED.contains(&name));
        assert_eq!(found, [Found { name: "round_trip".into(), label: String::new(), unit: "seconds", value: 1.0 }]);
        assert_eq!(counters, None);
    }
}
