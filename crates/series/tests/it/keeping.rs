//! Samples are kept once, under the metric they belong to, wherever they stand; and go when they are old.

use std::time::Duration;

use base::db::sql;
use base::{Clock, CustomerId, Role, Workers};
use series::model::Span;
use series::{Retention, Sample, Series};
use testkit::{TestDb, monday, on_both};

use crate::{at, count, keep, person, sample};

on_both!(a_sample_told_twice_is_kept_once, |test: TestDb| async move {
    let series = Series::new(test.db.clone());
    let samples: Vec<Sample> = (0..700).map(|n| sample("round_trip", n, 0.5)).collect();
    keep(&series, &test.db, &samples).await;
    let other_node = Series::new(test.db.clone());
    keep(&other_node, &test.db, &[samples[..350].to_vec(), vec![sample("round_trip", 1, 9.0), sample("round_trip", 800, 0.5)]].concat())
        .await;
    assert_eq!(count(&test.db, "series_metrics").await, 1, "a node that knows no metric yet finds the ones there are");
    let staff = person(9, Role::Engineer, None);
    let metric = series.by(&staff).metrics(1).await.unwrap().remove(0);
    let workers = Workers::new(test.db.clone(), Clock::manual(monday()), "node", series.workers());
    for folded in [false, true] {
        let range = series.by(&staff).range(metric.id, Span::new(at(0), at(900), 900).unwrap()).await.unwrap();
        let values: Vec<_> = range.steps.iter().filter_map(|step| step.values).collect();
        assert_eq!(values.len(), 701, "folded: {folded}");
        assert!(values.iter().all(|value| value.max == 0.5), "the first value of an instant is kept, folded: {folded}");
        workers.settle().await.unwrap();
    }
    assert_eq!(count(&test.db, "series_recent").await, 0);
});

on_both!(what_is_not_a_number_is_not_kept, |test: TestDb| async move {
    let series = Series::new(test.db.clone());
    keep(&series, &test.db, &[sample("loss", 0, f64::NAN), sample("loss", 30, f64::INFINITY), sample("loss", 60, 0.25)]).await;
    let staff = person(9, Role::Engineer, None);
    let metric = series.by(&staff).metrics(1).await.unwrap().remove(0);
    let range = series.by(&staff).range(metric.id, Span::new(at(0), at(100), 10).unwrap()).await.unwrap();
    assert_eq!(range.steps.iter().map(|step| step.at).collect::<Vec<_>>(), [at(60)]);
});

on_both!(a_value_is_kept_to_the_resolution_of_its_unit, |test: TestDb| async move {
    let series = Series::new(test.db.clone());
    let of = |name: &str, unit, value| Sample { unit, ..sample(name, 0, value) };
    let samples = [
        of("round_trip", "seconds", 0.001_234_567_8),
        of("if_in", "bytes_per_second", 123_456_789.4),
        of("loss", "ratio", 1.0 / 3.0),
        of("rows", "count", 0.123_456_789),
    ];
    keep(&series, &test.db, &samples).await;
    let staff = person(9, Role::Engineer, None);
    for metric in series.by(&staff).metrics(1).await.unwrap() {
        let expected = match metric.name.as_str() {
            "round_trip" => 0.001_235,
            "if_in" => 123_456_789.0,
            "loss" => 0.333_333,
            _ => 0.123_456_789,
        };
        let range = series.by(&staff).range(metric.id, Span::new(at(0), at(100), 10).unwrap()).await.unwrap();
        assert_eq!(range.steps[0].values.unwrap().max, expected, "{}", metric.name);
    }
});

on_both!(labels_tell_metrics_apart, |test: TestDb| async move {
    let series = Series::new(test.db.clone());
    let labelled = |label: &str, value| Sample { label: label.to_owned(), ..sample("if_in", 0, value) };
    keep(&series, &test.db, &[labelled("Gi0/1", 1.0), labelled("Gi0/2", 2.0), labelled("上联", 3.0)]).await;
    let staff = person(9, Role::Engineer, None);
    let metrics = series.by(&staff).metrics(1).await.unwrap();
    assert_eq!(metrics.iter().map(|metric| metric.label.as_str()).collect::<Vec<_>>(), ["Gi0/1", "Gi0/2", "上联"]);
});

