//! Webhooks.

use base::db::sql;
use base::{Conn, Result};

use crate::model::{Webhook, WebhookId};

const COLUMNS: &str = "id, name, url, active, secret, customer_id, from_seq, created_at";

pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Webhook>> {
    sql(format!("SELECT {COLUMNS} FROM webhooks ORDER BY name, id")).all(conn).await
}

pub(crate) async fn active(conn: &mut Conn) -> Result<Vec<Webhook>> {
    sql(format!("SELECT {COLUMNS} FROM webhooks WHERE active ORDER BY id")).all(conn).await
}

pub(crate) async fn by_id(conn: &mut Conn, id: WebhookId) -> Result<Option<Webhook>> {
    sql(format!("SELECT {COLUMNS} FROM webhooks WHERE id = $1")).bind(id).optional(conn).await
}

/// Holds the row until the transaction ends, so that two changes of it do not pass each other.
pub(crate) async fn hold(conn: &mut Conn, id: WebhookId) -> Result<Option<Webhook>> {
    sql("UPDATE webhooks SET active = active WHERE id = $1").bind(id).run(conn).await?;
    by_id(conn, id).await
}

/// Keeps everything but the id, which it answers; `None` when there is one of this name.
pub(crate) async fn insert(conn: &mut Conn, webhook: &Webhook) -> Result<Option<WebhookId>> {
    let row: Option<(WebhookId,)> = sql("INSERT INTO webhooks (name, url, active, secret, customer_id, from_seq, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name) DO NOTHING RETURNING id")
    .bind(&webhook.name)
    .bind(&webhook.url)
    .bind(webhook.active)
    .bind(webhook.secret.clone())
    .bind(webhook.customer_id)
    .bind(webhook.from_seq)
    .bind(webhook.created_at)
    .optional(conn)
    .await?;
    Ok(row.map(|(id,)| id))
}

pub(crate) async fn update(conn: &mut Conn, webhook: &Webhook) -> Result<()> {
    sql("UPDATE webhooks SET name = $2, url = $3, active = $4, secret = $5, customer_id = $6, from_seq = $7 WHERE id = $1")
        .bind(webhook.id)
        .bind(&webhook.name)
        .bind(&webhook.url)
        .bind(webhook.active)
        .bind(webhook.secret.clone())
        .bind(webhook.customer_id)
        .bind(webhook.from_seq)
        .run(conn)
        .await?;
    Ok(())
}

pub(crate) async fn remove(conn: &mut Conn, id: WebhookId) -> Result<Option<String>> {
    let row: Option<(String,)> = sql("DELETE FROM webhooks WHERE id = $1 RETURNING name").bind(id).optional(conn).await?;
    Ok(row.map(|(name,)| name))
}
