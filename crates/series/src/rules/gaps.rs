//! Where a gap is. Steps are often shorter than the time between two samples, so an empty step alone is no gap: a gap is where the next
//! value lets wait much longer than values of this range usually do.

use base::Timestamp;

use super::sheet::Measured;
use crate::model::Step;

/// How many usual distances without a value make a gap: one lost sample does not tear a line apart, two do.
const TOLERATED: i64 = 5;

/// Puts an empty step at the beginning of each gap. `steps` are in order of time and each has values.
pub(crate) fn with_gaps(steps: &[Measured], step_milliseconds: i64) -> Vec<Step> {
    let usual = usual_distance(steps).max(step_milliseconds);
    let mut shown = Vec::with_capacity(steps.len());
    let mut before: Option<(Timestamp, i64)> = None;
    for Measured { at, values, width } in steps {
        if let Some((last, width)) = before
            // The distances are multiples of the step, so 2.5 times the usual one is what tells one lost sample from two. Where only a coarse
            // roll-up is left among finer values, its own length is what is usual.
            && at.milliseconds_since(last) * 2 > usual.max(width) * TOLERATED
        {
            shown.push(Step { at: last.plus_milliseconds(step_milliseconds), values: None });
        }
        shown.push(Step { at: *at, values: Some(*values) });
        before = Some((*at, *width));
    }
    shown
}

/// The median distance between two values, in milliseconds; 0 when there are fewer than two.
fn usual_distance(steps: &[Measured]) -> i64 {
    let mut distances: Vec<i64> = steps.iter().zip(steps.iter().skip(1)).map(|(a, b)| b.at.milliseconds_since(a.at)).collect();
    distances.sort_unstable();
    distances.get(distances.len() / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Values;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_milliseconds(second * 1000)
    }

    fn steps(seconds: &[i64]) -> Vec<Measured> {
        let values = Values { min: 1.0, avg: 2.0, max: 3.0 };
        seconds.iter().map(|second| Measured { at: at(*second), values, width: 0 }).collect()
    }

    fn gaps(seconds: &[i64], step: i64) -> Vec<i64> {
        let shown = with_gaps(&steps(seconds), step * 1000);
        shown.iter().filter(|step| step.values.is_none()).map(|step| step.at.milliseconds() / 1000).collect()
    }

    #[test]
    fn a_gap_is_where_several_samples_are_missing() {
        let cases: [(&str, &[i64], i64, &[i64]); 6] = [
            ("nothing", &[], 10, &[]),
            ("one value", &[40], 10, &[]),
            ("steps shorter than the period", &[0, 30, 60, 90, 120], 10, &[]),
            ("one lost sample", &[0, 30, 90, 120, 150], 10, &[]),
            ("an outage", &[0, 30, 60, 300, 330, 360], 10, &[70]),
            ("steps longer than the period", &[0, 60, 120, 600, 660], 60, &[180]),
        ];
        for (name, seconds, step, expected) in cases {
            assert_eq!(gaps(seconds, step), expected, "{name}");
        }
    }

    #[test]
    fn hours_rolled_up_before_half_minutes_are_no_gaps() {
        let mut some = steps(&[0, 3600, 7200]);
        some.iter_mut().for_each(|step| step.width = 3_600_000);
        some.extend(steps(&[10_800, 10_830, 10_860, 10_890, 10_920]));
        assert!(with_gaps(&some, 10_000).iter().all(|step| step.values.is_some()));
    }

    proptest! {
        #[test]
        fn every_value_stays_and_time_goes_forward(mut seconds in prop::collection::btree_set(0i64..100_000, 0..200), step in 1i64..600) {
            seconds = seconds.into_iter().map(|second| second / step * step).collect();
            let seconds: Vec<i64> = seconds.into_iter().collect();
            let shown = with_gaps(&steps(&seconds), step * 1000);
            let kept: Vec<i64> = shown.iter().filter(|s| s.values.is_some()).map(|s| s.at.milliseconds() / 1000).collect();
            prop_assert_eq!(kept, seconds);
            prop_assert!(shown.windows(2).all(|pair| pair[0].at < pair[1].at));
            prop_assert!(shown.windows(2).all(|pair| pair[0].values.is_some() || pair[1].values.is_some()));
        }
    }
}
