//! Who answers for which customer.

use base::db::{Filter, sql};
use base::{Conn, CustomerId, PersonId, Result, Scope, Timestamp};

use super::people::{COLUMNS, PersonRow};
use crate::model::AccountEngineer;

#[derive(sqlx::FromRow)]
struct Row {
    of_customer: CustomerId,
    since: Timestamp,
    #[sqlx(flatten)]
    person: PersonRow,
}

/// The row of a customer's engineer: its id and who it is.
pub(crate) async fn row(conn: &mut Conn, customer: CustomerId) -> Result<Option<(i64, PersonId)>> {
    sql("SELECT id, person_id FROM account_engineers WHERE customer_id = $1").bind(customer).optional(conn).await
}

/// Everybody who answers for a customer of this scope, by customer.
pub(crate) async fn all(conn: &mut Conn, scope: &Scope) -> Result<Vec<AccountEngineer>> {
    let filter = Filter::new().scope("a.customer_id", scope);
    let text = format!(
        "SELECT a.customer_id AS of_customer, a.since, {COLUMNS} FROM account_engineers a JOIN people p ON p.id = a.person_id{} \
         ORDER BY a.customer_id",
        filter.where_clause()
    );
    let rows: Vec<Row> = sql(text).bind_all(filter.binds()).all(conn).await?;
    rows.into_iter()
        .map(|row| Ok(AccountEngineer { customer: row.of_customer, since: row.since, person: row.person.try_into()? }))
        .collect()
}

/// Puts a person in the place of whoever answered for the customer, and answers the row's id.
pub(crate) async fn set(conn: &mut Conn, customer: CustomerId, person: PersonId, since: Timestamp) -> Result<i64> {
    sql("INSERT INTO account_engineers (customer_id, person_id, since) VALUES ($1, $2, $3) \
         ON CONFLICT (customer_id) DO UPDATE SET person_id = excluded.person_id, since = excluded.since RETURNING id")
    .bind(customer)
    .bind(person)
    .bind(since)
    .scalar(conn)
    .await
}

pub(crate) async fn remove(conn: &mut Conn, id: i64) -> Result<()> {
    sql("DELETE FROM account_engineers WHERE id = $1").bind(id).run(conn).await?;
    Ok(())
}
