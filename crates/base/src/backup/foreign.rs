//! Foreign keys during a restore: the rows come table by table, in no order that would satisfy them, so they are looked at when all are in.

use crate::db::{Dialect, sql};
use crate::{Conn, Result};

/// The foreign keys, which rows that come table by table cannot satisfy before all are in.
pub(super) struct Foreign {
    /// Table, name and definition of each; on SQLite the database waits until the commit by itself.
    constraints: Vec<(String, String, String)>,
}

impl Foreign {
    pub async fn put_aside(conn: &mut Conn) -> Result<Foreign> {
        if conn.dialect() == Dialect::Sqlite {
            sql("PRAGMA defer_foreign_keys = ON").run(conn).await?;
            return Ok(Foreign { constraints: Vec::new() });
        }
        let constraints: Vec<(String, String, String)> = sql(
            "SELECT quote_ident(rel.relname)::text, quote_ident(con.conname)::text, pg_get_constraintdef(con.oid)::text \
             FROM pg_constraint AS con JOIN pg_class AS rel ON rel.oid = con.conrelid JOIN pg_namespace AS space ON space.oid = rel.relnamespace \
             WHERE con.contype = 'f' AND space.nspname = current_schema() ORDER BY 1, 2",
        )
        .all(conn)
        .await?;
        for (table, name, _) in &constraints {
            sql(format!("ALTER TABLE {table} DROP CONSTRAINT {name}")).run(conn).await?;
        }
        Ok(Foreign { constraints })
    }

    /// Puts them back; PostgreSQL then looks whether every row satisfies them.
    pub async fn put_back(self, conn: &mut Conn) -> Result<()> {
        for (table, name, definition) in self.constraints {
            sql(format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")).run(conn).await?;
        }
        Ok(())
    }
}
