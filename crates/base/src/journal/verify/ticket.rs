//! Verification of one ticket: its events, the proof of each under the seals, and the table rows those events attest. It reads the ticket's
//! own events and the attestations after them instead of the whole journal's hashes.

use std::collections::BTreeMap;

use super::events::{check_hash, is_unreadable};
use super::rows::{Attestation, attestations, compare_one};
use crate::db::{sql, tables};
use crate::journal::evidence::{assemble, check_parts};
use crate::journal::findings::Findings;
use crate::journal::{PublicKey, Recorded, VerifyReport, by_ticket};
use crate::{Conn, Db, Error, Result, TicketId};

/// Verifies a ticket; `key` is the public key with which the seals must have been signed. A ticket without events is not found.
pub async fn verify_ticket(db: &Db, key: &PublicKey, ticket: TicketId) -> Result<VerifyReport> {
    let conn = &mut db.snapshot().await?;
    let mut findings = Findings::default();
    let events = match by_ticket(conn, ticket).await {
        Ok(events) if events.is_empty() => return Err(Error::not_found("ticket", "工单")),
        Ok(events) => events,
        Err(error) if is_unreadable(&error) => {
            let what = format!("ticket {ticket}");
            findings.add(
                what,
                "One of its events holds what cannot be read. Verify the whole journal to learn which.",
                "其中有事件的内容无法读取。请校验整个台账以确定是哪一条。",
            );
            return Ok(VerifyReport { ok: false, events: 0, seals: 0, unsealed: 0, rows: 0, findings: findings.done() });
        }
        Err(error) => return Err(error),
    };
    let count = events.len() as i64;
    let file = assemble(conn, *key, ticket, events.clone(), |_| true).await?;
    check_parts(&file, key, &mut findings);
    let sealed = file.events.len();
    for event in events.iter().skip(sealed) {
        check_hash(event, &mut findings);
    }
    let rows = compare_rows(conn, &events, &mut findings).await?;
    let findings = findings.done();
    Ok(VerifyReport {
        ok: findings.is_empty(),
        events: count,
        seals: file.seals.len() as i64,
        unsealed: count - sealed as i64,
        rows,
        findings,
    })
}

/// Compares every row that the ticket's events attest with the last that any event said of it.
async fn compare_rows(conn: &mut Conn, events: &[Recorded], findings: &mut Findings) -> Result<i64> {
    let known = tables(conn).await?;
    let mut last: BTreeMap<(String, i64), (i64, Attestation)> = BTreeMap::new();
    for event in events {
        for attestation in attestations(&event.rows).unwrap_or_default() {
            if known.iter().any(|table| table.name == attestation.table) {
                last.insert((attestation.table.clone(), attestation.id), (event.seq, attestation));
            }
        }
    }
    let mut place = events.first().map_or(0, |event| event.seq);
    loop {
        let later: Vec<(i64, String)> =
            sql("SELECT seq, \"rows\" FROM events WHERE seq > $1 ORDER BY seq LIMIT 2000").bind(place).all(conn).await?;
        let Some((newest, _)) = later.last() else { break };
        place = *newest;
        for (seq, rows) in later {
            for attestation in attestations(&rows).unwrap_or_default() {
                if let Some(found) = last.get_mut(&(attestation.table.clone(), attestation.id)) {
                    *found = (seq, attestation);
                }
            }
        }
    }
    for (seq, attestation) in last.values() {
        compare_one(conn, attestation, *seq, findings).await?;
    }
    Ok(last.len() as i64)
}
