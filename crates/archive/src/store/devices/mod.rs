//! The table `devices`.

mod row;
mod write;

use base::db::{Filter, Listing, sql};
use base::{Conn, CustomerId, Page, PageParams, Result};

pub(crate) use row::{AUTH_PASSWORD, COMMUNITY, DeviceRow, PRIVACY_PASSWORD};
pub(crate) use write::{clear_serials, insert, update};

use crate::view::DeviceView;
use crate::{DeviceId, SiteId};

/// What every statement that reads devices selects from `devices d`.
pub(crate) const COLUMNS: &str = "d.id, d.customer_id, d.site_id, d.parent_id, d.name, d.kind, d.vendor, d.model, d.serial, d.address, \
     d.http_port, d.rtsp_port, d.snmp_version, d.snmp_port, d.snmp_community, d.snmp_user, d.snmp_auth, d.snmp_auth_password, \
     d.snmp_privacy, d.snmp_privacy_password, d.version, d.created_at, d.removed_at, \
     EXISTS (SELECT 1 FROM device_photos p WHERE p.device_id = d.id) AS has_photo";

pub(crate) async fn by_id(conn: &mut Conn, id: DeviceId) -> Result<Option<DeviceRow>> {
    sql(format!("SELECT {COLUMNS} FROM devices d WHERE d.id = $1")).bind(id).optional(conn).await
}

/// Every device in service.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<DeviceRow>> {
    sql(format!("SELECT {COLUMNS} FROM devices d WHERE d.removed_at IS NULL ORDER BY d.id")).all(conn).await
}

/// The devices in service directly behind one.
pub(crate) async fn children(conn: &mut Conn, parent: DeviceId) -> Result<Vec<DeviceRow>> {
    sql(format!("SELECT {COLUMNS} FROM devices d WHERE d.parent_id = $1 AND d.removed_at IS NULL ORDER BY d.id"))
        .bind(parent)
        .all(conn)
        .await
}

/// A device of a list: with the names beside it.
#[derive(Debug, sqlx::FromRow)]
struct Listed {
    #[sqlx(flatten)]
    row: DeviceRow,
    customer_name: String,
    site_name: String,
    parent_name: Option<String>,
}

/// One page of devices. The filter speaks of `devices d`, `sites s`, `customers c` and the parent `u`.
pub(crate) async fn list(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<DeviceView>> {
    let columns = format!("{COLUMNS}, c.name AS customer_name, s.name AS site_name, u.name AS parent_name");
    let list = Listing {
        columns: &columns,
        from: "devices d JOIN sites s ON s.id = d.site_id JOIN customers c ON c.id = d.customer_id LEFT JOIN devices u ON u.id = d.parent_id",
        id: "d.id",
        sorts: &[
            ("name", "d.name"),
            ("kind", "d.kind"),
            ("address", "COALESCE(d.address, '')"),
            ("site", "s.name"),
            ("customer", "c.name"),
            ("created_at", "d.created_at"),
            ("id", "d.id"),
        ],
    };
    let filter = filter.search(&["d.name", "d.address", "d.serial", "d.vendor", "d.model", "s.name"], params.q.as_deref());
    let page = list.page(conn, filter, params, |listed: &Listed| listed.row.id.0).await?;
    Ok(page.map(Listed::view))
}

/// The devices in service of these customers.
pub(crate) async fn of_customers(conn: &mut Conn, customers: &[CustomerId]) -> Result<Vec<DeviceRow>> {
    let filter = Filter::new().and("d.removed_at IS NULL").and_in("d.customer_id", customers.iter().copied());
    let text = format!("SELECT {COLUMNS} FROM devices d{} ORDER BY d.id", filter.where_clause());
    sql(text).bind_all(filter.binds()).all(conn).await
}

/// Who stands behind whom among a customer's devices in service.
pub(crate) async fn parents(conn: &mut Conn, customer: CustomerId) -> Result<Vec<(DeviceId, Option<DeviceId>)>> {
    sql("SELECT id, parent_id FROM devices WHERE customer_id = $1 AND removed_at IS NULL").bind(customer).all(conn).await
}

/// The device in service on the site that has this name.
pub(crate) async fn by_name(conn: &mut Conn, site: SiteId, name: &str) -> Result<Option<DeviceRow>> {
    sql(format!("SELECT {COLUMNS} FROM devices d WHERE d.site_id = $1 AND d.name = $2 AND d.removed_at IS NULL"))
        .bind(site)
        .bind(name)
        .optional(conn)
        .await
}

/// The device in service of the customer that has this serial number.
pub(crate) async fn by_serial(conn: &mut Conn, customer: CustomerId, serial: &str) -> Result<Option<DeviceRow>> {
    sql(format!("SELECT {COLUMNS} FROM devices d WHERE d.customer_id = $1 AND d.serial = $2 AND d.removed_at IS NULL"))
        .bind(customer)
        .bind(serial)
        .optional(conn)
        .await
}

impl Listed {
    fn view(self) -> DeviceView {
        let device = self.row.closed();
        DeviceView {
            id: device.id,
            customer_id: device.customer_id,
            customer_name: self.customer_name,
            site_id: device.site_id,
            site_name: self.site_name,
            name: device.name,
            kind: device.kind,
            vendor: device.vendor,
            model: device.model,
            serial: device.serial,
            address: device.address,
            parent_id: device.parent_id,
            parent_name: self.parent_name,
            snmp: device.snmp.map(Into::into),
            http_port: device.http_port,
            rtsp_port: device.rtsp_port,
            has_photo: device.has_photo,
            version: device.version,
            created_at: device.created_at,
            removed_at: device.removed_at,
        }
    }
}
