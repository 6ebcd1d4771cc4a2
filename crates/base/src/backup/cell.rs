//! One value of a row as JSON and back, by the type of its column. Integers are numbers, texts strings, booleans booleans; a real number is
//! a string with the shortest digits that read back as the same number; bytes are base64. NULL is left out.

use data_encoding::BASE64;
use futures::TryStreamExt as _;
use serde_json::{Map, Value as Json};
use sqlx::{AssertSqlSafe, ColumnIndex, Database, Decode, Row, Type};

use crate::db::{ColumnKind, Driver, Table, Value, translate};
use crate::{Conn, Error, Result};

/// Hands on every row of a table as a JSON object, one at a time.
pub(super) async fn for_each_row(conn: &mut Conn, table: &Table, mut each: impl FnMut(Map<String, Json>) -> Result<()>) -> Result<()> {
    let kinds = kinds(table)?;
    let names: Vec<String> = table.columns.iter().map(|column| column.quoted()).collect();
    let text = AssertSqlSafe(format!("SELECT {} FROM {}", names.join(", "), table.quoted()));
    match conn.driver() {
        Driver::Sqlite(c) => {
            let mut rows = sqlx::query(text).fetch(c);
            while let Some(row) = rows.try_next().await.map_err(translate)? {
                each(object(table, &kinds, &row)?)?;
            }
        }
        Driver::Postgres(c) => {
            let mut rows = sqlx::query(text).fetch(c);
            while let Some(row) = rows.try_next().await.map_err(translate)? {
                each(object(table, &kinds, &row)?)?;
            }
        }
    }
    Ok(())
}

/// What each column of the table holds, in the order of the columns.
pub(super) fn kinds(table: &Table) -> Result<Vec<ColumnKind>> {
    table.columns.iter().map(|column| column.kind()).collect()
}

fn object<R>(table: &Table, kinds: &[ColumnKind], row: &R) -> Result<Map<String, Json>>
where
    R: Row,
    usize: ColumnIndex<R>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> String: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> f64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> bool: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
    R::Database: Database,
{
    let mut object = Map::with_capacity(kinds.len());
    for (at, (column, kind)) in table.columns.iter().zip(kinds).enumerate() {
        let cell = match kind {
            ColumnKind::Int => row.try_get::<Option<i64>, _>(at).map(|v| v.map(Json::from)),
            ColumnKind::Text => row.try_get::<Option<String>, _>(at).map(|v| v.map(Json::from)),
            ColumnKind::Real => row.try_get::<Option<f64>, _>(at).map(|v| v.map(|v| Json::from(v.to_string()))),
            ColumnKind::Bool => row.try_get::<Option<bool>, _>(at).map(|v| v.map(Json::from)),
            ColumnKind::Bytes => row.try_get::<Option<Vec<u8>>, _>(at).map(|v| v.map(|v| Json::from(BASE64.encode(&v)))),
        };
        let cell = cell.map_err(|error| {
            Error::internal(format!(
                "the table {} cannot be backed up: its column {} holds something else than {} ({error}); run `aftercare journal verify`",
                table.name, column.name, column.declared
            ))
        })?;
        if let Some(cell) = cell {
            object.insert(column.name.clone(), cell);
        }
    }
    Ok(object)
}

/// The value to bind for a cell of the file; `None` when the cell does not fit the column.
pub(super) fn value(kind: ColumnKind, cell: Option<Json>) -> Option<Value> {
    let Some(cell) = cell else {
        return Some(match kind {
            ColumnKind::Int => Value::Int(None),
            ColumnKind::Text => Value::Text(None),
            ColumnKind::Real => Value::Real(None),
            ColumnKind::Bool => Value::Bool(None),
            ColumnKind::Bytes => Value::Bytes(None),
        });
    };
    match (kind, cell) {
        (ColumnKind::Int, Json::Number(number)) => number.as_i64().map(Value::from),
        (ColumnKind::Text, Json::String(text)) => Some(Value::from(text)),
        (ColumnKind::Real, Json::String(text)) => text.parse::<f64>().ok().map(Value::from),
        (ColumnKind::Bool, Json::Bool(truth)) => Some(Value::from(truth)),
        (ColumnKind::Bytes, Json::String(text)) => BASE64.decode(text.as_bytes()).ok().map(Value::from),
        _ => None,
    }
}
