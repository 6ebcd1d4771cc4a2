//! The table `series_recent`, the log of what was not folded into blocks yet.

use base::db::{Bulk, Filter, Value, sql};
use base::{Conn, Result};

/// A row of the log.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Row {
    pub(crate) id: i64,
    pub(crate) body: Vec<u8>,
}

pub(crate) async fn append(conn: &mut Conn, rows: Vec<(i64, Vec<u8>)>) -> Result<()> {
    let rows = rows.into_iter().map(|(part, body)| vec![Value::from(part), Value::from(body)]);
    Bulk::new("INSERT INTO series_recent (part, body) VALUES {}", rows).run(conn).await?;
    Ok(())
}

/// The parts of which something is in the log.
pub(crate) async fn parts(conn: &mut Conn) -> Result<Vec<(i64,)>> {
    sql("SELECT DISTINCT part FROM series_recent ORDER BY part").all(conn).await
}

/// The oldest rows of a part after one, in their order.
pub(crate) async fn of_part(conn: &mut Conn, part: i64, after: i64, limit: i64) -> Result<Vec<Row>> {
    sql("SELECT id, body FROM series_recent WHERE part = $1 AND id > $2 ORDER BY id LIMIT $3")
        .bind(part)
        .bind(after)
        .bind(limit)
        .all(conn)
        .await
}

/// Removes rows, and answers how many were still there.
pub(crate) async fn remove(conn: &mut Conn, ids: &[i64]) -> Result<u64> {
    let mut removed = 0;
    for some in ids.chunks(500) {
        let filter = Filter::new().and_in("id", some.iter().copied());
        removed += sql(format!("DELETE FROM series_recent{}", filter.where_clause())).bind_all(filter.binds()).run(conn).await?;
    }
    Ok(removed)
}
