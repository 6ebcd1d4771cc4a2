//! A customer (用户单位): whose network it is.

use base::{CustomerId, Timestamp};
use serde::{Deserialize, Serialize};

use super::patched;

/// A customer (用户单位).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Customer {
    /// Given by the database.
    pub id: CustomerId,
    /// The full name, unique.
    pub name: String,
    /// A short unique code for files and lists: `JTJ`.
    pub code: String,
    /// The postal address.
    pub address: Option<String>,
    /// A remark. The customer reads it too.
    pub note: Option<String>,
    /// Counts the edits, from 1.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
}

/// A customer about to be entered.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCustomer {
    /// The full name, unique; 1 to 200 characters.
    pub name: String,
    /// A short unique code, 1 to 32 letters, digits and `-_.`; one is made up when it is absent.
    pub code: Option<String>,
    /// The postal address.
    pub address: Option<String>,
    /// A remark. The customer reads it too.
    pub note: Option<String>,
}

/// What to change of a customer: an absent key leaves the value, null empties it.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerChange {
    /// The version that was read; another one now is 409 `customer.changed`. Absent: whatever stands there is changed.
    pub version: Option<i64>,
    /// The full name.
    pub name: Option<String>,
    /// The short code.
    pub code: Option<String>,
    /// The postal address.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<String>)]
    pub address: Option<Option<String>>,
    /// A remark.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<String>)]
    pub note: Option<Option<String>>,
}
