//! Custom checks in an actor's hands.

use archive::DeviceId;
use base::db::Filter;
use base::entry::Entry;
use base::journal::{Event, append};
use base::secrets::Keyring;
use base::{Conn, Error, Language, Result, Role as Person, Text, Timestamp};
use probe::Measurement;
use serde_json::{Value as Json, json};

use super::model::{CustomCheck, CustomCheckId};
use super::store;
use crate::ask::Asked;
use crate::by::WatchBy;
use crate::heartbeat;
use crate::rules::verdict::{Judged, judge};
use crate::template::{Planned, Role};

/// Who decides what is asked.
pub(crate) const MAY_ENTER: [Person; 4] = [Person::Administrator, Person::Dispatcher, Person::Manager, Person::Engineer];
/// Where the questions stand, for the key.
const PLACE: &str = "custom_checks.question";
/// The longest name of a check.
const LONGEST_NAME: usize = 40;

/// What a person enters of a check.
#[derive(Debug, Clone)]
pub(crate) struct Entered {
    pub(crate) role: Role,
    pub(crate) every: u32,
    /// The probe's question; `None` leaves the one that is there. Without an `address` it asks the device's own.
    pub(crate) question: Option<Json>,
}

impl WatchBy<'_> {
    /// The custom checks of a device, without their secrets.
    pub(crate) async fn custom_checks(&self, device: DeviceId) -> Result<Vec<CustomCheck>> {
        let filter = Filter::new().and("c.removed_at IS NULL").and_bind("c.device_id = {}", device);
        let filter = filter.scope("c.customer_id", &self.actor.scope());
        let found = store::all(&mut self.watch.db.read().await?, filter).await?;
        Ok(found.into_iter().map(|(check, _)| check).collect())
    }

    /// Enters a check; it is asked at once.
    pub(crate) async fn enter_check(&self, device: DeviceId, name: &str, entered: Entered, now: Timestamp) -> Result<CustomCheck> {
        self.actor.require(&MAY_ENTER)?;
        let mut conn = self.watch.db.write().await?;
        let device = self.device(&mut conn, device).await?;
        let name = checked_name(name)?;
        let (role, every) = checked(&entered)?;
        let asked = asked(&entered.question.unwrap_or_default(), device.address.as_deref(), None)?;
        let mut check = CustomCheck {
            id: CustomCheckId(0),
            customer_id: device.customer_id,
            device_id: device.id,
            name,
            role,
            every,
            shown: shown(&asked),
            entered_by: self.actor.name().to_owned(),
            entered_at: now,
            removed_at: None,
            version: 1,
        };
        check.id = store::insert(&mut conn, &check, &self.sealed(&asked)?).await?.ok_or_else(name_taken)?;
        self.wait_for_calls(&mut conn, check.id, &asked).await?;
        self.tell_of_check(&mut conn, "check.entered", &check, now).await?;
        conn.commit().await?;
        Ok(check)
    }

    /// Changes a check.
    pub(crate) async fn change_check(&self, id: CustomCheckId, version: i64, entered: Entered, now: Timestamp) -> Result<CustomCheck> {
        self.actor.require(&MAY_ENTER)?;
        let mut conn = self.watch.db.write().await?;
        let (mut check, mut sealed) = self.kept_check(&mut conn, id).await?;
        (check.role, check.every) = checked(&entered)?;
        if let Some(written) = entered.question {
            let device = self.device(&mut conn, check.device_id).await?;
            let asked = asked(&written, device.address.as_deref(), Some(id))?;
            (check.shown, sealed) = (shown(&asked), self.sealed(&asked)?);
            self.wait_for_calls(&mut conn, id, &asked).await?;
        }
        self.put(conn, check, &sealed, version, "check.changed", now).await
    }

    /// Removes a check; an alarm of it closes, because nobody asks any more.
    pub(crate) async fn remove_check(&self, id: CustomCheckId, version: i64, now: Timestamp) -> Result<()> {
        self.actor.require(&MAY_ENTER)?;
        let mut conn = self.watch.db.write().await?;
        let (check, sealed) = self.kept_check(&mut conn, id).await?;
        let removed = CustomCheck { removed_at: Some(now), ..check };
        self.put(conn, removed, &sealed, version, "check.removed", now).await.map(drop)
    }

    /// Asks a question now. Nothing is kept.
    pub(crate) async fn try_question(&self, device: DeviceId, written: &Json) -> Result<(Judged, Vec<Measurement>)> {
        self.actor.require(&MAY_ENTER)?;
        let device = self.device(&mut self.watch.db.read().await?, device).await?;
        let asked = asked(written, device.address.as_deref(), None)?;
        let outcome = self.watch.ask(&asked, self.watch.settings.timeout).await;
        let judged = judge(&asked, &outcome);
        Ok((judged, outcome.result.unwrap_or_default()))
    }

    async fn put(
        &self,
        mut conn: Conn,
        mut check: CustomCheck,
        sealed: &[u8],
        version: i64,
        kind: &'static str,
        now: Timestamp,
    ) -> Result<CustomCheck> {
        if check.version != version || !store::update(&mut conn, &check, sealed).await? {
            return Err(changed_meanwhile());
        }
        check.version += 1;
        self.tell_of_check(&mut conn, kind, &check, now).await?;
        conn.commit().await?;
        Ok(check)
    }

    /// Whoever waits for calls needs an address.
    async fn wait_for_calls(&self, conn: &mut Conn, id: CustomCheckId, asked: &Asked) -> Result<()> {
        match asked {
            Asked::Heartbeat(_) => heartbeat::make(conn, &self.watch.loader.keyring, id).await,
            Asked::Device(_) => heartbeat::forget(conn, id).await,
        }
    }

    pub(crate) async fn tell_of_check(&self, conn: &mut Conn, kind: &'static str, check: &CustomCheck, now: Timestamp) -> Result<()> {
        let body = json!({
            "device_id": check.device_id, "name": check.name, "role": check.role, "every": check.every, "question": check.shown,
        });
        let event = Event::new(kind, ("custom_check", check.id.0)).customer(check.customer_id).body(body);
        append(conn, self.actor, now, now, event.row("custom_checks", check.id.0)).await.map(drop)
    }

    async fn kept_check(&self, conn: &mut Conn, id: CustomCheckId) -> Result<(CustomCheck, Vec<u8>)> {
        let filter = Filter::new().and("c.removed_at IS NULL").and_bind("c.id = {}", id).scope("c.customer_id", &self.actor.scope());
        store::all(conn, filter).await?.pop().ok_or_else(|| Error::not_found("check", "检测项"))
    }

    async fn device(&self, conn: &mut Conn, id: DeviceId) -> Result<archive::model::Device> {
        let device = archive::facts::device(conn, id).await?;
        let device = device.filter(|device| device.removed_at.is_none() && self.actor.scope().covers(Some(device.customer_id)));
        device.ok_or_else(|| Error::not_found("device", "设备"))
    }

    fn sealed(&self, asked: &Asked) -> Result<Vec<u8>> {
        let written = asked.written().map_err(|error| Error::internal(error.to_string()))?;
        self.watch.loader.keyring.seal(PLACE, &written.to_string())
    }
}

