//! The porter: brings messages to robots and suppliers over HTTP. A request that was sent and not answered may have arrived, and is said to.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use base::secrets::{Keyring, token};
use base::{Db, Timestamp};
use serde_json::Value as Json;

use super::SECRET_PLACE;
use crate::carrier::{Carrier, Taken, UnderWay};
use crate::http::{self, Unanswered, Web};
use crate::model::{Bundle, Call, Gateway, GatewayId, GatewaySecrets, Template};
use crate::rules::request::{Request, Values};
use crate::rules::setback::Setback;
use crate::rules::telling::{Told, language, short, told};
use crate::rules::{answer, gateway, request, robot};
use crate::store;

/// How much of an answer is read.
const LONGEST_ANSWER: usize = 64 * 1024;

/// See the module.
#[derive(Debug)]
pub(crate) struct Porter {
    db: Db,
    keys: Keyring,
    web: Arc<Web>,
    public_url: String,
}

impl Porter {
    pub(crate) fn new(db: Db, keys: Keyring, web: Arc<Web>, public_url: String) -> Porter {
        Porter { db, keys, web, public_url }
    }

    /// Hands a bundle to a gateway, active or not: a test goes here directly.
    pub(crate) async fn hand_over(&self, gateway: &Gateway, bundle: &Bundle, now: Timestamp) -> Result<Taken, Setback> {
        let secrets = self.secrets(gateway)?;
        let told = told(bundle, &self.public_url);
        if gateway.kind.channel().is_group() {
            return self.post(gateway, &secrets, bundle, &told, now).await;
        }
        let template = gateway.setup.template.as_ref().ok_or_else(|| Setback::passing("gateway.incomplete", ""))?;
        let number = gateway::number(&bundle.first().recipient);
        let number = number.ok_or_else(|| Setback::hopeless("gateway.number", &bundle.first().recipient))?;
        let mut values = self.values(&secrets, now)?;
        for (name, value) in [
            ("plain_phone", number.strip_prefix("+86").unwrap_or(&number).trim_start_matches('+').to_owned()),
            ("phone", number),
            ("text", short(&told)),
            ("subject", told.subject),
            ("body", told.body),
            ("link", told.link.unwrap_or_default()),
            ("language", bundle.first().language.clone()),
            ("message", bundle.first().id.to_string()),
        ] {
            values.insert(name.to_owned(), value);
        }
        let (status, body) = self.ask(&template.send, &values).await?;
        let receipt = answer::taken(template, status, &body)?;
        let is_call = gateway.kind == crate::model::GatewayKind::Voice;
        let call = is_call.then(|| UnderWay { receipt, can_be_asked: template.ask.is_some() });
        Ok(Taken { call })
    }

