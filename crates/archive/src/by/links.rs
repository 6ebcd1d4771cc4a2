//! Links: read within scope; entered and removed by whoever changes devices. A link is what it is: to change one, remove it and enter another.

use base::db::Filter;
use base::journal::{self, Event};
use base::{Actor, Conn, CustomerId, Error, Page, PageParams, Result, Timestamp};
use serde_json::{Value as Json, json};

use super::{ArchiveBy, HANDS, found};
use crate::model::{Device, Link, LinkKind, NewLink};
use crate::rules::links::{MOST, leads};
use crate::rules::{Fields, Wrong, text};
use crate::store::devices::DeviceRow;
use crate::store::{customers, devices, links};
use crate::{Archive, DeviceId, LinkId};

const NOUN: (&str, &str) = ("link", "连接");

/// Which links a list is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct LinkFilter {
    /// Only this customer's.
    pub customer_id: Option<CustomerId>,
    /// Only those at one of this device's ends.
    pub device_id: Option<DeviceId>,
    /// Only for this.
    pub kind: Option<LinkKind>,
}

impl Archive {
    /// Enters a link, in the caller's transaction.
    pub async fn create_link(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, new: NewLink) -> Result<Link> {
        actor.require(HANDS)?;
        let owner = devices::by_id(conn, new.device_id).await?.filter(|device| actor.scope().covers(Some(device.customer_id)));
        if let Some(owner) = &owner {
            customers::lock(conn, owner.customer_id).await?;
        }
        let device = devices::by_id(conn, new.device_id).await?.filter(|device| owner.is_some() && device.removed_at.is_none());
        let Some(device) = device.map(DeviceRow::closed) else {
            let Wrong { code, text } = unknown();
            return Err(Error::invalid_field("device_id", code, text));
        };
        let mut fields = Fields::default();
        let port = fields.take("port", text::line(new.port.as_deref(), text::WORDS));
        let to = devices::by_id(conn, new.to_id).await?;
        let to = to.filter(|to| to.customer_id == device.customer_id && to.removed_at.is_none());
        let others = links::of_customer(conn, device.customer_id).await?;
        match &to {
            None => fields.refuse("to_id", unknown()),
            Some(to) if links::between(conn, device.id, to.id, new.kind).await?.is_some() => fields.refuse("to_id", twice(&to.name)),
            Some(_) if others.iter().filter(|link| link.device_id == device.id).count() >= MOST => fields.refuse("to_id", too_many()),
            Some(to) => {
                let parents = if new.kind == LinkKind::Network { devices::parents(conn, device.customer_id).await? } else { Vec::new() };
                let edges = others.iter().filter(|link| link.kind == new.kind).map(|link| (link.device_id, link.to_id));
                let edges = edges.chain(parents.into_iter().filter_map(|(child, parent)| Some((child, parent?))));
                if leads(edges, to.id, device.id) {
                    fields.refuse("to_id", circle(&to.name));
                }
            }
        }
        fields.finish()?;
        let to_name = to.map(|to| to.name).unwrap_or_default();
        let Device { id, customer_id, name, .. } = device;
        let mut link = Link {
            id: LinkId(0),
            customer_id,
            device_id: id,
            device_name: name,
            to_id: new.to_id,
            to_name,
            kind: new.kind,
            port,
            created_at: now,
        };
        link.id = links::insert(conn, &link).await?;
        journal::append(conn, actor, now, now, created(&link)).await?;
        Ok(link)
    }

    /// Removes a link, in the caller's transaction.
    pub async fn remove_link(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, id: LinkId) -> Result<()> {
        let owner = found(links::by_id(conn, id).await?, |link| link.customer_id, actor, NOUN)?.customer_id;
        actor.require(HANDS)?;
        customers::lock(conn, owner).await?;
        let link = found(links::by_id(conn, id).await?, |link| link.customer_id, actor, NOUN)?;
        remove(conn, actor, now, &link).await
    }
}

impl ArchiveBy<'_> {
    /// One page of the links that the actor may see.
    pub async fn links(&self, wanted: LinkFilter, params: &PageParams) -> Result<Page<Link>> {
        let filter = Filter::new()
            .scope("l.customer_id", &self.scope())
            .and_some("l.customer_id = {}", wanted.customer_id)
            .and_some("(l.device_id = {} OR l.to_id = {})", wanted.device_id)
            .and_some("l.kind = {}", wanted.kind.map(LinkKind::as_str));
        links::list(&mut self.archive.db.read().await?, filter, params).await
    }

    /// Enters a link.
    pub async fn create_link(&self, now: Timestamp, new: NewLink) -> Result<Link> {
        let mut conn = self.archive.db.write().await?;
        let link = self.archive.create_link(&mut conn, self.actor, now, new).await?;
        conn.commit().await?;
        Ok(link)
    }

    /// Removes a link.
    pub async fn remove_link(&self, now: Timestamp, id: LinkId) -> Result<()> {
        let mut conn = self.archive.db.write().await?;
        self.archive.remove_link(&mut conn, self.actor, now, id).await?;
        conn.commit().await
    }
}

/// Removes every link of a device that goes out of service.
pub(super) async fn remove_all(conn: &mut Conn, actor: &Actor, now: Timestamp, device: DeviceId) -> Result<()> {
    for link in links::of_device(conn, device).await? {
        remove(conn, actor, now, &link).await?;
    }
    Ok(())
}

/// The event of a link that was written.
pub(super) fn created(link: &Link) -> Event {
    let event = Event::new("device_link.created", ("device", link.device_id.0)).customer(link.customer_id);
    event.body(told(link)).row("device_links", link.id.0)
}

pub(super) async fn remove(conn: &mut Conn, actor: &Actor, now: Timestamp, link: &Link) -> Result<()> {
    links::delete(conn, link.id).await?;
    let event = Event::new("device_link.removed", ("device", link.device_id.0)).customer(link.customer_id).body(told(link));
    journal::append(conn, actor, now, now, event.gone("device_links", link.id.0)).await?;
    Ok(())
}

fn told(link: &Link) -> Json {
    let Link { id, device_name, to_id, to_name, kind, port, .. } = link;
    json!({ "link_id": id, "name": device_name, "to_id": to_id, "to_name": to_name, "kind": kind, "port": port })
}

fn unknown() -> Wrong {
    Wrong::new("device.unknown", "This customer has no such device in service.", "该用户单位没有这台在用设备。")
}

fn twice(to: &str) -> Wrong {
    Wrong::new("link.twice", format!("It is linked to “{to}” for this already."), format!("与“{to}”的同类连接已存在。"))
}

fn too_many() -> Wrong {
    Wrong::new("link.too_many", format!("A device has {MOST} links at most."), format!("每台设备最多 {MOST} 条连接。"))
}

fn circle(to: &str) -> Wrong {
    Wrong::new(
        "link.circle",
        format!("“{to}” needs this device itself, directly or through others. A link leads towards the core or the mains."),
        format!("“{to}”本身（直接或间接）依赖此设备。连接应指向核心或电源方向。"),
    )
}
