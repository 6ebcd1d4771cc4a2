//! The table `series_points`, a row per point: what programs before schema 11 wrote. It is read until all of it stands in blocks.

use base::db::{Filter, sql};
use base::{Conn, Result};

use crate::rules::cell::Cell;

/// The points of one metric between two instants, in milliseconds.
pub(crate) async fn of_metric(conn: &mut Conn, metric: i64, from: i64, to: i64) -> Result<Vec<Cell>> {
    let rows: Vec<(i64, f64)> = sql("SELECT at, value FROM series_points WHERE metric_id = $1 AND at >= $2 AND at < $3 ORDER BY at")
        .bind(metric)
        .bind(from)
        .bind(to)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(at, value)| Cell::point(at, value)).collect())
}

/// The metrics of the first device that has such points, and its id.
pub(crate) async fn next_device(conn: &mut Conn) -> Result<Option<(i64, Vec<i64>)>> {
    let found: Option<(i64,)> =
        sql("SELECT m.device_id FROM series_metrics m WHERE m.id = (SELECT metric_id FROM series_points ORDER BY metric_id LIMIT 1)")
            .optional(conn)
            .await?;
    let Some((device,)) = found else { return Ok(None) };
    let metrics: Vec<(i64,)> = sql("SELECT id FROM series_metrics WHERE device_id = $1 ORDER BY id").bind(device).all(conn).await?;
    Ok(Some((device, metrics.into_iter().map(|(id,)| id).collect())))
}

/// When the first point of a metric was measured.
pub(crate) async fn first_of(conn: &mut Conn, metric: i64) -> Result<Option<i64>> {
    let (first,): (Option<i64>,) = sql("SELECT MIN(at) FROM series_points WHERE metric_id = $1").bind(metric).one(conn).await?;
    Ok(first)
}

/// Removes the points of some metrics from before an instant.
pub(crate) async fn remove(conn: &mut Conn, metrics: &[i64], before: i64) -> Result<u64> {
    let mut removed = 0;
    for some in metrics.chunks(200) {
        let filter = Filter::new().and_in("metric_id", some.iter().copied()).and_bind("at < {}", before);
        removed += sql(format!("DELETE FROM series_points{}", filter.where_clause())).bind_all(filter.binds()).run(conn).await?;
    }
    Ok(removed)
}
