//! Messages (通知): who is told what, over which channel, and whether it arrived.
//!
//! * A [`Draft`] is a text for a person. [`enqueue`] makes it one message per channel on which they are to be told, in the transaction of the
//!   change it tells: the outbox. The same step is never told twice to the same person on the same channel.
//! * A channel leaves the house by mail or over a gateway that an administrator set up: a robot in a group of DingTalk, WeCom or Feishu, a
//!   supplier of short messages or calls, a modem.
//! * A delivery passes from waiting to sent, or over failed attempts to given up. Every end is an event in the journal: `message.sent`,
//!   `message.given_up`. Couriers claim what is due; several nodes share them and keep one pace: a storm is one message.
//! * A call ends as `message.acknowledged` (a key was pressed), `message.answered` (none was), `message.unanswered` or
//!   `message.answer_unknown`.
//! * A webhook is somebody else's program that is told what happens to alarms, tickets and visits.
//!
//! What may never happen: a first call for a level 1 that waits for anything of ours; a call that was merely answered and counts as
//! acknowledged; a message about a change that was rolled back, a message sent again that was recorded as sent, a link or a
//! secret in a log.

mod api;
mod carrier;
mod codes;
pub mod facts;
mod gateway;
mod heartbeat;
mod http;
mod mail;
mod messages;
pub mod model;
mod outbox;
mod preferences;
mod rules;
mod settings;
mod store;
mod trial;
mod webhook;
mod worker;

use std::sync::Arc;
use std::time::Duration;

use base::secrets::Keyring;
use base::{Actor, Clock, Db, Error, PersonId, Result, Worker};
use rustls::pki_types::CertificateDer;

pub use api::routes;
pub use heartbeat::Heartbeat;
pub use model::{Channel, DeliveryState, Draft, GatewayId, Importance, MessageId, Wanted, WebhookId};
pub use outbox::enqueue;
pub use settings::{MailSettings, ModemSettings, NotifySettings};

use gateway::{ModemCarrier, Porter};
use http::Web;
use mail::PostOffice;
use model::Queue;
use webhook::Messenger;
use worker::{Asker, Courier, WebhookFeeder};

/// How long a node without a modem leaves its messages to one that has it, before it says that there is none.
const MODEM_ELSEWHERE: Duration = Duration::from_secs(300);

/// The room of messages. Cheap to clone; clones share the conversations with the mail server.
#[derive(Debug, Clone)]
pub struct Notify {
    db: Db,
    clock: Clock,
    keys: Keyring,
    settings: NotifySettings,
    post: Arc<PostOffice>,
    messenger: Arc<Messenger>,
    porter: Arc<Porter>,
    modem: Arc<ModemCarrier>,
}

/// The room as one actor may use it.
#[derive(Debug, Clone, Copy)]
pub struct NotifyBy<'a> {
    notify: &'a Notify,
    actor: &'a Actor,
}

impl Notify {
    /// The room. Nothing is sent before its workers run.
    pub fn new(db: Db, clock: Clock, keys: Keyring, settings: NotifySettings) -> Notify {
        Notify::build(db, clock, keys, settings, Vec::new())
    }

    /// The room, trusting these authorities beside those of the computer: for a mail server or a receiver with a certificate of the
    /// house's own.
    pub fn with_trusted(self, trusted: Vec<CertificateDer<'static>>) -> Notify {
        Notify::build(self.db, self.clock, self.keys, self.settings, trusted)
    }

    fn build(db: Db, clock: Clock, keys: Keyring, settings: NotifySettings, trusted: Vec<CertificateDer<'static>>) -> Notify {
        let post = PostOffice::new(settings.mail.clone(), settings.public_url.clone(), trusted.clone());
        let web = Arc::new(Web::new(trusted));
        let messenger = Arc::new(Messenger::new(db.clone(), keys.clone(), Arc::clone(&web)));
        let porter = Arc::new(Porter::new(db.clone(), keys.clone(), web, settings.public_url.clone()));
        let modem = Arc::new(ModemCarrier::new(settings.modem.clone(), Arc::clone(&porter), settings.public_url.clone()));
        Notify { db, clock, keys, settings, post: Arc::new(post), messenger, porter, modem }
    }

    /// The room as this actor may use it.
    pub fn by<'a>(&'a self, actor: &'a Actor) -> NotifyBy<'a> {
        NotifyBy { notify: self, actor }
    }

    /// What time drives here: `courier` brings mail, `dingtalk_courier` and its like bring what goes over gateways, `webhook_courier` brings
    /// events to webhooks, `webhook_feeder` reads the journal for them, `voice_asker` asks how calls ended.
    pub fn workers(&self) -> Vec<Arc<dyn Worker>> {
        let (db, clock) = (&self.db, &self.clock);
        let courier = |name, queue, carrier| Courier::new(name, queue, db.clone(), clock.clone(), carrier);
        let porter = |name, channel| Arc::new(courier(name, Queue::Of(channel), self.porter.clone()));
        let modem = courier("modem_courier", Queue::Modem, self.modem.clone()).one_by_one();
        vec![
            Arc::new(courier("courier", Queue::Of(Channel::Email), self.post.clone())),
            porter("dingtalk_courier", Channel::Dingtalk),
            porter("wecom_courier", Channel::Wecom),
            porter("feishu_courier", Channel::Feishu),
            porter("sms_courier", Channel::Sms),
            porter("voice_courier", Channel::Voice),
            Arc::new(if self.modem.is_here() { modem } else { modem.patient(MODEM_ELSEWHERE) }),
            Arc::new(Asker::new(db.clone(), clock.clone(), Arc::clone(&self.porter))),
            Arc::new(courier("webhook_courier", Queue::Of(Channel::Webhook), self.messenger.clone())),
            Arc::new(WebhookFeeder::new(db.clone())),
        ]
    }
}

impl NotifyBy<'_> {
    /// The signed-in person; a link or the program itself has no inbox.
    fn me(&self) -> Result<PersonId> {
        match self.actor {
            Actor::Person { id, .. } => Ok(*id),
            _ => Err(Error::forbidden("session.no_person", "Only a signed-in person has this.", "仅登录人员可使用此功能。")),
        }
    }
}
