//! Sites: read within scope; entered and changed by administrators, managers and dispatchers.

use base::db::Filter;
use base::journal::{self, Event};
use base::{Actor, Conn, CustomerId, Page, PageParams, Result, Timestamp};
use serde_json::{Value as Json, json};

use super::{ArchiveBy, REGISTRY, found, lock_customer, only, same_version, taken};
use crate::model::{NewSite, Site, SiteChange, SiteKind};
use crate::rules::changes::changes;
use crate::rules::{Fields, code, place, text};
use crate::store::{customers, sites};
use crate::view::SiteView;
use crate::{Archive, SiteId};

const NOUN: (&str, &str) = ("site", "点位");

impl Archive {
    /// Enters a site, in the caller's transaction.
    pub async fn create_site(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, new: NewSite) -> Result<Site> {
        actor.require(REGISTRY)?;
        lock_customer(conn, new.customer_id).await?;
        let mut fields = Fields::default();
        fields.take("latitude", place::position(new.latitude, new.longitude));
        let mut site = Site {
            id: SiteId(0),
            customer_id: new.customer_id,
            name: fields.take("name", text::name(&new.name)),
            code: match &new.code {
                Some(given) => fields.take("code", code::code(given)),
                None => free_code(conn, new.customer_id).await?,
            },
            kind: new.kind.unwrap_or(SiteKind::Other),
            class: fields.take("class", text::line(new.class.as_deref(), text::CLASS)),
            address: fields.take("address", text::line(new.address.as_deref(), text::POSTAL)),
            latitude: new.latitude,
            longitude: new.longitude,
            version: 1,
            created_at: now,
        };
        check_namesake(conn, &site, None, &mut fields).await?;
        fields.finish()?;
        site.id = sites::insert(conn, &site).await?;
        let event = Event::new("site.created", ("site", site.id.0)).customer(site.customer_id).body(told(&site)).row("sites", site.id.0);
        journal::append(conn, actor, now, now, event).await?;
        Ok(site)
    }

    /// Changes a site, in the caller's transaction.
    pub async fn change_site(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, id: SiteId, change: SiteChange) -> Result<Site> {
        let owner = found(sites::by_id(conn, id).await?, |site| site.customer_id, actor, NOUN)?.customer_id;
        actor.require(REGISTRY)?;
        customers::lock(conn, owner).await?;
        let before = found(sites::by_id(conn, id).await?, |site| site.customer_id, actor, NOUN)?;
        same_version("site.changed", change.version, before.version)?;
        let mut fields = Fields::default();
        let mut after = before.clone();
        if let Some(name) = &change.name {
            after.name = fields.take("name", text::name(name));
        }
        if let Some(given) = &change.code {
            after.code = fields.take("code", code::code(given));
        }
        after.kind = change.kind.unwrap_or(after.kind);
        if let Some(class) = &change.class {
            after.class = fields.take("class", text::line(class.as_deref(), text::CLASS));
        }
        if let Some(address) = &change.address {
            after.address = fields.take("address", text::line(address.as_deref(), text::POSTAL));
        }
        after.latitude = change.latitude.unwrap_or(after.latitude);
        after.longitude = change.longitude.unwrap_or(after.longitude);
        fields.take("latitude", place::position(after.latitude, after.longitude));
        check_namesake(conn, &after, Some(id), &mut fields).await?;
        fields.finish()?;
        let changed = changes(&told(&before), &told(&after));
        if changed.is_empty() {
            return Ok(before);
        }
        after.version += 1;
        sites::update(conn, &after).await?;
        let event = Event::new("site.changed", ("site", id.0))
            .customer(after.customer_id)
            .body(json!({ "version": after.version, "name": after.name, "changes": changed }))
            .row("sites", id.0);
        journal::append(conn, actor, now, now, event).await?;
        Ok(after)
    }
}

impl ArchiveBy<'_> {
    /// One page of the sites that the actor may see, perhaps of one customer.
    pub async fn sites(&self, customer: Option<CustomerId>, params: &PageParams) -> Result<Page<SiteView>> {
        let mut conn = self.archive.db.read().await?;
        let filter = Filter::new().scope("s.customer_id", &self.scope()).and_some("s.customer_id = {}", customer);
        sites::list(&mut conn, filter, params).await
    }

    /// One site.
    pub async fn site(&self, id: SiteId) -> Result<SiteView> {
        let mut conn = self.archive.db.read().await?;
        self.site_view(&mut conn, id).await
    }

    /// Enters a site.
    pub async fn create_site(&self, now: Timestamp, new: NewSite) -> Result<SiteView> {
        let mut conn = self.archive.db.write().await?;
        let site = self.archive.create_site(&mut conn, self.actor, now, new).await?;
        let view = self.site_view(&mut conn, site.id).await?;
        conn.commit().await?;
        Ok(view)
    }

    /// Changes a site.
    pub async fn change_site(&self, now: Timestamp, id: SiteId, change: SiteChange) -> Result<SiteView> {
        let mut conn = self.archive.db.write().await?;
        self.archive.change_site(&mut conn, self.actor, now, id, change).await?;
        let view = self.site_view(&mut conn, id).await?;
        conn.commit().await?;
        Ok(view)
    }

    async fn site_view(&self, conn: &mut Conn, id: SiteId) -> Result<SiteView> {
        let filter = Filter::new().and_bind("s.id = {}", id).scope("s.customer_id", &self.scope());
        only(sites::list(conn, filter, &PageParams::default()).await?, NOUN)
    }
}

fn told(site: &Site) -> Json {
    let Site { name, code, kind, class, address, latitude, longitude, .. } = site;
    json!({ "name": name, "code": code, "kind": kind, "class": class, "address": address, "latitude": latitude, "longitude": longitude })
}

async fn free_code(conn: &mut Conn, customer: CustomerId) -> Result<String> {
    let known = sites::of_customer(conn, customer).await?;
    Ok(code::next_free("S", known.len() + 1, |free| known.iter().any(|site| site.code == free)))
}

async fn check_namesake(conn: &mut Conn, site: &Site, except: Option<SiteId>, fields: &mut Fields) -> Result<()> {
    if let Some(other) = sites::namesake(conn, site.customer_id, &site.name, &site.code, except).await? {
        let (field, wrong) = taken(other.name == site.name, &other.name);
        fields.refuse(field, wrong);
    }
    Ok(())
}
