//! A device's row on its way from a form to the table: straightened, secrets sealed, and told to the journal without them.

use base::Result;
use base::secrets::Keyring;
use serde_json::{Value as Json, json};

use crate::model::{DeviceChange, NewSnmp, SnmpVersion};
use crate::rules::snmp::{self, SecretStep, SettledSnmp};
use crate::rules::{Fields, address, text};
use crate::store::devices::{AUTH_PASSWORD, COMMUNITY, DeviceRow, PRIVACY_PASSWORD};

/// Puts what the change gives in the place of what was there, unchecked; site and SNMP are the caller's.
pub(super) fn take_over(device: &mut DeviceRow, change: &DeviceChange) {
    fn put<T: Clone>(place: &mut T, given: Option<&T>) {
        if let Some(given) = given {
            place.clone_from(given);
        }
    }
    put(&mut device.name, change.name.as_ref());
    put(&mut device.kind, change.kind.as_ref());
    put(&mut device.vendor, change.vendor.as_ref());
    put(&mut device.model, change.model.as_ref());
    put(&mut device.serial, change.serial.as_ref());
    put(&mut device.address, change.address.as_ref());
    put(&mut device.parent_id, change.parent_id.as_ref());
    put(&mut device.http_port, change.http_port.map(|port| port.map(i64::from)).as_ref());
    put(&mut device.rtsp_port, change.rtsp_port.map(|port| port.map(i64::from)).as_ref());
}

/// Brings every field into its one way of writing, or notes what is wrong with it.
pub(super) fn straighten(device: &mut DeviceRow, fields: &mut Fields) {
    device.name = fields.take("name", text::name(&device.name));
    device.vendor = fields.take("vendor", text::line(device.vendor.as_deref(), text::WORDS));
    device.model = fields.take("model", text::line(device.model.as_deref(), text::WORDS));
    device.serial = fields.take("serial", text::line(device.serial.as_deref(), text::WORDS));
    device.address = fields.take("address", address::address(device.address.as_deref()));
    for (path, port) in [("http_port", device.http_port), ("rtsp_port", device.rtsp_port)] {
        fields.take(path, address::port(port.map(|port| u16::try_from(port).unwrap_or(0))));
    }
}

/// Settles how the device is asked over SNMP and seals the secrets.
pub(super) fn set_snmp(device: &mut DeviceRow, keys: &Keyring, asked: NewSnmp, fields: &mut Fields) -> Result<()> {
    let existing = device.clone().closed().snmp;
    let settled = snmp::settle(fields, asked, existing.as_ref());
    seal(device, keys, settled)
}

/// Puts a settled access into the row.
pub(crate) fn seal(device: &mut DeviceRow, keys: &Keyring, settled: SettledSnmp) -> Result<()> {
    device.snmp_version = Some(settled.version.as_str().to_owned());
    device.snmp_port = Some(i64::from(settled.port));
    device.snmp_user = settled.user;
    device.snmp_auth = settled.auth.map(|auth| auth.as_str().to_owned());
    device.snmp_privacy = settled.privacy.map(|privacy| privacy.as_str().to_owned());
    put_secret(&mut device.snmp_community, keys, COMMUNITY, settled.community)?;
    put_secret(&mut device.snmp_auth_password, keys, AUTH_PASSWORD, settled.auth_password)?;
    put_secret(&mut device.snmp_privacy_password, keys, PRIVACY_PASSWORD, settled.privacy_password)
}

/// A secret that is what it was keeps its sealed bytes: sealing again would look like a change.
fn put_secret(place: &mut Option<Vec<u8>>, keys: &Keyring, name: &str, step: SecretStep) -> Result<()> {
    match step {
        SecretStep::Keep => {}
        SecretStep::Clear => *place = None,
        SecretStep::Set(secret) => {
            let stored = place.as_ref().map(|sealed| keys.open(name, sealed)).transpose()?;
            if stored.as_deref() != Some(secret.reveal()) {
                *place = Some(keys.seal(name, secret.reveal())?);
            }
        }
    }
    Ok(())
}

/// Takes the SNMP access away.
pub(crate) fn clear_snmp(device: &mut DeviceRow) {
    device.snmp_version = None;
    device.snmp_port = None;
    device.snmp_community = None;
    device.snmp_user = None;
    device.snmp_auth = None;
    device.snmp_auth_password = None;
    device.snmp_privacy = None;
    device.snmp_privacy_password = None;
}

/// The sealed secrets, to see whether one was replaced.
pub(super) fn secrets(device: &DeviceRow) -> [&Option<Vec<u8>>; 3] {
    [&device.snmp_community, &device.snmp_auth_password, &device.snmp_privacy_password]
}

/// A device as the journal tells it: no secrets, because the journal is read by the customer.
pub(crate) fn told(device: &DeviceRow) -> Json {
    let snmp = device.snmp_version.as_deref().and_then(SnmpVersion::parse).map(|version| {
        json!({
            "version": version, "port": device.snmp_port, "has_community": device.snmp_community.is_some(), "user": device.snmp_user,
            "auth": device.snmp_auth, "privacy": device.snmp_privacy,
        })
    });
    json!({
        "name": device.name, "site_id": device.site_id, "kind": device.kind, "vendor": device.vendor, "model": device.model,
        "serial": device.serial, "address": device.address, "parent_id": device.parent_id, "http_port": device.http_port,
        "rtsp_port": device.rtsp_port, "snmp": snmp,
    })
}
