//! The hash of one table row's content, the same on both databases: the names of the columns that are not NULL, in alphabetical order,
//! each with its value. A column that a later migration adds is NULL in old rows and so leaves their hashes as they were.

use std::collections::HashMap;

use futures::TryStreamExt as _;
use ring::digest::{Context, SHA256};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Column as _, Row as _, TypeInfo as _, ValueRef as _};

use crate::db::{Driver, translate};
use crate::{Conn, Error, Result};

/// The hash of the row with this id, or `None` when there is no such row. `table` is a name of ours, never a user's word.
pub async fn row_hash(conn: &mut Conn, table: &str, id: i64) -> Result<Option<[u8; 32]>> {
    let text = AssertSqlSafe(format!("SELECT * FROM {table} WHERE id = $1"));
    let cells = match conn.driver() {
        Driver::Sqlite(c) => {
            sqlx::query(text).bind(id).fetch_optional(c).await.map_err(translate)?.map(|row| sqlite_cells(&row)).transpose()?
        }
        Driver::Postgres(c) => {
            sqlx::query(text).bind(id).fetch_optional(c).await.map_err(translate)?.map(|row| postgres_cells(&row)).transpose()?
        }
    };
    Ok(cells.map(hash))
}

/// The hashes of the rows with these ids, as far as they are there. `table` is a name of ours.
pub(super) async fn row_hashes(conn: &mut Conn, table: &str, ids: &[i64]) -> Result<HashMap<i64, [u8; 32]>> {
    /// Few enough for the binds that either database takes at once, and for the memory that large rows need.
    const AT_ONCE: usize = 256;
    let mut hashes = HashMap::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let binds: Vec<String> = (1..=some.len()).map(|n| format!("${n}")).collect();
        let text = AssertSqlSafe(format!("SELECT * FROM {table} WHERE id IN ({})", binds.join(", ")));
        match conn.driver() {
            Driver::Sqlite(c) => {
                let query = some.iter().fold(sqlx::query(text), |query, id| query.bind(*id));
                for row in query.fetch_all(c).await.map_err(translate)? {
                    hashes.insert(row.try_get("id").map_err(translate)?, hash(sqlite_cells(&row)?));
                }
            }
            Driver::Postgres(c) => {
                let query = some.iter().fold(sqlx::query(text), |query, id| query.bind(*id));
                for row in query.fetch_all(c).await.map_err(translate)? {
                    hashes.insert(row.try_get("id").map_err(translate)?, hash(postgres_cells(&row)?));
                }
            }
        }
    }
    Ok(hashes)
}

/// Hands on every row of a table with its hash, in no particular order and one at a time, for verification. The id is `None` where it is
/// no integer, which only a hand from outside can bring about. `table` is a name of ours.
pub(super) async fn for_each_hash(conn: &mut Conn, table: &str, mut each: impl FnMut(Option<i64>, [u8; 32])) -> Result<()> {
    let text = AssertSqlSafe(format!("SELECT * FROM {table}"));
    match conn.driver() {
        Driver::Sqlite(c) => {
            let mut rows = sqlx::query(text).fetch(c);
            while let Some(row) = rows.try_next().await.map_err(translate)? {
                each(row.try_get("id").ok().flatten(), hash(sqlite_cells(&row)?));
            }
        }
        Driver::Postgres(c) => {
            let mut rows = sqlx::query(text).fetch(c);
            while let Some(row) = rows.try_next().await.map_err(translate)? {
                each(row.try_get("id").ok().flatten(), hash(postgres_cells(&row)?));
            }
        }
    }
    Ok(())
}

/// One column's name and its value as bytes that begin with the kind: `I` integer or boolean, `R` real, `T` text, `B` bytes.
type Cell = (String, Vec<u8>);

fn sqlite_cells(row: &SqliteRow) -> Result<Vec<Cell>> {
    let mut cells = Vec::with_capacity(row.columns().len());
    for column in row.columns() {
        let value = row.try_get_raw(column.ordinal()).map_err(translate)?;
        if value.is_null() {
            continue;
        }
        let kind = value.type_info().name().to_owned();
        let at = column.ordinal();
        let bytes = match kind.as_str() {
            // As bytes, because a text changed from outside need not be UTF-8 any more.
            "TEXT" => tagged(b'T', &row.try_get_unchecked::<Vec<u8>, _>(at).map_err(translate)?),
            "REAL" => tagged(b'R', &real(row.try_get_unchecked(at).map_err(translate)?)),
            "BLOB" => tagged(b'B', &row.try_get_unchecked::<Vec<u8>, _>(at).map_err(translate)?),
            _ => tagged(b'I', &row.try_get_unchecked::<i64, _>(at).map_err(translate)?.to_be_bytes()),
        };
        cells.push((column.name().to_owned(), bytes));
    }
    Ok(cells)
}

fn postgres_cells(row: &PgRow) -> Result<Vec<Cell>> {
    let mut cells = Vec::with_capacity(row.columns().len());
    for column in row.columns() {
        let at = column.ordinal();
        if row.try_get_raw(at).map_err(translate)?.is_null() {
            continue;
        }
        let bytes = match column.type_info().name() {
            "TEXT" => tagged(b'T', row.try_get::<String, _>(at).map_err(translate)?.as_bytes()),
            "FLOAT8" => tagged(b'R', &real(row.try_get(at).map_err(translate)?)),
            "BYTEA" => tagged(b'B', &row.try_get::<Vec<u8>, _>(at).map_err(translate)?),
            "BOOL" => tagged(b'I', &i64::from(row.try_get::<bool, _>(at).map_err(translate)?).to_be_bytes()),
            "INT8" => tagged(b'I', &row.try_get::<i64, _>(at).map_err(translate)?.to_be_bytes()),
            other => {
                return Err(Error::internal(format!("column {} has the type {other}, which the journal cannot attest", column.name())));
            }
        };
        cells.push((column.name().to_owned(), bytes));
    }
    Ok(cells)
}

/// Only one of the two databases keeps the sign of a zero.
fn real(value: f64) -> [u8; 8] {
    (value + 0.0).to_bits().to_be_bytes()
}

fn tagged(kind: u8, bytes: &[u8]) -> Vec<u8> {
    let mut tagged = Vec::with_capacity(bytes.len() + 1);
    tagged.push(kind);
    tagged.extend_from_slice(bytes);
    tagged
}

fn hash(mut cells: Vec<Cell>) -> [u8; 32] {
    cells.sort();
    let mut context = Context::new(&SHA256);
    for (name, value) in cells {
        for part in [name.as_bytes(), &value] {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}
