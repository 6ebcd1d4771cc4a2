//! The table `customers`.

use base::db::{Filter, Listing, sql};
use base::{Conn, CustomerId, Page, PageParams, Result};

use crate::model::Customer;
use crate::view::CustomerView;

const COLUMNS: &str = "id, name, code, address, note, version, created_at";

const LIST: Listing = Listing {
    columns: "c.id, c.name, c.code, c.address, c.note, c.version, c.created_at, \
         (SELECT COUNT(*) FROM sites s WHERE s.customer_id = c.id) AS sites, \
         (SELECT COUNT(*) FROM devices d WHERE d.customer_id = c.id AND d.removed_at IS NULL) AS devices",
    from: "customers c",
    id: "c.id",
    sorts: &[("name", "c.name"), ("code", "c.code"), ("created_at", "c.created_at"), ("id", "c.id")],
};

/// One page. The filter speaks of `customers c`.
pub(crate) async fn list(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<CustomerView>> {
    let filter = filter.search(&["c.name", "c.code", "c.address"], params.q.as_deref());
    LIST.page(conn, filter, params, |view: &CustomerView| view.id.0).await
}

pub(crate) async fn by_id(conn: &mut Conn, id: CustomerId) -> Result<Option<Customer>> {
    sql(format!("SELECT {COLUMNS} FROM customers WHERE id = $1")).bind(id).optional(conn).await
}

/// Every customer, by name.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Customer>> {
    sql(format!("SELECT {COLUMNS} FROM customers ORDER BY name, id")).all(conn).await
}

/// Every customer's id, name and code.
pub(crate) async fn words(conn: &mut Conn) -> Result<Vec<(CustomerId, String, String)>> {
    sql("SELECT id, name, code FROM customers ORDER BY id").all(conn).await
}

/// Holds the customer's row until the transaction ends, so that what belongs to the customer changes one after the other. False when there
/// is no such customer. (An UPDATE that changes nothing locks on PostgreSQL; SQLite has one writer anyway.)
pub(crate) async fn lock(conn: &mut Conn, id: CustomerId) -> Result<bool> {
    Ok(sql("UPDATE customers SET version = version WHERE id = $1").bind(id).run(conn).await? == 1)
}

/// The customer that has this name or this code, other than `except`.
pub(crate) async fn namesake(conn: &mut Conn, name: &str, code: &str, except: Option<CustomerId>) -> Result<Option<Customer>> {
    sql(format!("SELECT {COLUMNS} FROM customers WHERE (name = $1 OR code = $2) AND id <> $3 ORDER BY id LIMIT 1"))
        .bind(name)
        .bind(code)
        .bind(except.map_or(0, |id| id.0))
        .optional(conn)
        .await
}

/// Writes a new row; the id of `customer` is not looked at.
pub(crate) async fn insert(conn: &mut Conn, customer: &Customer) -> Result<CustomerId> {
    sql("INSERT INTO customers (name, code, address, note, version, created_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id")
        .bind(&customer.name)
        .bind(&customer.code)
        .bind(customer.address.as_deref())
        .bind(customer.note.as_deref())
        .bind(customer.version)
        .bind(customer.created_at)
        .scalar(conn)
        .await
}

pub(crate) async fn update(conn: &mut Conn, customer: &Customer) -> Result<()> {
    sql("UPDATE customers SET name = $2, code = $3, address = $4, note = $5, version = $6 WHERE id = $1")
        .bind(customer.id)
        .bind(&customer.name)
        .bind(&customer.code)
        .bind(customer.address.as_deref())
        .bind(customer.note.as_deref())
        .bind(customer.version)
        .run(conn)
        .await?;
    Ok(())
}