/// A check as the poller asks it, its question decrypted.
pub(crate) fn planned(check: &CustomCheck, sealed: &[u8], keyring: &Keyring) -> Result<Planned> {
    let text = keyring.open(PLACE, sealed)?;
    let unreadable = |why: String| Error::internal(format!("its question cannot be read: {why}"));
    let written: Json = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    let asked = Asked::read(written, Some(check.id)).map_err(|refusal| unreadable(refusal.text.in_language(Language::En).to_owned()))?;
    let settings = asked.shown();
    Ok(Planned { name: check.name.clone(), role: check.role, every: check.every, patience: 1, keep_all: true, asked, settings })
}

/// What was asked for, or what is wrong with it.
fn asked(written: &Json, address: Option<&str>, check: Option<CustomCheckId>) -> Result<Asked> {
    let mut written = written.clone();
    if let Some(fields) = written.as_object_mut()
        && !fields.contains_key("address")
        && let Some(address) = address
    {
        fields.insert("address".to_owned(), Json::from(address));
    }
    Asked::read(written, check).map_err(|refusal| Error::invalid(vec![refusal]))
}

/// What people may read of it, with its kind.
fn shown(asked: &Asked) -> Json {
    let mut shown = asked.shown();
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("kind".to_owned(), Json::from(asked.kind()));
    }
    shown
}

fn checked_name(name: &str) -> Result<String> {
    let mut entry = Entry::new();
    let name = entry.text("name", name, LONGEST_NAME);
    entry.done()?;
    Ok(name)
}

fn checked(entered: &Entered) -> Result<(Role, u32)> {
    let mut entry = Entry::new();
    if !(1..=2880).contains(&entered.every) {
        entry.refuse("every", "check.every", Text::new("Ask in every 1st to 2880th period.", "请填写 1 至 2880 个周期。"));
    }
    if entered.role == Role::Fallback {
        entry.refuse("role", "check.role", Text::new("Choose vital, service or measure.", "请选择 vital、service 或 measure。"));
    }
    entry.done()?;
    Ok((entered.role, entered.every))
}

fn name_taken() -> Error {
    Error::invalid_field(
        "name",
        "check.name_taken",
        Text::new(
            "The device has a custom check of this name. Choose another, or change that one.",
            "该设备已有同名自定义检测项，请换名或修改原有项。",
        ),
    )
}

fn changed_meanwhile() -> Error {
    Error::conflict(
        "check.changed",
        "Somebody changed this check since you looked at it. Look at it again, then decide.",
        "该检测项在您查看后已被更改，请刷新后再操作。",
    )
}
