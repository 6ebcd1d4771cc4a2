//! The events: dense, readable, and each with the hash of what it says.

use crate::db::sql;
use crate::journal::findings::{Findings, events_named};
use crate::journal::merkle::Hash;
use crate::journal::{Recorded, read_after};
use crate::{Conn, Error, Result};

/// How many events are read at once.
const BATCH: i64 = 500;

/// The next events, and how far in the journal they reach.
pub(super) struct Batch {
    /// Those that can be read.
    pub events: Vec<Recorded>,
    /// The place of the last that was looked at, readable or not; `None` at the journal's end.
    pub last_place: Option<i64>,
}

/// Reads on after `seq`. An event that cannot even be read, because a column holds what it never can, is named and passed over.
pub(super) async fn next(conn: &mut Conn, seq: i64, findings: &mut Findings) -> Result<Batch> {
    match read_after(conn, seq, BATCH).await {
        Ok(events) => {
            let last_place = events.last().map(|event| event.seq);
            Ok(Batch { events, last_place })
        }
        Err(error) if is_unreadable(&error) => next_one(conn, seq, findings).await,
        Err(error) => Err(error),
    }
}

async fn next_one(conn: &mut Conn, seq: i64, findings: &mut Findings) -> Result<Batch> {
    match read_after(conn, seq, 1).await {
        Ok(events) => {
            let last_place = events.last().map(|event| event.seq);
            Ok(Batch { events, last_place })
        }
        Err(error) if is_unreadable(&error) => {
            let place: Result<Option<i64>> = sql("SELECT MIN(seq) FROM events WHERE seq > $1").bind(seq).scalar(conn).await;
            if let Ok(Some(place)) = place {
                check_place(seq, place, findings);
                findings.add(
                    format!("event {place}"),
                    "It was changed: one of its columns holds what cannot be read.",
                    "该事件被改动：其中有一列的内容无法读取。",
                );
                return Ok(Batch { events: Vec::new(), last_place: Some(place) });
            }
            findings.add(
                "table events",
                format!("After event {seq} it cannot be read on: the place of an event is not a number."),
                format!("事件 {seq} 之后无法继续读取：有事件的序号不是数字。"),
            );
            Ok(Batch { events: Vec::new(), last_place: None })
        }
        Err(error) => Err(error),
    }
}

/// Whether a row was there but held something of another type than its column.
pub(super) fn is_unreadable(error: &Error) -> bool {
    let Error::Internal(internal) = error else { return false };
    matches!(internal.database(), Some(sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)))
}

/// Names the events between two neighbours.
pub(super) fn check_place(last: i64, seq: i64, findings: &mut Findings) {
    if seq > last + 1 {
        let missing = events_named(last + 1, seq - 1);
        findings.add(missing, "Missing: it was removed from the journal.", "缺失：已被从台账中删除。");
    }
}

/// Compares the stored hash with that of what the event says, and answers the latter.
pub(super) fn check_hash(event: &Recorded, findings: &mut Findings) -> Hash {
    let computed = event.compute_hash();
    if event.hash != computed {
        findings.add(
            format!("event {}", event.seq),
            "It was changed: what it says does not have the hash that was stored with it.",
            "该事件被改动：其内容与当时存储的哈希不符。",
        );
    }
    computed
}

/// Names what stands in the table but in no place of the journal.
pub(super) async fn check_count(conn: &mut Conn, seen: i64, findings: &mut Findings) -> Result<()> {
    let outside: i64 = sql("SELECT COUNT(*) FROM events WHERE seq IS NULL OR seq < 1").scalar(conn).await?;
    if outside > 0 {
        findings.add(
            "table events",
            format!("{outside} events stand outside the order from 1 to {seen}: they were added."),
            format!("有 {outside} 条事件不在 1 至 {seen} 的序列之内：系后来添加。"),
        );
    }
    Ok(())
}
