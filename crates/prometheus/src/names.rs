//! What metrics are called: `aftercare_<name>` with the unit behind it where the name does not say it, as Prometheus' habits ask for, and labels
//! that say whose device it is and where it stands.

use std::collections::HashMap;

use series::model::Metric;
use watch::facts::NamedCheck;

use crate::rules::eval::value::{Labels, NAME};

/// The units that stand behind a name, in the plural. What has none is a ratio of 1, a count or a flag, and says so by its name.
fn suffix(unit: &str) -> &'static str {
    match unit {
        "seconds" => "_seconds",
        "bytes" => "_bytes",
        "bytes_per_second" => "_bytes_per_second",
        "per_second" => "_per_second",
        "ratio" => "_ratio",
        "days" => "_days",
        "celsius" => "_celsius",
        "volts" => "_volts",
        "amperes" => "_amperes",
        "watts" => "_watts",
        "dbm" => "_dbm",
        _ => "",
    }
}

/// The name of a metric.
pub(crate) fn name(metric: &Metric) -> String {
    let plain: String = metric.name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
    let suffix = suffix(&metric.unit);
    let suffix = if plain.ends_with(suffix) { "" } else { suffix };
    format!("aftercare_{plain}{suffix}")
}

/// The label that stays the same whatever is renamed.
pub(crate) const CHECK_ID: &str = "check_id";

/// The label that says which one, where a check measures several.
pub(crate) fn which(metric: &Metric) -> &'static str {
    if metric.name.starts_with("if_") { "interface" } else { "label" }
}

/// Its labels, with its name; what is not known any more has only its numbers.
pub(crate) fn labels(metric: &Metric, checks: &HashMap<i64, NamedCheck>) -> Labels {
    let text = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    let mut labels = vec![
        text(NAME, &name(metric)),
        text("device_id", &metric.device_id.to_string()),
        text(CHECK_ID, &metric.check_id.to_string()),
        text(which(metric), &metric.label),
    ];
    if let Some(check) = checks.get(&metric.check_id) {
        labels.extend([
            text("device", &check.device),
            text("kind", &check.kind),
            text("site", &check.site),
            text("customer", &check.customer),
            text("check", &check.check),
        ]);
    }
    Labels::of(labels)
}

#[cfg(test)]
mod tests {
    use series::SeriesId;

    use super::*;

    fn metric(name: &str, unit: &str) -> Metric {
        let (name, unit) = (name.to_owned(), unit.to_owned());
        Metric { id: SeriesId(1), device_id: 7, check_id: 9, name, label: "Gi0/1".to_owned(), unit }
    }

    #[test]
    fn names_end_with_their_unit() {
        for (given, unit, expected) in [
            ("round_trip", "seconds", "aftercare_round_trip_seconds"),
            ("if_in", "bytes_per_second", "aftercare_if_in_bytes_per_second"),
            ("available", "flag", "aftercare_available"),
            ("seconds_on_battery", "seconds", "aftercare_seconds_on_battery_seconds"),
            ("queue length", "count", "aftercare_queue_length"),
            ("certificate_days", "days", "aftercare_certificate_days"),
        ] {
            assert_eq!(name(&metric(given, unit)), expected);
        }
    }

    #[test]
    fn labels_say_whose_device_it_is() {
        let check = NamedCheck {
            id: 9,
            check: "traffic".into(),
            device: "SW-1".into(),
            kind: "switch".into(),
            site: "Room".into(),
            customer: "Police".into(),
        };
        let found = labels(&metric("if_in", "bytes_per_second"), &HashMap::from([(9, check)]));
        assert_eq!((found.get("interface"), found.get("device"), found.get("check")), ("Gi0/1", "SW-1", "traffic"));
        let gone = labels(&metric("round_trip", "seconds"), &HashMap::new());
        assert_eq!((gone.get("label"), gone.get("device"), gone.get("check_id")), ("Gi0/1", "", "9"));
    }
}
