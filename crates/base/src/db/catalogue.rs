//! What tables there are and what their columns hold, as the database itself tells it: a backup and a verification that ask here cannot
//! forget a table that a later migration adds.

use super::{Conn, Dialect, sql};
use crate::{Error, Result};

/// A table of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order of the table.
    pub columns: Vec<Column>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type as the database calls it, in capitals: `BIGINT`.
    pub declared: String,
    /// Whether it may be NULL.
    pub nullable: bool,
}

/// What a column holds: the five types of our migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// BIGINT
    Int,
    /// TEXT
    Text,
    /// DOUBLE PRECISION
    Real,
    /// BOOLEAN
    Bool,
    /// BYTEA
    Bytes,
}

impl Table {
    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The name as it stands in a statement.
    pub fn quoted(&self) -> String {
        quoted(&self.name)
    }
}

impl Column {
    /// What it holds; a type that is none of ours is an internal failure.
    pub fn kind(&self) -> Result<ColumnKind> {
        match self.declared.as_str() {
            "BIGINT" | "INTEGER" => Ok(ColumnKind::Int),
            "TEXT" => Ok(ColumnKind::Text),
            "DOUBLE PRECISION" => Ok(ColumnKind::Real),
            "BOOLEAN" => Ok(ColumnKind::Bool),
            "BYTEA" => Ok(ColumnKind::Bytes),
            other => Err(Error::internal(format!(
                "column {} has the type {other}, which is none of BIGINT, TEXT, DOUBLE PRECISION, BOOLEAN, BYTEA",
                self.name
            ))),
        }
    }

    /// The name as it stands in a statement.
    pub fn quoted(&self) -> String {
        quoted(&self.name)
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Every table of the database, by name; what the database keeps for itself is left out.
pub async fn tables(conn: &mut Conn) -> Result<Vec<Table>> {
    let text = match conn.dialect() {
        Dialect::Sqlite => {
            "SELECT t.name, c.name, c.type, c.\"notnull\" = 0 AND c.pk = 0 FROM pragma_table_list AS t \
             JOIN pragma_table_info(t.name) AS c \
             WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY t.name, c.cid"
        }
        Dialect::Postgres => {
            "SELECT c.table_name::text, c.column_name::text, c.data_type::text, c.is_nullable = 'YES' FROM information_schema.columns AS c \
             JOIN information_schema.tables AS t ON t.table_schema = c.table_schema AND t.table_name = c.table_name \
             WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER' \
             ORDER BY c.table_name::text COLLATE \"C\", c.ordinal_position"
        }
    };
    let rows: Vec<(String, String, String, bool)> = sql(text).all(conn).await?;
    let mut tables: Vec<Table> = Vec::new();
    for (table, name, declared, nullable) in rows {
        let column = Column { name, declared: declared.to_ascii_uppercase(), nullable };
        match tables.last_mut() {
            Some(last) if last.name == table => last.columns.push(column),
            _ => tables.push(Table { name: table, columns: vec![column] }),
        }
    }
    Ok(tables)
}
