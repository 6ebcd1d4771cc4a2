//! Devices: read within scope; entered and removed by administrators, managers and dispatchers, changed by engineers too.

mod check;
mod row;

use base::db::Filter;
use base::journal::{self, Event};
use base::{Actor, Conn, CustomerId, Error, Page, PageParams, Result, Timestamp};
use serde_json::{Map, Value as Json, json};

pub(super) use row::{clear_snmp, seal};

use row::told;

use super::{ArchiveBy, HANDS, REGISTRY, found, only, same_version};
use crate::model::{Device, DeviceChange, DeviceKind, NewDevice};
use crate::rules::changes::changes;
use crate::rules::{Fields, Wrong};
use crate::store::devices::{self, DeviceRow};
use crate::store::{customers, sites};
use crate::view::DeviceView;
use crate::{Archive, DeviceId, SiteId};

pub(super) const NOUN: (&str, &str) = ("device", "设备");

/// Which devices a list is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeviceFilter {
    /// Only this customer's.
    pub customer_id: Option<CustomerId>,
    /// Only on this site.
    pub site_id: Option<SiteId>,
    /// Only of this kind.
    pub kind: Option<DeviceKind>,
    /// Only those directly behind this one.
    pub parent_id: Option<DeviceId>,
}

impl Archive {
    /// Enters a device, in the caller's transaction. The answer has no secrets.
    pub async fn create_device(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, new: NewDevice) -> Result<Device> {
        actor.require(REGISTRY)?;
        let mut fields = Fields::default();
        let Some(site) = sites::by_id(conn, new.site_id).await? else {
            fields.refuse("site_id", unknown_site());
            return Err(fields.finish().err().unwrap_or_else(|| Error::not_found("site", "点位")));
        };
        customers::lock(conn, site.customer_id).await?;
        if new.customer_id.is_some_and(|customer| customer != site.customer_id) {
            fields.refuse("customer_id", Wrong::new("customer.other", "The site belongs to another customer.", "该点位属于其他用户单位。"));
        }
        let mut device = DeviceRow::new(site.customer_id, site.id, new.name, new.kind, now);
        device.vendor = new.vendor;
        device.model = new.model;
        device.serial = new.serial;
        device.address = new.address;
        device.parent_id = new.parent_id;
        device.http_port = new.http_port.map(i64::from);
        device.rtsp_port = new.rtsp_port.map(i64::from);
        row::straighten(&mut device, &mut fields);
        if let Some(snmp) = new.snmp {
            row::set_snmp(&mut device, &self.keys, snmp, &mut fields)?;
        }
        check::among_others(conn, &device, None, &mut fields).await?;
        fields.finish()?;
        let ids = devices::insert(conn, std::slice::from_ref(&device)).await?;
        device.id = *ids.first().ok_or_else(|| Error::internal("a device was inserted without an id"))?;
        journal::append(conn, actor, now, now, created_event(&device)).await?;
        Ok(device.closed())
    }

    /// Changes a device, in the caller's transaction. The answer has no secrets.
    pub async fn change_device(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        now: Timestamp,
        id: DeviceId,
        change: DeviceChange,
    ) -> Result<Device> {
        let before = hold(conn, actor, id, HANDS).await?;
        same_version("device.changed", change.version, before.version)?;
        let mut fields = Fields::default();
        let mut after = before.clone();
        if let Some(site) = change.site_id {
            let site = sites::by_id(conn, site).await?.filter(|site| site.customer_id == before.customer_id);
            match site {
                Some(site) => after.site_id = site.id,
                None => fields.refuse("site_id", unknown_site()),
            }
        }
        row::take_over(&mut after, &change);
        row::straighten(&mut after, &mut fields);
        match change.snmp {
            None => {}
            Some(None) => clear_snmp(&mut after),
            Some(Some(snmp)) => row::set_snmp(&mut after, &self.keys, snmp, &mut fields)?,
        }
        check::among_others(conn, &after, Some(&before), &mut fields).await?;
        fields.finish()?;
        write_change(conn, actor, now, &before, &mut after).await?;
        Ok(after.closed())
    }

    /// Takes a device out of service, in the caller's transaction. Its row stays, because tickets name it.
    pub async fn remove_device(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, id: DeviceId) -> Result<()> {
        let before = hold(conn, actor, id, REGISTRY).await?;
        let children = devices::children(conn, id).await?;
        if let Some(child) = children.first() {
            let (name, more) = (&child.name, children.len() - 1);
            return Err(Error::conflict(
                "device.has_children",
                format!("“{name}” and {more} more stand behind this device. Give them another parent first."),
                format!("“{name}”等 {} 台设备以此设备为上级，请先调整它们的上级设备。", more + 1),
            ));
        }
        super::links::remove_all(conn, actor, now, id).await?;
        super::expiries::remove_all(conn, actor, now, id).await?;
        let after = DeviceRow { removed_at: Some(now), version: before.version + 1, ..before };
        devices::update(conn, &after).await?;
        let event = Event::new("device.removed", ("device", id.0)).customer(after.customer_id).body(told(&after)).row("devices", id.0);
        journal::append(conn, actor, now, now, event).await?;
        Ok(())
    }
}

