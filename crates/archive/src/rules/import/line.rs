//! One line of a device list.

use super::Errors;
use super::columns::{Column, Header};
use super::given::{self, Cell, Named};
use crate::model::{DeviceKind, Secret, SnmpVersion};
use crate::rules::{Wrong, text};

/// One line, read cell by cell. What could not be read is empty here and stands among the errors.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// The line in the file, from 1, the heading included.
    pub(crate) number: u64,
    /// Whether every cell could be read.
    pub(crate) clean: bool,
    /// The customer's code or name.
    pub(crate) customer: String,
    /// The site's code or name.
    pub(crate) site: String,
    /// The device's name.
    pub(crate) name: String,
    pub(crate) kind: Option<DeviceKind>,
    pub(crate) vendor: Cell<String>,
    pub(crate) model: Cell<String>,
    pub(crate) serial: Cell<String>,
    pub(crate) address: Cell<String>,
    /// The parent's name, perhaps with its site before it: `SITE/NAME`.
    pub(crate) parent: Cell<String>,
    /// The port at the parent.
    pub(crate) parent_port: Cell<String>,
    /// What else it is reached over.
    pub(crate) ways: Cell<Vec<Named>>,
    /// What feeds it.
    pub(crate) fed_by: Cell<Vec<Named>>,
    pub(crate) snmp_version: Cell<SnmpVersion>,
    pub(crate) snmp_port: Cell<u16>,
    pub(crate) snmp_community: Option<Secret>,
    pub(crate) http_port: Cell<u16>,
    pub(crate) rtsp_port: Cell<u16>,
}

/// Reads the cells of one line and notes what is wrong with them.
struct Reader<'a> {
    header: &'a Header,
    record: &'a csv::StringRecord,
    number: u64,
    errors: &'a mut Errors,
    clean: bool,
}

impl Reader<'_> {
    fn required<T>(&mut self, column: Column, read: impl Fn(&str) -> Result<T, Wrong>) -> Option<T> {
        let cell = self.header.cell(column, self.record)?;
        self.noted(column, read(cell))
    }

    fn optional<T>(&mut self, column: Column, read: impl Fn(&str) -> Result<Option<T>, Wrong>) -> Cell<T> {
        let cell = self.header.cell(column, self.record)?;
        Some(self.noted(column, read(cell)).flatten())
    }

    fn noted<T>(&mut self, column: Column, read: Result<T, Wrong>) -> Option<T> {
        read.map_err(|wrong| {
            self.clean = false;
            self.errors.add(self.number, self.header.heading(column), wrong);
        })
        .ok()
    }
}

impl Line {
    /// Reads one line; an empty one is `None`.
    pub(crate) fn read(header: &Header, record: &csv::StringRecord, number: u64, errors: &mut Errors) -> Option<Line> {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        if record.iter().any(|cell| cell.contains(['\n', '\r'])) {
            errors.add(number, None, torn());
            return None;
        }
        let mut reader = Reader { header, record, number, errors, clean: true };
        reader.width();
        let line = Line {
            number,
            customer: reader.required(Column::Customer, text::name).unwrap_or_default(),
            site: reader.required(Column::Site, text::name).unwrap_or_default(),
            name: reader.required(Column::Name, text::name).unwrap_or_default(),
            kind: reader.required(Column::Kind, given::kind),
            vendor: reader.optional(Column::Vendor, given::words),
            model: reader.optional(Column::Model, given::words),
            serial: reader.optional(Column::Serial, given::words),
            address: reader.optional(Column::Address, given::host),
            parent: reader.optional(Column::Parent, |cell| text::line(Some(cell), 2 * text::NAME + 1)),
            parent_port: reader.optional(Column::ParentPort, given::words),
            ways: reader.optional(Column::Ways, given::named),
            fed_by: reader.optional(Column::FedBy, given::named),
            snmp_version: reader.optional(Column::SnmpVersion, given::version),
            snmp_port: reader.optional(Column::SnmpPort, given::port),
            snmp_community: reader.optional(Column::SnmpCommunity, given::community).flatten(),
            http_port: reader.optional(Column::HttpPort, given::port),
            rtsp_port: reader.optional(Column::RtspPort, given::port),
            clean: true,
        };
        Some(Line { clean: reader.clean, ..line })
    }
}

impl Reader<'_> {
    /// A line that is too short or too long is not what its writer meant: a comma in a name shifts every cell after it.
    fn width(&mut self) {
        let width = self.header.width();
        let surplus = self.record.iter().skip(width).any(|cell| !cell.trim().is_empty());
        if self.record.len() >= width && !surplus {
            return;
        }
        let found = self.record.len();
        self.clean = false;
        self.errors.add(
            self.number,
            None,
            Wrong::new(
                "line.width",
                format!("This line has {found} cells, the heading has {width}. Put cells that contain a comma between quotation marks."),
                format!("本行有 {found} 格，表头有 {width} 列。含逗号的内容请用英文双引号括起。"),
            ),
        );
    }
}

/// Nothing in a device list needs two lines; a quotation mark that is opened and never closed swallows the rest of the file.
fn torn() -> Wrong {
    Wrong::new(
        "line.torn",
        "A cell goes on over several lines: a quotation mark is missing, or there is a line break in the cell.",
        "单元格跨越多行：缺少引号，或单元格内有换行。",
    )
}
