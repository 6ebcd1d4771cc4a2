//! Restoring a backup into an empty database.

use std::collections::BTreeMap;
use std::io::BufRead;

use serde_json::{Map, Value as Json};

use super::BOOKKEEPING;
use super::cell::{kinds, value};
use super::foreign::Foreign;
use super::format::{End, FORMAT, Head, Line, LinesIn, VERSION, changed, refused, truncated};
use super::sequence::{go_on_after, last_ids};
use crate::db::{Bulk, ColumnKind, Migration, Table, Value, migrate, schema_version, sql, tables};
use crate::{Conn, Db, Result, Timestamp};

/// How many rows go to the database at once, and how many bytes of the file at most.
const BATCH_ROWS: usize = 256;
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// When the backup was made.
    pub created_at: Timestamp,
    /// The schema it was made with; later migrations were applied after it.
    pub schema: i64,
    /// Every table and its number of rows.
    pub tables: BTreeMap<String, i64>,
}

impl Restored {
    /// The number of rows in all.
    pub fn rows(&self) -> i64 {
        self.tables.values().sum()
    }
}

/// Restores a backup into an empty database: one without tables, or one whose tables hold nothing and whose schema is no newer than the
/// backup's. The schema is first brought to that of the backup and, when everything is in, to the newest of `migrations`. A backup that was
/// cut off or changed, or that a newer program wrote, is refused and leaves nothing behind.
pub async fn restore(db: &Db, migrations: &[Migration], from: impl BufRead + Send, now: Timestamp) -> Result<Restored> {
    let mut lines = LinesIn::new(from);
    let head = read_head(&mut lines, migrations)?;
    check_empty(db, head.schema).await?;
    let then: Vec<Migration> = migrations.iter().filter(|migration| migration.number <= head.schema).copied().collect();
    migrate(db, &then, now).await?;

    let mut conn = db.write().await?;
    let foreign = Foreign::put_aside(&mut conn).await?;
    let mut load = Load::new(&mut conn).await?;
    let tables = match load.read(&mut conn, &mut lines).await {
        Ok(tables) => tables,
        // A row that the database does not take is most likely a damaged one; then that is the thing to say.
        Err(error @ crate::Error::Internal(_)) => return Err(damage(&mut lines).err().unwrap_or(error)),
        Err(refused) => return Err(refused),
    };
    foreign.put_back(&mut conn).await?;
    conn.commit().await?;

    migrate(db, migrations, now).await?;
    Ok(Restored { created_at: Timestamp::from_milliseconds(head.created_at), schema: head.schema, tables })
}

fn read_head(lines: &mut LinesIn<impl BufRead>, migrations: &[Migration]) -> Result<Head> {
    let not_a_backup = || refused(422, "backup.not_a_backup", "This is not a backup made by Aftercare.", "这不是 Aftercare 的备份文件。");
    let (line, _) = lines.next()?.ok_or_else(not_a_backup)?;
    let json: Json = serde_json::from_slice(&line).map_err(|_| not_a_backup())?;
    if json.get("format").and_then(Json::as_str) != Some(FORMAT) {
        return Err(not_a_backup());
    }
    let newest = migrations.last().map_or(0, |migration| migration.number);
    let schema = json.get("schema").and_then(Json::as_i64).unwrap_or(i64::MAX);
    if json.get("version").and_then(Json::as_i64) != Some(VERSION) || schema > newest {
        return Err(refused(
            422,
            "backup.newer",
            format!(
                "This backup was made by a newer program (schema {schema}; this one knows up to {newest}). Restore it with that program."
            ),
            format!("该备份由更新版本的程序生成（结构版本 {schema}，本程序支持至 {newest}）。请使用该版本的程序恢复。"),
        ));
    }
    serde_json::from_value(json).map_err(|error| changed(format!("its first line is wrong ({error})"), format!("首行有误（{error}）")))
}

/// Refuses a database that holds anything, or whose schema the backup's rows would not fit.
async fn check_empty(db: &Db, schema: i64) -> Result<()> {
    let conn = &mut db.read().await?;
    let known = tables(conn).await?;
    for table in known.iter().filter(|table| table.name != BOOKKEEPING) {
        let rows: i64 =
            sql(format!("SELECT COUNT(*) FROM (SELECT 1 AS one FROM {} LIMIT 1) AS first", table.quoted())).scalar(conn).await?;
        if rows > 0 {
            return Err(refused(
                409,
                "restore.not_empty",
                format!(
                    "The database is not empty: the table {} holds rows. Restore into a new database; nothing was changed.",
                    table.name
                ),
                format!("数据库不是空的：表 {} 中已有数据。请恢复到新的数据库；未作任何改动。", table.name),
            ));
        }
    }
    let present = if known.iter().any(|table| table.name == BOOKKEEPING) { schema_version(conn).await? } else { 0 };
    if present > schema {
        return Err(refused(
            409,
            "restore.schema_newer",
            format!("The database already has schema {present}, the backup {schema}. Restore into a new database without tables."),
            format!("数据库结构版本为 {present}，备份为 {schema}。请恢复到没有任何表的新数据库。"),
        ));
    }
    Ok(())
}

