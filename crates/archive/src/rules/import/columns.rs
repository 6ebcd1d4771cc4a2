//! The heading of a device list: which column is where. The order is free, and each column has the names people give it.

use super::Errors;
use super::errors::{did_you_mean, shown};
use crate::rules::Wrong;

/// The columns of a device list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Customer,
    Site,
    Name,
    Kind,
    Vendor,
    Model,
    Serial,
    Address,
    Parent,
    ParentPort,
    Ways,
    FedBy,
    SnmpVersion,
    SnmpPort,
    SnmpCommunity,
    HttpPort,
    RtspPort,
}

/// Every column with its names, the first of which is its own.
const NAMES: &[(Column, &[&str])] = &[
    (Column::Customer, &["customer", "用户单位", "用户", "客户", "客户名称", "单位"]),
    (Column::Site, &["site", "点位", "点位名称", "机房", "点位/机房", "站点", "安装位置"]),
    (Column::Name, &["name", "名称", "设备名称", "设备名", "device", "device name"]),
    (Column::Kind, &["kind", "类型", "设备类型", "type", "device type"]),
    (Column::Vendor, &["vendor", "厂商", "厂家", "生产厂家", "品牌", "manufacturer", "brand"]),
    (Column::Model, &["model", "型号", "设备型号", "规格型号"]),
    (Column::Serial, &["serial", "序列号", "设备序列号", "serial number", "sn"]),
    (Column::Address, &["address", "地址", "ip", "ip地址", "管理地址", "ip address", "host"]),
    (Column::Parent, &["parent", "上级", "上级设备", "上联", "上联设备", "uplink"]),
    (Column::ParentPort, &["parent_port", "上联端口", "上级端口", "上级设备端口", "uplink port", "switch port"]),
    (Column::Ways, &["ways", "备用上联", "备用链路", "其他上联", "other uplinks", "backup uplink"]),
    (Column::FedBy, &["fed_by", "供电", "供电设备", "供电来源", "电源", "power", "power source"]),
    (Column::SnmpVersion, &["snmp_version", "snmp版本"]),
    (Column::SnmpPort, &["snmp_port", "snmp端口"]),
    (Column::SnmpCommunity, &["snmp_community", "snmp团体名", "snmp团体字", "团体名", "团体字", "community"]),
    (Column::HttpPort, &["http_port", "http端口", "web端口", "网页端口"]),
    (Column::RtspPort, &["rtsp_port", "rtsp端口", "视频端口"]),
];

/// No list of devices has more; a heading that does is no heading.
const MOST_COLUMNS: usize = 100;

/// Without these no device can be placed.
const REQUIRED: [Column; 4] = [Column::Customer, Column::Site, Column::Name, Column::Kind];

impl Column {
    /// Its own name.
    pub(crate) fn name(self) -> &'static str {
        NAMES.iter().find(|(column, _)| *column == self).and_then(|(_, names)| names.first()).copied().unwrap_or_default()
    }

    fn named(heading: &str) -> Option<Column> {
        let heading = plain(heading);
        NAMES.iter().find(|(_, names)| names.iter().any(|name| plain(name) == heading)).map(|(column, _)| *column)
    }
}

