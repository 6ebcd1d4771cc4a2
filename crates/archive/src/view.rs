//! What is shown of the archive: its nouns with the names that a reader needs beside them. These are the shapes on the wire.

use base::{CustomerId, Timestamp};
use serde::Serialize;

use crate::model::{Clause, Contract, DeviceKind, SiteKind, SnmpAccess, SnmpAuth, SnmpPrivacy, SnmpVersion};
use crate::{ContractId, DeviceId, SiteId};

/// A customer (用户单位) as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow, utoipa::ToSchema)]
#[schema(as = Customer)]
pub struct CustomerView {
    /// Given by the server.
    pub id: CustomerId,
    /// The full name.
    pub name: String,
    /// The short code.
    pub code: String,
    /// The postal address.
    pub address: Option<String>,
    /// A remark. The customer reads it too.
    pub note: Option<String>,
    /// Counts the edits; give it with a PATCH.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// How many sites it has.
    pub sites: i64,
    /// How many devices it has in service.
    pub devices: i64,
}

/// A contract (服务合同) as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Contract)]
pub struct ContractView {
    /// Given by the server.
    pub id: ContractId,
    /// With whom.
    pub customer_id: CustomerId,
    /// Their name.
    pub customer_name: String,
    /// What it is called.
    pub name: String,
    /// The number on the paper.
    pub number: String,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub starts_on: jiff::civil::Date,
    /// The last day, still included.
    #[schema(value_type = String, format = Date)]
    pub ends_on: jiff::civil::Date,
    /// The IANA zone in which its days are meant.
    pub zone: String,
    /// Which version this is, from 1; give it with a PATCH.
    pub version: i64,
    /// The table of promised times: each line with the tickets it speaks of.
    pub clauses: Vec<Clause>,
    /// After how many seconds without an answer the next person is called.
    pub call_next_after_seconds: i64,
    /// When this version was written.
    pub written_at: Timestamp,
}

impl ContractView {
    pub(crate) fn of(contract: Contract, customer_name: String) -> ContractView {
        ContractView {
            id: contract.id,
            customer_id: contract.customer_id,
            customer_name,
            name: contract.name,
            number: contract.number,
            starts_on: contract.starts_on,
            ends_on: contract.ends_on,
            zone: contract.zone,
            version: contract.version,
            clauses: contract.clauses,
            call_next_after_seconds: contract.call_next_after_seconds,
            written_at: contract.written_at,
        }
    }
}

/// A site (点位、机房) as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow, utoipa::ToSchema)]
#[schema(as = Site)]
pub struct SiteView {
    /// Given by the server.
    pub id: SiteId,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// Their name.
    pub customer_name: String,
    /// The name.
    pub name: String,
    /// The short code.
    pub code: String,
    /// What it is.
    #[sqlx(try_from = "String")]
    pub kind: SiteKind,
    /// The class by which contracts promise more or less.
    pub class: Option<String>,
    /// Where to drive to.
    pub address: Option<String>,
    /// WGS 84, degrees north.
    pub latitude: Option<f64>,
    /// WGS 84, degrees east.
    pub longitude: Option<f64>,
    /// Counts the edits; give it with a PATCH.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// How many devices stand there, in service.
    pub devices: i64,
}

/// How a device is asked over SNMP, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = DeviceSnmp)]
pub struct SnmpView {
    /// Which version.
    pub version: SnmpVersion,
    /// The UDP port.
    pub port: u16,
    /// Whether there is a community. It is never shown.
    pub has_community: bool,
    /// The user's name (version 3).
    pub user: Option<String>,
    /// How the user is proven (version 3). The password is never shown.
    pub auth: Option<SnmpAuth>,
    /// How the conversation is encrypted (version 3). The password is never shown.
    pub privacy: Option<SnmpPrivacy>,
}

impl From<SnmpAccess> for SnmpView {
    fn from(access: SnmpAccess) -> SnmpView {
        SnmpView {
            version: access.version,
            port: access.port,
            has_community: access.has_community,
            user: access.user,
            auth: access.auth,
            privacy: access.privacy,
        }
    }
}

/// A device (设备) as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Device)]
pub struct DeviceView {
    /// Given by the server.
    pub id: DeviceId,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// Their name.
    pub customer_name: String,
    /// Where it stands.
    pub site_id: SiteId,
    /// The site's name.
    pub site_name: String,
    /// The name, unique on its site.
    pub name: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Who made it.
    pub vendor: Option<String>,
    /// Which one it is of theirs.
    pub model: Option<String>,
    /// The serial number.
    pub serial: Option<String>,
    /// Where it answers: an IP address or a host name.
    pub address: Option<String>,
    /// The device behind which it stands.
    pub parent_id: Option<DeviceId>,
    /// That device's name.
    pub parent_name: Option<String>,
    /// How it is asked over SNMP.
    pub snmp: Option<SnmpView>,
    /// The port of its web page.
    pub http_port: Option<u16>,
    /// The port of its video stream.
    pub rtsp_port: Option<u16>,
    /// Whether there is a photo, at `/api/v1/devices/{id}/photo`.
    pub has_photo: bool,
    /// Counts the edits; give it with a PATCH.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// Since when it is out of service.
    pub removed_at: Option<Timestamp>,
}
