//! The table `devices`.

use base::db::{Filter, Listing, Query, Value, sql};
use base::secrets::Keyring;
use base::{Conn, CustomerId, Page, PageParams, Result, Timestamp};

use crate::model::{Device, DeviceKind, Secret, SnmpAccess, SnmpAuth, SnmpPrivacy, SnmpVersion};
use crate::view::DeviceView;
use crate::{DeviceId, SiteId};

/// What every statement that reads devices selects from `devices d`.
pub(crate) const COLUMNS: &str = "d.id, d.customer_id, d.site_id, d.parent_id, d.name, d.kind, d.vendor, d.model, d.serial, d.address, \
     d.http_port, d.rtsp_port, d.snmp_version, d.snmp_port, d.snmp_community, d.snmp_user, d.snmp_auth, d.snmp_auth_password, \
     d.snmp_privacy, d.snmp_privacy_password, d.version, d.created_at, d.removed_at, \
     EXISTS (SELECT 1 FROM device_photos p WHERE p.device_id = d.id) AS has_photo";

/// The places under which the secrets are sealed.
pub(crate) const COMMUNITY: &str = "devices.snmp_community";
pub(crate) const AUTH_PASSWORD: &str = "devices.snmp_auth_password";
pub(crate) const PRIVACY_PASSWORD: &str = "devices.snmp_privacy_password";

#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct DeviceRow {
    pub(crate) id: DeviceId,
    pub(crate) customer_id: CustomerId,
    pub(crate) site_id: SiteId,
    pub(crate) parent_id: Option<DeviceId>,
    pub(crate) name: String,
    #[sqlx(try_from = "String")]
    pub(crate) kind: DeviceKind,
    pub(crate) vendor: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) serial: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) http_port: Option<i64>,
    pub(crate) rtsp_port: Option<i64>,
    pub(crate) snmp_version: Option<String>,
    pub(crate) snmp_port: Option<i64>,
    pub(crate) snmp_community: Option<Vec<u8>>,
    pub(crate) snmp_user: Option<String>,
    pub(crate) snmp_auth: Option<String>,
    pub(crate) snmp_auth_password: Option<Vec<u8>>,
    pub(crate) snmp_privacy: Option<String>,
    pub(crate) snmp_privacy_password: Option<Vec<u8>>,
    pub(crate) version: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) removed_at: Option<Timestamp>,
    pub(crate) has_photo: bool,
}

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

/// The columns that are written, in the order of [`DeviceRow::values`].
const WRITTEN: [&str; 23] = [
    "customer_id",
    "site_id",
    "parent_id",
    "name",
    "kind",
    "vendor",
    "model",
    "serial",
    "address",
    "http_port",
    "rtsp_port",
    "snmp_version",
    "snmp_port",
    "snmp_community",
    "snmp_user",
    "snmp_auth",
    "snmp_auth_password",
    "snmp_privacy",
    "snmp_privacy_password",
    "version",
    "created_at",
    "removed_at",
    "id",
];
/// How many of them a new row gives itself: all but the id.
const GIVEN: usize = WRITTEN.len() - 1;
/// How many rows one statement inserts: few enough for the binds that either database takes at once.
const ROWS_AT_ONCE: usize = 400;

/// Writes new rows; the ids of the rows are not looked at. Answers their ids in the same order.
pub(crate) async fn insert(conn: &mut Conn, rows: &[DeviceRow]) -> Result<Vec<DeviceId>> {
    let mut ids = Vec::with_capacity(rows.len());
    for some in rows.chunks(ROWS_AT_ONCE) {
        let line = |row: usize| {
            let binds: Vec<String> = (1..=GIVEN).map(|column| format!("${}", row * GIVEN + column)).collect();
            format!("({})", binds.join(", "))
        };
        let lines: Vec<String> = (0..some.len()).map(line).collect();
        let columns: Vec<&str> = WRITTEN.into_iter().take(GIVEN).collect();
        let text = format!("INSERT INTO devices ({}) VALUES {} RETURNING id, site_id, name", columns.join(", "), lines.join(", "));
        let statement = some.iter().fold(sql(text), |statement, row| statement.bind_all(row.values().into_iter().take(GIVEN)));
        // Neither database promises the order in which it returns rows.
        let written: Vec<(DeviceId, SiteId, String)> = statement.all(conn).await?;
        let by_place: std::collections::HashMap<(SiteId, &str), DeviceId> =
            written.iter().map(|(id, site, name)| ((*site, name.as_str()), *id)).collect();
        ids.extend(some.iter().filter_map(|row| by_place.get(&(row.site_id, row.name.as_str()))));
    }
    Ok(ids)
}

