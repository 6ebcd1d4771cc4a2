//! Custom checks in an actor's hands.

use archive::DeviceId;
use base::db::Filter;
use base::entry::Entry;
use base::journal::{Event, append};
use base::secrets::Keyring;
use base::{Conn, Error, Result, Role as Person, Text, Timestamp};
use probe::{Measurement, Question};
use serde_json::{Value as Json, json};

use super::model::{CustomCheck, CustomCheckId};
use super::store;
use crate::ask;
use crate::by::WatchBy;
use crate::rules::verdict::{Judged, judge};
use crate::template::{Planned, Role};

/// Who decides what is asked.
const MAY_ENTER: [Person; 4] = [Person::Administrator, Person::Dispatcher, Person::Manager, Person::Engineer];
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
        let question = question(&entered.question.unwrap_or_default(), device.address.as_deref())?;
        let mut check = CustomCheck {
            id: CustomCheckId(0),
            customer_id: device.customer_id,
            device_id: device.id,
            name,
            role,
            every,
            shown: shown(&question),
            entered_by: self.actor.name().to_owned(),
            entered_at: now,
            removed_at: None,
            version: 1,
        };
        check.id = store::insert(&mut conn, &check, &self.sealed(&question)?).await?.ok_or_else(name_taken)?;
        self.tell(&mut conn, "check.entered", &check, now).await?;
        conn.commit().await?;
        Ok(check)
    }

    /// Changes a check.
    pub(crate) async fn change_check(&self, id: CustomCheckId, version: i64, entered: Entered, now: Timestamp) -> Result<CustomCheck> {
        self.actor.require(&MAY_ENTER)?;
        let mut conn = self.watch.db.write().await?;
        let (mut check, mut sealed) = self.kept_check(&mut conn, id).await?;
        (check.role, check.every) = checked(&entered)?;
        if let Some(asked) = entered.question {
            let device = self.device(&mut conn, check.device_id).await?;
            let question = question(&asked, device.address.as_deref())?;
            (check.shown, sealed) = (shown(&question), self.sealed(&question)?);
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
    pub(crate) async fn try_question(&self, device: DeviceId, asked: &Json) -> Result<(Judged, Vec<Measurement>)> {
        self.actor.require(&MAY_ENTER)?;
        let device = self.device(&mut self.watch.db.read().await?, device).await?;
        let question = question(asked, device.address.as_deref())?;
        let outcome = self.watch.prober.ask(&question, self.watch.settings.timeout).await;
        let judged = judge(&question, &outcome);
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
        self.tell(&mut conn, kind, &check, now).await?;
        conn.commit().await?;
        Ok(check)
    }

    async fn tell(&self, conn: &mut Conn, kind: &'static str, check: &CustomCheck, now: Timestamp) -> Result<()> {
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

    fn sealed(&self, question: &Question) -> Result<Vec<u8>> {
        let text = serde_json::to_string(question).map_err(|error| Error::internal(error.to_string()))?;
        self.watch.loader.keyring.seal(PLACE, &text)
    }
}

/// A check as the poller asks it, its question decrypted.
pub(crate) fn planned(check: &CustomCheck, sealed: &[u8], keyring: &Keyring) -> Result<Planned> {
    let text = keyring.open(PLACE, sealed)?;
    let question: Question =
        serde_json::from_str(&text).map_err(|error| Error::internal(format!("its question cannot be read: {error}")))?;
    let settings = ask::shown(&question);
    Ok(Planned { name: check.name.clone(), role: check.role, every: check.every, patience: 1, keep_all: true, question, settings })
}

/// The question that was asked for, or what is wrong with it: the probe's own types check every field.
fn question(asked: &Json, address: Option<&str>) -> Result<Question> {
    let mut asked = asked.clone();
    if let Some(fields) = asked.as_object_mut()
        && !fields.contains_key("address")
        && let Some(address) = address
    {
        fields.insert("address".to_owned(), Json::from(address));
    }
    serde_json::from_value(asked).map_err(|error| {
        Error::invalid_field(
            "question",
            "check.question",
            Text::new(
                format!("This question cannot be asked: {error}. See the page on the probe for its fields."),
                format!("检测内容无效：{error}。各字段见探测说明。"),
            ),
        )
    })
}

/// What people may read of it, with its kind.
fn shown(question: &Question) -> Json {
    let mut shown = ask::shown(question);
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("kind".to_owned(), Json::from(question.kind()));
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
