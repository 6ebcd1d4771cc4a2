//! Brings an event to a webhook: one POST, ten seconds, no redirect followed, and only a 2xx counts as taken.

use std::sync::Arc;

use async_trait::async_trait;
use base::secrets::Keyring;
use base::{Db, Timestamp};
use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, USER_AGENT};

use super::sign;
use crate::carrier::{Carrier, Taken};
use crate::http::{self, Unanswered, Web};
use crate::model::{Bundle, Parcel, Webhook};
use crate::rules::setback::Setback;
use crate::store;

/// How much of a refusal is read.
const LONGEST_ANSWER: usize = 2048;
/// Where a webhook's secret stands, for the key that seals it.
pub(crate) const SECRET_PLACE: &str = "webhooks.secret";

/// See the module.
#[derive(Debug)]
pub(crate) struct Messenger {
    db: Db,
    keys: Keyring,
    web: Arc<Web>,
}

impl Messenger {
    pub(crate) fn new(db: Db, keys: Keyring, web: Arc<Web>) -> Messenger {
        Messenger { db, keys, web }
    }

    /// Sends one body to a webhook and answers the status that took it. `delivery` names the message, the same on every attempt.
    pub(crate) async fn post(&self, webhook: &Webhook, kind: &str, delivery: &str, body: String, now: Timestamp) -> Result<u16, Setback> {
        let mut request = self
            .web
            .client()
            .map_err(failure)?
            .post(&webhook.url)
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, http::USER_AGENT)
            .header("aftercare-event", kind)
            .header("aftercare-delivery", delivery);
        if let Some(sealed) = &webhook.secret {
            let secret =
                self.keys.open(SECRET_PLACE, sealed).map_err(|error| Setback::passing("webhook.unreachable", error.to_string()))?;
            request = request.header(sign::HEADER, sign::signature(&secret, now, &body));
        }
        match request.body(body).send().await {
            Ok(response) => judge(response).await,
            Err(error) => Err(failure(error.into())),
        }
    }

    async fn webhook_of(&self, parcel: &Parcel) -> Result<Webhook, Setback> {
        let Some(id) = parcel.webhook_id else { return Err(Setback::hopeless("webhook.gone", "")) };
        let away = |error: base::Error| {
            tracing::warn!(%error, "a webhook could not be looked up");
            Setback::passing("webhook.unreachable", "")
        };
        let mut conn = self.db.read().await.map_err(away)?;
        let webhook = store::webhooks::by_id(&mut conn, id).await.map_err(away)?;
        let webhook = webhook.ok_or_else(|| Setback::hopeless("webhook.gone", ""))?;
        if webhook.active { Ok(webhook) } else { Err(Setback::hopeless("webhook.off", "")) }
    }
}

#[async_trait]
impl Carrier for Messenger {
    async fn carry(&self, bundle: &Bundle, now: Timestamp) -> Result<Taken, Setback> {
        let parcel = bundle.first();
        let webhook = self.webhook_of(parcel).await?;
        self.post(&webhook, &parcel.subject, &parcel.id.to_string(), parcel.body.clone(), now).await.map(|_| Taken::default())
    }
}

async fn judge(mut response: Response) -> Result<u16, Setback> {
    let status = response.status();
    if status.is_success() {
        return Ok(status.as_u16());
    }
    if status.is_redirection() {
        let to = response.headers().get(reqwest::header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("");
        return Err(Setback::passing("webhook.redirect", format!("{status} {to}")));
    }
    let said = http::beginning(&mut response, LONGEST_ANSWER).await.unwrap_or_default();
    Err(Setback::passing("webhook.status", format!("{status}: {said}")))
}

fn failure(why: Unanswered) -> Setback {
    match why {
        Unanswered::Unreachable(text) => Setback::passing("webhook.unreachable", text),
        Unanswered::TooSlow => Setback::uncertain("webhook.too_slow", ""),
        Unanswered::Lost(text) => Setback::uncertain("webhook.answer_lost", text),
    }
}
