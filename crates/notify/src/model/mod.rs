//! The nouns of this room: a message on its way, how far its delivery came, a webhook. A text to be told, the channels, gateways and
//! people's rules have files of their own.

mod bundle;
mod channel;
mod draft;
mod gateway;
mod preference;
mod template;

use base::{CustomerId, PersonId, TicketId, Timestamp};
use serde::{Deserialize, Serialize};

pub(crate) use bundle::Bundle;
pub use channel::{Channel, Queue};
pub use draft::{Draft, Importance, Wanted};
pub use gateway::{Audience, GatewayKind};
pub(crate) use gateway::{Gateway, GatewaySecrets, GatewaySetup};
pub use preference::{Preference, Quiet};
pub(crate) use template::{Call, Ending, Hash, Signing, Template, Written};

base::id!(
    /// A message: one addressee on one channel.
    MessageId
);
base::id!(
    /// A gateway: a way out of the house that an administrator set up.
    GatewayId
);
base::id!(
    /// A webhook: somebody else's program that is told what happens.
    WebhookId
);

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
    pub queue: Queue,
    pub importance: Importance,
    /// Messages of one storm have the same.
    pub group: Option<String>,
    /// `person:12`, `webhook:3`, `gateway:4`: who is told a step once. What goes to the same addressee keeps one pace.
    pub addressee: String,
    pub person: Option<PersonId>,
    pub webhook: Option<WebhookId>,
    pub gateway: Option<GatewayId>,
    /// The number of the person that a robot calls by name.
    pub mention: Option<String>,
    pub ticket: Option<TicketId>,
    pub customer: Option<CustomerId>,
    pub recipient: String,
    pub language: base::Language,
    pub subject: String,
    pub body: String,
    pub path: Option<String>,
    /// It is handed over no earlier: the person's quiet hours end then.
    pub not_before: Option<Timestamp>,
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
    pub gateway_id: Option<GatewayId>,
    pub ticket_id: Option<TicketId>,
    pub customer_id: Option<CustomerId>,
    pub recipient: String,
    pub language: String,
    pub subject: String,
    pub body: String,
    pub created_at: Timestamp,
    /// The number of the person that a robot calls by name.
    pub mention: Option<String>,
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
