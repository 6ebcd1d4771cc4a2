//! Deliveries: claimed by a conditional UPDATE, so that several couriers share the work, and ended by one.

use base::db::{Filter, sql};
use base::{Conn, Result, Timestamp};

use crate::model::{MessageId, Parcel, Queue};
use crate::rules::setback::Setback;

/// Longer than anything here waits between two attempts, with a minute for what is late; in milliseconds.
const LONGEST_PAUSE: i64 = 660_000;

/// What may be claimed at `$2` on queue `$1`: what is due, what somebody claimed who then was not heard of any more, and what was to wait, or
/// is claimed, for longer than anything is: the clock was put back. What `$3` has claimed itself is still under way, whatever the clock does.
/// The three states stand alone first, so that an index leads past everything that has ended.
pub(super) fn claimable(claim: &Claim<'_>) -> String {
    let longest_claim = claim.until.milliseconds_since(claim.now) + LONGEST_PAUSE;
    format!(
        "queue = $1 AND state IN ('waiting', 'failed', 'sending') AND \
         ((state <> 'sending' AND (next_try_at <= $2 \
         OR (next_try_at > $2 + {LONGEST_PAUSE} AND (quiet_until IS NULL OR next_try_at > quiet_until)))) \
         OR (state = 'sending' AND claim <> $3 AND (claimed_until < $2 OR claimed_until > $2 + {longest_claim})))"
    )
}

/// Under which name, until when and from which queue something is claimed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim<'a> {
    pub queue: Queue,
    pub now: Timestamp,
    pub until: Timestamp,
    /// Who knows it has it.
    pub name: &'a str,
}

/// Whether anything may be claimed. Asked before claiming, so that looking costs no write.
pub(crate) async fn any_due(conn: &mut Conn, claim: Claim<'_>) -> Result<bool> {
    let text = format!("SELECT message_id FROM deliveries WHERE {} LIMIT 1", claimable(&claim));
    let row: Option<(i64,)> = sql(text).bind(claim.queue.as_str()).bind(claim.now).bind(claim.name).optional(conn).await?;
    Ok(row.is_some())
}

/// Claims up to `limit` messages, each for itself. The condition stands twice: the inner one chooses, the outer one holds when another
/// courier has chosen the same at the same moment.
pub(crate) async fn claim_singles(conn: &mut Conn, claim: Claim<'_>, limit: usize) -> Result<Vec<Parcel>> {
    let claimable = claimable(&claim);
    let text = format!(
        "UPDATE deliveries SET attempts = attempts + 1, lost = lost + CASE WHEN state = 'sending' THEN 1 ELSE 0 END, \
         state = 'sending', claim = $3, claimed_until = $4 \
         WHERE {claimable} AND message_id IN \
         (SELECT message_id FROM deliveries WHERE {claimable} ORDER BY next_try_at, message_id LIMIT {limit}) RETURNING message_id"
    );
    let claimed: Vec<(i64,)> = sql(text).bind(claim.queue.as_str()).bind(claim.now).bind(claim.name).bind(claim.until).all(conn).await?;
    parcels(conn, claimed.into_iter().map(|(id,)| id), "d.next_try_at, m.id").await
}

/// Claims these messages as one handover. Whoever does holds their lane.
pub(crate) async fn claim_bundle(conn: &mut Conn, claim: Claim<'_>, ids: &[MessageId]) -> Result<Vec<Parcel>> {
    let first = ids.iter().map(|id| id.0).min();
    let ids: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
    let text = format!(
        "UPDATE deliveries SET attempts = attempts + 1, lost = lost + CASE WHEN state = 'sending' THEN 1 ELSE 0 END, \
         state = 'sending', claim = $3, claimed_until = $4, bundle = $5, bundled = $6 \
         WHERE {} AND message_id IN ({}) RETURNING message_id",
        claimable(&claim),
        ids.join(", ")
    );
    let claimed: Vec<(i64,)> = sql(text)
        .bind(claim.queue.as_str())
        .bind(claim.now)
        .bind(claim.name)
        .bind(claim.until)
        .bind(first)
        .bind(ids.len() as i64)
        .all(conn)
        .await?;
    parcels(conn, claimed.into_iter().map(|(id,)| id), "m.id").await
}

async fn parcels(conn: &mut Conn, ids: impl IntoIterator<Item = i64>, order: &str) -> Result<Vec<Parcel>> {
    let filter = Filter::new().and_in("m.id", ids);
    let text = format!(
        "SELECT m.id, m.step, m.channel, m.addressee, m.webhook_id, m.gateway_id, m.ticket_id, m.customer_id, m.recipient, m.language, \
         m.subject, m.body, m.created_at, d.mention, d.path, d.attempts, d.lost, d.started_at \
         FROM messages m JOIN deliveries d ON d.message_id = m.id{} ORDER BY {order}",
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
    let changed = sql("UPDATE deliveries SET state = 'waiting', attempts = 0, started_at = $2, next_try_at = $2, quiet_until = NULL \
         WHERE message_id = $1 AND state IN ('failed', 'given_up')")
    .bind(id)
    .bind(now)
    .run(conn)
    .await?;
    Ok(changed == 1)
}

/// How many messages whose own time came before an instant have not ended. One that nobody has tried yet has its time when it may leave:
/// somebody's quiet hours, or the pace of its lane, hold it back until then. One that is handed over for the first time has it when its claim
/// runs out. One that failed has had it since it was queued, or since the quiet hours ended.
pub(crate) async fn unended(conn: &mut Conn, before: Timestamp) -> Result<i64> {
    sql("SELECT COUNT(*) FROM deliveries WHERE state IN ('waiting', 'sending', 'failed') AND \
         CASE WHEN state = 'waiting' THEN next_try_at < $1 \
         WHEN state = 'sending' AND attempts < 2 THEN claimed_until < $1 \
         ELSE started_at < $1 AND (quiet_until IS NULL OR quiet_until < $1) END")
    .bind(before)
    .scalar(conn)
    .await
}
