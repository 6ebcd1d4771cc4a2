//! A link (连接): what a device needs besides the parent that it names: another way to the core, or what feeds it with power.

use base::{CustomerId, Timestamp};
use serde::{Deserialize, Serialize};

use super::word::words;
use super::{DeviceId, LinkId};

words!(
    /// What a link is for. Of several links of a kind any one is enough.
    LinkKind {
        /// 网络: another way to the core besides the parent.
        Network = "network",
        /// 供电: what feeds it.
        Power = "power",
    }
);

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow, utoipa::ToSchema)]
#[schema(as = DeviceLink)]
pub struct Link {
    /// Given by the database.
    pub id: LinkId,
    /// Whose devices they are.
    pub customer_id: CustomerId,
    /// The device that needs it.
    pub device_id: DeviceId,
    /// Its name.
    pub device_name: String,
    /// What it is linked to.
    pub to_id: DeviceId,
    /// Its name.
    pub to_name: String,
    /// What for.
    #[sqlx(try_from = "String")]
    pub kind: LinkKind,
    /// The port or outlet of `to_id`, as its agent names it: `GigabitEthernet0/3`.
    pub port: Option<String>,
    /// When it was entered.
    pub created_at: Timestamp,
}

/// A link about to be entered. A network link to the device's parent is none of the others: it names the port.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDeviceLink)]
pub struct NewLink {
    /// The device that needs it.
    pub device_id: DeviceId,
    /// What it is linked to: a device in service of the same customer.
    pub to_id: DeviceId,
    /// What for.
    pub kind: LinkKind,
    /// The port or outlet of `to_id`; up to 200 characters.
    #[serde(default)]
    pub port: Option<String>,
}
