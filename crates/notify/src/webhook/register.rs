//! Entering and changing webhooks; for administrators. The journal keeps the host of an address and no more, for the rest may be a
//! receiver's secret.

use base::journal::{self, Event};
use base::{CustomerId, Error, FieldRefusal, Refusal, Result, Role, Text, Timestamp};
use serde_json::{Value as Json, json};

use super::SECRET_PLACE;
use crate::model::{Webhook, WebhookId};
use crate::rules::webhook::{Address, check};
use crate::{NotifyBy, store};

/// A webhook about to be entered.
pub(crate) struct NewWebhook {
    pub name: String,
    pub url: String,
    pub active: bool,
    pub secret: Option<String>,
    pub customer_id: Option<CustomerId>,
}

/// What is to be changed of a webhook; `None` leaves it as it is.
pub(crate) struct WebhookChange {
    pub name: Option<String>,
    pub url: Option<String>,
    pub active: Option<bool>,
    pub secret: Option<Option<String>>,
    pub customer_id: Option<Option<CustomerId>>,
}

impl NotifyBy<'_> {
    /// Every webhook, by name.
    pub(crate) async fn webhooks(&self) -> Result<Vec<Webhook>> {
        self.actor.require(&[Role::Administrator])?;
        let mut conn = self.notify.db.read().await?;
        store::webhooks::all(&mut conn).await
    }

    /// One webhook.
    pub(crate) async fn webhook(&self, id: WebhookId) -> Result<Webhook> {
        self.actor.require(&[Role::Administrator])?;
        let mut conn = self.notify.db.read().await?;
        store::webhooks::by_id(&mut conn, id).await?.ok_or_else(no_such_webhook)
    }

    /// Enters a webhook. It is told what happens from now on.
    pub(crate) async fn add_webhook(&self, new: NewWebhook, now: Timestamp) -> Result<Webhook> {
        self.actor.require(&[Role::Administrator])?;
        let mut conn = self.notify.db.write().await?;
        let webhook = Webhook {
            id: WebhookId(0),
            name: new.name.trim().to_owned(),
            url: new.url.trim().to_owned(),
            active: new.active,
            secret: self.seal(new.secret.as_deref())?,
            customer_id: new.customer_id,
            from_seq: journal::last_seq(&mut conn).await?,
            created_at: now,
        };
        refuse(&webhook, new.secret.as_deref())?;
        let id = store::webhooks::insert(&mut conn, &webhook).await.map_err(no_such_customer)?.ok_or_else(name_taken)?;
        let webhook = Webhook { id, ..webhook };
        let event = Event::new("webhook.created", ("webhook", id.0)).body(told(&webhook)).row("webhooks", id.0);
        journal::append(&mut conn, self.actor, now, now, event).await?;
        conn.commit().await?;
        Ok(webhook)
    }

    /// Changes a webhook. One that was off and is switched on is told what happens from now on, not what it missed.
    pub(crate) async fn change_webhook(&self, id: WebhookId, change: WebhookChange, now: Timestamp) -> Result<Webhook> {
        self.actor.require(&[Role::Administrator])?;
        let mut conn = self.notify.db.write().await?;
        let before = store::webhooks::hold(&mut conn, id).await?.ok_or_else(no_such_webhook)?;
        let secret = change.secret.as_ref().and_then(Option::as_deref);
        let mut after = Webhook {
            name: change.name.map_or_else(|| before.name.clone(), |name| name.trim().to_owned()),
            url: change.url.map_or_else(|| before.url.clone(), |url| url.trim().to_owned()),
            active: change.active.unwrap_or(before.active),
            customer_id: change.customer_id.unwrap_or(before.customer_id),
            ..before.clone()
        };
        refuse(&after, secret)?;
        if change.secret.is_some() {
            after.secret = self.seal(secret)?;
        }
        if after.active && !before.active {
            after.from_seq = journal::last_seq(&mut conn).await?;
        }
        if after == before {
            return Ok(before);
        }
        store::webhooks::update(&mut conn, &after).await.map_err(no_such_customer).map_err(name_maybe_taken)?;
        let event = Event::new("webhook.changed", ("webhook", id.0)).body(told(&after)).row("webhooks", id.0);
        journal::append(&mut conn, self.actor, now, now, event).await?;
        conn.commit().await?;
        Ok(after)
    }

    /// Removes a webhook; what waits for it is given up.
    pub(crate) async fn remove_webhook(&self, id: WebhookId, now: Timestamp) -> Result<()> {
        self.actor.require(&[Role::Administrator])?;
        let mut conn = self.notify.db.write().await?;
        let name = store::webhooks::remove(&mut conn, id).await?.ok_or_else(no_such_webhook)?;
        let event = Event::new("webhook.removed", ("webhook", id.0)).body(json!({ "name": name })).gone("webhooks", id.0);
        journal::append(&mut conn, self.actor, now, now, event).await?;
        conn.commit().await
    }

    fn seal(&self, secret: Option<&str>) -> Result<Option<Vec<u8>>> {
        secret.map(|secret| self.notify.keys.seal(SECRET_PLACE, secret)).transpose()
    }
}

fn told(webhook: &Webhook) -> Json {
    let host = reqwest::Url::parse(&webhook.url).ok().and_then(|url| url.host_str().map(str::to_owned));
    json!({
        "name": webhook.name,
        "host": host,
        "active": webhook.active,
        "has_secret": webhook.secret.is_some(),
        "customer_id": webhook.customer_id,
    })
}

fn refuse(webhook: &Webhook, secret: Option<&str>) -> Result<()> {
    let url = reqwest::Url::parse(&webhook.url).ok();
    let address = url.as_ref().map(|url| Address {
        scheme: url.scheme(),
        has_host: url.host_str().is_some_and(|host| !host.is_empty()),
        has_login: !url.username().is_empty() || url.password().is_some(),
        length: webhook.url.len(),
    });
    let wrong = check(&webhook.name, address, secret);
    if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
}

/// Refused: there is no such webhook.
fn no_such_webhook() -> Error {
    Error::not_found("webhook", "Webhook")
}

fn name_taken() -> Error {
    let text = Text::new("There is a webhook of this name. Choose another.", "已有同名 Webhook，请更换名称。");
    let field = FieldRefusal { path: "name".into(), code: "webhook.name_taken", text: text.clone() };
    Error::Refused(Refusal { fields: vec![field], ..Refusal::new(409, "webhook.name_taken", text) })
}

fn name_maybe_taken(error: Error) -> Error {
    if base::db::is_unique_violation(&error) { name_taken() } else { error }
}

/// The database knows which customers there are; its refusal becomes ours.
fn no_such_customer(error: Error) -> Error {
    let foreign = |internal: &base::error::Internal| {
        internal.database().and_then(sqlx::Error::as_database_error).is_some_and(|error| error.is_foreign_key_violation())
    };
    match error {
        Error::Internal(internal) if foreign(&internal) => Error::invalid_field(
            "customer_id",
            "webhook.no_such_customer",
            Text::new("There is no such customer. Choose one of the list.", "没有这个用户单位，请从列表中选择。"),
        ),
        other => other,
    }
}
