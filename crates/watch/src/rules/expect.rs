//! What the past makes one expect: what is usual at an hour of the week, and when a value will reach a mark if it goes on like this.

use base::Timestamp;

use super::limit::Expected;

/// Fewer values than this say nothing of what is usual.
const LEAST_USUAL: usize = 6;
/// Fewer hours than this say nothing of where it leads.
const LEAST_HOURS: usize = 48;
/// What varies less than this part of itself is taken to vary by it: a value that never moved would be unusual at its first quiver.
const LEAST_DEVIATION: f64 = 0.05;

/// What is usual, from values of the same hour of the week: their median, and their median distance from it, scaled to a standard deviation.
/// One week in which something was wrong moves neither.
pub(crate) fn usual(values: &[f64]) -> Option<Expected> {
    if values.len() < LEAST_USUAL {
        return None;
    }
    let mean = median(values.to_vec())?;
    let distance = median(values.iter().map(|value| (value - mean).abs()).collect())?;
    let deviation = (distance * 1.4826).max(mean.abs() * LEAST_DEVIATION).max(f64::MIN_POSITIVE);
    Some(Expected::Usual { mean, deviation })
}

/// When a straight line through the hours reaches `mark`, and how much of their variance the line explains (R²). `None` when it leads
/// elsewhere. What has reached it already has, for certain.
pub(crate) fn reached(hours: &[(Timestamp, f64)], mark: f64) -> Option<Expected> {
    let (first, (last_at, last)) = (hours.first()?, *hours.last()?);
    if hours.len() < LEAST_HOURS {
        return None;
    }
    // From which side the mark is reached is where most of the past lies.
    let rising = median(hours.iter().map(|(_, value)| *value).collect())? < mark;
    if (rising && last >= mark) || (!rising && last <= mark) {
        return Some(Expected::Reached { at: last_at, confidence: 1.0 });
    }
    let days = |at: Timestamp| at.milliseconds_since(first.0) as f64 / 86_400_000.0;
    let count = hours.len() as f64;
    let mean_x = hours.iter().map(|(at, _)| days(*at)).sum::<f64>() / count;
    let mean_y = hours.iter().map(|(_, value)| value).sum::<f64>() / count;
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (at, value) in hours {
        let (x, y) = (days(*at) - mean_x, value - mean_y);
        (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y);
    }
    if xx <= 0.0 || yy <= 0.0 {
        return None;
    }
    let slope = xy / xx;
    let left = (mark - (mean_y + slope * (days(last_at) - mean_x))) / slope;
    if !left.is_finite() || !(-1.0..=3650.0).contains(&left) || (slope > 0.0) != rising {
        return None;
    }
    let at = last_at.plus_seconds((left.max(0.0) * 86_400.0) as i64);
    Some(Expected::Reached { at, confidence: (xy * xy / (xx * yy)).clamp(0.0, 1.0) })
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.get(values.len().checked_sub(1)? / 2)?, values.get(values.len() / 2)?);
    Some((low + high) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(number: i64) -> Timestamp {
        Timestamp::from_milliseconds(number * 3_600_000)
    }

    fn line(hours: i64, value: impl Fn(f64) -> f64) -> Vec<(Timestamp, f64)> {
        (0..hours).map(|number| (hour(number), value(number as f64))).collect()
    }

    #[test]
    fn one_bad_week_does_not_move_what_is_usual() {
        let Some(Expected::Usual { mean, deviation }) = usual(&[100.0, 102.0, 98.0, 101.0, 99.0, 5000.0]) else { panic!() };
        assert!((99.0..=102.0).contains(&mean) && (2.0..=6.0).contains(&deviation), "{mean} {deviation}");
        assert_eq!(usual(&[1.0; 5]), None, "too little is known");
        let Some(Expected::Usual { deviation, .. }) = usual(&[10.0; 12]) else { panic!() };
        assert_eq!(deviation, 0.5, "what never moved may move a little");
    }

    #[test]
    fn a_disk_that_fills_is_full_when_the_line_says() {
        let Some(Expected::Reached { at, confidence }) = reached(&line(240, |hour| 50.0 + hour * 0.1), 100.0) else { panic!() };
        assert!((at.milliseconds_since(hour(500))).abs() < 120_000, "{at}");
        assert!(confidence > 0.999);
        assert_eq!(reached(&line(240, |hour| 50.0 - hour * 0.1), 100.0), None, "it empties");
        assert_eq!(reached(&line(240, |_| 50.0), 100.0), None, "it stands still");
        assert_eq!(reached(&line(40, |hour| hour), 100.0), None, "too short a past");
        let Some(Expected::Reached { at, .. }) = reached(&line(240, |hour| 100.0 - hour * 0.1), 50.0) else { panic!() };
        assert!((at.milliseconds_since(hour(500))).abs() < 120_000, "a battery is empty when the line says: {at}");
    }

    #[test]
    fn what_goes_up_and_down_is_no_trend() {
        let weather = |hour: f64| 50.0 + 20.0 * (hour / 12.0 * std::f64::consts::PI).sin() + hour * 0.005;
        if let Some(Expected::Reached { confidence, .. }) = reached(&line(336, weather), 100.0) {
            assert!(confidence < 0.1, "{confidence}");
        }
        let full = reached(&line(100, |hour| if hour < 98.0 { 50.0 } else { 100.0 }), 100.0);
        assert_eq!(full, Some(Expected::Reached { at: hour(99), confidence: 1.0 }), "it is full now");
    }
}
