//! A custom check as it stands.

use archive::DeviceId;
use base::{CustomerId, Timestamp};

use crate::template::Role;

base::id!(
    /// A custom check.
    CustomCheckId
);

/// A custom check, without its question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CustomCheck {
    pub(crate) id: CustomCheckId,
    pub(crate) customer_id: CustomerId,
    pub(crate) device_id: DeviceId,
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Asked in every n-th period.
    pub(crate) every: u32,
    /// What people may read of the question, with its `kind`.
    pub(crate) shown: serde_json::Value,
    /// The name of who entered it.
    pub(crate) entered_by: String,
    pub(crate) entered_at: Timestamp,
    pub(crate) removed_at: Option<Timestamp>,
    pub(crate) version: i64,
}

impl Role {
    /// The role of a stored word; an unknown word measures only.
    pub(crate) fn parse(word: &str) -> Role {
        match word {
            "vital" => Role::Vital,
            "fallback" => Role::Fallback,
            "service" => Role::Service,
            _ => Role::Measure,
        }
    }
}
