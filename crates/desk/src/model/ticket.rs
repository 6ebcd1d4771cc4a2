//! A ticket (工单): one piece of promised work, and the words that describe it.

use archive::{ContractId, DeviceId, SiteId};
use base::{CustomerId, PersonId, TicketId, Timestamp};
use watch::AlarmId;

use super::{Kind, Level, Words};
use crate::words;

words!(
    /// Where a ticket came from.
    #[schema(as = TicketSource)]
    Source {
        /// The watch opened it from an alarm.
        Alarm = "alarm",
        /// Somebody of the service entered it.
        Staff = "staff",
        /// A person of the customer reported it.
        Customer = "customer",
    }
);

words!(
    /// How far a ticket has come.
    #[schema(as = TicketState)]
    State {
        /// 待响应: nobody has taken it yet.
        Open = "open",
        /// 处理中: a person has taken it.
        Acknowledged = "acknowledged",
        /// 已恢复: the service runs again; the customer is asked to confirm.
        Restored = "restored",
        /// 已解决: the cause is removed; the customer is asked to confirm.
        Resolved = "resolved",
        /// 已关闭: the customer has confirmed.
        Closed = "closed",
        /// 已取消: it was no promised work.
        Cancelled = "cancelled",
    }
);

impl State {
    /// Whether nothing is owed any more.
    pub fn is_over(self) -> bool {
        matches!(self, State::Closed | State::Cancelled)
    }
}

words!(
    /// Who may read a note.
    #[schema(as = NoteVisibility)]
    Visibility {
        /// The service only.
        Internal = "internal",
        /// The customer too.
        Customer = "customer",
    }
);

/// A ticket as it stands now. How it came to be so stands on its timeline.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Ticket {
    /// Given by the database.
    pub id: TicketId,
    /// What people call it by: `F-2026-000123`.
    pub number: String,
    /// What it is about.
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    /// Where it came from.
    #[sqlx(try_from = "String")]
    pub source: Source,
    /// What is wrong, in a line, in English; what a person wrote stands unchanged in both languages.
    pub title_en: String,
    /// The same in Chinese.
    pub title_zh: String,
    /// What the reporter told.
    pub description: Option<String>,
    /// The level in force.
    #[sqlx(try_from = "i64")]
    pub level: Level,
    /// What the evidence proposes.
    #[sqlx(try_from = "i64")]
    pub proposed_level: Level,
    /// Why, in English.
    pub proposed_reason_en: String,
    /// Why, in Chinese.
    pub proposed_reason_zh: String,
    /// How far it has come.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Whether its clocks stand still for a stated reason.
    pub paused: bool,
    /// For whom.
    pub customer_id: CustomerId,
    /// Where.
    pub site_id: Option<SiteId>,
    /// What broke.
    pub device_id: Option<DeviceId>,
    /// The alarm that opened it.
    pub alarm_id: Option<AlarmId>,
    /// Under which contract…
    pub contract_id: Option<ContractId>,
    /// … in which version: frozen when it was opened.
    pub contract_version: Option<i64>,
    /// Who reported it.
    pub reporter_id: Option<PersonId>,
    /// Who is responsible.
    pub owner_id: Option<PersonId>,
    /// When it was detected or reported: the clocks start here.
    pub opened_at: Timestamp,
    /// When it was closed or cancelled.
    pub closed_at: Option<Timestamp>,
    /// The nearest running clock's due instant; [`never()`] when none runs.
    pub next_due_at: Timestamp,
    /// Counts the changes.
    pub version: i64,
}

/// The end of time, where a list sorts tickets without a running clock.
pub fn never() -> Timestamp {
    Timestamp::from_milliseconds(i64::MAX)
}

impl Ticket {
    /// The title in both languages.
    pub fn title(&self) -> Words {
        Words::new(&self.title_en, &self.title_zh)
    }

    /// Why the evidence proposes the level it does.
    pub fn proposed_reason(&self) -> Words {
        Words::new(&self.proposed_reason_en, &self.proposed_reason_zh)
    }
}
