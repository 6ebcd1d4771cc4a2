//! The table `contacts`.

use base::db::{Filter, Listing, sql};
use base::{Conn, CustomerId, Page, PageParams, Result};

use crate::ContactId;
use crate::model::Contact;

const COLUMNS: &str = "id, customer_id, name, role, phone, email, is_primary, version, created_at";

const LIST: Listing =
    Listing { columns: COLUMNS, from: "contacts", id: "id", sorts: &[("name", "name"), ("created_at", "created_at"), ("id", "id")] };

/// One page. The filter speaks of `contacts`.
pub(crate) async fn list(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<Contact>> {
    let filter = filter.search(&["name", "role", "phone", "email"], params.q.as_deref());
    LIST.page(conn, filter, params, |contact: &Contact| contact.id.0).await
}

pub(crate) async fn by_id(conn: &mut Conn, id: ContactId) -> Result<Option<Contact>> {
    sql(format!("SELECT {COLUMNS} FROM contacts WHERE id = $1")).bind(id).optional(conn).await
}

pub(crate) async fn of_customer(conn: &mut Conn, customer: CustomerId) -> Result<Vec<Contact>> {
    sql(format!("SELECT {COLUMNS} FROM contacts WHERE customer_id = $1 ORDER BY is_primary DESC, id")).bind(customer).all(conn).await
}

/// Writes a new row; the id of `contact` is not looked at.
pub(crate) async fn insert(conn: &mut Conn, contact: &Contact) -> Result<ContactId> {
    sql("INSERT INTO contacts (customer_id, name, role, phone, email, is_primary, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id")
    .bind(contact.customer_id)
    .bind(&contact.name)
    .bind(contact.role.as_deref())
    .bind(contact.phone.as_deref())
    .bind(contact.email.as_deref())
    .bind(contact.is_primary)
    .bind(contact.version)
    .bind(contact.created_at)
    .scalar(conn)
    .await
}

pub(crate) async fn update(conn: &mut Conn, contact: &Contact) -> Result<()> {
    sql("UPDATE contacts SET name = $2, role = $3, phone = $4, email = $5, is_primary = $6, version = $7 WHERE id = $1")
        .bind(contact.id)
        .bind(&contact.name)
        .bind(contact.role.as_deref())
        .bind(contact.phone.as_deref())
        .bind(contact.email.as_deref())
        .bind(contact.is_primary)
        .bind(contact.version)
        .run(conn)
        .await?;
    Ok(())
}

pub(crate) async fn delete(conn: &mut Conn, id: ContactId) -> Result<()> {
    sql("DELETE FROM contacts WHERE id = $1").bind(id).run(conn).await?;
    Ok(())
}