/// Writes the whole row.
pub(crate) async fn update(conn: &mut Conn, row: &DeviceRow) -> Result<()> {
    let set: Vec<String> = WRITTEN.iter().take(GIVEN).enumerate().map(|(n, column)| format!("{column} = ${}", n + 1)).collect();
    let statement: Query = sql(format!("UPDATE devices SET {} WHERE id = ${}", set.join(", "), GIVEN + 1)).bind_all(row.values());
    statement.run(conn).await?;
    Ok(())
}

/// Takes the serial numbers away from devices that get others in this transaction, so that two may exchange theirs.
pub(crate) async fn clear_serials(conn: &mut Conn, devices: &[DeviceId]) -> Result<()> {
    for some in devices.chunks(ROWS_AT_ONCE) {
        let filter = Filter::new().and_in("id", some.iter().copied());
        sql(format!("UPDATE devices SET serial = NULL{}", filter.where_clause())).bind_all(filter.binds()).run(conn).await?;
    }
    Ok(())
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

impl DeviceRow {
    /// A row of a device in service of which nothing but its place, name and kind is known; it has no id yet.
    pub(crate) fn new(customer_id: CustomerId, site_id: SiteId, name: String, kind: DeviceKind, now: Timestamp) -> DeviceRow {
        DeviceRow {
            id: DeviceId(0),
            customer_id,
            site_id,
            parent_id: None,
            name,
            kind,
            vendor: None,
            model: None,
            serial: None,
            address: None,
            http_port: None,
            rtsp_port: None,
            snmp_version: None,
            snmp_port: None,
            snmp_community: None,
            snmp_user: None,
            snmp_auth: None,
            snmp_auth_password: None,
            snmp_privacy: None,
            snmp_privacy_password: None,
            version: 1,
            created_at: now,
            removed_at: None,
            has_photo: false,
        }
    }

    /// The values of [`WRITTEN`].
    fn values(&self) -> [Value; WRITTEN.len()] {
        [
            self.customer_id.into(),
            self.site_id.into(),
            self.parent_id.into(),
            self.name.as_str().into(),
            self.kind.as_str().into(),
            self.vendor.as_deref().into(),
            self.model.as_deref().into(),
            self.serial.as_deref().into(),
            self.address.as_deref().into(),
            self.http_port.into(),
            self.rtsp_port.into(),
            self.snmp_version.as_deref().into(),
            self.snmp_port.into(),
            self.snmp_community.as_deref().into(),
            self.snmp_user.as_deref().into(),
            self.snmp_auth.as_deref().into(),
            self.snmp_auth_password.as_deref().into(),
            self.snmp_privacy.as_deref().into(),
            self.snmp_privacy_password.as_deref().into(),
            self.version.into(),
            self.created_at.into(),
            self.removed_at.into(),
            self.id.into(),
        ]
    }

    /// The device without its secrets.
    pub(crate) fn closed(self) -> Device {
        let snmp = self.snmp_closed();
        Device {
            id: self.id,
            customer_id: self.customer_id,
            site_id: self.site_id,
            name: self.name,
            kind: self.kind,
            vendor: self.vendor,
            model: self.model,
            serial: self.serial,
            address: self.address,
            parent_id: self.parent_id,
            snmp,
            http_port: self.http_port.and_then(port),
            rtsp_port: self.rtsp_port.and_then(port),
            has_photo: self.has_photo,
            version: self.version,
            created_at: self.created_at,
            removed_at: self.removed_at,
        }
    }

    /// The device with its secrets.
    pub(crate) fn opened(self, keys: &Keyring) -> Result<Device> {
        let open = |place, sealed: &Option<Vec<u8>>| sealed.as_ref().map(|sealed| keys.open(place, sealed).map(Secret::new)).transpose();
        let community = open(COMMUNITY, &self.snmp_community)?;
        let auth_password = open(AUTH_PASSWORD, &self.snmp_auth_password)?;
        let privacy_password = open(PRIVACY_PASSWORD, &self.snmp_privacy_password)?;
        let mut device = self.closed();
        if let Some(snmp) = &mut device.snmp {
            snmp.community = community;
            snmp.auth_password = auth_password;
            snmp.privacy_password = privacy_password;
        }
        Ok(device)
    }

    fn snmp_closed(&self) -> Option<SnmpAccess> {
        let version = self.snmp_version.as_deref().and_then(SnmpVersion::parse)?;
        Some(SnmpAccess {
            version,
            port: self.snmp_port.and_then(port).unwrap_or(161),
            has_community: self.snmp_community.is_some(),
            community: None,
            user: self.snmp_user.clone(),
            auth: self.snmp_auth.as_deref().and_then(SnmpAuth::parse),
            auth_password: None,
            privacy: self.snmp_privacy.as_deref().and_then(SnmpPrivacy::parse),
            privacy_password: None,
        })
    }
}

/// Ports are written from a u16 only.
fn port(number: i64) -> Option<u16> {
    u16::try_from(number).ok()
}
