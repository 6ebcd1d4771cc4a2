//! Reading the journal: by cursor, by ticket. A later room learns of an earlier one this way, never by being called back.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::db::{Bulk, Filter, Value, sql};
use crate::{Conn, CustomerId, Result, TicketId, Timestamp};

/// An event as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Recorded {
    /// Its place, dense from 1.
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// `person:12`, `system:sealer`, `link:12`.
    pub actor: String,
    /// The actor's name at the time.
    pub actor_name: String,
    /// `ticket.acknowledged`
    pub kind: String,
    /// The noun it is about.
    pub subject_kind: String,
    /// The id of that.
    pub subject_id: i64,
    /// Whom it concerns.
    pub customer_id: Option<CustomerId>,
    /// To whose timeline it belongs.
    pub ticket_id: Option<TicketId>,
    /// What happened in detail: JSON text, kept byte for byte because it is hashed.
    pub body: String,
    /// The table rows it attests: JSON text of `[{table, id, hash}]`, hash null for a removed row.
    pub rows: String,
    /// The stored hash of all of the above.
    #[serde(with = "hex")]
    pub hash: Vec<u8>,
}

impl Recorded {
    /// The body as JSON.
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap_or(Json::Null)
    }

    /// Who did it, in its parts: `person`, their id, their name.
    pub fn actor_parts(&self) -> (&str, Option<i64>, &str) {
        let (kind, id) = self.actor.split_once(':').unwrap_or((&self.actor, ""));
        (kind, id.parse().ok(), &self.actor_name)
    }

    /// Whether it is for the staff only: its body says `"visibility":"internal"`. The body is compact JSON, so this is a look at its text,
    /// the same as the one a list's SQL can take.
    pub fn is_internal(&self) -> bool {
        self.body.contains(INTERNAL)
    }
}

/// What the body of an internal event contains.
pub(super) const INTERNAL: &str = r#""visibility":"internal""#;

/// The columns of [`Recorded`], in any statement that reads events.
pub(crate) const COLUMNS: &str =
    "seq, at, recorded_at, actor, actor_name, kind, subject_kind, subject_id, customer_id, ticket_id, body, \"rows\", hash";

/// The next events after `seq`, in order.
pub async fn read_after(conn: &mut Conn, seq: i64, limit: i64) -> Result<Vec<Recorded>> {
    sql(format!("SELECT {COLUMNS} FROM events WHERE seq > $1 ORDER BY seq LIMIT $2")).bind(seq).bind(limit).all(conn).await
}

/// Everything on a ticket's timeline, in order.
pub async fn by_ticket(conn: &mut Conn, ticket: TicketId) -> Result<Vec<Recorded>> {
    sql(format!("SELECT {COLUMNS} FROM events WHERE ticket_id = $1 ORDER BY seq")).bind(ticket).all(conn).await
}

/// An event as the room that wrote it reads it back: what was done, by whom, when.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Told {
    /// Its place in the journal.
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
    /// `person:12`, `system:sealer`, `link:12`.
    pub actor: String,
    /// The actor's name at the time.
    pub actor_name: String,
    /// `ticket.acknowledged`
    pub kind: String,
    /// What happened in detail: JSON text.
    pub body: String,
}

/// What is told of a ticket about certain nouns (`ticket`, `clock`), in order: the part of its timeline that a decision rests on. It costs
/// a third of the whole timeline, and nothing for the events of other rooms.
pub async fn told(conn: &mut Conn, ticket: TicketId, nouns: &[&str]) -> Result<Vec<Told>> {
    let mut filter = Filter::new().and_bind("ticket_id = {}", ticket);
    let begins: Vec<String> = nouns.iter().map(|noun| format!("kind LIKE '{noun}.%'")).collect();
    filter = filter.and(&format!("({})", begins.join(" OR ")));
    sql(format!("SELECT seq, at, actor, actor_name, kind, body FROM events{} ORDER BY seq", filter.where_clause()))
        .bind_all(filter.binds())
        .all(conn)
        .await
}

/// Whose ticket it is, by the first word about it; `None` when the journal knows of no such ticket of a customer.
pub async fn customer_of_ticket(conn: &mut Conn, ticket: TicketId) -> Result<Option<CustomerId>> {
    let told: Option<(CustomerId,)> =
        sql("SELECT customer_id FROM events WHERE ticket_id = $1 AND customer_id IS NOT NULL ORDER BY seq LIMIT 1")
            .bind(ticket)
            .optional(conn)
            .await?;
    Ok(told.map(|(customer,)| customer))
}

/// The newest event's place, 0 in an empty journal.
pub async fn last_seq(conn: &mut Conn) -> Result<i64> {
    sql("SELECT COALESCE(MAX(seq), 0) FROM events").scalar(conn).await
}

/// How far the reader `name` has come.
pub async fn saved_cursor(conn: &mut Conn, name: &str) -> Result<i64> {
    let seq: Option<(i64,)> = sql("SELECT seq FROM cursors WHERE name = $1").bind(name).optional(conn).await?;
    Ok(seq.map_or(0, |(seq,)| seq))
}

/// Saves how far the reader has come, in the transaction of what it did on the way. Answers false when another node was there first:
/// the transaction must then be dropped.
pub async fn save_cursor(conn: &mut Conn, name: &str, from: i64, to: i64) -> Result<bool> {
    sql("INSERT INTO cursors (name, seq) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING").bind(name).run(conn).await?;
    let moved = sql("UPDATE cursors SET seq = $3 WHERE name = $1 AND seq = $2").bind(name).bind(from).bind(to).run(conn).await?;
    Ok(moved == 1)
}

pub(super) async fn insert(conn: &mut Conn, event: &Recorded, hash: &[u8]) -> Result<()> {
    sql(format!("INSERT INTO events ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"))
        .bind_all(event.values(hash))
        .run(conn)
        .await?;
    Ok(())
}

/// Inserts events with the hashes of what they say.
pub(super) async fn insert_all(conn: &mut Conn, events: &[Recorded]) -> Result<()> {
    let text = format!("INSERT INTO events ({COLUMNS}) VALUES {{}}");
    Bulk::new(&text, events.iter().map(|event| event.values(&event.compute_hash()).into())).run(conn).await?;
    Ok(())
}

impl Recorded {
    /// The values of [`COLUMNS`].
    fn values(&self, hash: &[u8]) -> [Value; 13] {
        [
            self.seq.into(),
            self.at.into(),
            self.recorded_at.into(),
            (&self.actor).into(),
            (&self.actor_name).into(),
            (&self.kind).into(),
            (&self.subject_kind).into(),
            self.subject_id.into(),
            self.customer_id.into(),
            self.ticket_id.into(),
            (&self.body).into(),
            (&self.rows).into(),
            hash.into(),
        ]
    }
}

/// Bytes as lower-case hexadecimal text in JSON.
pub(crate) mod hex {
    use data_encoding::HEXLOWER;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&HEXLOWER.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        HEXLOWER.decode(text.as_bytes()).map_err(serde::de::Error::custom)
    }
}
