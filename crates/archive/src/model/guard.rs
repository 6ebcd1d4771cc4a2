//! A guard period (重要保障期, 重保): days on which more is promised. Contracts may have lines of their own for it, and it is among the facts
//! for which a fault's level is proposed.

use base::{CustomerId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{GuardPeriodId, patched};

/// A guard period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow, utoipa::ToSchema)]
pub struct GuardPeriod {
    /// Given by the database.
    pub id: GuardPeriodId,
    /// Whose it is; null when it is everybody's.
    pub customer_id: Option<CustomerId>,
    /// What is guarded: `国庆保障`.
    pub name: String,
    /// The first instant.
    pub starts_at: Timestamp,
    /// The instant at which it is over.
    pub ends_at: Timestamp,
    /// Counts the edits, from 1.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
}

/// A guard period about to be entered.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGuardPeriod {
    /// Whose it is; everybody's when absent.
    #[serde(default)]
    pub customer_id: Option<CustomerId>,
    /// What is guarded; 1 to 200 characters.
    pub name: String,
    /// The first instant.
    pub starts_at: Timestamp,
    /// The instant at which it is over.
    pub ends_at: Timestamp,
}

/// What to change of a guard period; an absent key leaves the value. Tickets keep what held when they were opened.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GuardPeriodChange {
    /// The version that was read; another one now is 409 `guard_period.changed`.
    pub version: Option<i64>,
    /// Whose it is; null for everybody's.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<i64>)]
    pub customer_id: Option<Option<CustomerId>>,
    /// What is guarded.
    pub name: Option<String>,
    /// The first instant.
    pub starts_at: Option<Timestamp>,
    /// The instant at which it is over.
    pub ends_at: Option<Timestamp>,
}