/// A heading without what people write differently: case, spaces, underscores, hyphens.
fn plain(heading: &str) -> String {
    heading.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// Where each column is, and what the file calls it.
#[derive(Debug, Default)]
pub(crate) struct Header {
    places: Vec<(Column, usize, String)>,
    width: usize,
}

impl Header {
    /// Reads the heading; what is wrong with it is noted on its line.
    pub(crate) fn read(headings: &csv::StringRecord, line: u64, errors: &mut Errors) -> Header {
        let mut header = Header { places: Vec::new(), width: headings.len() };
        // Excel leaves empty headings at the end where a column was once used.
        while header.width > 0 && headings.get(header.width - 1).is_some_and(|heading| heading.trim().is_empty()) {
            header.width -= 1;
        }
        if header.width > MOST_COLUMNS {
            errors.add(line, None, too_many());
            return header;
        }
        for (index, heading) in headings.iter().take(header.width).enumerate() {
            let heading = heading.trim();
            match Column::named(heading) {
                Some(column) => header.place(column, index, heading, line, errors),
                None => errors.add(line, Some(&shown(heading)), unknown(heading, index, errors)),
            }
        }
        for column in REQUIRED {
            if header.at(column).is_none() {
                errors.add(line, Some(column.name()), missing(column));
            }
        }
        header
    }

    fn place(&mut self, column: Column, index: usize, heading: &str, line: u64, errors: &mut Errors) {
        if let Some((_, _, earlier)) = self.at(column) {
            let wrong = Wrong::new(
                "column.twice",
                format!("“{earlier}” and “{heading}” are the same column. Remove one."),
                format!("“{earlier}”与“{heading}”是同一列，请删除其一。"),
            );
            errors.add(line, Some(heading), wrong);
        } else {
            self.places.push((column, index, heading.to_owned()));
        }
    }

    fn at(&self, column: Column) -> Option<&(Column, usize, String)> {
        self.places.iter().find(|(placed, _, _)| *placed == column)
    }

    /// The number of cells a line has.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// What the file calls the column.
    pub(crate) fn heading(&self, column: Column) -> Option<&str> {
        self.at(column).map(|(_, _, heading)| heading.as_str())
    }

    /// The cell of the column in a line; `None` when the file has no such column.
    pub(crate) fn cell<'l>(&self, column: Column, line: &'l csv::StringRecord) -> Option<&'l str> {
        self.at(column).map(|(_, index, _)| bare(line.get(*index).unwrap_or("")))
    }
}

/// A cell without the space around it and without the `="…"` by which Excel is kept from eating leading zeros.
fn bare(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix("=\"").and_then(|cell| cell.strip_suffix('"')).map_or(cell, str::trim)
}

fn too_many() -> Wrong {
    Wrong::new(
        "column.too_many",
        format!("The first line has more than {MOST_COLUMNS} columns. It must hold the headings of a device list."),
        format!("第一行超过 {MOST_COLUMNS} 列，应为设备清单的表头。"),
    )
}

fn unknown(heading: &str, index: usize, errors: &Errors) -> Wrong {
    if heading.is_empty() {
        let number = index + 1;
        return Wrong::new(
            "column.unnamed",
            format!("Column {number} has no heading. Name it or remove it."),
            format!("第 {number} 列没有列名，请填写列名或删除该列。"),
        );
    }
    let (en, zh) = did_you_mean(errors.likely(heading, NAMES.iter().flat_map(|(_, names)| names.iter().copied())));
    let heading = shown(heading);
    let known: Vec<&str> = NAMES.iter().map(|(column, _)| column.name()).collect();
    Wrong::new(
        "column.unknown",
        format!("There is no column “{heading}”.{en} Columns are: {}.", known.join(", ")),
        format!("没有名为“{heading}”的列。{zh}可用的列：{}。", known.join("、")),
    )
}

fn missing(column: Column) -> Wrong {
    let (_, names) = NAMES.iter().find(|(named, _)| *named == column).copied().unwrap_or((column, &[]));
    Wrong::new(
        "column.missing",
        format!("The column {} is missing. It may also be called: {}.", column.name(), names.get(1..).unwrap_or_default().join(", ")),
        format!("缺少列 {}，也可写作：{}。", column.name(), names.get(1..).unwrap_or_default().join("、")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_known_by_all_its_names_and_no_name_is_two_columns() {
        for (column, names) in NAMES {
            for name in *names {
                assert_eq!(Column::named(name), Some(*column), "{name}");
                assert_eq!(Column::named(&format!(" {} ", name.to_uppercase())), Some(*column), "{name}");
            }
        }
        assert_eq!(Column::named("SNMP 版本"), Some(Column::SnmpVersion));
        assert_eq!(Column::named("colour"), None);
    }

    #[test]
    fn excels_way_to_keep_leading_zeros_is_understood() {
        assert_eq!(bare("=\"00123\""), "00123");
        assert_eq!(bare(" plain "), "plain");
        assert_eq!(bare("=1+1"), "=1+1");
    }
}
