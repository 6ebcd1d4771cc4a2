//! Expiries: entered, renewed and removed by whoever changes devices. The watch warns of them.

use base::db::Filter;
use base::journal::{self, Event};
use base::{Actor, Conn, CustomerId, Error, Page, PageParams, Result, Text, Timestamp};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::{ArchiveBy, HANDS, found, same_version};
use crate::model::{Expiry, ExpiryChange, ExpiryKind, NewExpiry};
use crate::rules::changes::changes;
use crate::rules::{Fields, Wrong, text};
use crate::store::{customers, devices, expiries};
use crate::{Archive, DeviceId, ExpiryId};

const NOUN: (&str, &str) = ("expiry", "到期项");
/// The longest warning.
const LONGEST_WARNING: u16 = 365;
/// So many a device has at most.
const MOST: usize = 50;

/// Which expiries.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExpiryFilter {
    /// Only this customer's.
    pub customer_id: Option<CustomerId>,
    /// Only this device's.
    pub device_id: Option<DeviceId>,
    /// Only these.
    pub kind: Option<ExpiryKind>,
    /// Only those that end on this day or before.
    pub until: Option<Date>,
}

impl Archive {
    /// Enters an expiry, in the caller's transaction.
    pub async fn create_expiry(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, new: NewExpiry) -> Result<Expiry> {
        actor.require(HANDS)?;
        let owner = devices::by_id(conn, new.device_id).await?.filter(|device| actor.scope().covers(Some(device.customer_id)));
        if let Some(owner) = &owner {
            customers::lock(conn, owner.customer_id).await?;
        }
        let device = devices::by_id(conn, new.device_id).await?.filter(|device| owner.is_some() && device.removed_at.is_none());
        let Some(device) = device else {
            let text = Text::new("There is no such device in service.", "没有这台在用设备。");
            return Err(Error::invalid_field("device_id", "device.unknown", text));
        };
        let NewExpiry { device_id, kind, name, ends_on, warn_days, note } = new;
        let expiry = Expiry {
            id: ExpiryId(0),
            customer_id: device.customer_id,
            device_id,
            device_name: device.name,
            kind,
            name,
            ends_on,
            warn_days,
            note,
            version: 1,
            created_at: now,
        };
        let mut expiry = checked(conn, expiry).await?;
        if let Some(id) = expiries::insert(conn, &expiry).await? {
            expiry.id = id;
        }
        append(conn, actor, now, &expiry, Event::new("device_expiry.created", ("device", device_id.0)).body(told(&expiry))).await?;
        Ok(expiry)
    }

    /// Changes an expiry, which is how it is renewed, in the caller's transaction.
    pub async fn change_expiry(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        now: Timestamp,
        id: ExpiryId,
        change: ExpiryChange,
    ) -> Result<Expiry> {
        let before = held(conn, actor, id).await?;
        same_version("expiry.changed", change.version, before.version)?;
        let after = Expiry {
            kind: change.kind.unwrap_or(before.kind),
            name: change.name.unwrap_or_else(|| before.name.clone()),
            ends_on: change.ends_on.unwrap_or(before.ends_on),
            warn_days: change.warn_days.unwrap_or(before.warn_days),
            note: change.note.unwrap_or_else(|| before.note.clone()),
            ..before.clone()
        };
        let mut after = checked(conn, after).await?;
        let changed = changes(&told(&before), &told(&after));
        if changed.is_empty() {
            return Ok(before);
        }
        after.version += 1;
        expiries::update(conn, &after).await?;
        let body = json!({ "expiry_id": id, "name": after.name, "version": after.version, "changes": changed });
        append(conn, actor, now, &after, Event::new("device_expiry.changed", ("device", after.device_id.0)).body(body)).await?;
        Ok(after)
    }

    /// Removes an expiry, in the caller's transaction.
    pub async fn remove_expiry(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, id: ExpiryId) -> Result<()> {
        let expiry = held(conn, actor, id).await?;
        remove(conn, actor, now, &expiry).await
    }
}

