//! The tables `series_metrics` and `series_points`.

use base::db::{Bulk, Filter, Value, sql};
use base::{Conn, CustomerId, Result, Timestamp};

use crate::cache::Made;
use crate::model::{Metric, Sample, SeriesId, Span, Values};

/// Makes metrics, or finds them when another node was first. No two of the samples are of the same metric.
pub(crate) async fn make_metrics(conn: &mut Conn, samples: &[&Sample]) -> Result<Vec<Made>> {
    let rows = samples.iter().map(|sample| {
        vec![
            Value::from(sample.device_id),
            Value::from(sample.check_id),
            Value::from(sample.customer_id.0),
            Value::from(&sample.name),
            Value::from(&sample.label),
            Value::from(sample.unit),
            Value::from(false),
        ]
    });
    // A retired metric stays retired: check ids are never reused, so this can only be a late sample.
    Bulk::new(
        "INSERT INTO series_metrics (device_id, check_id, customer_id, name, label, unit, retired) VALUES {} \
         ON CONFLICT (check_id, name, label) DO UPDATE SET unit = excluded.unit RETURNING id, check_id, name, label",
        rows,
    )
    .all(conn)
    .await
}

pub(crate) async fn insert_points(conn: &mut Conn, points: &[(SeriesId, Timestamp, f64)]) -> Result<u64> {
    let rows = points.iter().map(|(id, at, value)| vec![Value::from(*id), Value::from(*at), Value::from(*value)]);
    Bulk::new("INSERT INTO series_points (metric_id, at, value) VALUES {} ON CONFLICT (metric_id, at) DO NOTHING", rows).run(conn).await
}

pub(crate) async fn metrics(conn: &mut Conn, filter: Filter) -> Result<Vec<Metric>> {
    let text =
        format!("SELECT id, check_id, name, label, unit FROM series_metrics{} ORDER BY check_id, name, label", filter.where_clause());
    sql(text).bind_all(filter.binds()).all(conn).await
}

/// The steps in which something was measured, in order. Steps begin at multiples of their length, so that the same instant falls into the
/// same step when the page asks again a minute later.
pub(crate) async fn steps(conn: &mut Conn, id: SeriesId, span: Span) -> Result<Vec<(Timestamp, Values)>> {
    let rows: Vec<(i64, f64, f64, f64)> = sql("SELECT at / $4, MIN(value), AVG(value), MAX(value) FROM series_points \
         WHERE metric_id = $1 AND at >= $2 AND at < $3 GROUP BY 1 ORDER BY 1")
    .bind(id)
    .bind(span.from())
    .bind(span.to())
    .bind(span.step_milliseconds())
    .all(conn)
    .await?;
    let begin = |step: i64| Timestamp::from_milliseconds(step.saturating_mul(span.step_milliseconds()));
    Ok(rows.into_iter().map(|(step, min, avg, max)| (begin(step), Values { min, avg, max })).collect())
}

pub(crate) async fn retire(conn: &mut Conn, checks: &[i64]) -> Result<()> {
    for some in checks.chunks(500) {
        let filter = Filter::new().and_in("check_id", some.iter().copied());
        let text = format!("UPDATE series_metrics SET retired = TRUE{}", filter.where_clause());
        sql(text).bind_all(filter.binds()).run(conn).await?;
    }
    Ok(())
}

pub(crate) async fn hand_over(conn: &mut Conn, device_id: i64, customer: CustomerId) -> Result<()> {
    sql("UPDATE series_metrics SET customer_id = $2 WHERE device_id = $1").bind(device_id).bind(customer).run(conn).await?;
    Ok(())
}

/// Metrics that have points from before `cutoff`. The key of the points begins with the metric, so each is one look.
pub(crate) async fn outdated(conn: &mut Conn, cutoff: Timestamp, limit: i64) -> Result<Vec<(SeriesId,)>> {
    sql("SELECT m.id FROM series_metrics m \
         WHERE EXISTS (SELECT 1 FROM series_points p WHERE p.metric_id = m.id AND p.at < $1) ORDER BY m.id LIMIT $2")
    .bind(cutoff)
    .bind(limit)
    .all(conn)
    .await
}

pub(crate) async fn remove_points(conn: &mut Conn, metrics: &[(SeriesId,)], cutoff: Timestamp) -> Result<u64> {
    let filter = Filter::new().and_in("metric_id", metrics.iter().map(|(id,)| *id)).and_bind("at < {}", cutoff);
    sql(format!("DELETE FROM series_points{}", filter.where_clause())).bind_all(filter.binds()).run(conn).await
}

/// Removes metrics of which no more points come and none are left.
pub(crate) async fn remove_empty(conn: &mut Conn) -> Result<u64> {
    sql("DELETE FROM series_metrics WHERE retired AND NOT EXISTS (SELECT 1 FROM series_points p WHERE p.metric_id = series_metrics.id)")
        .run(conn)
        .await
}
