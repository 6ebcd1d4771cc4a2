//! What is read is what was measured: least, mean and greatest per step, and gaps where nobody looked.

use base::Role;
use series::Series;
use series::model::{Span, Step, Values};
use testkit::{TestDb, on_both};

use crate::{at, keep, person, sample};

on_both!(a_range_tells_least_mean_and_greatest_and_leaves_gaps, |test: TestDb| async move {
    let series = Series::new(test.db.clone());
    let mut samples: Vec<_> = (0..10).map(|n| sample("round_trip", n * 30, n as f64)).collect();
    samples.extend((0..10).map(|n| sample("round_trip", 3000 + n * 30, 7.0)));
    keep(&series, &test.db, &samples).await;
    let staff = person(9, Role::Engineer, None);
    let metric = series.by(&staff).metrics(1).await.unwrap().remove(0);

    let span = Span::new(at(0), at(3600), 60).unwrap();
    let range = series.by(&staff).range(metric.id, span).await.unwrap();
    assert_eq!(range.unit, "seconds");
    assert_eq!(range.span.step_seconds(), 60);
    assert_eq!(range.steps[0], Step { at: at(0), values: Some(Values { min: 0.0, avg: 0.5, max: 1.0 }) });
    assert_eq!(range.steps[4], Step { at: at(240), values: Some(Values { min: 8.0, avg: 8.5, max: 9.0 }) });
    assert_eq!(range.steps[5], Step { at: at(300), values: None }, "the gap begins where the values end");
    assert_eq!(range.steps[6], Step { at: at(3000), values: Some(Values { min: 7.0, avg: 7.0, max: 7.0 }) });
    assert_eq!(range.steps.len(), 11);

    let before = Span::new(at(-3600), at(0), 60).unwrap();
    assert_eq!(series.by(&staff).range(metric.id, before).await.unwrap().steps, [], "the end of a span is not part of it");
});

#[test]
fn a_span_that_makes_no_sense_cannot_be_asked() {
    for (from, to) in [(10, 10), (10, 0), (0, 1831 * 86_400)] {
        assert_eq!(Span::new(at(from), at(to), 300).unwrap_err().code(), "invalid", "{from} to {to}");
    }
    assert_eq!(Span::new(at(0), at(1), 2000).unwrap().step_seconds(), 1, "a step is never shorter than a second");
    let halves = Span::new(at(0), at(86_400), 0).unwrap();
    assert_eq!((halves.step_seconds(), halves.from(), halves.to()), (43_200, at(-3600), at(2 * 43_200 + 43_200 - 3600)), "whole steps");
    let hundred = Span::new(at(7), at(7 + 40_000), 100).unwrap();
    assert_eq!((hundred.step_seconds(), hundred.from()), (600, at(0)), "400 seconds would not be whole roll-ups");
}
