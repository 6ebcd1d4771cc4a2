//! Calls that are under way, and how they ended.

use base::db::sql;
use base::{Conn, CustomerId, PersonId, Result, TicketId, Timestamp};

use crate::carrier::UnderWay;
use crate::model::{GatewayId, MessageId};
use crate::rules::answer::Outcome;

/// How long a supplier is asked how a call ended, in seconds; then nobody knows.
const ASKED_FOR: i64 = 300;
/// The pause between two questions, in seconds.
const PAUSE: i64 = 5;

/// A call whose end is not known yet.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct VoiceCall {
    pub message_id: MessageId,
    pub gateway_id: GatewayId,
    pub receipt: Option<String>,
    pub ask_until: Timestamp,
    pub person_id: Option<PersonId>,
    pub ticket_id: Option<TicketId>,
    pub customer_id: Option<CustomerId>,
    pub step: String,
}

const COLUMNS: &str = "v.message_id, v.gateway_id, v.receipt, v.ask_until, m.person_id, m.ticket_id, m.customer_id, m.step \
     FROM voice_calls v JOIN messages m ON m.id = v.message_id";

/// A supplier took a call. A later attempt of the same message begins anew.
pub(crate) async fn begin(conn: &mut Conn, id: MessageId, gateway: GatewayId, call: &UnderWay, now: Timestamp) -> Result<()> {
    let ask = call.can_be_asked && call.receipt.is_some();
    sql("INSERT INTO voice_calls (message_id, gateway_id, receipt, ask_at, ask_until) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (message_id) DO UPDATE SET gateway_id = excluded.gateway_id, receipt = excluded.receipt, outcome = NULL, \
         key_pressed = NULL, ended_at = NULL, ask_at = excluded.ask_at, ask_until = excluded.ask_until, claimed_until = NULL")
    .bind(id)
    .bind(gateway)
    .bind(call.receipt.as_deref())
    .bind(ask.then(|| now.plus_seconds(PAUSE)))
    .bind(now.plus_seconds(ASKED_FOR))
    .run(conn)
    .await?;
    Ok(())
}

/// The calls of one handover by our number or the supplier's name, when they went over this gateway.
pub(crate) async fn find(conn: &mut Conn, gateway: GatewayId, message: Option<i64>, receipt: Option<&str>) -> Result<Vec<VoiceCall>> {
    let by_number: Vec<VoiceCall> = match message {
        Some(id) => sql(format!("SELECT {COLUMNS} WHERE v.gateway_id = $1 AND v.message_id = $2")).bind(gateway).bind(id).all(conn).await?,
        None => Vec::new(),
    };
    let receipt = by_number.iter().find_map(|call| call.receipt.clone()).or_else(|| receipt.map(str::to_owned));
    match receipt {
        // Messages that were told together in one call have the same receipt.
        Some(receipt) => {
            sql(format!("SELECT {COLUMNS} WHERE v.gateway_id = $1 AND v.receipt = $2 ORDER BY v.message_id"))
                .bind(gateway)
                .bind(receipt)
                .all(conn)
                .await
        }
        None => Ok(by_number),
    }
}

/// Ends a call, once; answers false when its end was known. A key that is told of after all overrules what was known before, for somebody
/// pressed it.
pub(crate) async fn end(conn: &mut Conn, id: MessageId, outcome: Option<&Outcome>, now: Timestamp) -> Result<bool> {
    let (word, key) = match outcome {
        Some(Outcome::Key(key)) => ("key", Some(key.as_str())),
        Some(other) => (other.as_str(), None),
        None => ("unknown", None),
    };
    let changed = sql("UPDATE voice_calls SET outcome = $2, key_pressed = $3, ended_at = $4, ask_at = NULL, claimed_until = NULL \
         WHERE message_id = $1 AND (outcome IS NULL OR (outcome <> 'key' AND $2 = 'key') OR (outcome = 'unknown' AND $2 <> 'unknown'))")
    .bind(id)
    .bind(word)
    .bind(key)
    .bind(now)
    .run(conn)
    .await?;
    Ok(changed == 1)
}

/// Whether anybody is to be asked.
pub(crate) async fn any_due(conn: &mut Conn, now: Timestamp) -> Result<bool> {
    let row: Option<(i64,)> =
        sql("SELECT message_id FROM voice_calls WHERE ask_at <= $1 AND (claimed_until IS NULL OR claimed_until < $1) LIMIT 1")
            .bind(now)
            .optional(conn)
            .await?;
    Ok(row.is_some())
}

/// Claims calls to ask about until an instant; the next question comes after a pause.
pub(crate) async fn claim(conn: &mut Conn, now: Timestamp, until: Timestamp, limit: usize) -> Result<Vec<VoiceCall>> {
    const DUE: &str = "ask_at <= $1 AND (claimed_until IS NULL OR claimed_until < $1)";
    let text = format!(
        "UPDATE voice_calls SET claimed_until = $2, ask_at = $3 WHERE {DUE} AND message_id IN \
         (SELECT message_id FROM voice_calls WHERE {DUE} ORDER BY ask_at LIMIT {limit}) RETURNING message_id"
    );
    let claimed: Vec<(i64,)> = sql(text).bind(now).bind(until).bind(now.plus_seconds(PAUSE)).all(conn).await?;
    let filter = base::db::Filter::new().and_in("v.message_id", claimed.into_iter().map(|(id,)| id));
    sql(format!("SELECT {COLUMNS}{} ORDER BY v.message_id", filter.where_clause())).bind_all(filter.binds()).all(conn).await
}

/// Lets a call go that is still going on.
pub(crate) async fn release(conn: &mut Conn, id: MessageId) -> Result<()> {
    sql("UPDATE voice_calls SET claimed_until = NULL WHERE message_id = $1").bind(id).run(conn).await?;
    Ok(())
}
