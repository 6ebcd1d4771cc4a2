//! Check templates in an actor's hands.

use std::collections::HashMap;

use archive::DeviceId;
use archive::model::Device;
use base::db::Filter;
use base::entry::Entry;
use base::journal::{Event, append};
use base::{Conn, Error, Page, PageParams, Result, Role as Person, Text, Timestamp};
use serde_json::json;

use super::document::{self, Document, Wrong};
use super::fits::Identity;
use super::model::{CheckTemplate, TemplateId};
use super::{NotMade, Plan, Planned, Templates, store};
use crate::by::WatchBy;
use crate::store::{banners, devices};

/// Who decides what is asked.
const MAY_WRITE: [Person; 4] = [Person::Administrator, Person::Dispatcher, Person::Manager, Person::Engineer];
/// Who may read how devices are watched.
const MAY_READ: [Person; 6] =
    [Person::Administrator, Person::Dispatcher, Person::Manager, Person::Engineer, Person::Supervisor, Person::Storekeeper];
/// To how many devices a template is given by hand.
const MOST_DEVICES: usize = 10_000;

/// What a person enters of a template.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) device_ids: Vec<DeviceId>,
    pub(crate) active: bool,
}

/// What a template would do.
#[derive(Debug, Default)]
pub(crate) struct Tried {
    /// Everything that is wrong with it; nothing below is told then.
    pub(crate) wrong: Vec<Wrong>,
    /// How many devices in service it fits.
    pub(crate) fits: usize,
    /// What the device that was named would be asked, with this template in use.
    pub(crate) checks: Vec<Planned>,
    /// What it would be asked if the archive knew more.
    pub(crate) not_made: Vec<NotMade>,
}

impl WatchBy<'_> {
    /// The templates that people entered.
    pub(crate) async fn check_templates(&self, params: &PageParams) -> Result<Page<CheckTemplate>> {
        self.actor.require(&MAY_READ)?;
        let filter = Filter::new().and("t.removed_at IS NULL").search(&["t.name"], params.q.as_deref());
        store::page(&mut self.watch.db.read().await?, filter, params).await
    }

    /// One of them.
    pub(crate) async fn check_template(&self, id: TemplateId) -> Result<CheckTemplate> {
        self.actor.require(&MAY_READ)?;
        kept(&mut self.watch.db.read().await?, id).await
    }

    /// Enters a template; it is followed at once.
    pub(crate) async fn enter_template(&self, written: Written, now: Timestamp) -> Result<CheckTemplate> {
        self.actor.require(&MAY_WRITE)?;
        let mut conn = self.watch.db.write().await?;
        let (document, Written { text, device_ids, active }) = checked(&mut conn, written).await?;
        let entered_by = self.actor.name().to_owned();
        let name = document.name;
        let mut made =
            CheckTemplate { id: TemplateId(0), name, text, device_ids, active, entered_by, entered_at: now, removed_at: None, version: 1 };
        made.id = store::insert(&mut conn, &made).await?.ok_or_else(name_taken)?;
        self.tell_template(&mut conn, "check_template.entered", &made, now).await?;
        conn.commit().await?;
        Ok(made)
    }

    /// Changes a template.
    pub(crate) async fn change_template(&self, id: TemplateId, version: i64, written: Written, now: Timestamp) -> Result<CheckTemplate> {
        self.actor.require(&MAY_WRITE)?;
        let mut conn = self.watch.db.write().await?;
        let before = kept(&mut conn, id).await?;
        let (document, Written { text, device_ids, active }) = checked(&mut conn, written).await?;
        if store::taken(&mut conn, &document.name, id).await? {
            return Err(name_taken());
        }
        let after = CheckTemplate { name: document.name, text, device_ids, active, ..before };
        self.put_template(conn, after, version, "check_template.changed", now).await
    }

    /// Removes a template; devices lose the checks that only it gave them.
    pub(crate) async fn remove_template(&self, id: TemplateId, version: i64, now: Timestamp) -> Result<()> {
        self.actor.require(&MAY_WRITE)?;
        let mut conn = self.watch.db.write().await?;
        let removed = CheckTemplate { removed_at: Some(now), ..kept(&mut conn, id).await? };
        self.put_template(conn, removed, version, "check_template.removed", now).await.map(drop)
    }

    /// What a template would do; nothing is kept.
    pub(crate) async fn try_template(&self, written: &Written, device: Option<DeviceId>, instead_of: Option<TemplateId>) -> Result<Tried> {
        self.actor.require(&MAY_WRITE)?;
        let document = match document::read(&written.text) {
            Ok(document) => document,
            Err(wrong) => return Ok(Tried { wrong, ..Tried::default() }),
        };
        let mut conn = self.watch.db.read().await?;
        let mut others = store::in_use(&mut conn).await?;
        if let Some(kept) = match instead_of {
            Some(id) => Some(kept(&mut conn, id).await?),
            None => None,
        } {
            others.retain(|template| template.document.name != kept.name);
        }
        let devices = self.watch.archive.devices_with_access(&mut conn).await?;
        let banners = banners::all(&mut conn, None).await?;
        let identities: HashMap<DeviceId, Identity> =
            devices::all(&mut conn, None).await?.into_iter().map(|row| (row.id, row.said(&banners))).collect();
        let identity = |device: &Device| identities.get(&device.id).cloned().unwrap_or_default();
        let by_hand = |device: &Device| written.device_ids.contains(&device.id);
        let fits = devices.iter().filter(|device| document.fits.rank(device, &identity(device), by_hand(device)).is_some()).count();
        let mut plan = Plan::default();
        if let Some(id) = device {
            let device = devices.iter().find(|device| device.id == id).ok_or_else(|| Error::not_found("device", "设备"))?;
            let tried = super::Template { by_hand: written.device_ids.iter().map(|id| id.0).collect(), ..super::Template::of(document) };
            others.push(tried);
            plan = self.watch.loader.built_in.with(others).plan(device, &identity(device));
        }
        Ok(Tried { wrong: Vec::new(), fits, checks: plan.checks, not_made: plan.not_made })
    }

    async fn put_template(
        &self,
        mut conn: Conn,
        mut template: CheckTemplate,
        version: i64,
        kind: &'static str,
        now: Timestamp,
    ) -> Result<CheckTemplate> {
        if template.version != version || !store::update(&mut conn, &template).await? {
            return Err(changed_meanwhile());
        }
        template.version += 1;
        self.tell_template(&mut conn, kind, &template, now).await?;
        conn.commit().await?;
        Ok(template)
    }

    async fn tell_template(&self, conn: &mut Conn, kind: &'static str, template: &CheckTemplate, now: Timestamp) -> Result<()> {
        let body = json!({ "name": template.name, "text": template.text, "device_ids": template.device_ids, "active": template.active });
        let event = Event::new(kind, ("check_template", template.id.0)).body(body);
        append(conn, self.actor, now, now, event.row("check_templates", template.id.0)).await.map(drop)
    }
}