impl ArchiveBy<'_> {
    /// One page of the expiries that the actor may see.
    pub async fn expiries(&self, wanted: ExpiryFilter, params: &PageParams) -> Result<Page<Expiry>> {
        let filter = Filter::new()
            .scope("e.customer_id", &self.scope())
            .and_some("e.customer_id = {}", wanted.customer_id)
            .and_some("e.device_id = {}", wanted.device_id)
            .and_some("e.kind = {}", wanted.kind.map(ExpiryKind::as_str))
            .and_some("e.ends_on <= {}", wanted.until.map(|day| day.to_string()));
        expiries::list(&mut self.archive.db.read().await?, filter, params).await
    }

    /// Enters an expiry.
    pub async fn create_expiry(&self, now: Timestamp, new: NewExpiry) -> Result<Expiry> {
        let mut conn = self.archive.db.write().await?;
        let expiry = self.archive.create_expiry(&mut conn, self.actor, now, new).await?;
        conn.commit().await?;
        Ok(expiry)
    }

    /// Changes an expiry.
    pub async fn change_expiry(&self, now: Timestamp, id: ExpiryId, change: ExpiryChange) -> Result<Expiry> {
        let mut conn = self.archive.db.write().await?;
        let expiry = self.archive.change_expiry(&mut conn, self.actor, now, id, change).await?;
        conn.commit().await?;
        Ok(expiry)
    }

    /// Removes an expiry.
    pub async fn remove_expiry(&self, now: Timestamp, id: ExpiryId) -> Result<()> {
        let mut conn = self.archive.db.write().await?;
        self.archive.remove_expiry(&mut conn, self.actor, now, id).await?;
        conn.commit().await
    }
}

/// Removes every expiry of a device that goes out of service.
pub(super) async fn remove_all(conn: &mut Conn, actor: &Actor, now: Timestamp, device: DeviceId) -> Result<()> {
    for expiry in expiries::all(conn, Filter::new().and_bind("e.device_id = {}", device)).await? {
        remove(conn, actor, now, &expiry).await?;
    }
    Ok(())
}

async fn held(conn: &mut Conn, actor: &Actor, id: ExpiryId) -> Result<Expiry> {
    let owner = found(expiries::by_id(conn, id).await?, |expiry| expiry.customer_id, actor, NOUN)?.customer_id;
    actor.require(HANDS)?;
    customers::lock(conn, owner).await?;
    found(expiries::by_id(conn, id).await?, |expiry| expiry.customer_id, actor, NOUN)
}

/// Checks and straightens what people wrote; the customer is held by the caller.
async fn checked(conn: &mut Conn, expiry: Expiry) -> Result<Expiry> {
    let mut fields = Fields::default();
    let name = fields.take("name", text::required(&expiry.name, text::WORDS));
    let note = fields.take("note", text::lines(expiry.note.as_deref(), text::REMARK));
    let others = expiries::all(conn, Filter::new().and_bind("e.device_id = {}", expiry.device_id)).await?;
    let others: Vec<&Expiry> = others.iter().filter(|other| other.id != expiry.id).collect();
    if others.iter().any(|other| other.name == name) {
        let text =
            ("The device has one of this name. Change that one, or choose another name.", "该设备已有同名到期项，请修改原有项或换名。");
        fields.refuse("name", Wrong::new("expiry.twice", text.0, text.1));
    }
    if expiry.id.0 == 0 && others.len() >= MOST {
        fields.refuse("device_id", too_many());
    }
    if expiry.warn_days > LONGEST_WARNING {
        let text = (format!("Write 0 (never) to {LONGEST_WARNING} days."), format!("请填写 0（不提醒）至 {LONGEST_WARNING} 天。"));
        fields.refuse("warn_days", Wrong::new("expiry.warn_days", text.0, text.1));
    }
    if !(2000..=2200).contains(&expiry.ends_on.year()) {
        fields
            .refuse("ends_on", Wrong::new("expiry.ends_on", "Write a day between 2000 and 2200.", "请填写 2000 年至 2200 年之间的日期。"));
    }
    fields.finish()?;
    Ok(Expiry { name, note, ..expiry })
}

async fn append(conn: &mut Conn, actor: &Actor, now: Timestamp, expiry: &Expiry, event: Event) -> Result<()> {
    journal::append(conn, actor, now, now, event.customer(expiry.customer_id).row("device_expiries", expiry.id.0)).await?;
    Ok(())
}

async fn remove(conn: &mut Conn, actor: &Actor, now: Timestamp, expiry: &Expiry) -> Result<()> {
    expiries::delete(conn, expiry.id).await?;
    let event = Event::new("device_expiry.removed", ("device", expiry.device_id.0)).customer(expiry.customer_id).body(told(expiry));
    journal::append(conn, actor, now, now, event.gone("device_expiries", expiry.id.0)).await?;
    Ok(())
}

fn told(expiry: &Expiry) -> Json {
    let Expiry { id, device_name, kind, name, ends_on, warn_days, note, .. } = expiry;
    json!({ "expiry_id": id, "device_name": device_name, "kind": kind, "name": name, "ends_on": ends_on, "warn_days": warn_days, "note": note })
}

fn too_many() -> Wrong {
    Wrong::new("expiry.too_many", format!("A device has {MOST} expiries at most."), format!("每台设备最多 {MOST} 个到期项。"))
}
