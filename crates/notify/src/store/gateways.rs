//! Gateways.

use base::db::sql;
use base::{Conn, CustomerId, Error, Result, Timestamp};

use crate::model::{Audience, Gateway, GatewayId, GatewayKind};

const COLUMNS: &str = "id, name, kind, active, audience, customer_id, setup, secrets, answer_hash, created_at";

#[derive(sqlx::FromRow)]
struct Row {
    id: GatewayId,
    name: String,
    kind: String,
    active: bool,
    audience: String,
    customer_id: Option<CustomerId>,
    setup: String,
    secrets: Option<Vec<u8>>,
    answer_hash: Option<String>,
    created_at: Timestamp,
}

fn read(row: Row) -> Result<Gateway> {
    let unreadable = || Error::internal(format!("gateway {} cannot be read", row.id));
    Ok(Gateway {
        id: row.id,
        kind: GatewayKind::parse(&row.kind).ok_or_else(unreadable)?,
        audience: Audience::parse(&row.audience).ok_or_else(unreadable)?,
        setup: serde_json::from_str(&row.setup).map_err(|_| unreadable())?,
        name: row.name,
        active: row.active,
        customer_id: row.customer_id,
        secrets: row.secrets,
        answer_hash: row.answer_hash,
        created_at: row.created_at,
    })
}

fn setup(gateway: &Gateway) -> Result<String> {
    serde_json::to_string(&gateway.setup).map_err(|error| Error::internal(error.to_string()))
}

pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Gateway>> {
    let rows: Vec<Row> = sql(format!("SELECT {COLUMNS} FROM gateways ORDER BY name, id")).all(conn).await?;
    rows.into_iter().map(read).collect()
}

pub(crate) async fn active(conn: &mut Conn) -> Result<Vec<Gateway>> {
    let rows: Vec<Row> = sql(format!("SELECT {COLUMNS} FROM gateways WHERE active ORDER BY id")).all(conn).await?;
    rows.into_iter().map(read).collect()
}

pub(crate) async fn by_id(conn: &mut Conn, id: GatewayId) -> Result<Option<Gateway>> {
    let row: Option<Row> = sql(format!("SELECT {COLUMNS} FROM gateways WHERE id = $1")).bind(id).optional(conn).await?;
    row.map(read).transpose()
}

/// The gateway to which a supplier reports under the token of this hash.
pub(crate) async fn by_answer_hash(conn: &mut Conn, hash: &str) -> Result<Option<Gateway>> {
    let row: Option<Row> = sql(format!("SELECT {COLUMNS} FROM gateways WHERE answer_hash = $1")).bind(hash).optional(conn).await?;
    row.map(read).transpose()
}

/// Holds the row until the transaction ends, so that two changes of it do not pass each other.
pub(crate) async fn hold(conn: &mut Conn, id: GatewayId) -> Result<Option<Gateway>> {
    sql("UPDATE gateways SET active = active WHERE id = $1").bind(id).run(conn).await?;
    by_id(conn, id).await
}

/// Keeps everything but the id, which it answers; `None` when there is one of this name.
pub(crate) async fn insert(conn: &mut Conn, gateway: &Gateway) -> Result<Option<GatewayId>> {
    let row: Option<(GatewayId,)> =
        sql("INSERT INTO gateways (name, kind, active, audience, customer_id, setup, secrets, answer_hash, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (name) DO NOTHING RETURNING id")
        .bind(&gateway.name)
        .bind(gateway.kind.as_str())
        .bind(gateway.active)
        .bind(gateway.audience.as_str())
        .bind(gateway.customer_id)
        .bind(setup(gateway)?)
        .bind(gateway.secrets.clone())
        .bind(gateway.answer_hash.clone())
        .bind(gateway.created_at)
        .optional(conn)
        .await?;
    Ok(row.map(|(id,)| id))
}

pub(crate) async fn update(conn: &mut Conn, gateway: &Gateway) -> Result<()> {
    sql("UPDATE gateways SET name = $2, active = $3, audience = $4, customer_id = $5, setup = $6, secrets = $7, answer_hash = $8 WHERE id = $1")
        .bind(gateway.id)
        .bind(&gateway.name)
        .bind(gateway.active)
        .bind(gateway.audience.as_str())
        .bind(gateway.customer_id)
        .bind(setup(gateway)?)
        .bind(gateway.secrets.clone())
        .bind(gateway.answer_hash.clone())
        .run(conn)
        .await?;
    Ok(())
}

pub(crate) async fn remove(conn: &mut Conn, id: GatewayId) -> Result<Option<String>> {
    let row: Option<(String,)> = sql("DELETE FROM gateways WHERE id = $1 RETURNING name").bind(id).optional(conn).await?;
    Ok(row.map(|(name,)| name))
}