on_both!(each_tier_goes_in_its_time_and_then_the_metric_of_a_retired_check, |test: TestDb| async move {
    let series = Series::new(test.db.clone()).with_retention(Retention::new(14, 30, 60).unwrap());
    let clock = Clock::manual(monday());
    let workers = Workers::new(test.db.clone(), clock.clone(), "node", series.workers());
    let samples: Vec<Sample> = (0..240).map(|n| Sample { check_id: 12, ..sample("round_trip", n * 30, n as f64) }).collect();
    keep(&series, &test.db, &samples).await;
    let mut conn = test.db.write().await.unwrap();
    series.retire(&mut conn, &[12]).await.unwrap();
    conn.commit().await.unwrap();
    let staff = person(9, Role::Engineer, None);
    let metric = series.by(&staff).metrics(1).await.unwrap().remove(0);

    for (days, steps, blocks) in [(0, 240, 2), (1, 240, 3), (11, 240, 4), (25, 24, 2), (45, 2, 1), (67, 0, 0)] {
        let until = monday().plus_seconds(days * 86_400).milliseconds_since(clock.now());
        clock.advance(Duration::from_millis(until.unsigned_abs()));
        workers.settle().await.unwrap();
        assert_eq!(count(&test.db, "series_blocks").await, blocks, "after {days} days");
        let found = series.by(&staff).range(metric.id, Span::new(at(0), at(7200), 2000).unwrap()).await;
        let found = found.unwrap().steps.iter().filter(|step| step.values.is_some()).count();
        assert_eq!(found, steps, "after {days} days");
    }
    assert_eq!(count(&test.db, "series_metrics").await, 1, "it is kept as long as any of its values may be");
    clock.advance(Duration::from_secs(20 * 86_400));
    workers.settle().await.unwrap();
    assert_eq!(count(&test.db, "series_metrics").await, 0);
});

on_both!(a_device_takes_its_past_to_another_customer, |test: TestDb| async move {
    let series = Series::new(test.db.clone());
    keep(&series, &test.db, &[sample("round_trip", 0, 1.0)]).await;
    let mut conn = test.db.write().await.unwrap();
    series.hand_over(&mut conn, 1, CustomerId(2)).await.unwrap();
    conn.commit().await.unwrap();
    assert_eq!(series.by(&person(1, Role::Customer, Some(1))).metrics(1).await.unwrap(), []);
    assert_eq!(series.by(&person(3, Role::Customer, Some(2))).metrics(1).await.unwrap().len(), 1);
});

on_both!(points_of_an_older_program_are_moved_and_read_all_the_while, |test: TestDb| async move {
    let series = Series::new(test.db.clone());
    keep(&series, &test.db, &[sample("round_trip", 3 * 86_400, 3.0), sample("available", 3 * 86_400, 1.0)]).await;
    let staff = person(9, Role::Engineer, None);
    let metric = series.by(&staff).metrics(1).await.unwrap().into_iter().find(|metric| metric.name == "round_trip").unwrap();
    let mut conn = test.db.write().await.unwrap();
    for day in 0..=3 {
        sql("INSERT INTO series_points (metric_id, at, value) VALUES ($1, $2, $3)")
            .bind(metric.id)
            .bind(at(day * 86_400))
            .bind(day as f64)
            .run(&mut conn)
            .await
            .unwrap();
    }
    conn.commit().await.unwrap();
    let workers = Workers::new(test.db.clone(), Clock::manual(at(4 * 86_400)), "node", series.workers());
    for moved in [false, true] {
        for points in [2000, 4] {
            let range = series.by(&staff).range(metric.id, Span::new(at(0), at(4 * 86_400), points).unwrap()).await.unwrap();
            let values: Vec<f64> = range.steps.iter().filter_map(|step| step.values).map(|values| values.avg).collect();
            assert_eq!(values, [0.0, 1.0, 2.0, 3.0], "moved: {moved}, points: {points}");
        }
        workers.settle().await.unwrap();
    }
    assert_eq!(count(&test.db, "series_points").await, 0);
});
