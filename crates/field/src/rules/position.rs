//! A position that can be on the earth.

use base::Text;
use base::entry::Entry;

use crate::model::Position;

/// Refuses each part that cannot be, by its path below `path`.
pub fn check(entry: &mut Entry, path: &str, position: Option<&Position>) {
    let Some(position) = position else { return };
    let parts = [
        ("latitude", position.latitude, -90.0, 90.0),
        ("longitude", position.longitude, -180.0, 180.0),
        ("accuracy_metres", position.accuracy_metres, 0.0, 100_000.0),
    ];
    for (part, value, least, most) in parts {
        if !(least..=most).contains(&value) {
            let text = Text::new(
                format!("Give a number from {least} to {most}, or leave the position out."),
                format!("请填写 {least} 至 {most} 之间的数值，或不提交位置。"),
            );
            entry.refuse(&format!("{path}.{part}"), "value.out_of_range", text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_on_the_earth_is_refused_by_its_part() {
        let at = |latitude, longitude, accuracy_metres| Position { latitude, longitude, accuracy_metres };
        let cases: [(Position, &[&str]); 6] = [
            (at(36.65, 117.12, 12.5), &[]),
            (at(-90.0, 180.0, 0.0), &[]),
            (at(90.001, 0.0, 0.0), &["position.latitude"]),
            (at(0.0, -180.5, 0.0), &["position.longitude"]),
            (at(0.0, 0.0, -1.0), &["position.accuracy_metres"]),
            (at(f64::NAN, f64::INFINITY, 1.0), &["position.latitude", "position.longitude"]),
        ];
        for (position, expected) in cases {
            let mut entry = Entry::new();
            check(&mut entry, "position", Some(&position));
            let wrong = match entry.done() {
                Ok(()) => Vec::new(),
                Err(base::Error::Refused(refusal)) => refusal.fields.into_iter().map(|field| field.path).collect(),
                Err(error) => panic!("{error}"),
            };
            assert_eq!(wrong, expected, "{position:?}");
        }
    }
}
