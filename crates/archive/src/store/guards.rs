//! The table `guard_periods`.

use base::db::{Filter, Listing, sql};
use base::{Conn, CustomerId, Page, PageParams, Result, Timestamp};

use crate::GuardPeriodId;
use crate::model::GuardPeriod;

const COLUMNS: &str = "id, customer_id, name, starts_at, ends_at, version, created_at";

const LIST: Listing = Listing {
    columns: COLUMNS,
    from: "guard_periods",
    id: "id",
    sorts: &[("-starts_at", "starts_at"), ("ends_at", "ends_at"), ("name", "name"), ("id", "id")],
};

/// One page. The filter speaks of `guard_periods`.
pub(crate) async fn list(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<GuardPeriod>> {
    let filter = filter.search(&["name"], params.q.as_deref());
    LIST.page(conn, filter, params, |guard: &GuardPeriod| guard.id.0).await
}

/// One, held until the transaction ends.
pub(crate) async fn hold(conn: &mut Conn, id: GuardPeriodId) -> Result<Option<GuardPeriod>> {
    sql(format!("UPDATE guard_periods SET version = version WHERE id = $1 RETURNING {COLUMNS}")).bind(id).optional(conn).await
}

/// The guard period in force for a customer at an instant: their own before everybody's.
pub(crate) async fn at(conn: &mut Conn, customer: CustomerId, at: Timestamp) -> Result<Option<GuardPeriod>> {
    sql(format!(
        "SELECT {COLUMNS} FROM guard_periods WHERE ends_at > $2 AND starts_at <= $2 AND (customer_id IS NULL OR customer_id = $1) \
         ORDER BY COALESCE(customer_id, 0) DESC, starts_at, id LIMIT 1"
    ))
    .bind(customer)
    .bind(at)
    .optional(conn)
    .await
}

/// Writes a new row; the id of `guard` is not looked at.
pub(crate) async fn insert(conn: &mut Conn, guard: &GuardPeriod) -> Result<GuardPeriodId> {
    sql("INSERT INTO guard_periods (customer_id, name, starts_at, ends_at, version, created_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id")
        .bind(guard.customer_id)
        .bind(&guard.name)
        .bind(guard.starts_at)
        .bind(guard.ends_at)
        .bind(guard.version)
        .bind(guard.created_at)
        .scalar(conn)
        .await
}

pub(crate) async fn update(conn: &mut Conn, guard: &GuardPeriod) -> Result<()> {
    sql("UPDATE guard_periods SET customer_id = $2, name = $3, starts_at = $4, ends_at = $5, version = $6 WHERE id = $1")
        .bind(guard.id)
        .bind(guard.customer_id)
        .bind(&guard.name)
        .bind(guard.starts_at)
        .bind(guard.ends_at)
        .bind(guard.version)
        .run(conn)
        .await?;
    Ok(())
}

pub(crate) async fn delete(conn: &mut Conn, id: GuardPeriodId) -> Result<()> {
    sql("DELETE FROM guard_periods WHERE id = $1").bind(id).run(conn).await?;
    Ok(())
}