/// Reads on to the end of the file only to learn whether it is as it was written.
fn damage(lines: &mut LinesIn<impl BufRead>) -> Result<()> {
    loop {
        let (text, before) = lines.next()?.ok_or_else(truncated)?;
        if let Ok(Line::End { end }) = serde_json::from_slice(&text) {
            return check_hash(&end, &before);
        }
    }
}

fn check_hash(end: &End, before: &str) -> Result<()> {
    if end.sha256 == before {
        return Ok(());
    }
    Err(changed("its bytes do not have the SHA-256 of its last line", "内容与结尾的 SHA-256 不符"))
}

/// Rows on their way into the database.
struct Load {
    tables: BTreeMap<String, Target>,
    counts: BTreeMap<String, i64>,
    /// Rows of one table that wait to be written together.
    waiting: Vec<Vec<Value>>,
    waiting_for: String,
    waiting_bytes: usize,
}

struct Target {
    table: Table,
    kinds: Vec<ColumnKind>,
    insert: String,
}

impl Load {
    async fn new(conn: &mut Conn) -> Result<Load> {
        let mut targets = BTreeMap::new();
        for table in tables(conn).await?.into_iter().filter(|table| table.name != BOOKKEEPING) {
            let names: Vec<String> = table.columns.iter().map(|column| column.quoted()).collect();
            let insert = format!("INSERT INTO {} ({}) VALUES {{}}", table.quoted(), names.join(", "));
            targets.insert(table.name.clone(), Target { kinds: kinds(&table)?, insert, table });
        }
        let counts = targets.keys().map(|name| (name.clone(), 0)).collect();
        Ok(Load { tables: targets, counts, waiting: Vec::new(), waiting_for: String::new(), waiting_bytes: 0 })
    }

    /// Reads to the end of the file, and answers the number of rows of every table once the last line has confirmed them.
    async fn read(&mut self, conn: &mut Conn, lines: &mut LinesIn<impl BufRead>) -> Result<BTreeMap<String, i64>> {
        let mut ids = BTreeMap::new();
        loop {
            let (text, before) = lines.next()?.ok_or_else(truncated)?;
            let number = lines.number;
            let line = serde_json::from_slice(&text).map_err(|_| wrong_line(number))?;
            match line {
                Line::Row { table, row } => {
                    if table != self.waiting_for || self.waiting.len() == BATCH_ROWS || self.waiting_bytes > BATCH_BYTES {
                        self.flush(conn).await?;
                        self.waiting_for.clone_from(&table);
                    }
                    self.waiting_bytes += text.len();
                    self.take(&table, row).ok_or_else(|| wrong_line(number))?;
                }
                Line::LastId { table, last_id } => {
                    ids.insert(table, last_id);
                }
                Line::End { end } => {
                    self.check_end(&end, &before)?;
                    if lines.next()?.is_some() {
                        return Err(changed("something stands after its last line", "结尾之后还有内容"));
                    }
                    self.flush(conn).await?;
                    self.set_ids(conn, ids).await?;
                    return Ok(std::mem::take(&mut self.counts));
                }
            }
        }
    }

    /// Takes in one row; `None` when it does not fit its table.
    fn take(&mut self, name: &str, mut row: Map<String, Json>) -> Option<()> {
        let Target { table, kinds, .. } = self.tables.get(name)?;
        let mut values = Vec::with_capacity(kinds.len());
        for (column, kind) in table.columns.iter().zip(kinds) {
            values.push(value(*kind, row.remove(&column.name))?);
        }
        if !row.is_empty() {
            return None;
        }
        self.waiting.push(values);
        *self.counts.get_mut(name)? += 1;
        Some(())
    }

    async fn flush(&mut self, conn: &mut Conn) -> Result<()> {
        let rows = std::mem::take(&mut self.waiting);
        self.waiting_bytes = 0;
        if let Some(target) = self.tables.get(&self.waiting_for).filter(|_| !rows.is_empty()) {
            Bulk::new(&target.insert, rows).run(conn).await?;
        }
        Ok(())
    }

    fn check_end(&self, end: &End, before: &str) -> Result<()> {
        check_hash(end, before)?;
        if end.tables != self.counts {
            return Err(changed("it does not hold the rows that its last line counts", "行数与结尾的统计不符"));
        }
        Ok(())
    }

    /// On SQLite the rows have moved the ids ahead already; on PostgreSQL nobody has.
    async fn set_ids(&self, conn: &mut Conn, mut ids: BTreeMap<String, i64>) -> Result<()> {
        for (table, _) in last_ids(conn).await? {
            ids.entry(table).or_insert(0);
        }
        for (table, last) in ids.into_iter().filter(|(table, _)| self.tables.contains_key(table)) {
            go_on_after(conn, &table, last).await?;
        }
        Ok(())
    }
}

fn wrong_line(number: u64) -> crate::Error {
    changed(format!("line {number} does not say what such a line must"), format!("第 {number} 行内容有误"))
}
