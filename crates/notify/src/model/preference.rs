//! How a person wants to be told.

use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::{Channel, Importance};

/// A person's rules: which channels, and when to be left alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Preference {
    /// For routine messages, beside our own pages.
    pub routine: Vec<Channel>,
    /// For important and urgent ones.
    pub important: Vec<Channel>,
    /// When routine messages wait.
    pub quiet: Option<Quiet>,
}

/// Hours in which somebody is left alone. The first call for a level 1 comes all the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Quiet {
    /// From this time of day.
    pub from: Time,
    /// To this one, on the next day when it is earlier.
    pub to: Time,
    /// Where the two are read off a clock.
    pub zone: TimeZone,
    /// Whether important messages wait, too.
    pub important_too: bool,
}

impl Default for Preference {
    /// The house's own rules: mail for everything; what is important also into the groups and to the phone. A call only where somebody
    /// asked for it, or an escalation step does.
    fn default() -> Preference {
        Preference {
            routine: vec![Channel::Email],
            important: vec![Channel::Email, Channel::Dingtalk, Channel::Wecom, Channel::Feishu, Channel::Sms],
            quiet: None,
        }
    }
}

impl Preference {
    /// The channels for a message of this importance.
    pub fn channels(&self, importance: Importance) -> &[Channel] {
        match importance {
            Importance::Routine => &self.routine,
            Importance::Important | Importance::Urgent => &self.important,
        }
    }
}
