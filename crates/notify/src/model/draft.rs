//! A text for a person, not yet a message.

use base::{CustomerId, PersonId, Text, TicketId};
use serde::{Deserialize, Serialize};

use super::Channel;

/// A text for a person: it becomes one message per channel on which they are to be told.
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
    /// How much it matters that it is read now.
    pub importance: Importance,
    /// On which channels.
    pub wanted: Wanted,
    /// What it belongs to, so that a storm is one message: the root ticket's key, `ticket:7`. Messages of one group to one addressee are
    /// told together, after the first of them was told at once.
    pub group: Option<String>,
}

impl Draft {
    /// A routine text on the channels of the person's own rules; what else is known is set beside it:
    /// `Draft { ticket: Some(id), importance: Importance::Urgent, ..Draft::new(to, step, subject, body) }`.
    pub fn new(to: PersonId, step: impl Into<String>, subject: Text, body: Text) -> Draft {
        Draft {
            to,
            subject,
            body,
            path: None,
            ticket: None,
            customer: None,
            step: step.into(),
            importance: Importance::Routine,
            wanted: Wanted::Usual,
            group: None,
        }
    }
}

impl std::fmt::Debug for Draft {
    /// Without the link: it may let somebody act.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft").field("to", &self.to).field("step", &self.step).finish_non_exhaustive()
    }
}

/// How much it matters that a message is read now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Importance {
    /// News: it may wait for the end of somebody's quiet hours, and for others to be told together with it.
    Routine,
    /// Somebody has to act.
    Important,
    /// The first call for a level 1: no quiet hours, no pace and no bundle of ours ever holds it back.
    Urgent,
}

impl Importance {
    /// Every importance, the least first.
    pub const ALL: [Importance; 3] = [Importance::Routine, Importance::Important, Importance::Urgent];

    /// The word in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Importance::Routine => "routine",
            Importance::Important => "important",
            Importance::Urgent => "urgent",
        }
    }

    /// The importance of a stored word.
    pub fn parse(word: &str) -> Option<Importance> {
        Importance::ALL.into_iter().find(|importance| importance.as_str() == word)
    }

    /// The order in the database: the greater goes first.
    pub(crate) fn rank(self) -> i64 {
        match self {
            Importance::Routine => 0,
            Importance::Important => 1,
            Importance::Urgent => 2,
        }
    }

    /// The importance of a stored rank.
    pub(crate) fn of_rank(rank: i64) -> Importance {
        Importance::ALL.into_iter().rev().find(|importance| rank >= importance.rank()).unwrap_or(Importance::Routine)
    }
}

/// On which channels somebody is told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Wanted {
    /// On our own pages, and as the person's rules say for this importance.
    #[default]
    Usual,
    /// On our own pages, and on these: an escalation step names its channels.
    These(Vec<Channel>),
    /// On these and nowhere else: a code that proves a number must not be read on our own pages.
    Only(Vec<Channel>),
}
