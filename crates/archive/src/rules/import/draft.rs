//! A device as a line wants it: what the file has no column for stays as it is.

use super::Errors;
use super::columns::Column;
use super::context::Context;
use super::line::Line;
use super::parents::Node;
use crate::model::{Device, DeviceKind, Secret, SnmpAccess, SnmpVersion};
use crate::rules::Wrong;

/// What becomes of a device's SNMP access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SnmpStep {
    Leave,
    Clear,
    /// Version 1 or 2c; a community of `None` leaves the stored one.
    Community {
        version: SnmpVersion,
        port: u16,
        community: Option<Secret>,
    },
}

/// A device as it will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) kind: DeviceKind,
    pub(crate) vendor: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) serial: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) http_port: Option<u16>,
    pub(crate) rtsp_port: Option<u16>,
    pub(crate) snmp: SnmpStep,
    pub(crate) parent: Option<Node>,
}

/// The device as the line wants it: what the file has no column for stays as it is.
pub(super) fn draft(line: &Line, existing: Option<&Device>, parent: Option<Node>, context: &Context, errors: &mut Errors) -> Option<Draft> {
    let words = |cell: &Option<Option<String>>, stored: fn(&Device) -> &Option<String>| {
        cell.clone().unwrap_or_else(|| existing.and_then(|device| stored(device).clone()))
    };
    let snmp = snmp(line, existing.and_then(|device| device.snmp.as_ref()), context, errors)?;
    Some(Draft {
        name: line.name.clone(),
        kind: line.kind?,
        vendor: words(&line.vendor, |device| &device.vendor),
        model: words(&line.model, |device| &device.model),
        serial: words(&line.serial, |device| &device.serial),
        address: words(&line.address, |device| &device.address),
        http_port: line.http_port.unwrap_or_else(|| existing.and_then(|device| device.http_port)),
        rtsp_port: line.rtsp_port.unwrap_or_else(|| existing.and_then(|device| device.rtsp_port)),
        snmp,
        parent,
    })
}

/// A file can give a community; users and passwords of version 3 do not belong into a file. A community that is given without a version
/// means version 2c; an empty community leaves the stored one, because lists are written without secrets.
fn snmp(line: &Line, stored: Option<&SnmpAccess>, context: &Context, errors: &mut Errors) -> Option<SnmpStep> {
    let community = line.snmp_community.clone();
    let version = match line.snmp_version {
        None => stored.map(|snmp| snmp.version),
        Some(version) => version,
    };
    let version = version.or(community.is_some().then_some(SnmpVersion::V2c));
    let stored = stored.filter(|snmp| version.is_some_and(|version| version.is_by_community() == snmp.version.is_by_community()));
    let port = line.snmp_port.unwrap_or_else(|| stored.map(|snmp| snmp.port)).unwrap_or(161);
    let mut refuse = |column, code, en: &str, zh: &str| {
        context.add(errors, column, Wrong::new(code, en, zh));
        None
    };
    match (version, stored) {
        (None, _) if line.snmp_port.flatten().is_some() => refuse(
            Column::SnmpPort,
            "snmp.incomplete",
            "A port alone is no SNMP access: give a community too.",
            "只有端口无法访问 SNMP，请同时填写团体名。",
        ),
        (None, _) if line.snmp_version.is_some() => Some(SnmpStep::Clear),
        (None, _) => Some(SnmpStep::Leave),
        (Some(SnmpVersion::V3), Some(stored)) if community.is_none() && stored.port == port => Some(SnmpStep::Leave),
        (Some(SnmpVersion::V3), _) => refuse(
            Column::SnmpVersion,
            "snmp.v3_in_file",
            "Access by SNMP version 3 is entered on the device's page, because passwords do not belong into a file.",
            "SNMPv3 的用户和密码请在设备页面填写，不要写入文件。",
        ),
        (Some(_), None) if community.is_none() => refuse(
            Column::SnmpCommunity,
            "snmp.secret_missing",
            "SNMP versions 1 and 2c need a community.",
            "SNMP v1 和 v2c 须填写团体名。",
        ),
        (Some(version), stored) => {
            let news = community.filter(|given| stored.and_then(|snmp| snmp.community.as_ref()) != Some(given));
            let same = news.is_none() && stored.is_some_and(|snmp| snmp.port == port && snmp.version == version);
            Some(if same { SnmpStep::Leave } else { SnmpStep::Community { version, port, community: news } })
        }
    }
}

/// Whether the device is this already.
pub(super) fn same(device: &Device, draft: &Draft) -> bool {
    let snmp = match draft.snmp {
        SnmpStep::Leave => true,
        SnmpStep::Clear => device.snmp.is_none(),
        SnmpStep::Community { .. } => false,
    };
    snmp && device.kind == draft.kind
        && device.vendor == draft.vendor
        && device.model == draft.model
        && device.serial == draft.serial
        && device.address == draft.address
        && device.http_port == draft.http_port
        && device.rtsp_port == draft.rtsp_port
        && device.parent_id.map(Node::Known) == draft.parent
}
