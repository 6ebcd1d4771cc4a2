//! Writing an event, inside the transaction of the change it tells.

use std::collections::HashMap;

use ring::digest::{Context, SHA256};
use serde_json::Value as Json;

use super::row::{row_hash, row_hashes};
use crate::db::{Dialect, sql, without_nul};
use crate::{Actor, Conn, CustomerId, Error, Result, TicketId, Timestamp};

/// What an event is about: `ticket 7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// The noun, as in the mission's words: `ticket`.
    pub kind: &'static str,
    /// Its id.
    pub id: i64,
}

/// An event about to be appended.
#[derive(Debug, Clone)]
pub struct Event {
    kind: &'static str,
    subject: Subject,
    customer: Option<CustomerId>,
    ticket: Option<TicketId>,
    body: Json,
    rows: Vec<(&'static str, i64)>,
    gone: Vec<(&'static str, i64)>,
}

impl Event {
    /// `kind` is `noun.what_happened`, in the past tense: `ticket.acknowledged`.
    pub fn new(kind: &'static str, subject: (&'static str, i64)) -> Event {
        let subject = Subject { kind: subject.0, id: subject.1 };
        Event { kind, subject, customer: None, ticket: None, body: Json::Null, rows: Vec::new(), gone: Vec::new() }
    }

    /// The customer whom it concerns: who may read it.
    pub fn customer(mut self, customer: impl Into<Option<CustomerId>>) -> Event {
        self.customer = customer.into();
        self
    }

    /// The ticket to whose timeline it belongs.
    pub fn ticket(mut self, ticket: impl Into<Option<TicketId>>) -> Event {
        self.ticket = ticket.into();
        self
    }

    /// What happened, in detail. No secrets: the journal is read by the customer.
    pub fn body(mut self, body: Json) -> Event {
        self.body = body;
        self
    }

    /// Attests a row as the transaction has left it; its table has a key named `id`. Call it for every row the change wrote.
    pub fn row(mut self, table: &'static str, id: i64) -> Event {
        self.rows.push((table, id));
        self
    }

    /// Attests that a row was removed.
    pub fn gone(mut self, table: &'static str, id: i64) -> Event {
        self.gone.push((table, id));
        self
    }
}

/// Appends the event and answers its place in the journal. `at` is when it happened, `now` when it is recorded.
pub async fn append(conn: &mut Conn, actor: &Actor, at: Timestamp, now: Timestamp, event: Event) -> Result<i64> {
    hold_order(conn).await?;
    let mut hashes = RowHashes::new();
    for (table, id) in &event.rows {
        if let Some(hash) = row_hash(conn, table, *id).await? {
            hashes.insert((*table, *id), hash);
        }
    }
    let seq = next_seq(conn).await?;
    let recorded = event.recorded(actor, at, now, seq, &hashes)?;
    super::read::insert(conn, &recorded, &recorded.compute_hash()).await?;
    Ok(seq)
}

/// Appends many events of one moment in few statements, in their order: what [`append`] does one by one. Each row is attested as it is
/// now, so append when everything is written.
pub async fn append_all(conn: &mut Conn, actor: &Actor, at: Timestamp, now: Timestamp, events: Vec<Event>) -> Result<()> {
    hold_order(conn).await?;
    let mut tables: HashMap<&'static str, Vec<i64>> = HashMap::new();
    for (table, id) in events.iter().flat_map(|event| &event.rows) {
        tables.entry(table).or_default().push(*id);
    }
    let mut hashes = RowHashes::new();
    for (table, ids) in tables {
        hashes.extend(row_hashes(conn, table, &ids).await?.into_iter().map(|(id, hash)| ((table, id), hash)));
    }
    let first = next_seq(conn).await?;
    let recorded: Vec<super::Recorded> =
        events.into_iter().zip(first..).map(|(event, seq)| event.recorded(actor, at, now, seq, &hashes)).collect::<Result<_>>()?;
    super::read::insert_all(conn, &recorded).await
}

/// The hashes of rows by table and id.
type RowHashes = HashMap<(&'static str, i64), [u8; 32]>;

/// On PostgreSQL whoever appends holds the journal's order until the commit; on SQLite the one writer does.
async fn hold_order(conn: &mut Conn) -> Result<()> {
    if !conn.mark_journal_written() && conn.dialect() == Dialect::Postgres {
        sql("SELECT pg_advisory_xact_lock(4611202600002)").run(conn).await?;
    }
    Ok(())
}

async fn next_seq(conn: &mut Conn) -> Result<i64> {
    sql("SELECT COALESCE(MAX(seq), 0) + 1 FROM events").scalar(conn).await
}

impl Event {
    fn recorded(self, actor: &Actor, at: Timestamp, now: Timestamp, seq: i64, hashes: &RowHashes) -> Result<super::Recorded> {
        let mut rows = Vec::with_capacity(self.rows.len() + self.gone.len());
        for (table, id) in self.rows {
            let hash = hashes
                .get(&(table, id))
                .ok_or_else(|| Error::internal(format!("event {} attests the row {table} {id}, which is not there", self.kind)))?;
            rows.push(serde_json::json!({ "table": table, "id": id, "hash": data_encoding::HEXLOWER.encode(hash) }));
        }
        rows.extend(self.gone.into_iter().map(|(table, id)| serde_json::json!({ "table": table, "id": id, "hash": null })));
        Ok(super::Recorded {
            seq,
            at,
            recorded_at: now,
            actor: actor.label(),
            actor_name: without_nul(actor.name().to_owned()),
            kind: self.kind.to_owned(),
            subject_kind: self.subject.kind.to_owned(),
            subject_id: self.subject.id,
            customer_id: self.customer,
            ticket_id: self.ticket,
            body: self.body.to_string(),
            rows: Json::from(rows).to_string(),
            hash: Vec::new(),
        })
    }
}

impl super::Recorded {
    /// The SHA-256 of everything the event says, each part with its length before it so that no two events share a text. The leading
    /// byte 0 tells a leaf of the Merkle tree from a node (RFC 6962).
    pub fn compute_hash(&self) -> [u8; 32] {
        let mut context = Context::new(&SHA256);
        context.update(&[0]);
        let numbers = [self.seq, self.at.milliseconds(), self.recorded_at.milliseconds(), self.subject_id];
        for number in numbers {
            context.update(&number.to_be_bytes());
        }
        for optional in [self.customer_id.map(|id| id.0), self.ticket_id.map(|id| id.0)] {
            context.update(&[u8::from(optional.is_some())]);
            context.update(&optional.unwrap_or(0).to_be_bytes());
        }
        for text in [&self.actor, &self.actor_name, &self.kind, &self.subject_kind, &self.body, &self.rows] {
            context.update(&(text.len() as u64).to_be_bytes());
            context.update(text.as_bytes());
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        hash
    }
}
