//! An exclusion as it stands.

use base::{CustomerId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::maintenance::model::Target;

base::id!(
    /// An exclusion.
    ExclusionId
);

/// Why time does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExclusionReason)]
pub(crate) enum Reason {
    /// 第三方供电: the mains failed, and the promise does not cover them.
    ThirdPartyPower,
    /// 第三方链路: somebody else's line failed.
    ThirdPartyLink,
    /// 用户原因: the customer's own work or decision.
    Customer,
    /// 不可抗力
    ForceMajeure,
}

impl Reason {
    /// Every reason.
    pub(crate) const ALL: [Reason; 4] = [Reason::ThirdPartyPower, Reason::ThirdPartyLink, Reason::Customer, Reason::ForceMajeure];

    /// The word in the database and on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Reason::ThirdPartyPower => "third_party_power",
            Reason::ThirdPartyLink => "third_party_link",
            Reason::Customer => "customer",
            Reason::ForceMajeure => "force_majeure",
        }
    }

    /// The reason of a stored word.
    pub(crate) fn parse(word: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// An exclusion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exclusion {
    pub(crate) id: ExclusionId,
    pub(crate) customer_id: CustomerId,
    /// What was out of service; a device with everything behind it.
    pub(crate) targets: Vec<Target>,
    pub(crate) starts_at: Timestamp,
    /// The first instant after it.
    pub(crate) ends_at: Timestamp,
    pub(crate) reason: Reason,
    /// What happened, and what proves it.
    pub(crate) note: String,
    /// The name of who entered it.
    pub(crate) entered_by: String,
    pub(crate) entered_at: Timestamp,
}
