//! One statement for many rows. A statement per row costs a round trip each; one of any length would be a new text, and a new plan, for
//! every number of rows. So the rows go in chunks whose sizes are powers of two: at most nine texts, each prepared once.

use sqlx::FromRow;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use super::query::{Query, sql};
use super::{Conn, Value};
use crate::Result;

/// The largest chunk, in rows.
const LARGEST: usize = 256;

/// The most binds of one statement. Both databases take 32,000, but SQLite finds the name of a bind by walking past those before it, so that a
/// statement's cost grows with the square of their number: of 10,000 rows of 22 columns in chunks of 256 rows, a fifth of the time went there.
const MOST_BINDS: usize = 1024;

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
        for query in self.queries() {
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
        for query in self.queries() {
            found.extend(query.all(conn).await?);
        }
        Ok(found)
    }

    fn queries(self) -> Vec<Query> {
        let columns = self.rows.first().map_or(0, Vec::len);
        let largest = (MOST_BINDS / columns.max(1)).clamp(1, LARGEST);
        let mut rows = self.rows.into_iter();
        let mut queries = Vec::new();
        while let left @ 1.. = rows.len() {
            let size = 1 << left.min(largest).ilog2();
            let text = self.text.replace("{}", &places(size, columns));
            queries.push(sql(text).bind_all(rows.by_ref().take(size).flatten()));
        }
        queries
    }
}

/// `($1, $2), ($3, $4)` for two rows of two columns.
fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let binds: Vec<String> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", binds.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_in_chunks_of_few_sizes() {
        let bulk = Bulk::new("INSERT INTO t VALUES {}", (0..1000).map(|n: i64| vec![Value::from(n), Value::from(true)]));
        assert_eq!(bulk.clone().queries().len(), 3 + 4, "1000 = 3 × 256 + 128 + 64 + 32 + 8");
        let wide = Bulk::new("INSERT INTO t VALUES {}", (0..100).map(|n: i64| vec![Value::from(n); 22]));
        assert_eq!(wide.queries().len(), 3 + 1, "100 = 3 × 32 + 4: at most 1024 binds");
        assert_eq!(Bulk::new("INSERT INTO t VALUES {}", []).queries().len(), 0);
        assert_eq!(places(2, 2), "($1, $2), ($3, $4)");
    }
}
