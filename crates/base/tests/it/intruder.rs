//! Somebody with the password of the database, who edits it behind the program's back and whom no constraint stops.

use base::db::{ColumnKind, DbSettings, Dialect, Value};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};
use testkit::TestDb;

pub enum Intruder {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Intruder {
    pub async fn in_at(test: &TestDb) -> Intruder {
        match &test.settings {
            DbSettings::Sqlite { path } => {
                let options = sqlx::sqlite::SqliteConnectOptions::new()
                    .filename(path)
                    .foreign_keys(false)
                    .busy_timeout(std::time::Duration::from_secs(10));
                Intruder::Sqlite(SqliteConnection::connect_with(&options).await.unwrap())
            }
            DbSettings::Postgres { url, .. } => {
                let mut conn = PgConnection::connect(url).await.unwrap();
                conn.execute("SET session_replication_role = replica").await.unwrap();
                Intruder::Postgres(conn)
            }
        }
    }

    /// Runs one statement and answers how many rows it changed.
    pub async fn run(&mut self, text: &str) -> u64 {
        let safe = AssertSqlSafe(text.to_owned());
        match self {
            Intruder::Sqlite(conn) => conn.execute(safe).await.map(|done| done.rows_affected()),
            Intruder::Postgres(conn) => conn.execute(safe).await.map(|done| done.rows_affected()),
        }
        .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// Sets a column of one row; `at` is the condition that names it.
    pub async fn set(&mut self, table: &str, at: &str, column: &str, value: &Value) {
        let literal = self.literal(value);
        let changed = self.run(&format!("UPDATE {table} SET \"{column}\" = {literal} WHERE {at}")).await;
        assert_eq!(changed, 1, "{table} {at} {column}");
    }

    pub fn dialect(&self) -> Dialect {
        match self {
            Intruder::Sqlite(_) => Dialect::Sqlite,
            Intruder::Postgres(_) => Dialect::Postgres,
        }
    }

    pub fn literal(&self, value: &Value) -> String {
        match value {
            Value::Int(Some(v)) => v.to_string(),
            Value::Real(Some(v)) => format!("{v:?}"),
            Value::Bool(Some(v)) => if *v { "TRUE" } else { "FALSE" }.to_owned(),
            Value::Text(Some(v)) => format!("'{}'", v.replace('\'', "''")),
            Value::Bytes(Some(v)) => {
                let digits = data_encoding::HEXLOWER.encode(v);
                if self.dialect() == Dialect::Sqlite { format!("X'{digits}'") } else { format!("'\\x{digits}'::bytea") }
            }
            _ => "NULL".to_owned(),
        }
    }
}

/// The value with one byte changed; something where there was nothing.
pub fn changed(kind: ColumnKind, value: &Value) -> Value {
    match value {
        Value::Int(Some(v)) => Value::from(v + 1000),
        Value::Real(Some(v)) => Value::from(f64::from_bits(v.to_bits() ^ 1)),
        Value::Bool(Some(v)) => Value::from(!v),
        Value::Text(Some(v)) if v.is_empty() => Value::from("x"),
        Value::Text(Some(v)) => {
            let mut letters: Vec<char> = v.chars().collect();
            let last = letters.len() - 1;
            letters[last] = if letters[last] == '1' { '7' } else { '1' };
            Value::from(letters.into_iter().collect::<String>())
        }
        Value::Bytes(Some(v)) => {
            let mut bytes = v.clone();
            bytes[0] ^= 1;
            Value::from(bytes)
        }
        _ => match kind {
            ColumnKind::Int => Value::from(0),
            ColumnKind::Text => Value::from(""),
            ColumnKind::Real => Value::from(0.0),
            ColumnKind::Bool => Value::from(false),
            ColumnKind::Bytes => Value::from(Vec::new()),
        },
    }
}
