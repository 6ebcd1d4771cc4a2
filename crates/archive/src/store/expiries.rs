//! The table `device_expiries`.

use base::db::{Filter, Listing, sql};
use base::{Conn, CustomerId, Error, Page, PageParams, Result, Timestamp};

use crate::model::{Expiry, ExpiryKind};
use crate::{DeviceId, ExpiryId};

const LIST: Listing = Listing {
    columns: "e.id, e.customer_id, e.device_id, d.name AS device_name, e.kind, e.name, e.ends_on, e.warn_days, e.note, e.version, e.created_at",
    from: "device_expiries e JOIN devices d ON d.id = e.device_id",
    id: "e.id",
    sorts: &[("ends_on", "e.ends_on"), ("device", "d.name"), ("name", "e.name"), ("kind", "e.kind"), ("id", "e.id")],
};

#[derive(sqlx::FromRow)]
struct Row {
    id: ExpiryId,
    customer_id: CustomerId,
    device_id: DeviceId,
    device_name: String,
    #[sqlx(try_from = "String")]
    kind: ExpiryKind,
    name: String,
    ends_on: String,
    warn_days: i64,
    note: Option<String>,
    version: i64,
    created_at: Timestamp,
}

impl Row {
    fn expiry(self) -> Result<Expiry> {
        let Row { id, customer_id, device_id, device_name, kind, name, ends_on, warn_days, note, version, created_at } = self;
        let unreadable = || Error::internal(format!("device_expiries {id}: “{ends_on}”, {warn_days} are not a day and a number of days"));
        let ends_on = ends_on.parse().map_err(|_| unreadable())?;
        let warn_days = u16::try_from(warn_days).map_err(|_| unreadable())?;
        Ok(Expiry { id, customer_id, device_id, device_name, kind, name, ends_on, warn_days, note, version, created_at })
    }
}

/// One page. The filter speaks of `device_expiries e` and the device `d`.
pub(crate) async fn list(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<Expiry>> {
    let filter = filter.search(&["e.name", "d.name", "e.note"], params.q.as_deref());
    let Page { items, next, total } = LIST.page(conn, filter, params, |row: &Row| row.id.0).await?;
    Ok(Page { items: items.into_iter().map(Row::expiry).collect::<Result<_>>()?, next, total })
}

/// Those that the filter matches, by device and day. It speaks as for [`list`].
pub(crate) async fn all(conn: &mut Conn, filter: Filter) -> Result<Vec<Expiry>> {
    let text = format!("SELECT {} FROM {}{} ORDER BY e.device_id, e.ends_on, e.id", LIST.columns, LIST.from, filter.where_clause());
    let rows: Vec<Row> = sql(text).bind_all(filter.binds()).all(conn).await?;
    rows.into_iter().map(Row::expiry).collect()
}

/// One.
pub(crate) async fn by_id(conn: &mut Conn, id: ExpiryId) -> Result<Option<Expiry>> {
    Ok(all(conn, Filter::new().and_bind("e.id = {}", id)).await?.pop())
}

/// Writes a new row and answers its id, or `None` when the device has one of this name.
pub(crate) async fn insert(conn: &mut Conn, expiry: &Expiry) -> Result<Option<ExpiryId>> {
    let made: Option<(ExpiryId,)> =
        sql("INSERT INTO device_expiries (customer_id, device_id, kind, name, ends_on, warn_days, note, version, \
         created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (device_id, name) DO NOTHING RETURNING id")
        .bind(expiry.customer_id)
        .bind(expiry.device_id)
        .bind(expiry.kind.as_str())
        .bind(expiry.name.as_str())
        .bind(expiry.ends_on.to_string())
        .bind(i64::from(expiry.warn_days))
        .bind(expiry.note.as_deref())
        .bind(expiry.version)
        .bind(expiry.created_at)
        .optional(conn)
        .await?;
    Ok(made.map(|(id,)| id))
}

/// Writes all that can be changed; the customer is held by the caller.
pub(crate) async fn update(conn: &mut Conn, expiry: &Expiry) -> Result<()> {
    sql("UPDATE device_expiries SET kind = $2, name = $3, ends_on = $4, warn_days = $5, note = $6, version = $7 WHERE id = $1")
        .bind(expiry.id)
        .bind(expiry.kind.as_str())
        .bind(expiry.name.as_str())
        .bind(expiry.ends_on.to_string())
        .bind(i64::from(expiry.warn_days))
        .bind(expiry.note.as_deref())
        .bind(expiry.version)
        .run(conn)
        .await?;
    Ok(())
}

pub(crate) async fn delete(conn: &mut Conn, id: ExpiryId) -> Result<()> {
    sql("DELETE FROM device_expiries WHERE id = $1").bind(id).run(conn).await?;
    Ok(())
}
