//! From the bytes of a file to its lines.

use super::Errors;
use super::columns::Header;
use super::decode;
use super::line::Line;
use crate::digest::sha256_hex;
use crate::rules::Wrong;

/// The most lines that are taken at once.
pub(crate) const MOST_LINES: usize = 100_000;

/// A device list that was read as far as it could be.
#[derive(Debug)]
pub struct DeviceFile {
    /// The SHA-256 of its bytes, by which the journal names it.
    pub(crate) sha256: String,
    pub(crate) header: Header,
    pub(crate) lines: Vec<Line>,
    pub(crate) errors: Errors,
}

impl DeviceFile {
    /// Reads the bytes of a CSV file. Whatever is wrong with it stands in `errors`; the lines that could be read are there all the same.
    pub fn read(bytes: &[u8]) -> DeviceFile {
        let (header, lines, errors) = (Header::default(), Vec::new(), Errors::default());
        let mut file = DeviceFile { sha256: sha256_hex(bytes), header, lines, errors };
        match decode::text(bytes) {
            Ok(text) => file.take_in(&text),
            Err(wrong) => file.errors.add(1, None, wrong),
        }
        file
    }

    fn take_in(&mut self, text: &str) {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes());
        let mut record = csv::StringRecord::new();
        let mut lines = LineNumbers { text, counted: 0, line: 1 };
        let mut heading_read = false;
        loop {
            match reader.read_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {}
                Err(error) => {
                    self.errors.add(lines.at(error.position()), None, unreadable());
                    break;
                }
            }
            let number = lines.at(record.position());
            if !heading_read {
                heading_read = true;
                self.header = Header::read(&record, number, &mut self.errors);
                if self.errors.total() > 0 {
                    // Cells under a heading that is not understood cannot be judged.
                    return;
                }
                continue;
            }
            if self.lines.len() == MOST_LINES {
                self.errors.add(number, None, too_many());
                return;
            }
            self.lines.extend(Line::read(&self.header, &record, number, &mut self.errors));
        }
        if self.lines.is_empty() && self.errors.total() == 0 {
            self.errors.add(1, None, Wrong::new("file.no_lines", "There is no device below the heading.", "表头下没有设备。"));
        }
    }
}

/// Counts lines as an editor does. The parser's own count is one behind where lines end with CR LF, as Excel's do: it takes a line to begin
/// before the LF that ended the one above.
struct LineNumbers<'t> {
    text: &'t str,
    /// How many bytes were counted.
    counted: usize,
    /// The line on which the next byte stands.
    line: u64,
}

impl LineNumbers<'_> {
    /// The line on which the record at this position begins; positions must not go back.
    fn at(&mut self, position: Option<&csv::Position>) -> u64 {
        let Some(start) = position.and_then(|position| usize::try_from(position.byte()).ok()) else { return self.line };
        let bytes = self.text.as_bytes();
        let ends = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let blank = bytes.get(start..).map_or(0, |rest| rest.iter().take_while(|byte| ends(byte)).count());
        let passed = bytes.get(self.counted..start + blank).unwrap_or_default();
        let alone = |(at, byte): (usize, &u8)| *byte == b'\n' || (*byte == b'\r' && passed.get(at + 1) != Some(&b'\n'));
        self.line += passed.iter().enumerate().filter(|each| alone(*each)).count() as u64;
        self.counted += passed.len();
        self.line
    }
}

/// Commas, unless the heading has none and has what some countries' and programs' spreadsheets put in their place.
fn delimiter(text: &str) -> u8 {
    let heading = text.lines().next().unwrap_or("");
    [b',', b';', b'\t'].into_iter().find(|delimiter| heading.contains(char::from(*delimiter))).unwrap_or(b',')
}

fn unreadable() -> Wrong {
    Wrong::new("line.unreadable", "From here on the file cannot be read as CSV.", "从此行起无法按 CSV 读取。")
}

fn too_many() -> Wrong {
    Wrong::new(
        "file.too_many_lines",
        format!("At most {MOST_LINES} devices are taken at once. Split the file."),
        format!("一次最多导入 {MOST_LINES} 台设备，请拆分文件。"),
    )
}
