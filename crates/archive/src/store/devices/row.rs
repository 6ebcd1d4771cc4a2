//! A row of the table `devices`, and the device it stands for.

use base::secrets::Keyring;
use base::{CustomerId, Result, Timestamp};

use crate::model::{Device, DeviceKind, Secret, SnmpAccess, SnmpAuth, SnmpPrivacy, SnmpVersion};
use crate::{DeviceId, SiteId};

/// The places under which the secrets are sealed.
pub(crate) const COMMUNITY: &str = "devices.snmp_community";
pub(crate) const AUTH_PASSWORD: &str = "devices.snmp_auth_password";
pub(crate) const PRIVACY_PASSWORD: &str = "devices.snmp_privacy_password";

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
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

impl DeviceRow {
    /// A row of a device in service of which nothing but its place, name and kind is known; it has no id yet.
    pub(crate) fn new(customer_id: CustomerId, site_id: SiteId, name: String, kind: DeviceKind, now: Timestamp) -> DeviceRow {
        DeviceRow {
            id: DeviceId(0),
            customer_id,
            site_id,
            parent_id: None,
            name,
            kind,
            vendor: None,
            model: None,
            serial: None,
            address: None,
            http_port: None,
            rtsp_port: None,
            snmp_version: None,
            snmp_port: None,
            snmp_community: None,
            snmp_user: None,
            snmp_auth: None,
            snmp_auth_password: None,
            snmp_privacy: None,
            snmp_privacy_password: None,
            version: 1,
            created_at: now,
            removed_at: None,
            has_photo: false,
        }
    }

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
