//! Trying a channel out: one message now, past the outbox, and what came of it; for administrators.

use std::time::Instant;

use base::journal::{self, Event};
use base::{Error, Language, Result, Role, Text, Timestamp};
use serde_json::json;

use crate::carrier::Carrier as _;
use crate::model::{Bundle, GatewayId, GatewayKind, MessageId, Parcel, WebhookId};
use crate::rules::setback::{Setback, sentence};
use crate::{NotifyBy, webhook};

/// What a test says.
fn words(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::En => ("Aftercare can reach you", "This is a test message. Whoever reads it has a working channel."),
        Language::Zh => ("守约系统渠道测试", "这是一条测试消息。收到即说明该渠道工作正常。"),
    }
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub ok: bool,
    pub text: Text,
    pub milliseconds: u64,
}

impl Outcome {
    fn of(result: Result<Text, Setback>, started: Instant) -> Outcome {
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        match result {
            Ok(text) => Outcome { ok: true, text, milliseconds },
            Err(setback) => Outcome { ok: false, text: sentence(setback.code, &setback.detail), milliseconds },
        }
    }
}

impl NotifyBy<'_> {
    /// Sends a mail to an address.
    pub(crate) async fn try_mail(&self, to: &str, language: Language, now: Timestamp) -> Result<Outcome> {
        self.actor.require(&[Role::Administrator])?;
        let (subject, body) = match language {
            Language::En => ("Aftercare can send mail", "This is a test message. Whoever reads it has a working mail channel."),
            Language::Zh => ("守约系统邮件测试", "这是一封测试邮件。收到本邮件说明邮件渠道工作正常。"),
        };
        let bundle = test_message("email", to, language, (subject, body), now)?;
        let started = Instant::now();
        let sent = self.notify.post.carry(&bundle, now).await;
        let text = || Text::new("The mail server took the message.", "邮件服务器已接收测试邮件。");
        let outcome = Outcome::of(sent.map(|_| text()), started);
        self.keep("mail.tried", ("person", self.me()?.0), &outcome, now).await?;
        Ok(outcome)
    }

    /// Sends a test event to a webhook, active or not.
    pub(crate) async fn try_webhook(&self, id: WebhookId, now: Timestamp) -> Result<Outcome> {
        let hook = self.webhook(id).await?;
        let body = webhook::test_json(&hook.name, now).to_string();
        let started = Instant::now();
        let taken = self.notify.messenger.post(&hook, "webhook.test", "test", body, now).await;
        let text = |status: u16| {
            Text::new(format!("The receiver took the event (HTTP {status})."), format!("接收方已接受事件（HTTP {status}）。"))
        };
        let outcome = Outcome::of(taken.map(text), started);
        self.keep("webhook.tried", ("webhook", id.0), &outcome, now).await?;
        Ok(outcome)
    }

    /// Sends a test over a gateway, active or not.
    pub(crate) async fn try_gateway(&self, id: GatewayId, to: Option<&str>, language: Language, now: Timestamp) -> Result<Outcome> {
        let gateway = self.gateway(id).await?;
        let is_group = gateway.kind.channel().is_group();
        let to = match to.map(str::trim).filter(|to| !to.is_empty()) {
            Some(to) => to,
            None if is_group => gateway.name.as_str(),
            None => {
                let text = Text::new("Write the phone number that the test goes to.", "请填写接收测试的电话号码。");
                return Err(Error::invalid_field("to", "gateway.number", text));
            }
        };
        let bundle = test_message(gateway.kind.channel().as_str(), to, language, words(language), now)?;
        let started = Instant::now();
        let sent = match gateway.kind {
            GatewayKind::Modem => self.notify.modem.send(&bundle).await,
            _ => self.notify.porter.hand_over(&gateway, &bundle, now).await.map(|_| ()),
        };
        let text = || match gateway.kind {
            GatewayKind::Modem => Text::new("The modem sent the message.", "短信猫已发送测试短信。"),
            _ => Text::new("The channel's server took the message.", "渠道服务器已接收测试消息。"),
        };
        let outcome = Outcome::of(sent.map(|()| text()), started);
        self.keep("gateway.tried", ("gateway", id.0), &outcome, now).await?;
        Ok(outcome)
    }

    /// Whether the modem is at this node.
    pub(crate) fn modem_is_here(&self) -> bool {
        self.notify.modem.is_here()
    }

    async fn keep(&self, kind: &'static str, subject: (&'static str, i64), outcome: &Outcome, now: Timestamp) -> Result<()> {
        let mut conn = self.notify.db.write().await?;
        let event = Event::new(kind, subject).body(json!({ "ok": outcome.ok }));
        journal::append(&mut conn, self.actor, now, now, event).await?;
        conn.commit().await
    }
}

/// A message that is in no outbox.
fn test_message(channel: &str, to: &str, language: Language, (subject, body): (&str, &str), now: Timestamp) -> Result<Bundle> {
    let parcel = Parcel {
        id: MessageId(0),
        step: "test".to_owned(),
        channel: channel.to_owned(),
        addressee: "test".to_owned(),
        webhook_id: None,
        gateway_id: None,
        ticket_id: None,
        customer_id: None,
        recipient: to.trim().to_owned(),
        language: language.code().to_owned(),
        subject: subject.to_owned(),
        body: body.to_owned(),
        created_at: now,
        mention: None,
        path: None,
        attempts: 1,
        lost: 0,
        started_at: now,
    };
    Bundle::of(vec![parcel]).ok_or_else(|| Error::internal("a test message is empty"))
}
