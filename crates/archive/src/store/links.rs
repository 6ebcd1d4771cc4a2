//! The table `device_links`.

use base::db::{Filter, Listing, sql};
use base::{Conn, CustomerId, Page, PageParams, Result};

use crate::model::{Link, LinkKind};
use crate::{DeviceId, LinkId};

const LIST: Listing = Listing {
    columns: "l.id, l.customer_id, l.device_id, d.name AS device_name, l.to_id, t.name AS to_name, l.kind, l.port, l.created_at",
    from: "device_links l JOIN devices d ON d.id = l.device_id JOIN devices t ON t.id = l.to_id",
    id: "l.id",
    sorts: &[("device", "d.name"), ("to", "t.name"), ("kind", "l.kind"), ("created_at", "l.created_at"), ("id", "l.id")],
};

/// One page. The filter speaks of `device_links l`, the device `d` and what it is linked to, `t`.
pub(crate) async fn list(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<Link>> {
    let filter = filter.search(&["d.name", "t.name", "l.port"], params.q.as_deref());
    LIST.page(conn, filter, params, |link: &Link| link.id.0).await
}

/// One; the customer is held by the caller.
pub(crate) async fn by_id(conn: &mut Conn, id: LinkId) -> Result<Option<Link>> {
    first(conn, Filter::new().and_bind("l.id = {}", id)).await
}

/// The link of a kind between two devices.
pub(crate) async fn between(conn: &mut Conn, device: DeviceId, to: DeviceId, kind: LinkKind) -> Result<Option<Link>> {
    let filter = Filter::new().and_bind("l.device_id = {}", device).and_bind("l.to_id = {}", to).and_bind("l.kind = {}", kind.as_str());
    first(conn, filter).await
}

/// Every link at one of a device's ends.
pub(crate) async fn of_device(conn: &mut Conn, device: DeviceId) -> Result<Vec<Link>> {
    all(conn, Filter::new().and_bind("(l.device_id = {} OR l.to_id = {})", device)).await
}

/// Every link of a customer, by id.
pub(crate) async fn of_customer(conn: &mut Conn, customer: CustomerId) -> Result<Vec<Link>> {
    all(conn, Filter::new().and_bind("l.customer_id = {}", customer)).await
}

async fn first(conn: &mut Conn, filter: Filter) -> Result<Option<Link>> {
    Ok(all(conn, filter).await?.into_iter().next())
}

/// The links that the filter matches, by id. It speaks as for [`list`].
pub(crate) async fn all(conn: &mut Conn, filter: Filter) -> Result<Vec<Link>> {
    let text = format!("SELECT {} FROM {}{} ORDER BY l.id", LIST.columns, LIST.from, filter.where_clause());
    sql(text).bind_all(filter.binds()).all(conn).await
}

/// Writes a new row; the id and the names of `link` are not looked at.
pub(crate) async fn insert(conn: &mut Conn, link: &Link) -> Result<LinkId> {
    sql("INSERT INTO device_links (customer_id, device_id, to_id, kind, port, created_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id")
        .bind(link.customer_id)
        .bind(link.device_id)
        .bind(link.to_id)
        .bind(link.kind.as_str())
        .bind(link.port.as_deref())
        .bind(link.created_at)
        .scalar(conn)
        .await
}

pub(crate) async fn delete(conn: &mut Conn, id: LinkId) -> Result<()> {
    sql("DELETE FROM device_links WHERE id = $1").bind(id).run(conn).await?;
    Ok(())
}
