//! Samples are written once, under the metric they belong to, and go when they are old.

use std::time::Duration;

use base::db::sql;
use base::{Clock, CustomerId, Role, Workers};
use series::{Sample, Series};
use testkit::{TestDb, monday, on_both};

use crate::{keep, person, sample};

on_both!(a_sample_told_twice_is_kept_once, |test: TestDb| async move {
    let series = Series::new(test.db.clone());
    let samples: Vec<Sample> = (0..700).map(|n| sample("round_trip", n, 0.5)).collect();
    assert_eq!(keep(&series, &test.db, &samples).await, 700);
    assert_eq!(keep(&series, &test.db, &samples).await, 0, "the same instants again");
    let other_node = Series::new(test.db.clone());
    assert_eq!(keep(&other_node, &test.db, &samples).await, 0, "a node that knows no metric yet finds the ones there are");
    let mut conn = test.db.read().await.unwrap();
    let metrics: i64 = sql("SELECT COUNT(*) FROM series_metrics").scalar(&mut conn).await.unwrap();
    assert_eq!(metrics, 1);
});

on_both!(labels_tell_metrics_apart, |test: TestDb| async move {
    let series = Series::new(test.db.clone());
    let labelled = |label: &str, value| Sample { label: label.to_owned(), ..sample("if_in", 0, value) };
    keep(&series, &test.db, &[labelled("Gi0/1", 1.0), labelled("Gi0/2", 2.0), labelled("上联", 3.0)]).await;
    let staff = person(9, Role::Engineer, None);
    let metrics = series.by(&staff).metrics(1).await.unwrap();
    assert_eq!(metrics.iter().map(|metric| metric.label.as_str()).collect::<Vec<_>>(), ["Gi0/1", "Gi0/2", "上联"]);
});

on_both!(old_points_go_and_then_the_metric_of_a_retired_check, |test: TestDb| async move {
    let series = Series::new(test.db.clone());
    let clock = Clock::manual(monday());
    let workers = Workers::new(test.db.clone(), clock.clone(), "node", series.workers());
    let other = Sample { check_id: 12, ..sample("round_trip", 0, 1.0) };
    keep(&series, &test.db, &[sample("round_trip", 0, 1.0), sample("round_trip", 86_400, 2.0), other]).await;
    let mut conn = test.db.write().await.unwrap();
    series.retire(&mut conn, &[12]).await.unwrap();
    conn.commit().await.unwrap();

    workers.settle().await.unwrap();
    let counts = async || {
        let mut conn = test.db.read().await.unwrap();
        let points: i64 = sql("SELECT COUNT(*) FROM series_points").scalar(&mut conn).await.unwrap();
        let metrics: i64 = sql("SELECT COUNT(*) FROM series_metrics").scalar(&mut conn).await.unwrap();
        (points, metrics)
    };
    assert_eq!(counts().await, (3, 2), "nothing is old yet, and a retired check's points are kept");
    clock.advance(Duration::from_secs(14 * 86_400 + 1));
    workers.settle().await.unwrap();
    assert_eq!(counts().await, (1, 1), "the second day's point is left, and the retired check's metric went with its last point");
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
