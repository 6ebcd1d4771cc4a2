//! The tables `contracts`, `contract_versions` and `contract_promises`.

use base::db::sql;
use base::{Conn, CustomerId, Error, Result, Timestamp};

use crate::ContractId;
use crate::model::{Contract, Promise};

/// What every statement that reads versions selects from `contracts c JOIN contract_versions v`.
pub(crate) const COLUMNS: &str = "c.id, c.customer_id, v.id AS version_id, v.version, v.name, v.number, v.starts_on, v.ends_on, v.zone, \
     v.call_next_after_seconds, v.written_at";

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct ContractRow {
    pub(crate) id: ContractId,
    customer_id: CustomerId,
    version_id: i64,
    version: i64,
    name: String,
    number: String,
    starts_on: String,
    ends_on: String,
    zone: String,
    call_next_after_seconds: i64,
    written_at: Timestamp,
}

/// The contract valid at an instant, in its current version.
pub(crate) async fn valid_at(conn: &mut Conn, customer: CustomerId, at: Timestamp) -> Result<Option<Contract>> {
    let row = sql(format!(
        "SELECT {COLUMNS} FROM contracts c JOIN contract_versions v ON v.contract_id = c.id AND v.version = c.version \
         WHERE c.customer_id = $1 AND v.valid_from <= $2 AND v.valid_until > $2 ORDER BY c.id LIMIT 1"
    ))
    .bind(customer)
    .bind(at)
    .optional(conn)
    .await?;
    with_promises(conn, row).await
}

/// One version, current or kept.
pub(crate) async fn version(conn: &mut Conn, id: ContractId, version: i64) -> Result<Option<Contract>> {
    let row = sql(format!(
        "SELECT {COLUMNS} FROM contracts c JOIN contract_versions v ON v.contract_id = c.id WHERE c.id = $1 AND v.version = $2"
    ))
    .bind(id)
    .bind(version)
    .optional(conn)
    .await?;
    with_promises(conn, row).await
}

async fn with_promises(conn: &mut Conn, row: Option<ContractRow>) -> Result<Option<Contract>> {
    let Some(row) = row else { return Ok(None) };
    let lines: Vec<(i64, i64, i64, i64, i64)> = sql("SELECT level, respond_seconds, arrive_seconds, restore_seconds, resolve_seconds \
         FROM contract_promises WHERE contract_version_id = $1 ORDER BY level")
    .bind(row.version_id)
    .all(conn)
    .await?;
    row.contract(lines.into_iter().map(promise).collect()).map(Some)
}

fn promise((level, respond_seconds, arrive_seconds, restore_seconds, resolve_seconds): (i64, i64, i64, i64, i64)) -> Promise {
    // Levels are written from a u8 only.
    Promise { level: u8::try_from(level).unwrap_or(u8::MAX), respond_seconds, arrive_seconds, restore_seconds, resolve_seconds }
}

impl ContractRow {
    fn contract(self, promises: Vec<Promise>) -> Result<Contract> {
        let date = |text: &str| text.parse().map_err(|error| Error::internal(format!("contract {}: {text} is no date: {error}", self.id)));
        Ok(Contract {
            starts_on: date(&self.starts_on)?,
            ends_on: date(&self.ends_on)?,
            id: self.id,
            customer_id: self.customer_id,
            name: self.name,
            number: self.number,
            zone: self.zone,
            version: self.version,
            promises,
            call_next_after_seconds: self.call_next_after_seconds,
            written_at: self.written_at,
        })
    }
}
