//! Writing the table `devices`.

use std::collections::HashMap;

use base::db::{Bulk, Filter, Value, sql};
use base::{Conn, Result};

use super::DeviceRow;
use crate::{DeviceId, SiteId};

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
/// How many ids stand in one condition: few enough for the binds that either database takes at once.
const IDS_AT_ONCE: usize = 1000;

/// Writes new rows; the ids of the rows are not looked at. Answers their ids in the same order.
pub(crate) async fn insert(conn: &mut Conn, rows: &[DeviceRow]) -> Result<Vec<DeviceId>> {
    let columns: Vec<&str> = WRITTEN.into_iter().take(GIVEN).collect();
    let text = format!("INSERT INTO devices ({}) VALUES {{}} RETURNING id, site_id, name", columns.join(", "));
    let values = rows.iter().map(|row| row.values().into_iter().take(GIVEN).collect());
    // Neither database promises the order in which it returns rows.
    let written: Vec<(DeviceId, SiteId, String)> = Bulk::new(&text, values).all(conn).await?;
    let by_place: HashMap<(SiteId, &str), DeviceId> = written.iter().map(|(id, site, name)| ((*site, name.as_str()), *id)).collect();
    Ok(rows.iter().filter_map(|row| by_place.get(&(row.site_id, row.name.as_str())).copied()).collect())
}

/// Writes the whole row.
pub(crate) async fn update(conn: &mut Conn, row: &DeviceRow) -> Result<()> {
    let set: Vec<String> = WRITTEN.iter().take(GIVEN).enumerate().map(|(n, column)| format!("{column} = ${}", n + 1)).collect();
    let text = format!("UPDATE devices SET {} WHERE id = ${}", set.join(", "), GIVEN + 1);
    sql(text).bind_all(row.values()).run(conn).await?;
    Ok(())
}

/// Takes the serial numbers away from devices that get others in this transaction, so that two may exchange theirs.
pub(crate) async fn clear_serials(conn: &mut Conn, devices: &[DeviceId]) -> Result<()> {
    for some in devices.chunks(IDS_AT_ONCE) {
        let filter = Filter::new().and_in("id", some.iter().copied());
        sql(format!("UPDATE devices SET serial = NULL{}", filter.where_clause())).bind_all(filter.binds()).run(conn).await?;
    }
    Ok(())
}

impl DeviceRow {
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
}