    async fn post(
        &self,
        gateway: &Gateway,
        secrets: &GatewaySecrets,
        bundle: &Bundle,
        told: &Told,
        now: Timestamp,
    ) -> Result<Taken, Setback> {
        let post = robot::Post {
            kind: gateway.kind,
            url: secrets.url.as_deref().ok_or_else(|| Setback::passing("gateway.incomplete", ""))?,
            secret: secrets.secret.as_deref(),
            told,
            language: language(bundle.first()),
            mentions: bundle.parcels().filter_map(|parcel| parcel.mention.as_deref()).collect(),
            now,
        };
        let robot::Request { url, body } = robot::request(&post);
        let headers = vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())];
        let (status, said) = self.send(Request { method: "POST".to_owned(), url, headers, body: Some(body) }).await?;
        robot::judge(gateway.kind, status, &said).map(|()| Taken::default())
    }

    /// Asks a supplier how a call ended; what it answered, when that is JSON.
    pub(crate) async fn ask_about(&self, gateway: &Gateway, template: &Template, receipt: &str, now: Timestamp) -> Result<Json, Setback> {
        let call = template.ask.as_ref().ok_or_else(|| Setback::passing("gateway.incomplete", ""))?;
        let mut values = self.values(&self.secrets(gateway)?, now)?;
        values.insert("receipt".to_owned(), receipt.to_owned());
        let (status, body) = self.ask(call, &values).await?;
        if !(200..300).contains(&status) {
            return Err(Setback::passing("gateway.status", format!("HTTP {status}: {body}")));
        }
        serde_json::from_str(&body).map_err(|_| Setback::passing("gateway.answer", body))
    }

    /// The gateway of a message on its way.
    pub(crate) async fn gateway(&self, id: Option<GatewayId>) -> Result<Gateway, Setback> {
        let Some(id) = id else { return Err(Setback::hopeless("gateway.gone", "")) };
        let away = |error: base::Error| {
            tracing::warn!(%error, "a gateway could not be looked up");
            Setback::passing("gateway.unreachable", "")
        };
        let mut conn = self.db.read().await.map_err(away)?;
        let gateway = store::gateways::by_id(&mut conn, id).await.map_err(away)?;
        let gateway = gateway.ok_or_else(|| Setback::hopeless("gateway.gone", ""))?;
        if gateway.active { Ok(gateway) } else { Err(Setback::hopeless("gateway.off", "")) }
    }

    fn secrets(&self, gateway: &Gateway) -> Result<GatewaySecrets, Setback> {
        let Some(sealed) = &gateway.secrets else { return Ok(GatewaySecrets::default()) };
        let opened = self.keys.open(SECRET_PLACE, sealed).map_err(|error| Setback::passing("gateway.incomplete", error.to_string()))?;
        serde_json::from_str(&opened).map_err(|_| Setback::passing("gateway.incomplete", ""))
    }

    /// Every placeholder's value that does not depend on a message; those that do are empty.
    fn values(&self, secrets: &GatewaySecrets, now: Timestamp) -> Result<Values, Setback> {
        let nonce = token().map_err(|error| Setback::passing("gateway.incomplete", error.to_string()))?;
        let mut values: BTreeMap<String, String> =
            crate::rules::fill::NAMES.iter().map(|name| ((*name).to_owned(), String::new())).collect();
        values.extend(secrets.named.iter().map(|(name, secret)| (format!("secret.{name}"), secret.clone())));
        let house = self.public_url.trim_end_matches('/');
        let report_url = secrets.answer_token.as_ref().map(|token| format!("{house}/api/v1/gateway-reports/{token}"));
        for (name, value) in [
            ("nonce", nonce),
            ("seconds", now.milliseconds().div_euclid(1000).to_string()),
            ("milliseconds", now.milliseconds().to_string()),
            ("time", now.to_string()),
            ("report_url", report_url.unwrap_or_default()),
        ] {
            values.insert(name.to_owned(), value);
        }
        Ok(values)
    }

    async fn ask(&self, call: &Call, values: &Values) -> Result<(u16, String), Setback> {
        let request = request::make(call, values).map_err(|flaw| Setback::passing("gateway.incomplete", format!("{flaw:?}")))?;
        self.send(request).await
    }

    async fn send(&self, request: Request) -> Result<(u16, String), Setback> {
        let client = self.web.client().map_err(failure)?;
        let mut builder = if request.method == "GET" { client.get(&request.url) } else { client.post(&request.url) };
        builder = builder.header(reqwest::header::USER_AGENT, http::USER_AGENT);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        let mut response = builder.send().await.map_err(|error| failure(error.into()))?;
        let body = http::beginning(&mut response, LONGEST_ANSWER).await.map_err(failure)?;
        Ok((response.status().as_u16(), body))
    }
}

#[async_trait]
impl Carrier for Porter {
    async fn carry(&self, bundle: &Bundle, now: Timestamp) -> Result<Taken, Setback> {
        let gateway = self.gateway(bundle.first().gateway_id).await?;
        self.hand_over(&gateway, bundle, now).await
    }
}

fn failure(why: Unanswered) -> Setback {
    match why {
        Unanswered::Unreachable(text) => Setback::passing("gateway.unreachable", text),
        Unanswered::TooSlow => Setback::uncertain("gateway.too_slow", ""),
        Unanswered::Lost(text) => Setback::uncertain("gateway.answer_lost", text),
    }
}
