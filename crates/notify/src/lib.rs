//! Messages (通知): who is told what, over which channel, and whether it arrived.
//!
//! * A [`Draft`] is a text for a person. [`enqueue`] makes it one message per channel the person has, in the transaction of the change it
//!   tells: the outbox. The same step is never told twice to the same person on the same channel.
//! * A delivery passes from waiting to sent, or over failed attempts to given up. Every end is an event in the journal: `message.sent`,
//!   `message.given_up`. Couriers claim what is due; several nodes share them.
//! * A webhook is somebody else's program that is told what happens to alarms, tickets and visits.
//!
//! What may never happen: a message about a change that was rolled back, a message sent again that was recorded as sent, a link or a
//! secret in a log.

mod api;
mod carrier;
mod mail;
mod messages;
pub mod model;
mod outbox;
mod rules;
mod settings;
mod store;
mod trial;
mod webhook;
mod worker;

use std::sync::Arc;

use base::secrets::Keyring;
use base::{Actor, Clock, Db, Error, PersonId, Result, Worker};
use rustls::pki_types::CertificateDer;

pub use api::routes;
pub use model::{Channel, DeliveryState, Draft, MessageId, WebhookId};
pub use outbox::enqueue;
pub use settings::{MailSettings, NotifySettings};

use mail::PostOffice;
use webhook::Messenger;
use worker::{Courier, WebhookFeeder};

/// The room of messages. Cheap to clone; clones share the conversations with the mail server.
#[derive(Debug, Clone)]
pub struct Notify {
    db: Db,
    clock: Clock,
    keys: Keyring,
    settings: NotifySettings,
    post: Arc<PostOffice>,
    messenger: Arc<Messenger>,
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
        let messenger = Messenger::new(db.clone(), keys.clone(), trusted);
        Notify { db, clock, keys, settings, post: Arc::new(post), messenger: Arc::new(messenger) }
    }

    /// The room as this actor may use it.
    pub fn by<'a>(&'a self, actor: &'a Actor) -> NotifyBy<'a> {
        NotifyBy { notify: self, actor }
    }

    /// What time drives here: `courier` brings mail, `webhook_courier` brings events to webhooks, `webhook_feeder` reads the journal for them.
    pub fn workers(&self) -> Vec<Arc<dyn Worker>> {
        let (db, clock) = (&self.db, &self.clock);
        vec![
            Arc::new(Courier::new("courier", Channel::Email, db.clone(), clock.clone(), self.post.clone())),
            Arc::new(Courier::new("webhook_courier", Channel::Webhook, db.clone(), clock.clone(), self.messenger.clone())),
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