impl ArchiveBy<'_> {
    /// One page of the devices in service that the actor may see.
    pub async fn devices(&self, wanted: DeviceFilter, params: &PageParams) -> Result<Page<DeviceView>> {
        let mut conn = self.archive.db.read().await?;
        let filter = Filter::new()
            .and("d.removed_at IS NULL")
            .scope("d.customer_id", &self.scope())
            .and_some("d.customer_id = {}", wanted.customer_id)
            .and_some("d.site_id = {}", wanted.site_id)
            .and_some("d.kind = {}", wanted.kind.map(DeviceKind::as_str))
            .and_some("d.parent_id = {}", wanted.parent_id);
        devices::list(&mut conn, filter, params).await
    }

    /// One device, also one out of service.
    pub async fn device(&self, id: DeviceId) -> Result<DeviceView> {
        let mut conn = self.archive.db.read().await?;
        self.device_view(&mut conn, id).await
    }

    /// Enters a device.
    pub async fn create_device(&self, now: Timestamp, new: NewDevice) -> Result<DeviceView> {
        let mut conn = self.archive.db.write().await?;
        let device = self.archive.create_device(&mut conn, self.actor, now, new).await?;
        let view = self.device_view(&mut conn, device.id).await?;
        conn.commit().await?;
        Ok(view)
    }

    /// Changes a device.
    pub async fn change_device(&self, now: Timestamp, id: DeviceId, change: DeviceChange) -> Result<DeviceView> {
        let mut conn = self.archive.db.write().await?;
        self.archive.change_device(&mut conn, self.actor, now, id, change).await?;
        let view = self.device_view(&mut conn, id).await?;
        conn.commit().await?;
        Ok(view)
    }

    /// Takes a device out of service.
    pub async fn remove_device(&self, now: Timestamp, id: DeviceId) -> Result<()> {
        let mut conn = self.archive.db.write().await?;
        self.archive.remove_device(&mut conn, self.actor, now, id).await?;
        conn.commit().await
    }

    async fn device_view(&self, conn: &mut Conn, id: DeviceId) -> Result<DeviceView> {
        let filter = Filter::new().and_bind("d.id = {}", id).scope("d.customer_id", &self.scope());
        only(devices::list(conn, filter, &PageParams::default()).await?, NOUN)
    }
}

/// The device in service, its customer held, for somebody of these roles.
pub(super) async fn hold(conn: &mut Conn, actor: &Actor, id: DeviceId, roles: &[base::Role]) -> Result<DeviceRow> {
    let owner = found(devices::by_id(conn, id).await?, |device| device.customer_id, actor, NOUN)?.customer_id;
    actor.require(roles)?;
    customers::lock(conn, owner).await?;
    let device = found(devices::by_id(conn, id).await?, |device| device.customer_id, actor, NOUN)?;
    if device.removed_at.is_some() {
        return Err(Error::conflict(
            "device.removed",
            "This device is out of service; it is kept only because tickets name it. Enter it anew if it is back.",
            "该设备已停用，仅为工单留存。如重新启用，请另行录入。",
        ));
    }
    Ok(device)
}

/// Writes what is another now, and tells it.
async fn write_change(conn: &mut Conn, actor: &Actor, now: Timestamp, before: &DeviceRow, after: &mut DeviceRow) -> Result<()> {
    if changed(before, after).is_empty() {
        return Ok(());
    }
    after.version += 1;
    devices::update(conn, after).await?;
    journal::append(conn, actor, now, now, changed_event(before, after)).await?;
    Ok(())
}

/// What the journal tells of a new device.
pub(super) fn created_event(device: &DeviceRow) -> Event {
    Event::new("device.created", ("device", device.id.0)).customer(device.customer_id).body(told(device)).row("devices", device.id.0)
}

/// What the journal tells of a change.
pub(super) fn changed_event(before: &DeviceRow, after: &DeviceRow) -> Event {
    Event::new("device.changed", ("device", after.id.0))
        .customer(after.customer_id)
        .body(json!({ "version": after.version, "name": after.name, "changes": changed(before, after) }))
        .row("devices", after.id.0)
}

/// Of a secret the journal learns only that it was replaced.
fn changed(before: &DeviceRow, after: &DeviceRow) -> Map<String, Json> {
    let mut changed = changes(&told(before), &told(after));
    if row::secrets(before) != row::secrets(after) {
        changed.insert("snmp_secrets".to_owned(), json!("replaced"));
    }
    changed
}

fn unknown_site() -> Wrong {
    Wrong::new("site.unknown", "This customer has no such site.", "该用户单位没有这个点位。")
}
