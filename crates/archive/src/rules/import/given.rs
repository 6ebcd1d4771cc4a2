//! What one line gives of a device, cell by cell, each by the same rules as a form.

use super::errors::shown;
use crate::model::{DeviceKind, Secret, SnmpVersion};
use crate::rules::{Wrong, address, snmp, text};

/// A cell that may be left empty: `None` when the file has no such column (leave what is there), `Some(None)` when the cell is empty
/// (empty what is there).
pub(crate) type Cell<T> = Option<Option<T>>;

/// The names a kind goes by.
const KINDS: &[(DeviceKind, &[&str])] = &[
    (DeviceKind::Router, &["router", "路由器"]),
    (DeviceKind::Switch, &["switch", "交换机"]),
    (DeviceKind::Camera, &["camera", "摄像机", "摄像头", "相机", "ipc"]),
    (DeviceKind::Recorder, &["recorder", "录像机", "硬盘录像机", "nvr", "dvr"]),
    (DeviceKind::Server, &["server", "服务器"]),
    (DeviceKind::Ups, &["ups", "不间断电源"]),
    (DeviceKind::Other, &["other", "其他", "其它"]),
];

pub(crate) fn kind(cell: &str) -> Result<DeviceKind, Wrong> {
    let word = cell.to_lowercase();
    KINDS.iter().find(|(_, names)| names.contains(&word.as_str())).map(|(kind, _)| *kind).ok_or_else(|| {
        let known: Vec<&str> = KINDS.iter().filter_map(|(_, names)| names.first().copied()).collect();
        let known_zh: Vec<&str> =
            KINDS.iter().filter_map(|(_, names)| names.iter().find(|name| !name.is_ascii()).or(names.first()).copied()).collect();
        let cell = shown(cell);
        Wrong::new(
            "kind.unknown",
            format!("“{cell}” is no kind of device. Write one of {}.", known.join(", ")),
            format!("未知的设备类型“{cell}”。可填：{}。", known_zh.join("、")),
        )
    })
}

pub(crate) fn words(cell: &str) -> Result<Option<String>, Wrong> {
    text::line(Some(cell), text::WORDS)
}

/// A device that a cell names, perhaps with the port or outlet of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// Its name, perhaps with its site before it: `SITE/NAME`.
    pub(crate) word: String,
    pub(crate) port: Option<String>,
}

/// Several devices between semicolons, each perhaps with a port behind an `@`: `UPS-1@outlet 3; UPS-2`.
pub(crate) fn named(cell: &str) -> Result<Option<Vec<Named>>, Wrong> {
    let mut found = Vec::new();
    for part in cell.split([';', '；', '、']).map(str::trim).filter(|part| !part.is_empty()) {
        let (word, port) = part.rsplit_once('@').map_or((part, None), |(word, port)| (word, Some(port)));
        let port = text::line(port, text::WORDS)?;
        found.push(Named { word: text::required(word, 2 * text::NAME + 1)?, port });
    }
    Ok(if found.is_empty() { None } else { Some(found) })
}

pub(crate) fn host(cell: &str) -> Result<Option<String>, Wrong> {
    address::address(Some(cell))
}

pub(crate) fn port(cell: &str) -> Result<Option<u16>, Wrong> {
    if cell.is_empty() {
        return Ok(None);
    }
    // Zero is no port either, and what is no u16 is treated alike.
    address::port(Some(cell.parse().unwrap_or(0)))
}

pub(crate) fn version(cell: &str) -> Result<Option<SnmpVersion>, Wrong> {
    match cell.to_lowercase().trim_start_matches('v') {
        "" if cell.is_empty() => Ok(None),
        "1" => Ok(Some(SnmpVersion::V1)),
        "2c" | "2" => Ok(Some(SnmpVersion::V2c)),
        "3" => Ok(Some(SnmpVersion::V3)),
        _ => Err(Wrong::new("snmp.version", "Write 1, 2c or 3, or leave it empty.", "请填写 1、2c 或 3，或留空。")),
    }
}

pub(crate) fn community(cell: &str) -> Result<Option<Secret>, Wrong> {
    if cell.is_empty() {
        return Ok(None);
    }
    let secret = Secret::new(cell);
    snmp::community(&secret).map(|()| Some(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_goes_by_its_word_in_either_language() {
        for (cell, expected) in
            [("camera", DeviceKind::Camera), ("摄像机", DeviceKind::Camera), ("UPS", DeviceKind::Ups), ("NVR", DeviceKind::Recorder)]
        {
            assert_eq!(kind(cell), Ok(expected));
        }
        assert_eq!(kind("toaster").unwrap_err().code, "kind.unknown");
        for member in DeviceKind::ALL {
            assert_eq!(kind(member.as_str()), Ok(*member));
        }
    }

    #[test]
    fn several_devices_stand_between_semicolons_each_perhaps_with_a_port() {
        let names = |cell| named(cell).unwrap().unwrap_or_default().into_iter().map(|named| (named.word, named.port)).collect::<Vec<_>>();
        assert_eq!(names(" "), []);
        assert_eq!(names("UPS-1@outlet 3; UPS-2"), [("UPS-1".into(), Some("outlet 3".into())), ("UPS-2".into(), None)]);
        assert_eq!(names("一号UPS、二号UPS；"), [("一号UPS".into(), None), ("二号UPS".into(), None)]);
        assert_eq!(named("@3").unwrap_err().code, "text.empty");
    }

    #[test]
    fn numbers_and_versions_are_read_as_people_write_them() {
        assert_eq!(port(""), Ok(None));
        assert_eq!(port("554"), Ok(Some(554)));
        for bad in ["0", "65536", "-1", "80a", "8 0", "1.5"] {
            assert_eq!(port(bad).unwrap_err().code, "port.wrong", "{bad}");
        }
        for (cell, expected) in [
            ("1", Some(SnmpVersion::V1)),
            ("2c", Some(SnmpVersion::V2c)),
            ("V2C", Some(SnmpVersion::V2c)),
            ("v3", Some(SnmpVersion::V3)),
            ("", None),
        ] {
            assert_eq!(version(cell), Ok(expected), "{cell}");
        }
        for bad in ["0", "1c", "v", "4"] {
            assert_eq!(version(bad).unwrap_err().code, "snmp.version", "{bad}");
        }
    }
}
