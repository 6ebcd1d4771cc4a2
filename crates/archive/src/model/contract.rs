//! A contract (服务合同): under which promises a customer is served. Editing makes a new version and keeps the old one, because a
//! running promise is frozen (故障响应时间总体安排: what was promised when the fault was reported counts).

use std::collections::BTreeSet;

use base::{CustomerId, Timestamp};
use calendar::CalendarId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Clause, ClockKind, ContractId, NewClause, Occasion, line};

/// One version of a contract (服务合同), with whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contract {
    /// Given by the database.
    pub id: ContractId,
    /// With whom.
    pub customer_id: CustomerId,
    /// What it is called.
    pub name: String,
    /// The number on the paper.
    pub number: String,
    /// The first day.
    pub starts_on: Date,
    /// The last day, still included.
    pub ends_on: Date,
    /// The IANA zone in which its days and calendars are meant: `Asia/Shanghai`.
    pub zone: String,
    /// Which version this is, from 1.
    pub version: i64,
    /// The table of promised times: each line with the tickets it speaks of.
    pub clauses: Vec<Clause>,
    /// After how many seconds without an answer the next person is called.
    pub call_next_after_seconds: i64,
    /// When this version was written.
    pub written_at: Timestamp,
}

impl Contract {
    /// The line that holds for such a ticket.
    pub fn clause(&self, clock: ClockKind, occasion: &Occasion) -> Option<&Clause> {
        line(&self.clauses, clock, occasion)
    }

    /// Every calendar by which its promises count, each once.
    pub fn calendars(&self) -> BTreeSet<CalendarId> {
        self.clauses.iter().map(|clause| clause.calendar_id).collect()
    }
}

/// A contract about to be entered.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContract {
    /// With whom.
    pub customer_id: CustomerId,
    /// What it is called; 1 to 200 characters.
    pub name: String,
    /// The number on the paper; 1 to 64 characters.
    pub number: String,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub starts_on: Date,
    /// The last day, still included.
    #[schema(value_type = String, format = Date)]
    pub ends_on: Date,
    /// The IANA zone in which its days are meant; `Asia/Shanghai` when absent.
    pub zone: Option<String>,
    /// The table of promised times; the usual promises when absent.
    pub clauses: Option<Vec<NewClause>>,
    /// After how many seconds without an answer the next person is called, 1 to 604800; 300 when absent.
    pub call_next_after_seconds: Option<i64>,
}

/// What to change of a contract; an absent key leaves the value. A change makes a new version.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractChange {
    /// The version that was read; another one now is 409 `contract.changed`.
    pub version: Option<i64>,
    /// What it is called.
    pub name: Option<String>,
    /// The number on the paper.
    pub number: Option<String>,
    /// The first day.
    #[schema(value_type = Option<String>, format = Date)]
    pub starts_on: Option<Date>,
    /// The last day, still included.
    #[schema(value_type = Option<String>, format = Date)]
    pub ends_on: Option<Date>,
    /// The IANA zone.
    pub zone: Option<String>,
    /// The whole table of promised times.
    pub clauses: Option<Vec<NewClause>>,
    /// After how many seconds without an answer the next person is called.
    pub call_next_after_seconds: Option<i64>,
}

/// Since when and until when a contract is valid, in its current version.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ContractTerm {
    /// The contract.
    pub id: ContractId,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// What it is called.
    pub name: String,
    /// The first instant.
    pub valid_from: Timestamp,
    /// The first instant after it.
    pub valid_until: Timestamp,
}
