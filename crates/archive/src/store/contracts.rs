//! The tables `contracts` and `contract_versions`. The lines of a version stand in [`super::clauses`].

use base::db::{Filter, Listing, sql};
use base::{Conn, CustomerId, Error, Page, PageParams, Result, Timestamp};

use crate::ContractId;
use crate::model::{Clause, Contract, ContractTerm};
use crate::store::clauses;
use crate::view::ContractView;

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
    with_clauses(conn, row).await
}

/// The terms of all, in their current versions.
pub(crate) async fn terms(conn: &mut Conn) -> Result<Vec<ContractTerm>> {
    sql("SELECT c.id, c.customer_id, v.name, v.valid_from, v.valid_until FROM contracts c \
         JOIN contract_versions v ON v.contract_id = c.id AND v.version = c.version ORDER BY c.id")
    .all(conn)
    .await
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
    with_clauses(conn, row).await
}

/// The current version.
pub(crate) async fn current(conn: &mut Conn, id: ContractId) -> Result<Option<Contract>> {
    let row = sql(format!(
        "SELECT {COLUMNS} FROM contracts c JOIN contract_versions v ON v.contract_id = c.id AND v.version = c.version WHERE c.id = $1"
    ))
    .bind(id)
    .optional(conn)
    .await?;
    with_clauses(conn, row).await
}

/// Every version, the newest first.
pub(crate) async fn versions(conn: &mut Conn, id: ContractId) -> Result<Vec<Contract>> {
    let rows: Vec<ContractRow> = sql(format!(
        "SELECT {COLUMNS} FROM contracts c JOIN contract_versions v ON v.contract_id = c.id WHERE c.id = $1 ORDER BY v.version DESC"
    ))
    .bind(id)
    .all(conn)
    .await?;
    let mut contracts = Vec::with_capacity(rows.len());
    for row in rows {
        contracts.extend(with_clauses(conn, Some(row)).await?);
    }
    Ok(contracts)
}

/// A contract of a list: with the customer's name.
#[derive(Debug, sqlx::FromRow)]
struct Listed {
    #[sqlx(flatten)]
    row: ContractRow,
    customer_name: String,
}

/// One page of current versions. The filter speaks of `contracts c`, `contract_versions v` and `customers u`.
pub(crate) async fn list(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<ContractView>> {
    let columns = format!("{COLUMNS}, u.name AS customer_name");
    let list = Listing {
        columns: &columns,
        from: "contracts c JOIN contract_versions v ON v.contract_id = c.id AND v.version = c.version \
             JOIN customers u ON u.id = c.customer_id",
        id: "c.id",
        sorts: &[
            ("starts_on", "v.starts_on"),
            ("ends_on", "v.ends_on"),
            ("name", "v.name"),
            ("number", "v.number"),
            ("customer", "u.name"),
            ("id", "c.id"),
        ],
    };
    let filter = filter.search(&["v.name", "v.number", "u.name"], params.q.as_deref());
    let page = list.page(conn, filter, params, |listed: &Listed| listed.row.id.0).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for Listed { row, customer_name } in page.items {
        items.extend(with_clauses(conn, Some(row)).await?.map(|contract| ContractView::of(contract, customer_name)));
    }
    Ok(Page { items, next: page.next, total: page.total })
}

/// The customer's contract that is valid at some moment from `from` until `until` (excluded), other than `except`.
pub(crate) async fn overlapping(
    conn: &mut Conn,
    customer: CustomerId,
    (from, until): (Timestamp, Timestamp),
    except: Option<ContractId>,
) -> Result<Option<Contract>> {
    let row = sql(format!(
        "SELECT {COLUMNS} FROM contracts c JOIN contract_versions v ON v.contract_id = c.id AND v.version = c.version \
         WHERE c.customer_id = $1 AND v.valid_from < $3 AND v.valid_until > $2 AND c.id <> $4 ORDER BY v.valid_from LIMIT 1"
    ))
    .bind(customer)
    .bind(from)
    .bind(until)
    .bind(except.map_or(0, |id| id.0))
    .optional(conn)
    .await?;
    with_clauses(conn, row).await
}

/// Writes a new contract that has no version yet.
pub(crate) async fn insert(conn: &mut Conn, customer: CustomerId, now: Timestamp) -> Result<ContractId> {
    sql("INSERT INTO contracts (customer_id, version, created_at) VALUES ($1, 0, $2) RETURNING id")
        .bind(customer)
        .bind(now)
        .scalar(conn)
        .await
}

/// The rows that a version was written to, for the journal.
#[derive(Debug)]
pub(crate) struct VersionRows {
    pub(crate) version: i64,
    pub(crate) clauses: Vec<i64>,
}

/// Writes a version and puts it in force.
pub(crate) async fn write_version(
    conn: &mut Conn,
    contract: &Contract,
    (valid_from, valid_until): (Timestamp, Timestamp),
) -> Result<VersionRows> {
    let version: i64 = sql("INSERT INTO contract_versions (contract_id, version, name, number, starts_on, ends_on, zone, \
         call_next_after_seconds, valid_from, valid_until, written_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id")
    .bind(contract.id)
    .bind(contract.version)
    .bind(&contract.name)
    .bind(&contract.number)
    .bind(contract.starts_on.to_string())
    .bind(contract.ends_on.to_string())
    .bind(&contract.zone)
    .bind(contract.call_next_after_seconds)
    .bind(valid_from)
    .bind(valid_until)
    .bind(contract.written_at)
    .scalar(conn)
    .await?;
    let clauses = clauses::insert(conn, version, &contract.clauses).await?;
    sql("UPDATE contracts SET version = $2 WHERE id = $1").bind(contract.id).bind(contract.version).run(conn).await?;
    Ok(VersionRows { version, clauses })
}

async fn with_clauses(conn: &mut Conn, row: Option<ContractRow>) -> Result<Option<Contract>> {
    let Some(row) = row else { return Ok(None) };
    let lines = clauses::of_version(conn, row.version_id).await?;
    row.contract(lines).map(Some)
}

impl ContractRow {
    fn contract(self, clauses: Vec<Clause>) -> Result<Contract> {
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
            clauses,
            call_next_after_seconds: self.call_next_after_seconds,
            written_at: self.written_at,
        })
    }
}
