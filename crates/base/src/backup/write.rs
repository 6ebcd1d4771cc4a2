//! Writing a backup.

use std::collections::BTreeMap;
use std::io::Write;

use super::BOOKKEEPING;
use super::cell::for_each_row;
use super::format::{FORMAT, Head, Line, Lines, VERSION};
use super::sequence::last_ids;
use crate::db::{schema_version, tables};
use crate::{Db, Result, Timestamp};

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// The number of the newest migration.
    pub schema: i64,
    /// Every table and its number of rows.
    pub tables: BTreeMap<String, i64>,
}

impl BackedUp {
    /// The number of rows in all.
    pub fn rows(&self) -> i64 {
        self.tables.values().sum()
    }
}

/// Writes the whole database, as it is at one moment, while others go on working. Give a buffered writer; sync the file afterwards.
pub async fn backup(db: &Db, to: impl Write + Send, now: Timestamp) -> Result<BackedUp> {
    let conn = &mut db.snapshot().await?;
    let schema = schema_version(conn).await?;
    let mut lines = Lines::new(to);
    lines.write(&Head { format: FORMAT.to_owned(), version: VERSION, schema, created_at: now.milliseconds() })?;
    let mut counts = BTreeMap::new();
    for table in tables(conn).await?.into_iter().filter(|table| table.name != BOOKKEEPING) {
        let mut rows = 0;
        for_each_row(conn, &table, |row| {
            rows += 1;
            lines.write(&Line::Row { table: table.name.clone(), row })
        })
        .await?;
        counts.insert(table.name, rows);
    }
    for (table, last_id) in last_ids(conn).await? {
        lines.write(&Line::LastId { table, last_id })?;
    }
    lines.end(counts.clone())?;
    Ok(BackedUp { schema, tables: counts })
}
