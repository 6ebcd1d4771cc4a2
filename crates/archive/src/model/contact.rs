//! A contact (联系人): whom to ask at the customer's. Not an account: people who sign in belong to the roster.

use base::{CustomerId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{ContactId, patched};

/// A contact (联系人) of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow, utoipa::ToSchema)]
pub struct Contact {
    /// Given by the database.
    pub id: ContactId,
    /// Whose contact it is.
    pub customer_id: CustomerId,
    /// The name.
    pub name: String,
    /// What they are there: `信息科主任`.
    pub role: Option<String>,
    /// The telephone number, as it is dialled.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether this is the one to ask first; at most one per customer.
    pub is_primary: bool,
    /// Counts the edits, from 1.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
}

/// A contact about to be entered.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    /// Whose contact it is.
    pub customer_id: CustomerId,
    /// The name; 1 to 200 characters.
    pub name: String,
    /// What they are there.
    pub role: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether this is the one to ask first; the one who was so far no longer is.
    #[serde(default)]
    pub is_primary: bool,
}

/// What to change of a contact: an absent key leaves the value, null empties it.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactChange {
    /// The version that was read; another one now is 409 `contact.changed`.
    pub version: Option<i64>,
    /// The name.
    pub name: Option<String>,
    /// What they are there.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<String>)]
    pub role: Option<Option<String>>,
    /// The telephone number.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<String>)]
    pub phone: Option<Option<String>>,
    /// The e-mail address.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<String>)]
    pub email: Option<Option<String>>,
    /// Whether this is the one to ask first.
    pub is_primary: Option<bool>,
}
