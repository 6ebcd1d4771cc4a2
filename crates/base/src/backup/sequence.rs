//! The ids that a database gives: which was the highest. Ids are never reused, also not after a restore.

use crate::db::{Dialect, sql};
use crate::{Conn, Result};

/// Every table that gives ids, and the highest it has given; 0 when none.
pub(super) async fn last_ids(conn: &mut Conn) -> Result<Vec<(String, i64)>> {
    if conn.dialect() == Dialect::Sqlite {
        let kept: i64 = sql("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'").scalar(conn).await?;
        return if kept == 0 { Ok(Vec::new()) } else { sql("SELECT name, seq FROM sqlite_sequence ORDER BY name").all(conn).await };
    }
    let mut ids = Vec::new();
    for (table, sequence) in sequences(conn).await? {
        let last = sql(format!("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")).scalar(conn).await?;
        ids.push((table, last));
    }
    Ok(ids)
}

/// Lets the table go on after `last`, or after its own highest id when that is higher.
pub(super) async fn go_on_after(conn: &mut Conn, table: &str, last: i64) -> Result<()> {
    match conn.dialect() {
        // SQLite itself keeps the number at least as high as the rows'.
        Dialect::Sqlite => {
            let known = sql("UPDATE sqlite_sequence SET seq = MAX(seq, $2) WHERE name = $1").bind(table).bind(last).run(conn).await?;
            if known == 0 {
                sql("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)").bind(table).bind(last).run(conn).await?;
            }
        }
        Dialect::Postgres => {
            for (_, sequence) in sequences(conn).await?.into_iter().filter(|(name, _)| name == table) {
                let highest: i64 = sql(format!("SELECT COALESCE(MAX(id), 0) FROM \"{table}\"")).scalar(conn).await?;
                if last.max(highest) > 0 {
                    let moved = sql("SELECT setval(CAST(CAST($1 AS text) AS regclass), $2)").bind(sequence).bind(last.max(highest));
                    let _: i64 = moved.scalar(conn).await?;
                }
            }
        }
    }
    Ok(())
}

/// The tables with an identity column and its sequence's name, PostgreSQL only.
async fn sequences(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    sql("SELECT table_name::text, pg_get_serial_sequence(quote_ident(table_name), column_name)::text FROM information_schema.columns \
         WHERE table_schema = current_schema() AND is_identity = 'YES' ORDER BY 1")
    .all(conn)
    .await
}
