//! Brings an event to a webhook: one POST, ten seconds, no redirect followed, and only a 2xx counts as taken.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use base::secrets::Keyring;
use base::{Db, Timestamp};
use reqwest::header::{CONTENT_TYPE, USER_AGENT};
use reqwest::{Client, Response};
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls_platform_verifier::Verifier;

use super::sign;
use crate::carrier::Carrier;
use crate::model::{Parcel, Webhook};
use crate::rules::setback::Setback;
use crate::store;

/// How long a receiver may take, from the first packet to the end of its answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long the connection itself may take; what fails here has certainly not arrived.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How much of a refusal is read.
const LONGEST_ANSWER: usize = 2048;
/// Where a webhook's secret stands, for the key that seals it.
pub(crate) const SECRET_PLACE: &str = "webhooks.secret";

/// See the module.
pub(crate) struct Messenger {
    db: Db,
    keys: Keyring,
    trusted: Vec<CertificateDer<'static>>,
    /// Made when first needed: reading the computer's trusted authorities takes a while. It keeps connections open between events.
    client: OnceLock<Result<Client, String>>,
}

impl std::fmt::Debug for Messenger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Messenger")
    }
}

impl Messenger {
    pub(crate) fn new(db: Db, keys: Keyring, trusted: Vec<CertificateDer<'static>>) -> Messenger {
        Messenger { db, keys, trusted, client: OnceLock::new() }
    }

    /// Sends one body to a webhook and answers the status that took it. `delivery` names the message, the same on every attempt.
    pub(crate) async fn post(&self, webhook: &Webhook, kind: &str, delivery: &str, body: String, now: Timestamp) -> Result<u16, Setback> {
        let client = self.client.get_or_init(|| client(&self.trusted)).as_ref();
        let client = client.map_err(|error| Setback::passing("webhook.unreachable", error))?;
        let mut request = client
            .post(&webhook.url)
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, concat!("aftercare/", env!("CARGO_PKG_VERSION")))
            .header("aftercare-event", kind)
            .header("aftercare-delivery", delivery);
        if let Some(sealed) = &webhook.secret {
            let secret =
                self.keys.open(SECRET_PLACE, sealed).map_err(|error| Setback::passing("webhook.unreachable", error.to_string()))?;
            request = request.header(sign::HEADER, sign::signature(&secret, now, &body));
        }
        match request.body(body).send().await {
            Ok(response) => judge(response).await,
            Err(error) => Err(failure(error)),
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
    async fn carry(&self, parcel: &Parcel, now: Timestamp) -> Result<(), Setback> {
        let webhook = self.webhook_of(parcel).await?;
        self.post(&webhook, &parcel.subject, &parcel.id.to_string(), parcel.body.clone(), now).await.map(|_| ())
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
    let mut said = Vec::new();
    while said.len() < LONGEST_ANSWER
        && let Ok(Some(chunk)) = response.chunk().await
    {
        said.extend_from_slice(&chunk);
    }
    said.truncate(LONGEST_ANSWER);
    Err(Setback::passing("webhook.status", format!("{status}: {}", String::from_utf8_lossy(&said))))
}

/// The address is left out: it may hold a receiver's own secret.
fn failure(error: reqwest::Error) -> Setback {
    let (connecting, slow) = (error.is_connect(), error.is_timeout());
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        text = error.to_string();
        cause = error.source();
    }
    match (connecting, slow) {
        (true, _) => Setback::passing("webhook.unreachable", text),
        (false, true) => Setback::uncertain("webhook.too_slow", ""),
        (false, false) => Setback::uncertain("webhook.answer_lost", text),
    }
}

fn client(trusted: &[CertificateDer<'static>]) -> Result<Client, String> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(trusted.iter().cloned(), Arc::clone(&provider)).map_err(|error| error.to_string())?;
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        .build()
        .map_err(|error| error.to_string())
}
