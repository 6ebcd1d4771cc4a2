//! The table `contacts`.

use base::db::sql;
use base::{Conn, CustomerId, Result};

use crate::model::Contact;

const COLUMNS: &str = "id, customer_id, name, role, phone, email, is_primary, version, created_at";

pub(crate) async fn of_customer(conn: &mut Conn, customer: CustomerId) -> Result<Vec<Contact>> {
    sql(format!("SELECT {COLUMNS} FROM contacts WHERE customer_id = $1 ORDER BY is_primary DESC, id")).bind(customer).all(conn).await
}
