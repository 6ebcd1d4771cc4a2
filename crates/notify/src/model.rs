//! The nouns of this room: a message to be told, its channel, how far its delivery came, a webhook.

use base::{CustomerId, PersonId, Text, TicketId, Timestamp};
use serde::{Deserialize, Serialize};

base::id!(
    /// A message: one addressee on one channel.
    MessageId
);
base::id!(
    /// A webhook: somebody else's program that is told what happens.
    WebhookId
);

/// A text for a person, not yet a message: it becomes one message per channel the person has.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Whom to tell.
    pub to: PersonId,
    /// One line.
    pub subject: Text,
    /// The text, plain, without the link.
    pub body: Text,
    /// The path of a link the message carries, appended to the installation's public address: `/acknowledge/TOKEN`.
    pub path: Option<String>,
    /// The ticket it is about.
    pub ticket: Option<TicketId>,
    /// The customer it concerns.
    pub customer: Option<CustomerId>,
    /// What it tells, so that nobody is told twice: `ticket:7:call:2`. The same step, channel and person make one message for ever.
    pub step: String,
}

impl std::fmt::Debug for Draft {
    /// Without the link: it may let somebody act.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft").field("to", &self.to).field("step", &self.step).finish_non_exhaustive()
    }
}

/// How a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By SMTP.
    Email,
    /// Read on our own pages; delivered the moment it is written.
    InApp,
    /// By HTTP to another program.
    Webhook,
}

impl Channel {
    /// The word in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::InApp => "in_app",
            Channel::Webhook => "webhook",
        }
    }

    /// The channel of a stored word.
    pub fn parse(word: &str) -> Option<Channel> {
        [Channel::Email, Channel::InApp, Channel::Webhook].into_iter().find(|channel| channel.as_str() == word)
    }
}

/// How far a message's delivery came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Not tried yet, or just being handed over.
    Waiting,
    /// The other side took it.
    Sent,
    /// The last attempt failed; it is tried again.
    Failed,
    /// It is not tried any more, unless somebody asks for it.
    GivenUp,
}

impl DeliveryState {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            DeliveryState::Waiting => "waiting",
            DeliveryState::Sent => "sent",
            DeliveryState::Failed => "failed",
            DeliveryState::GivenUp => "given_up",
        }
    }

    /// The stored words that are shown as this.
    pub(crate) fn stored(self) -> &'static [&'static str] {
        match self {
            DeliveryState::Waiting => &["waiting", "sending"],
            DeliveryState::Sent => &["sent"],
            DeliveryState::Failed => &["failed"],
            DeliveryState::GivenUp => &["given_up"],
        }
    }

    /// What is shown of a stored word: a message being handed over still waits.
    pub fn parse(word: &str) -> Option<DeliveryState> {
        match word {
            "waiting" | "sending" => Some(DeliveryState::Waiting),
            "sent" => Some(DeliveryState::Sent),
            "failed" => Some(DeliveryState::Failed),
            "given_up" => Some(DeliveryState::GivenUp),
            _ => None,
        }
    }
}

/// A message as it is written to the outbox.
#[derive(Debug, Clone)]
pub(crate) struct NewMessage {
    pub step: String,
    pub channel: Channel,
    /// `person:12`, `webhook:3`
    pub addressee: String,
    pub person: Option<PersonId>,
    pub webhook: Option<WebhookId>,
    pub ticket: Option<TicketId>,
    pub customer: Option<CustomerId>,
    pub recipient: String,
    pub language: base::Language,
    pub subject: String,
    pub body: String,
    pub path: Option<String>,
    pub created_at: Timestamp,
}

/// Somebody else's program that is told what happens.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Webhook {
    pub id: WebhookId,
    pub name: String,
    pub url: String,
    pub active: bool,
    /// Sealed with the installation's key.
    pub secret: Option<Vec<u8>>,
    /// Only this customer's events.
    pub customer_id: Option<CustomerId>,
    /// Only events after this one.
    pub from_seq: i64,
    pub created_at: Timestamp,
}

/// A message on its way: what a carrier needs, and the claim under which it is handed over.
#[derive(Clone, sqlx::FromRow)]
pub(crate) struct Parcel {
    pub id: MessageId,
    pub step: String,
    pub channel: String,
    pub addressee: String,
    pub webhook_id: Option<WebhookId>,
    pub ticket_id: Option<TicketId>,
    pub customer_id: Option<CustomerId>,
    pub recipient: String,
    pub language: String,
    pub subject: String,
    pub body: String,
    pub created_at: Timestamp,
    /// The link it carries, which lets somebody act.
    pub path: Option<String>,
    /// This attempt's number, from 1.
    pub attempts: i64,
    /// Attempts before this one of which nobody knows how they ended.
    pub lost: i64,
    pub started_at: Timestamp,
}

impl std::fmt::Debug for Parcel {
    /// Without text and link.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parcel").field("id", &self.id).field("addressee", &self.addressee).finish_non_exhaustive()
    }
}
