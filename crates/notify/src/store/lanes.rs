//! Lanes: what goes to one person on one channel, or to one robot's group. Whoever decides what goes next holds the lane's row, so that
//! several nodes keep one pace.

use std::collections::BTreeSet;

use base::db::sql;
use base::{Conn, Result, Timestamp};

use super::deliveries::{Claim, claimable};
use crate::model::{Importance, MessageId, Queue};
use crate::rules::pace::{Handover, REMEMBERED, Waiting};

/// How many of a lane's messages are looked at together.
const MOST_WAITING: usize = 4000;

/// The lanes on which something is due, the most urgent first.
pub(crate) async fn due(conn: &mut Conn, claim: Claim<'_>, limit: usize) -> Result<Vec<String>> {
    let text = format!(
        "SELECT lane FROM deliveries WHERE {} GROUP BY lane ORDER BY MAX(urgency) DESC, MIN(next_try_at), lane LIMIT {limit}",
        claimable(&claim)
    );
    let rows: Vec<(String,)> = sql(text).bind(claim.queue.as_str()).bind(claim.now).bind(claim.name).all(conn).await?;
    Ok(rows.into_iter().map(|(lane,)| lane).collect())
}

/// Holds a lane until the transaction ends, and answers until when it is silent.
pub(crate) async fn hold(conn: &mut Conn, queue: Queue, lane: &str) -> Result<Timestamp> {
    sql("INSERT INTO lanes (queue, lane, silent_until) VALUES ($1, $2, 0) \
         ON CONFLICT (queue, lane) DO UPDATE SET silent_until = lanes.silent_until RETURNING silent_until")
    .bind(queue.as_str())
    .bind(lane)
    .scalar(conn)
    .await
}

/// The other side wants silence on a lane.
pub(crate) async fn silence(conn: &mut Conn, queue: Queue, lane: &str, until: Timestamp) -> Result<()> {
    sql("UPDATE lanes SET silent_until = $3 WHERE queue = $1 AND lane = $2").bind(queue.as_str()).bind(lane).bind(until).run(conn).await?;
    Ok(())
}

/// The lane's messages that may be claimed, the most urgent first, then as they were written.
pub(crate) async fn waiting(conn: &mut Conn, claim: Claim<'_>, lane: &str) -> Result<Vec<Waiting>> {
    let text = format!(
        "SELECT message_id, urgency, group_key FROM deliveries WHERE {} AND lane = $4 \
         ORDER BY urgency DESC, message_id LIMIT {MOST_WAITING}",
        claimable(&claim)
    );
    let rows: Vec<(MessageId, i64, Option<String>)> =
        sql(text).bind(claim.queue.as_str()).bind(claim.now).bind(claim.name).bind(lane).all(conn).await?;
    Ok(rows.into_iter().map(|(id, rank, group)| Waiting { id, importance: Importance::of_rank(rank), group }).collect())
}

/// What the lane carried lately.
pub(crate) async fn lately(conn: &mut Conn, queue: Queue, lane: &str, now: Timestamp) -> Result<Vec<Handover>> {
    let rows: Vec<(i64, Option<String>, Timestamp)> =
        sql("SELECT handover, group_key, at FROM handovers WHERE queue = $1 AND lane = $2 AND at > $3 ORDER BY at, id")
            .bind(queue.as_str())
            .bind(lane)
            .bind(now.plus_milliseconds(-REMEMBERED))
            .all(conn)
            .await?;
    Ok(rows.into_iter().map(|(id, group, at)| Handover { id, group, at }).collect())
}

/// Writes down that these messages leave as one, and forgets what is long past.
pub(crate) async fn note(
    conn: &mut Conn,
    queue: Queue,
    lane: &str,
    ids: &[MessageId],
    groups: &BTreeSet<Option<&str>>,
    now: Timestamp,
) -> Result<()> {
    sql("DELETE FROM handovers WHERE queue = $1 AND lane = $2 AND at <= $3")
        .bind(queue.as_str())
        .bind(lane)
        .bind(now.plus_milliseconds(-REMEMBERED))
        .run(conn)
        .await?;
    for group in groups {
        sql("INSERT INTO handovers (queue, lane, handover, group_key, at) VALUES ($1, $2, $3, $4, $5)")
            .bind(queue.as_str())
            .bind(lane)
            .bind(ids.iter().map(|id| id.0).min())
            .bind(*group)
            .bind(now)
            .run(conn)
            .await?;
    }
    Ok(())
}

/// Puts off what is due on a lane and may not go yet.
pub(crate) async fn put_off(conn: &mut Conn, queue: Queue, lane: &str, now: Timestamp, until: Timestamp) -> Result<()> {
    sql("UPDATE deliveries SET next_try_at = $4 WHERE queue = $1 AND lane = $2 AND state IN ('waiting', 'failed') AND next_try_at <= $3")
        .bind(queue.as_str())
        .bind(lane)
        .bind(now)
        .bind(until)
        .run(conn)
        .await?;
    Ok(())
}
