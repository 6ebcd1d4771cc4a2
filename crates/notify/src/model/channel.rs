//! How a message travels, and which courier brings it.

use serde::{Deserialize, Serialize};

/// How a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Read on our own pages; delivered the moment it is written.
    InApp,
    /// By SMTP.
    Email,
    /// A robot in a DingTalk (钉钉) group.
    Dingtalk,
    /// A robot in a WeCom (企业微信) group.
    Wecom,
    /// A robot in a Feishu (飞书) group.
    Feishu,
    /// A short message to a phone, by a supplier or a modem of our own.
    Sms,
    /// A call that reads the text aloud.
    Voice,
    /// By HTTP to another program.
    Webhook,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Channel; 8] = [
        Channel::InApp,
        Channel::Email,
        Channel::Dingtalk,
        Channel::Wecom,
        Channel::Feishu,
        Channel::Sms,
        Channel::Voice,
        Channel::Webhook,
    ];

    /// Those on which a person can choose to be told. Our own pages are not among them: there they are told anyhow.
    pub const CHOICES: [Channel; 6] = [Channel::Email, Channel::Dingtalk, Channel::Wecom, Channel::Feishu, Channel::Sms, Channel::Voice];

    /// The word in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::InApp => "in_app",
            Channel::Email => "email",
            Channel::Dingtalk => "dingtalk",
            Channel::Wecom => "wecom",
            Channel::Feishu => "feishu",
            Channel::Sms => "sms",
            Channel::Voice => "voice",
            Channel::Webhook => "webhook",
        }
    }

    /// The channel of a stored word.
    pub fn parse(word: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|channel| channel.as_str() == word)
    }

    /// Whether it speaks in a group, where others read along: it carries no link that lets its reader act as somebody.
    pub fn is_group(self) -> bool {
        matches!(self, Channel::Dingtalk | Channel::Wecom | Channel::Feishu)
    }

    /// Whether it reaches the person's phone number.
    pub fn needs_phone(self) -> bool {
        matches!(self, Channel::Sms | Channel::Voice)
    }

    /// Whether it tells how it ended by a key that was pressed. Only then has a call been acknowledged: a call that was merely answered may
    /// have been answered by a mailbox, a child or a pocket.
    pub fn takes_a_key(self) -> bool {
        self == Channel::Voice
    }
}

/// Which courier brings a message: each channel that leaves the house has one, and a modem has one of its own, on the node where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// The channel's own courier.
    Of(Channel),
    /// The modem's.
    Modem,
}

impl Queue {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Queue::Of(channel) => channel.as_str(),
            Queue::Modem => "modem",
        }
    }
}
