//! Setting gateways up; for administrators. The journal keeps a host and the names of secrets, never a secret or an address with a token.

use std::collections::BTreeMap;

use base::journal::{self, Event};
use base::secrets::{token, token_hash};
use base::{CustomerId, Error, FieldRefusal, Refusal, Result, Role, Text, Timestamp};
use serde_json::{Value as Json, json};

use super::SECRET_PLACE;
use crate::model::{Audience, Gateway, GatewayId, GatewayKind, GatewaySecrets, GatewaySetup, Template};
use crate::rules::gateway::{Entry, check};
use crate::rules::webhook::Address;
use crate::{NotifyBy, store};

/// A gateway about to be set up.
pub(crate) struct NewGateway {
    pub name: String,
    pub kind: GatewayKind,
    pub active: bool,
    pub audience: Option<Audience>,
    pub customer_id: Option<CustomerId>,
    pub url: Option<String>,
    pub secret: Option<String>,
    pub template: Option<Template>,
    pub secrets: BTreeMap<String, String>,
}

/// What is to be changed of a gateway; `None` leaves it as it is. Its kind stays.
#[derive(Default)]
pub(crate) struct GatewayChange {
    pub name: Option<String>,
    pub active: Option<bool>,
    pub audience: Option<Audience>,
    pub customer_id: Option<Option<CustomerId>>,
    pub url: Option<String>,
    pub secret: Option<Option<String>>,
    pub template: Option<Template>,
    /// A name with `None` is forgotten; names that are left out stay.
    pub secrets: BTreeMap<String, Option<String>>,
}

impl NotifyBy<'_> {
    /// Every gateway, by name.
    pub(crate) async fn gateways(&self) -> Result<Vec<Gateway>> {
        self.actor.require(&[Role::Administrator])?;
        let mut conn = self.notify.db.read().await?;
        store::gateways::all(&mut conn).await
    }

    /// One gateway.
    pub(crate) async fn gateway(&self, id: GatewayId) -> Result<Gateway> {
        self.actor.require(&[Role::Administrator])?;
        let mut conn = self.notify.db.read().await?;
        store::gateways::by_id(&mut conn, id).await?.ok_or_else(no_such_gateway)
    }

    /// Sets a gateway up.
    pub(crate) async fn add_gateway(&self, new: NewGateway, now: Timestamp) -> Result<Gateway> {
        self.actor.require(&[Role::Administrator])?;
        let mut conn = self.notify.db.write().await?;
        let usual = if new.kind.channel().is_group() { Audience::Staff } else { Audience::Everybody };
        let answer_token = if new.kind == GatewayKind::Voice { Some(token()?) } else { None };
        let secrets = GatewaySecrets { url: trimmed(new.url), secret: trimmed(new.secret), named: new.secrets, answer_token };
        let gateway = Gateway {
            id: GatewayId(0),
            name: new.name.trim().to_owned(),
            kind: new.kind,
            active: new.active,
            audience: new.audience.unwrap_or(usual),
            customer_id: new.customer_id,
            setup: GatewaySetup { template: new.template, ..GatewaySetup::default() },
            secrets: None,
            answer_hash: secrets.answer_token.as_deref().map(token_hash),
            created_at: now,
        };
        let gateway = self.complete(gateway, &secrets)?;
        let id = store::gateways::insert(&mut conn, &gateway).await.map_err(no_such_customer)?.ok_or_else(name_taken)?;
        let gateway = Gateway { id, ..gateway };
        let event = Event::new("gateway.created", ("gateway", id.0)).body(told(&gateway)).row("gateways", id.0);
        journal::append(&mut conn, self.actor, now, now, event).await?;
        conn.commit().await?;
        Ok(gateway)
    }

    /// Changes a gateway.
    pub(crate) async fn change_gateway(&self, id: GatewayId, change: GatewayChange, now: Timestamp) -> Result<Gateway> {
        self.actor.require(&[Role::Administrator])?;
        let mut conn = self.notify.db.write().await?;
        let before = store::gateways::hold(&mut conn, id).await?.ok_or_else(no_such_gateway)?;
        let mut secrets = self.open(&before)?;
        if let Some(url) = trimmed(change.url) {
            secrets.url = Some(url);
        }
        if let Some(secret) = change.secret {
            secrets.secret = trimmed(secret);
        }
        for (name, value) in change.secrets {
            match value {
                Some(value) => secrets.named.insert(name, value),
                None => secrets.named.remove(&name),
            };
        }
        let mut after = before.clone();
        after.name = change.name.map_or(after.name, |name| name.trim().to_owned());
        after.active = change.active.unwrap_or(after.active);
        after.audience = change.audience.unwrap_or(after.audience);
        after.customer_id = change.customer_id.unwrap_or(after.customer_id);
        after.setup.template = change.template.or(after.setup.template);
        let after = self.complete(after, &secrets)?;
        store::gateways::update(&mut conn, &after).await.map_err(no_such_customer).map_err(name_maybe_taken)?;
        let event = Event::new("gateway.changed", ("gateway", id.0)).body(told(&after)).row("gateways", id.0);
        journal::append(&mut conn, self.actor, now, now, event).await?;
        conn.commit().await?;
        Ok(after)
    }

    /// Removes a gateway; what waits for it is given up.
    pub(crate) async fn remove_gateway(&self, id: GatewayId, now: Timestamp) -> Result<()> {
        self.actor.require(&[Role::Administrator])?;
        let mut conn = self.notify.db.write().await?;
        let name = store::gateways::remove(&mut conn, id).await?.ok_or_else(no_such_gateway)?;
        let event = Event::new("gateway.removed", ("gateway", id.0)).body(json!({ "name": name })).gone("gateways", id.0);
        journal::append(&mut conn, self.actor, now, now, event).await?;
        conn.commit().await
    }

    /// The address to which a supplier of calls reports how they ended; it holds a token, so only administrators see it.
    pub(crate) fn report_url(&self, gateway: &Gateway) -> Result<Option<String>> {
        let house = self.notify.settings.public_url.trim_end_matches('/');
        Ok(self.open(gateway)?.answer_token.map(|token| format!("{house}/api/v1/gateway-reports/{token}")))
    }

    /// The gateway with what follows from its secrets, and these sealed; refused when something is wrong with it.
    fn complete(&self, gateway: Gateway, secrets: &GatewaySecrets) -> Result<Gateway> {
        let url = secrets.url.as_deref().and_then(|url| reqwest::Url::parse(url).ok());
        let secret_names: Vec<String> = secrets.named.keys().cloned().collect();
        let entry = Entry {
            name: &gateway.name,
            kind: gateway.kind,
            audience: gateway.audience,
            has_customer: gateway.customer_id.is_some(),
            address: url.as_ref().map(|url| Address {
                scheme: url.scheme(),
                has_host: url.host_str().is_some_and(|host| !host.is_empty()),
                has_login: !url.username().is_empty() || url.password().is_some(),
                length: url.as_str().len(),
            }),
            secret: secrets.secret.as_deref(),
            template: gateway.setup.template.as_ref(),
            secret_names: &secret_names,
        };
        let mut wrong = check(&entry);
        wrong.extend(secrets.named.iter().filter_map(|(name, value)| wrong_secret(name, value)));
        if !wrong.is_empty() {
            return Err(Error::invalid(wrong));
        }
        let host = url.as_ref().and_then(|url| url.host_str().map(str::to_owned));
        let setup = GatewaySetup { host, signed: secrets.secret.is_some(), template: gateway.setup.template, secret_names };
        let text = serde_json::to_string(secrets).map_err(|error| Error::internal(error.to_string()))?;
        Ok(Gateway { setup, secrets: Some(self.notify.keys.seal(SECRET_PLACE, &text)?), ..gateway })
    }

    fn open(&self, gateway: &Gateway) -> Result<GatewaySecrets> {
        let Some(sealed) = &gateway.secrets else { return Ok(GatewaySecrets::default()) };
        let text = self.notify.keys.open(SECRET_PLACE, sealed)?;
        serde_json::from_str(&text).map_err(|error| Error::internal(error.to_string()))
    }
}

fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn wrong_secret(name: &str, value: &str) -> Option<FieldRefusal> {
    let good_name = (1..=40).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let good = good_name && !value.is_empty() && value.len() <= 4000;
    (!good).then(|| FieldRefusal {
        path: format!("secrets.{name}"),
        code: "gateway.secret",
        text: Text::new(
            "Name it with 1 to 40 letters, digits and _, and give it a value of 1 to 4000 characters.",
            "名称须为 1 至 40 个字母、数字或下划线，值须为 1 至 4000 个字符。",
        ),
    })
}

fn told(gateway: &Gateway) -> Json {
    json!({
        "name": gateway.name,
        "kind": gateway.kind,
        "active": gateway.active,
        "audience": gateway.audience,
        "customer_id": gateway.customer_id,
        "host": gateway.setup.host,
        "signed": gateway.setup.signed,
        "secrets": gateway.setup.secret_names,
    })
}

/// Refused: there is no such gateway.
fn no_such_gateway() -> Error {
    Error::not_found("channel", "渠道")
}

fn name_taken() -> Error {
    let text = Text::new("There is a channel of this name. Choose another.", "已有同名渠道，请更换名称。");
    let field = FieldRefusal { path: "name".into(), code: "gateway.name_taken", text: text.clone() };
    Error::Refused(Refusal { fields: vec![field], ..Refusal::new(409, "gateway.name_taken", text) })
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
            "gateway.no_such_customer",
            Text::new("There is no such customer. Choose one of the list.", "没有这个用户单位，请从列表中选择。"),
        ),
        other => other,
    }
}
