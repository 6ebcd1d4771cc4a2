//! The table `sites`.

use base::db::sql;
use base::{Conn, Result};

use crate::SiteId;
use crate::model::Site;

const COLUMNS: &str = "id, customer_id, name, code, kind, address, latitude, longitude, version, created_at";

pub(crate) async fn by_id(conn: &mut Conn, id: SiteId) -> Result<Option<Site>> {
    sql(format!("SELECT {COLUMNS} FROM sites WHERE id = $1")).bind(id).optional(conn).await
}

pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Site>> {
    sql(format!("SELECT {COLUMNS} FROM sites ORDER BY id")).all(conn).await
}
