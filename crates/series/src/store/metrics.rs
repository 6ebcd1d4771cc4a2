//! The table `series_metrics`.

use base::db::{Bulk, Filter, Value, sql};
use base::{Conn, CustomerId, Result, Timestamp};

use crate::cache::Made;
use crate::model::{Metric, Sample, SeriesId};

/// The metrics of some checks that still get values, with their units.
pub(crate) async fn of_checks(conn: &mut Conn, checks: &[i64]) -> Result<Vec<(Made, String)>> {
    let mut found = Vec::new();
    for some in checks.chunks(500) {
        let filter = Filter::new().and_in("check_id", some.iter().copied()).and("NOT retired");
        let text = format!("SELECT id, check_id, name, label, unit FROM series_metrics{}", filter.where_clause());
        let rows: Vec<(SeriesId, i64, String, String, String)> = sql(text).bind_all(filter.binds()).all(conn).await?;
        found.extend(rows.into_iter().map(|(id, check_id, name, label, unit)| (Made { id, check_id, name, label }, unit)));
    }
    Ok(found)
}

/// Makes metrics, or finds them when another node was first. No two of the samples are of the same metric.
pub(crate) async fn make(conn: &mut Conn, samples: &[&Sample]) -> Result<Vec<Made>> {
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

pub(crate) async fn list(conn: &mut Conn, filter: Filter) -> Result<Vec<Metric>> {
    let text = format!(
        "SELECT id, device_id, check_id, name, label, unit FROM series_metrics{} ORDER BY check_id, name, label",
        filter.where_clause()
    );
    sql(text).bind_all(filter.binds()).all(conn).await
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

/// Notes since when a metric gets no more values.
pub(crate) async fn note_retired(conn: &mut Conn, now: Timestamp) -> Result<u64> {
    sql("UPDATE series_metrics SET retired_at = $1 WHERE retired AND retired_at IS NULL").bind(now).run(conn).await
}

/// Removes metrics that got no more values since before `cutoff`.
pub(crate) async fn remove_retired(conn: &mut Conn, cutoff: Timestamp) -> Result<u64> {
    sql("DELETE FROM series_metrics WHERE retired AND retired_at < $1 \
         AND NOT EXISTS (SELECT 1 FROM series_points p WHERE p.metric_id = series_metrics.id)")
    .bind(cutoff)
    .run(conn)
    .await
}

/// Some devices in order of their ids.
pub(crate) async fn devices_after(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<(i64,)>> {
    sql("SELECT DISTINCT device_id FROM series_metrics WHERE device_id > $1 ORDER BY device_id LIMIT $2")
        .bind(after)
        .bind(limit)
        .all(conn)
        .await
}
