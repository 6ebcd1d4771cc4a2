//! Durations as Prometheus writes them: `5m`, `1h30m`, `1d`, `250ms`, or plain seconds.

const UNITS: [(&str, i64); 7] =
    [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 604_800_000), ("y", 31_536_000_000)];

/// The milliseconds of a duration; nothing when it is none.
pub(crate) fn milliseconds(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<f64>() {
        return (seconds.is_finite() && seconds.abs() < 1e11).then_some((seconds * 1000.0).round() as i64);
    }
    let mut rest = text;
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let number: i64 = rest.get(..digits)?.parse().ok()?;
        rest = rest.get(digits..)?;
        let letters = rest.len() - rest.trim_start_matches(|letter: char| letter.is_ascii_lowercase()).len();
        let unit = rest.get(..letters)?;
        let (_, length) = UNITS.iter().find(|(name, _)| *name == unit)?;
        total = total.checked_add(number.checked_mul(*length)?)?;
        rest = rest.get(letters..)?;
    }
    (!text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn durations_are_read_as_prometheus_reads_them() {
        for (text, expected) in
            [("5m", 300_000), ("1h30m", 5_400_000), ("250ms", 250), ("15", 15_000), ("0.5", 500), ("1w", 604_800_000), ("0s", 0)]
        {
            assert_eq!(milliseconds(text), Some(expected), "{text}");
        }
        for wrong in ["", "m", "5", "5x", "5 m", "1h-3m", "99999999999999999999y"].into_iter().filter(|text| *text != "5") {
            assert_eq!(milliseconds(wrong), None, "{wrong}");
        }
    }
}
