//! A statement with its binds, run on whichever driver the connection has.

use std::borrow::Cow;

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, AssertSqlSafe, FromRow, Postgres, Sqlite};

use super::connect::Driver;
use super::{Conn, Value, failure::translate};
use crate::Result;

/// Starts a statement. The text is SQL with `$1`, `$2` … for the binds, portable across both databases.
///
/// ```no_run
/// # async fn f(conn: &mut base::Conn) -> base::Result<()> {
/// use base::db::sql;
/// let open: i64 = sql("SELECT COUNT(*) FROM tickets WHERE closed_at IS NULL").scalar(conn).await?;
/// # Ok(()) }
/// ```
pub fn sql(text: impl Into<Cow<'static, str>>) -> Query {
    Query { text: text.into(), binds: Vec::new() }
}

/// A statement and the values bound to it so far.
#[derive(Debug, Clone)]
pub struct Query {
    text: Cow<'static, str>,
    binds: Vec<Value>,
}

macro_rules! on_driver {
    ($query:expr, $conn:expr, |$prepared:ident, $driver:ident, $macro_query:ident| $run:expr) => {{
        let Query { text, binds } = $query;
        let safe = AssertSqlSafe(text.into_owned());
        match $conn.driver() {
            Driver::Sqlite($driver) => {
                let $prepared = sqlx::$macro_query::<Sqlite, _, _>(safe, sqlite_arguments(binds)?);
                $run
            }
            Driver::Postgres($driver) => {
                let $prepared = sqlx::$macro_query::<Postgres, _, _>(safe, postgres_arguments(binds)?);
                $run
            }
        }
    }};
}

impl Query {
    /// Binds the next value: the first call binds `$1`.
    pub fn bind(mut self, value: impl Into<Value>) -> Query {
        self.binds.push(value.into());
        self
    }

    /// Binds the values of a [`super::Filter`], in its order.
    pub fn bind_all(mut self, values: impl IntoIterator<Item = Value>) -> Query {
        self.binds.extend(values);
        self
    }

    /// Runs it and answers the number of rows changed.
    pub async fn run(self, conn: &mut Conn) -> Result<u64> {
        let Query { text, binds } = self;
        let safe = AssertSqlSafe(text.into_owned());
        match conn.driver() {
            Driver::Sqlite(c) => {
                sqlx::query_with(safe, sqlite_arguments(binds)?).execute(c).await.map(|done| done.rows_affected()).map_err(translate)
            }
            Driver::Postgres(c) => {
                sqlx::query_with(safe, postgres_arguments(binds)?).execute(c).await.map(|done| done.rows_affected()).map_err(translate)
            }
        }
    }

    /// Every row, as tuples or structs that derive `sqlx::FromRow`.
    pub async fn all<T>(self, conn: &mut Conn) -> Result<Vec<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        on_driver!(self, conn, |q, c, query_as_with| q.fetch_all(c).await.map_err(translate))
    }

    /// The first row, if there is one.
    pub async fn optional<T>(self, conn: &mut Conn) -> Result<Option<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        on_driver!(self, conn, |q, c, query_as_with| q.fetch_optional(c).await.map_err(translate))
    }

    /// The one row there must be; none is an internal failure.
    pub async fn one<T>(self, conn: &mut Conn) -> Result<T>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        on_driver!(self, conn, |q, c, query_as_with| q.fetch_one(c).await.map_err(translate))
    }

    /// The first column of the one row there must be.
    pub async fn scalar<T>(self, conn: &mut Conn) -> Result<T>
    where
        (T,): for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>,
        T: Send + Unpin,
    {
        let (value,): (T,) = self.one(conn).await?;
        Ok(value)
    }
}

fn sqlite_arguments(binds: Vec<Value>) -> Result<SqliteArguments> {
    let mut arguments = SqliteArguments::default();
    for bind in binds {
        match bind {
            Value::Int(v) => arguments.add(v),
            Value::Text(v) => arguments.add(v.map(without_nul)),
            Value::Real(v) => arguments.add(v),
            Value::Bool(v) => arguments.add(v),
            Value::Bytes(v) => arguments.add(v),
        }
        .map_err(|error| translate(sqlx::Error::Encode(error)))?;
    }
    Ok(arguments)
}

fn postgres_arguments(binds: Vec<Value>) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    for bind in binds {
        match bind {
            Value::Int(v) => arguments.add(v),
            Value::Text(v) => arguments.add(v.map(without_nul)),
            Value::Real(v) => arguments.add(v),
            Value::Bool(v) => arguments.add(v),
            Value::Bytes(v) => arguments.add(v),
        }
        .map_err(|error| translate(sqlx::Error::Encode(error)))?;
    }
    Ok(arguments)
}

/// PostgreSQL refuses U+0000 in TEXT. A device may send one in a name; it carries no meaning, so it is dropped rather than failing the row,
/// on both databases, so that a backup of one can be restored into the other.
pub(crate) fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text }
}
