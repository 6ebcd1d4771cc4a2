//! The lines of a backup file, version 1, and the hash that runs along.

use std::collections::BTreeMap;
use std::io::{BufRead, Read as _, Write};

use data_encoding::HEXLOWER;
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::{Error, Refusal, Result, Text};

pub(super) const FORMAT: &str = "aftercare-backup";
pub(super) const VERSION: i64 = 1;

/// The longest line that is read, in bytes: the largest upload in base64 and much room.
const LONGEST_LINE: u64 = 256 * 1024 * 1024;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub format: String,
    pub version: i64,
    /// The number of the newest migration.
    pub schema: i64,
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub created_at: i64,
}

/// Every other line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields, untagged)]
pub(super) enum Line {
    /// A row of a table.
    Row {
        /// The table's name.
        table: String,
        /// Its columns that are not NULL.
        row: Map<String, Json>,
    },
    /// The highest id that a table has ever given, so that none is given twice.
    LastId {
        /// The table's name.
        table: String,
        /// The id.
        last_id: i64,
    },
    /// The last line.
    End {
        /// What the file should hold.
        end: End,
    },
}

/// What the last line says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct End {
    /// The number of rows of every table, also of those that are empty.
    pub tables: BTreeMap<String, i64>,
    /// The SHA-256 of all bytes before this line.
    pub sha256: String,
}

/// Writes lines and hashes them.
pub(super) struct Lines<W> {
    to: W,
    hash: Context,
}

impl<W: Write> Lines<W> {
    pub fn new(to: W) -> Lines<W> {
        Lines { to, hash: Context::new(&SHA256) }
    }

    pub fn write(&mut self, line: &impl Serialize) -> Result<()> {
        let mut text = serde_json::to_vec(line).map_err(|error| Error::internal(format!("a row cannot be written as JSON: {error}")))?;
        text.push(b'\n');
        self.hash.update(&text);
        self.to.write_all(&text).map_err(|error| unwritable(&error))
    }

    /// Writes the last line, with the hash of all the others.
    pub fn end(mut self, tables: BTreeMap<String, i64>) -> Result<()> {
        let sha256 = digits(&self.hash);
        self.write(&Line::End { end: End { tables, sha256 } })?;
        self.to.flush().map_err(|error| unwritable(&error))
    }
}

fn unwritable(error: &std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return refused(
            507,
            "storage.full",
            "The disk for the backup is full. Free some space or write it elsewhere.",
            "备份所在磁盘已满，请清理空间或写入其他位置。",
        );
    }
    Error::internal(format!("the backup cannot be written: {error}"))
}

/// Reads lines and hashes them.
pub(super) struct LinesIn<R> {
    from: R,
    hash: Context,
    /// How many lines have been read.
    pub number: u64,
}

impl<R: BufRead> LinesIn<R> {
    pub fn new(from: R) -> LinesIn<R> {
        LinesIn { from, hash: Context::new(&SHA256), number: 0 }
    }

    /// The next line and the hash of all before it; `None` at the end of the file.
    pub fn next(&mut self) -> Result<Option<(Vec<u8>, String)>> {
        let mut line = Vec::new();
        self.from
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .map_err(|error| Error::internal(format!("the backup cannot be read: {error}")))?;
        if line.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        if line.last() != Some(&b'\n') {
            return Err(truncated());
        }
        let before = digits(&self.hash);
        self.hash.update(&line);
        Ok(Some((line, before)))
    }
}

fn digits(hash: &Context) -> String {
    HEXLOWER.encode(hash.clone().finish().as_ref())
}

/// The refusal of a file that ends too early.
pub(super) fn truncated() -> Error {
    refused(
        422,
        "backup.truncated",
        "The backup was cut off: its last line is missing. Nothing was restored. Take another copy of it.",
        "备份文件不完整：缺少结尾。未恢复任何内容，请重新复制该文件。",
    )
}

/// The refusal of a file that is not as it was written.
pub(super) fn changed(en: impl std::fmt::Display, zh: impl std::fmt::Display) -> Error {
    let (en, zh) = (
        format!("The backup was changed or damaged: {en}. Nothing was restored."),
        format!("备份文件被改动或已损坏：{zh}。未恢复任何内容。"),
    );
    Error::Refused(Refusal::new(422, "backup.changed", Text::new(en, zh)))
}

/// A refusal in both languages.
pub(super) fn refused(status: u16, code: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Error {
    Error::Refused(Refusal::new(status, code, Text::new(en.into(), zh.into())))
}
