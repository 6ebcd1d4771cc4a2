//! A device (设备): what is kept running, and how it is reached.

use base::{CustomerId, Timestamp};
use serde::Deserialize;

use super::word::words;
use super::{DeviceId, NewSnmp, SiteId, SnmpAccess, patched};

words!(
    /// What a device is. The checks it gets follow from it.
    DeviceKind {
        /// 路由器
        Router = "router",
        /// 交换机
        Switch = "switch",
        /// 摄像机
        Camera = "camera",
        /// 录像机
        Recorder = "recorder",
        /// 服务器
        Server = "server",
        /// 不间断电源
        Ups = "ups",
        /// 其他
        Other = "other",
    }
);

/// A device (设备).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Given by the database.
    pub id: DeviceId,
    /// Whose it is: the customer of its site.
    pub customer_id: CustomerId,
    /// Where it stands.
    pub site_id: SiteId,
    /// The name, unique on its site.
    pub name: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Who made it.
    pub vendor: Option<String>,
    /// Which one it is of theirs.
    pub model: Option<String>,
    /// The serial number, unique for the customer.
    pub serial: Option<String>,
    /// Where it answers: an IP address or a host name, without a port. A device without one is not watched.
    pub address: Option<String>,
    /// The device behind which it stands: when that one is down, this one is unreachable.
    pub parent_id: Option<DeviceId>,
    /// How it is asked over SNMP.
    pub snmp: Option<SnmpAccess>,
    /// The port of its web page.
    pub http_port: Option<u16>,
    /// The port of its video stream.
    pub rtsp_port: Option<u16>,
    /// Whether there is a photo of it.
    pub has_photo: bool,
    /// Counts the edits, from 1.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// Since when it is out of service. Such a device is in no list; it is still found by its id, because tickets name it.
    pub removed_at: Option<Timestamp>,
}

/// A device about to be entered.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDevice {
    /// Where it stands; the customer follows from it.
    pub site_id: SiteId,
    /// Whose it is, for those who want it checked: refused when it is not the customer of the site.
    pub customer_id: Option<CustomerId>,
    /// The name, unique on its site; 1 to 200 characters.
    pub name: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Who made it.
    pub vendor: Option<String>,
    /// Which one it is of theirs.
    pub model: Option<String>,
    /// The serial number, unique for the customer.
    pub serial: Option<String>,
    /// Where it answers: an IP address or a host name.
    pub address: Option<String>,
    /// The device behind which it stands, of the same customer.
    pub parent_id: Option<DeviceId>,
    /// How it is asked over SNMP.
    pub snmp: Option<NewSnmp>,
    /// The port of its web page.
    pub http_port: Option<u16>,
    /// The port of its video stream.
    pub rtsp_port: Option<u16>,
}

impl NewDevice {
    /// A device of which only place, name and kind are known yet.
    pub fn named(site_id: SiteId, name: impl Into<String>, kind: DeviceKind) -> NewDevice {
        NewDevice {
            site_id,
            customer_id: None,
            name: name.into(),
            kind,
            vendor: None,
            model: None,
            serial: None,
            address: None,
            parent_id: None,
            snmp: None,
            http_port: None,
            rtsp_port: None,
        }
    }
}

/// What to change of a device: an absent key leaves the value, null empties it.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceChange {
    /// The version that was read; another one now is 409 `device.changed`.
    pub version: Option<i64>,
    /// Where it stands; a site of the same customer.
    pub site_id: Option<SiteId>,
    /// The name.
    pub name: Option<String>,
    /// What it is.
    pub kind: Option<DeviceKind>,
    /// Who made it.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<String>)]
    pub vendor: Option<Option<String>>,
    /// Which one it is of theirs.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<String>)]
    pub model: Option<Option<String>>,
    /// The serial number.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<String>)]
    pub serial: Option<Option<String>>,
    /// Where it answers.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<String>)]
    pub address: Option<Option<String>>,
    /// The device behind which it stands.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<DeviceId>)]
    pub parent_id: Option<Option<DeviceId>>,
    /// How it is asked over SNMP; an object replaces the whole, except secrets that it leaves out.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<NewSnmp>)]
    pub snmp: Option<Option<NewSnmp>>,
    /// The port of its web page.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<u16>)]
    pub http_port: Option<Option<u16>>,
    /// The port of its video stream.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<u16>)]
    pub rtsp_port: Option<Option<u16>>,
}
