//! The table `devices`.

use base::db::sql;
use base::secrets::Keyring;
use base::{Conn, CustomerId, Result, Timestamp};

use crate::model::{Device, DeviceKind, Secret, SnmpAccess, SnmpAuth, SnmpPrivacy, SnmpVersion};
use crate::{DeviceId, SiteId};

/// What every statement that reads devices selects from `devices d`.
pub(crate) const COLUMNS: &str = "d.id, d.customer_id, d.site_id, d.parent_id, d.name, d.kind, d.vendor, d.model, d.serial, d.address, \
     d.http_port, d.rtsp_port, d.snmp_version, d.snmp_port, d.snmp_community, d.snmp_user, d.snmp_auth, d.snmp_auth_password, \
     d.snmp_privacy, d.snmp_privacy_password, d.version, d.created_at, d.removed_at, \
     EXISTS (SELECT 1 FROM device_photos p WHERE p.device_id = d.id) AS has_photo";

/// The places under which the secrets are sealed.
pub(crate) const COMMUNITY: &str = "devices.snmp_community";
pub(crate) const AUTH_PASSWORD: &str = "devices.snmp_auth_password";
pub(crate) const PRIVACY_PASSWORD: &str = "devices.snmp_privacy_password";

#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct DeviceRow {
    pub(crate) id: DeviceId,
    pub(crate) customer_id: CustomerId,
    pub(crate) site_id: SiteId,
    pub(crate) parent_id: Option<DeviceId>,
    pub(crate) name: String,
    #[sqlx(try_from = "String")]
    pub(crate) kind: DeviceKind,
    pub(crate) vendor: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) serial: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) http_port: Option<i64>,
    pub(crate) rtsp_port: Option<i64>,
    pub(crate) snmp_version: Option<String>,
    pub(crate) snmp_port: Option<i64>,
    pub(crate) snmp_community: Option<Vec<u8>>,
    pub(crate) snmp_user: Option<String>,
    pub(crate) snmp_auth: Option<String>,
    pub(crate) snmp_auth_password: Option<Vec<u8>>,
    pub(crate) snmp_privacy: Option<String>,
    pub(crate) snmp_privacy_password: Option<Vec<u8>>,
    pub(crate) version: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) removed_at: Option<Timestamp>,
    pub(crate) has_photo: bool,
}

pub(crate) async fn by_id(conn: &mut Conn, id: DeviceId) -> Result<Option<DeviceRow>> {
    sql(format!("SELECT {COLUMNS} FROM devices d WHERE d.id = $1")).bind(id).optional(conn).await
}

/// Every device in service.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<DeviceRow>> {
    sql(format!("SELECT {COLUMNS} FROM devices d WHERE d.removed_at IS NULL ORDER BY d.id")).all(conn).await
}

/// The devices in service directly behind one.
pub(crate) async fn children(conn: &mut Conn, parent: DeviceId) -> Result<Vec<DeviceRow>> {
    sql(format!("SELECT {COLUMNS} FROM devices d WHERE d.parent_id = $1 AND d.removed_at IS NULL ORDER BY d.id"))
        .bind(parent)
        .all(conn)
        .await
}

impl DeviceRow {
    /// The device without its secrets.
    pub(crate) fn closed(self) -> Device {
        let snmp = self.snmp_closed();
        Device {
            id: self.id,
            customer_id: self.customer_id,
            site_id: self.site_id,
            name: self.name,
            kind: self.kind,
            vendor: self.vendor,
            model: self.model,
            serial: self.serial,
            address: self.address,
            parent_id: self.parent_id,
            snmp,
            http_port: self.http_port.and_then(port),
            rtsp_port: self.rtsp_port.and_then(port),
            has_photo: self.has_photo,
            version: self.version,
            created_at: self.created_at,
            removed_at: self.removed_at,
        }
    }

    /// The device with its secrets.
    pub(crate) fn opened(self, keys: &Keyring) -> Result<Device> {
        let open = |place, sealed: &Option<Vec<u8>>| sealed.as_ref().map(|sealed| keys.open(place, sealed).map(Secret::new)).transpose();
        let community = open(COMMUNITY, &self.snmp_community)?;
        let auth_password = open(AUTH_PASSWORD, &self.snmp_auth_password)?;
        let privacy_password = open(PRIVACY_PASSWORD, &self.snmp_privacy_password)?;
        let mut device = self.closed();
        if let Some(snmp) = &mut device.snmp {
            snmp.community = community;
            snmp.auth_password = auth_password;
            snmp.privacy_password = privacy_password;
        }
        Ok(device)
    }

    fn snmp_closed(&self) -> Option<SnmpAccess> {
        let version = self.snmp_version.as_deref().and_then(SnmpVersion::parse)?;
        Some(SnmpAccess {
            version,
            port: self.snmp_port.and_then(port).unwrap_or(161),
            has_community: self.snmp_community.is_some(),
            community: None,
            user: self.snmp_user.clone(),
            auth: self.snmp_auth.as_deref().and_then(SnmpAuth::parse),
            auth_password: None,
            privacy: self.snmp_privacy.as_deref().and_then(SnmpPrivacy::parse),
            privacy_password: None,
        })
    }
}

/// Ports are written from a u16 only.
fn port(number: i64) -> Option<u16> {
    u16::try_from(number).ok()
}
