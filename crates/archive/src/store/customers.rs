//! The table `customers`.

use base::db::sql;
use base::{Conn, CustomerId, Result};

use crate::model::Customer;

const COLUMNS: &str = "id, name, code, address, note, version, created_at";

pub(crate) async fn by_id(conn: &mut Conn, id: CustomerId) -> Result<Option<Customer>> {
    sql(format!("SELECT {COLUMNS} FROM customers WHERE id = $1")).bind(id).optional(conn).await
}
