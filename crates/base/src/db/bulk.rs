//! One statement for many rows. A statement per row costs a round trip each; one of any length would be a new text, and a new plan, for
//! every number of rows. So the rows go in chunks whose sizes are powers of two: at most nine texts, each prepared once.

use sqlx::FromRow;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use super::query::{Query, sql};
use super::{Conn, Dialect, Value};
use crate::Result;

/// The largest chunk, in rows.
const LARGEST: usize = 256;

/// The most binds of one statement. Both databases take 32,000; what is longer takes longer to prepare than it saves.
const MOST_BINDS: usize = 4096;

/// How a statement names its binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// `$1`, `$2` …, which PostgreSQL demands.
    Numbered,
    /// `?`: SQLite finds the number of a bind by walking past those before it, so that the cost of a statement with numbers grows with the
    /// square of their number; without, with their number.
    InOrder,
}

/// Rows for one statement, whose text has `{}` where the rows stand: `INSERT INTO points (id, at) VALUES {} ON CONFLICT DO NOTHING`.
#[derive(Debug, Clone)]
pub struct Bulk<'a> {
    text: &'a str,
    rows: Vec<Vec<Value>>,
}

impl<'a> Bulk<'a> {
    /// A statement and its rows; every row has as many values as the first.
    pub fn new(text: &'a str, rows: impl IntoIterator<Item = Vec<Value>>) -> Bulk<'a> {
        Bulk { text, rows: rows.into_iter().collect() }
    }

    /// Runs it and answers the number of rows changed.
    pub async fn run(self, conn: &mut Conn) -> Result<u64> {
        let mut changed = 0;
        for query in self.queries(Naming::of(conn)) {
            changed += query.run(conn).await?;
        }
        Ok(changed)
    }

    /// Runs it and answers what it returned, in no particular order.
    pub async fn all<T>(self, conn: &mut Conn) -> Result<Vec<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let mut found = Vec::new();
        for query in self.queries(Naming::of(conn)) {
            found.extend(query.all(conn).await?);
        }
        Ok(found)
    }

    fn queries(self, naming: Naming) -> Vec<Query> {
        let columns = self.rows.first().map_or(0, Vec::len);
        let largest = (MOST_BINDS / columns.max(1)).clamp(1, LARGEST);
        let mut rows = self.rows.into_iter();
        let mut queries = Vec::new();
        while let left @ 1.. = rows.len() {
            let size = 1 << left.min(largest).ilog2();
            let text = self.text.replace("{}", &places(size, columns, naming));
            queries.push(sql(text).bind_all(rows.by_ref().take(size).flatten()));
        }
        queries
    }
}

/// `($1, $2), ($3, $4)` for two rows of two columns, or `(?, ?), (?, ?)`.
fn places(rows: usize, columns: usize, naming: Naming) -> String {
    let row = |row: usize| {
        let bind = |column: usize| match naming {
            Naming::Numbered => format!("${}", row * columns + column),
            Naming::InOrder => "?".to_owned(),
        };
        let binds: Vec<String> = (1..=columns).map(bind).collect();
        format!("({})", binds.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

impl Naming {
    fn of(conn: &Conn) -> Naming {
        match conn.dialect() {
            Dialect::Sqlite => Naming::InOrder,
            Dialect::Postgres => Naming::Numbered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_in_chunks_of_few_sizes() {
        let bulk = Bulk::new("INSERT INTO t VALUES {}", (0..1000).map(|n: i64| vec![Value::from(n), Value::from(true)]));
        assert_eq!(bulk.clone().queries(Naming::InOrder).len(), 3 + 4, "1000 = 3 × 256 + 128 + 64 + 32 + 8");
        let wide = Bulk::new("INSERT INTO t VALUES {}", (0..300).map(|n: i64| vec![Value::from(n); 22]));
        assert_eq!(wide.queries(Naming::Numbered).len(), 2 + 3, "300 = 2 × 128 + 32 + 8 + 4: at most 4096 binds");
        assert_eq!(Bulk::new("INSERT INTO t VALUES {}", []).queries(Naming::InOrder).len(), 0);
        assert_eq!(places(2, 2, Naming::Numbered), "($1, $2), ($3, $4)");
        assert_eq!(places(2, 2, Naming::InOrder), "(?, ?), (?, ?)");
    }
}
