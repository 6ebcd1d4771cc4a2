//! A way out of the house that an administrator set up.

use std::collections::BTreeMap;

use base::{CustomerId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Channel, GatewayId, Queue, Template};

/// What a gateway is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GatewayKind {
    /// A robot in a DingTalk (钉钉) group.
    Dingtalk,
    /// A robot in a WeCom (企业微信) group.
    Wecom,
    /// A robot in a Feishu (飞书) group.
    Feishu,
    /// A supplier of short messages, asked over HTTP.
    Sms,
    /// A supplier of calls that read a text aloud, asked over HTTP.
    Voice,
    /// A modem at one of our nodes, driven by `gammu`: for networks without a way out.
    Modem,
}

impl GatewayKind {
    /// Every kind.
    pub const ALL: [GatewayKind; 6] =
        [GatewayKind::Dingtalk, GatewayKind::Wecom, GatewayKind::Feishu, GatewayKind::Sms, GatewayKind::Voice, GatewayKind::Modem];

    /// The word in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            GatewayKind::Modem => "modem",
            _ => self.channel().as_str(),
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Option<GatewayKind> {
        GatewayKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The channel it serves.
    pub fn channel(self) -> Channel {
        match self {
            GatewayKind::Dingtalk => Channel::Dingtalk,
            GatewayKind::Wecom => Channel::Wecom,
            GatewayKind::Feishu => Channel::Feishu,
            GatewayKind::Sms | GatewayKind::Modem => Channel::Sms,
            GatewayKind::Voice => Channel::Voice,
        }
    }

    /// Whose courier brings its messages.
    pub(crate) fn queue(self) -> Queue {
        match self {
            GatewayKind::Modem => Queue::Modem,
            _ => Queue::Of(self.channel()),
        }
    }

    /// Whether it is asked over HTTP by a template of the supplier's.
    pub(crate) fn is_supplier(self) -> bool {
        matches!(self, GatewayKind::Sms | GatewayKind::Voice)
    }
}

/// Whom a gateway reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Whoever has a number.
    Everybody,
    /// Our own people.
    Staff,
    /// One customer's people.
    Customer,
}

impl Audience {
    /// The word in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Audience::Everybody => "everybody",
            Audience::Staff => "staff",
            Audience::Customer => "customer",
        }
    }

    /// The audience of a stored word.
    pub fn parse(word: &str) -> Option<Audience> {
        [Audience::Everybody, Audience::Staff, Audience::Customer].into_iter().find(|audience| audience.as_str() == word)
    }
}

/// A gateway, its secrets still sealed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gateway {
    pub id: GatewayId,
    pub name: String,
    pub kind: GatewayKind,
    pub active: bool,
    pub audience: Audience,
    /// Only what concerns this customer.
    pub customer_id: Option<CustomerId>,
    pub setup: GatewaySetup,
    pub secrets: Option<Vec<u8>>,
    pub answer_hash: Option<String>,
    pub created_at: Timestamp,
}

/// What stands open in the database.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct GatewaySetup {
    /// The host of a robot's address; the rest of the address is a secret.
    pub host: Option<String>,
    /// Whether what a robot is sent is signed.
    pub signed: bool,
    /// How a supplier is asked.
    pub template: Option<Template>,
    /// The names of the secrets that the template uses.
    pub secret_names: Vec<String>,
}

/// What is sealed. It never shows in a log.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct GatewaySecrets {
    /// A robot's whole address, which holds its token.
    pub url: Option<String>,
    /// A robot's signing secret.
    pub secret: Option<String>,
    /// A supplier's keys, by the names that the template calls them.
    pub named: BTreeMap<String, String>,
    /// The token in the address to which a supplier reports how a call ended.
    pub answer_token: Option<String>,
}

impl std::fmt::Debug for GatewaySecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GatewaySecrets(•••)")
    }
}
