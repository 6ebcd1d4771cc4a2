//! The watch's own tables, and nobody else's.

pub(crate) mod alarms;
pub(crate) mod banners;
pub(crate) mod checks;
pub(crate) mod devices;
pub(crate) mod evidence;
pub(crate) mod lists;
pub(crate) mod writing;

use archive::DeviceId;
use base::db::{Filter, sql};
use base::{Conn, Result};
use sqlx::FromRow;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

/// How many ids stand in one statement.
const AT_ONCE: usize = 500;

/// The rows of some devices, or of all: `select` is a statement without conditions, `column` the device's id in it.
async fn of_devices<T>(conn: &mut Conn, select: &'static str, column: &str, only: Option<&[DeviceId]>) -> Result<Vec<T>>
where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
{
    let Some(only) = only else { return sql(select).all(conn).await };
    let mut rows = Vec::new();
    for some in only.chunks(AT_ONCE) {
        let filter = Filter::new().and_in(column, some.iter().copied());
        let text = format!("{select}{}", filter.where_clause());
        rows.extend(sql(text).bind_all(filter.binds()).all(conn).await?);
    }
    Ok(rows)
}
