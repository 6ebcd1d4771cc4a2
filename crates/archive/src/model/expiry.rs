//! An expiry (到期): the day until which something that comes with a device is valid: a certificate, a licence, its warranty.

use base::{CustomerId, Timestamp};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::word::words;
use super::{DeviceId, ExpiryId, patched};

words!(
    /// What runs out.
    ExpiryKind {
        /// 证书: of a server, a signature, an access.
        Certificate = "certificate",
        /// 许可: of software.
        Licence = "licence",
        /// 保修: the maker's or the seller's.
        Warranty = "warranty",
        /// 订阅: a SIM card's data, a cloud service.
        Subscription = "subscription",
        /// 校准: of what measures.
        Calibration = "calibration",
        /// 检定、年检: by an authority.
        Inspection = "inspection",
        /// 其他
        Other = "other",
    }
);

/// An expiry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = DeviceExpiry)]
pub struct Expiry {
    /// Given by the database.
    pub id: ExpiryId,
    /// Whose device it is.
    pub customer_id: CustomerId,
    /// The device.
    pub device_id: DeviceId,
    /// Its name.
    pub device_name: String,
    /// What runs out.
    pub kind: ExpiryKind,
    /// Which one: `VMS, 64 channels`. Unique for the device.
    pub name: String,
    /// The last day on which it is valid, in the zone of the installation.
    #[schema(value_type = String, format = Date)]
    pub ends_on: Date,
    /// So many days before, the device's check `expiry` fails; 0 when it never does.
    pub warn_days: u16,
    /// Whom to ask, what it costs.
    pub note: Option<String>,
    /// Counts the edits, from 1.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
}

/// An expiry about to be entered.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDeviceExpiry)]
pub struct NewExpiry {
    /// The device: one in service.
    pub device_id: DeviceId,
    /// What runs out.
    pub kind: ExpiryKind,
    /// Which one; 1 to 100 characters, unique for the device.
    pub name: String,
    /// The last day on which it is valid.
    #[schema(value_type = String, format = Date)]
    pub ends_on: Date,
    /// So many days before, the device's check `expiry` fails: 0 (never) to 365; 30 when absent.
    #[serde(default = "a_month")]
    pub warn_days: u16,
    /// Up to 2,000 characters.
    #[serde(default)]
    pub note: Option<String>,
}

/// What to change of an expiry; an absent key leaves the value.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeviceExpiryChange)]
pub struct ExpiryChange {
    /// The version that was read; another one now is 409 `expiry.changed`.
    pub version: Option<i64>,
    /// What runs out.
    pub kind: Option<ExpiryKind>,
    /// Which one.
    pub name: Option<String>,
    /// The last day on which it is valid.
    #[schema(value_type = Option<String>, format = Date)]
    pub ends_on: Option<Date>,
    /// So many days before, the device's check `expiry` fails.
    pub warn_days: Option<u16>,
    /// Null takes it away.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<String>)]
    pub note: Option<Option<String>>,
}

fn a_month() -> u16 {
    30
}
