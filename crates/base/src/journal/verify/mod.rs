//! Verification of the whole journal against itself, its seals and the tables it attests: every event that was changed, removed or added,
//! every seal that does not fit, and every table row that differs from what the last event said of it, is reported by name.
//!
//! It reads one snapshot, so the program may go on working meanwhile, and it reads in a stream: what stays in memory is one hash for
//! each attested row.

mod events;
mod rows;
mod seals;
mod ticket;

pub use ticket::verify_ticket;

use self::rows::Attested;
use self::seals::SealWalk;
use super::findings::Findings;
use super::{PublicKey, VerifyReport};
use crate::db::sql;
use crate::{Db, Result};

/// Verifies everything; `key` is the public key with which the seals must have been signed.
pub async fn verify(db: &Db, key: &PublicKey) -> Result<VerifyReport> {
    let conn = &mut db.snapshot().await?;
    let mut findings = Findings::default();
    let mut attested = Attested::default();
    let mut seals = SealWalk::new(*key);
    let (mut events, mut last) = (0, 0);
    loop {
        let batch = events::next(conn, last, &mut findings).await?;
        let Some(newest) = batch.last_place else { break };
        for event in &batch.events {
            events::check_place(last, event.seq, &mut findings);
            let computed = events::check_hash(event, &mut findings);
            attested.take(event, &mut findings);
            seals.take(conn, event.seq, &event.hash, computed, &mut findings).await?;
            last = event.seq;
            events += 1;
        }
        last = last.max(newest);
    }
    seals.finish(conn, last, &mut findings).await?;
    events::check_count(conn, events, &mut findings).await?;
    let rows = attested.compare(conn, &mut findings).await?;
    let sealed: i64 = sql("SELECT COUNT(*) FROM events WHERE seq <= $1").bind(seals.last_sealed()).scalar(conn).await?;
    let findings = findings.done();
    Ok(VerifyReport { ok: findings.is_empty(), events, seals: seals.count(), unsealed: (events - sealed).max(0), rows, findings })
}
