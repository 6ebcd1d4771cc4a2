//! The table rows: each is as the last event that attested it left it.
//!
//! A table is attested when any event names it. Then every row of it must be: a row without an attestation was added behind the
//! program's back.

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use serde::Deserialize;

use crate::db::tables;
use crate::journal::Recorded;
use crate::journal::findings::Findings;
use crate::journal::merkle::Hash;
use crate::journal::row::for_each_hash;
use crate::{Conn, Result};

/// One attestation, as it stands in an event's `rows`.
#[derive(Debug, Deserialize)]
pub(super) struct Attestation {
    pub table: String,
    pub id: i64,
    hash: Option<String>,
}

impl Attestation {
    /// The hash of the row's content, `None` for a row that was removed. A hash that cannot be read fits no row.
    pub fn hash(&self) -> Option<Hash> {
        let hash = self.hash.as_ref()?;
        Some(HEXLOWER.decode(hash.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok()).unwrap_or_default())
    }
}

/// The attestations of an event, `None` when they cannot be read.
pub(super) fn attestations(rows: &str) -> Option<Vec<Attestation>> {
    serde_json::from_str(rows).ok()
}

/// What the last event said of a row.
struct Last {
    seq: i64,
    hash: Option<Hash>,
}

/// The last attestation of every row, by table.
#[derive(Default)]
pub(super) struct Attested {
    tables: HashMap<String, HashMap<i64, Last>>,
}

impl Attested {
    /// Takes in what the event attests; later events count over earlier ones.
    pub fn take(&mut self, event: &Recorded, findings: &mut Findings) {
        let Some(attestations) = attestations(&event.rows) else {
            let what = format!("event {}", event.seq);
            if !findings.names(&what) {
                findings.add(what, "What it attests cannot be read.", "其证明的数据行无法读取。");
            }
            return;
        };
        for attestation in attestations {
            let last = Last { seq: event.seq, hash: attestation.hash() };
            match self.tables.get_mut(&attestation.table) {
                Some(rows) => {
                    rows.insert(attestation.id, last);
                }
                None => {
                    self.tables.insert(attestation.table, HashMap::from([(attestation.id, last)]));
                }
            }
        }
    }

    /// Compares every row of every attested table, and answers how many rows were compared.
    pub async fn compare(self, conn: &mut Conn, findings: &mut Findings) -> Result<i64> {
        // A name out of the journal gets into a statement only when the database itself knows it.
        let known = tables(conn).await?;
        let mut by_name: Vec<_> = self.tables.into_iter().collect();
        by_name.sort_by(|a, b| a.0.cmp(&b.0));
        let mut compared = 0;
        for (name, rows) in by_name {
            if known.iter().any(|table| table.name == name && table.column("id").is_some()) {
                compared += compare_table(conn, &name, rows, findings).await?;
            } else if rows.values().any(|last| last.hash.is_some()) {
                findings.add(
                    format!("table {name}"),
                    "The journal attests its rows, but it is not there.",
                    "台账证明了其中的数据行，但该表不存在。",
                );
            }
        }
        Ok(compared)
    }
}

async fn compare_table(conn: &mut Conn, table: &str, mut attested: HashMap<i64, Last>, findings: &mut Findings) -> Result<i64> {
    let (mut seen, mut nameless) = (0, 0);
    for_each_hash(conn, table, |id, hash| {
        seen += 1;
        match id {
            Some(id) => compare_row(table, id, hash, attested.remove(&id), findings),
            None => nameless += 1,
        }
    })
    .await?;
    if nameless > 0 {
        findings.add(
            format!("table {table}"),
            format!("{nameless} rows whose id is no number were added; no event attests them."),
            format!("有 {nameless} 行的 id 不是数字：系后来添加，没有事件证明。"),
        );
    }
    let mut missing: Vec<_> = attested.into_iter().filter(|(_, last)| last.hash.is_some()).collect();
    missing.sort_by_key(|(id, _)| *id);
    for (id, Last { seq, .. }) in missing {
        findings.add(
            format!("row {table} {id}"),
            format!("Missing: event {seq} attests it, and no event says that it was removed."),
            format!("缺失：事件 {seq} 证明了它，且没有事件说明其被删除。"),
        );
    }
    Ok(seen)
}

fn compare_row(table: &str, id: i64, hash: Hash, last: Option<Last>, findings: &mut Findings) {
    let what = || format!("row {table} {id}");
    match last {
        None => findings.add(what(), "No event attests it: it was added.", "没有事件证明它：系后来添加。"),
        Some(Last { seq, hash: None }) => findings.add(
            what(),
            format!("It is there, although event {seq} says that it was removed."),
            format!("它仍存在，而事件 {seq} 说明其已被删除。"),
        ),
        Some(Last { seq, hash: Some(attested) }) if hash != attested => findings.add(
            what(),
            format!("It was changed: it is not as event {seq} left it."),
            format!("该行被改动：与事件 {seq} 之后的内容不符。"),
        ),
        Some(_) => {}
    }
}

/// Compares one row with what the event `seq` said of it; the table is one that the database knows.
pub(super) async fn compare_one(conn: &mut Conn, attestation: &Attestation, seq: i64, findings: &mut Findings) -> Result<()> {
    let Attestation { table, id, .. } = attestation;
    let last = Last { seq, hash: attestation.hash() };
    match crate::journal::row_hash(conn, table, *id).await? {
        Some(hash) => compare_row(table, *id, hash, Some(last), findings),
        None if last.hash.is_some() => findings.add(
            format!("row {table} {id}"),
            format!("Missing: event {seq} attests it, and no event says that it was removed."),
            format!("缺失：事件 {seq} 证明了它，且没有事件说明其被删除。"),
        ),
        None => {}
    }
    Ok(())
}
