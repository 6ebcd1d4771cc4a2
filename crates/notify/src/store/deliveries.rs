//! Deliveries: claimed by a conditional UPDATE, so that several couriers share the work, and ended by one.

use base::db::{Filter, sql};
use base::{Conn, Result, Timestamp};

use crate::model::{Channel, MessageId, Parcel};
use crate::rules::setback::Setback;

/// What may be claimed at `$2` on channel `$1`: what is due, and what somebody claimed who then was not heard of any more.
const CLAIMABLE: &str =
    "channel = $1 AND ((state IN ('waiting', 'failed') AND next_try_at <= $2) OR (state = 'sending' AND claimed_until < $2))";

/// Whether anything may be claimed. Asked before claiming, so that looking costs no write.
pub(crate) async fn any_due(conn: &mut Conn, channel: Channel, now: Timestamp) -> Result<bool> {
    let row: Option<(i64,)> =
        sql(format!("SELECT message_id FROM deliveries WHERE {CLAIMABLE} LIMIT 1")).bind(channel.as_str()).bind(now).optional(conn).await?;
    Ok(row.is_some())
}

/// Claims up to `limit` messages until `until` for whoever knows `claim`. The condition stands twice: the inner one chooses, the outer one
/// holds when another courier has chosen the same at the same moment.
pub(crate) async fn claim(
    conn: &mut Conn,
    channel: Channel,
    now: Timestamp,
    until: Timestamp,
    claim: &str,
    limit: usize,
) -> Result<Vec<Parcel>> {
    let text = format!(
        "UPDATE deliveries SET attempts = attempts + 1, lost = lost + CASE WHEN state = 'sending' THEN 1 ELSE 0 END, \
         state = 'sending', claim = $3, claimed_until = $4 \
         WHERE {CLAIMABLE} AND message_id IN \
         (SELECT message_id FROM deliveries WHERE {CLAIMABLE} ORDER BY next_try_at, message_id LIMIT {limit}) RETURNING message_id"
    );
    let claimed: Vec<(i64,)> = sql(text).bind(channel.as_str()).bind(now).bind(claim).bind(until).all(conn).await?;
    let filter = Filter::new().and_in("m.id", claimed.into_iter().map(|(id,)| id));
    let text = format!(
        "SELECT m.id, m.step, m.channel, m.addressee, m.webhook_id, m.ticket_id, m.customer_id, m.recipient, m.language, m.subject, m.body, \
         m.created_at, d.path, d.attempts, d.lost, d.started_at \
         FROM messages m JOIN deliveries d ON d.message_id = m.id{} ORDER BY d.next_try_at, m.id",
        filter.where_clause()
    );
    sql(text).bind_all(filter.binds()).all(conn).await
}

/// Ends a delivery: the other side took the message. Answers false when it was ended so before. The link is forgotten. It counts whoever
/// claimed it in the meantime, because it is true.
pub(crate) async fn sent(conn: &mut Conn, id: MessageId, now: Timestamp) -> Result<bool> {
    let ended = sql("UPDATE deliveries SET state = 'sent', sent_at = $2, claim = NULL, claimed_until = NULL, path = NULL, \
         error_code = NULL, error_detail = NULL WHERE message_id = $1 AND state <> 'sent'")
    .bind(id)
    .bind(now)
    .run(conn)
    .await?;
    Ok(ended == 1)
}

/// Lets a delivery go after a failure, under the claim it was made with; answers false when somebody else has it by now. Without a next
/// try it is given up.
pub(crate) async fn failed(conn: &mut Conn, id: MessageId, claim: &str, setback: &Setback, next: Option<Timestamp>) -> Result<bool> {
    let text = "UPDATE deliveries SET state = $3, next_try_at = COALESCE($4, next_try_at), claim = NULL, claimed_until = NULL, \
         error_code = $5, error_detail = $6, lost = lost + $7 WHERE message_id = $1 AND claim = $2 AND state = 'sending'";
    let changed = sql(text)
        .bind(id)
        .bind(claim)
        .bind(if next.is_some() { "failed" } else { "given_up" })
        .bind(next)
        .bind(setback.code)
        .bind(&setback.detail)
        .bind(i64::from(setback.uncertain))
        .run(conn)
        .await?;
    Ok(changed == 1)
}

/// Starts anew what has failed or was given up; answers false when it has not.
pub(crate) async fn retry(conn: &mut Conn, id: MessageId, now: Timestamp) -> Result<bool> {
    let changed = sql("UPDATE deliveries SET state = 'waiting', attempts = 0, started_at = $2, next_try_at = $2 \
         WHERE message_id = $1 AND state IN ('failed', 'given_up')")
    .bind(id)
    .bind(now)
    .run(conn)
    .await?;
    Ok(changed == 1)
}