impl Templates {
    /// These, and those that people entered.
    pub(crate) async fn in_use(&self, conn: &mut Conn) -> Result<Templates> {
        Ok(self.with(store::in_use(conn).await?))
    }
}

async fn kept(conn: &mut Conn, id: TemplateId) -> Result<CheckTemplate> {
    let filter = Filter::new().and("t.removed_at IS NULL").and_bind("t.id = {}", id);
    store::one(conn, filter).await?.ok_or_else(|| Error::not_found("check template", "监控模板"))
}

async fn checked(conn: &mut Conn, written: Written) -> Result<(Document, Written)> {
    let document = document::read(&written.text).map_err(|wrong| {
        let mut entry = Entry::new();
        for Wrong { line, text } in wrong.into_iter().take(20) {
            entry.refuse("text", "template.line", at_line(line, &text));
        }
        entry.done().err().unwrap_or_else(|| Error::internal("a template was refused for no reason"))
    })?;
    let nowhere = |place: usize| {
        let text = Text::new("There is no such device in service.", "没有这台在用设备。");
        Error::invalid_field(format!("device_ids[{place}]"), "template.device", text)
    };
    if written.device_ids.len() > MOST_DEVICES {
        return Err(nowhere(MOST_DEVICES));
    }
    for (place, id) in written.device_ids.iter().enumerate() {
        archive::facts::device(conn, *id).await?.filter(|device| device.removed_at.is_none()).ok_or_else(|| nowhere(place))?;
    }
    Ok((document, written))
}

/// What is wrong, after its line.
pub(crate) fn at_line(line: usize, text: &Text) -> Text {
    use base::Language::{En, Zh};
    Text::new(format!("Line {line}: {}", text.in_language(En)), format!("第 {line} 行：{}", text.in_language(Zh)))
}

fn name_taken() -> Error {
    Error::invalid_field(
        "text",
        "template.name_taken",
        Text::new("There is a template of this name. Choose another, or change that one.", "已有同名模板，请换名或修改原有模板。"),
    )
}

fn changed_meanwhile() -> Error {
    Error::conflict(
        "template.changed",
        "Somebody changed this template since you looked at it. Look at it again, then decide.",
        "该模板在您查看后已被更改，请刷新后再操作。",
    )
}
