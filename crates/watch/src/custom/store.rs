//! The table `custom_checks`.

use archive::DeviceId;
use base::db::{Filter, sql};
use base::{Conn, CustomerId, Result, Timestamp};

use super::model::{CustomCheck, CustomCheckId};
use crate::template::Role;

const COLUMNS: &str =
    "c.id, c.customer_id, c.device_id, c.name, c.role, c.every, c.question, c.shown, c.entered_by, c.entered_at, c.removed_at, c.version";

#[derive(sqlx::FromRow)]
struct Row {
    id: CustomCheckId,
    customer_id: CustomerId,
    device_id: DeviceId,
    name: String,
    role: String,
    every: i64,
    question: Vec<u8>,
    shown: String,
    entered_by: String,
    entered_at: Timestamp,
    removed_at: Option<Timestamp>,
    version: i64,
}

impl Row {
    fn check(self) -> (CustomCheck, Vec<u8>) {
        let check = CustomCheck {
            id: self.id,
            customer_id: self.customer_id,
            device_id: self.device_id,
            name: self.name,
            role: Role::parse(&self.role),
            every: u32::try_from(self.every).unwrap_or(1),
            shown: serde_json::from_str(&self.shown).unwrap_or_default(),
            entered_by: self.entered_by,
            entered_at: self.entered_at,
            removed_at: self.removed_at,
            version: self.version,
        };
        (check, self.question)
    }
}

/// The checks that the filter matches, each with its encrypted question; by device and name. The table is `c`.
pub(crate) async fn all(conn: &mut Conn, filter: Filter) -> Result<Vec<(CustomCheck, Vec<u8>)>> {
    let text = format!("SELECT {COLUMNS} FROM custom_checks c{} ORDER BY c.device_id, c.name, c.id", filter.where_clause());
    let rows: Vec<Row> = sql(text).bind_all(filter.binds()).all(conn).await?;
    Ok(rows.into_iter().map(Row::check).collect())
}

/// Those in use, of some devices or of all.
pub(crate) async fn in_use(conn: &mut Conn, only: Option<&[DeviceId]>) -> Result<Vec<(CustomCheck, Vec<u8>)>> {
    let filter = Filter::new().and("c.removed_at IS NULL");
    let Some(only) = only else { return all(conn, filter).await };
    let mut found = Vec::new();
    for some in only.chunks(500) {
        found.extend(all(conn, filter.clone().and_in("c.device_id", some.iter().copied())).await?);
    }
    Ok(found)
}

/// Keeps everything of a check but the id, which it answers; `None` when the device has one of this name.
pub(crate) async fn insert(conn: &mut Conn, check: &CustomCheck, question: &[u8]) -> Result<Option<CustomCheckId>> {
    let made: Option<(CustomCheckId,)> = sql("INSERT INTO custom_checks (customer_id, device_id, name, role, every, question, shown, name_key, \
         entered_by, entered_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (name_key) DO NOTHING RETURNING id")
    .bind(check.customer_id)
    .bind(check.device_id)
    .bind(check.name.as_str())
    .bind(check.role.as_str())
    .bind(check.every)
    .bind(question.to_vec())
    .bind(check.shown.to_string())
    .bind(key(check))
    .bind(check.entered_by.as_str())
    .bind(check.entered_at)
    .bind(check.version)
    .optional(conn)
    .await?;
    Ok(made.map(|(id,)| id))
}

/// Writes a check as its next version; false when another version is there by now.
pub(crate) async fn update(conn: &mut Conn, check: &CustomCheck, question: &[u8]) -> Result<bool> {
    let changed = sql("UPDATE custom_checks SET role = $3, every = $4, question = $5, shown = $6, removed_at = $7, name_key = $8, \
         version = version + 1 WHERE id = $1 AND version = $2")
    .bind(check.id)
    .bind(check.version)
    .bind(check.role.as_str())
    .bind(check.every)
    .bind(question.to_vec())
    .bind(check.shown.to_string())
    .bind(check.removed_at)
    .bind(check.removed_at.is_none().then(|| key(check)))
    .run(conn)
    .await?;
    Ok(changed == 1)
}

/// What the database allows only once among checks in use.
fn key(check: &CustomCheck) -> String {
    format!("{} {}", check.device_id, check.name)
}
