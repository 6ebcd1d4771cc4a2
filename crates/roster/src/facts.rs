//! What the rooms above may ask about people, in their own transaction. Only people who are active are ever answered where somebody is to
//! be called or told.

use std::collections::HashMap;

use base::{Conn, CustomerId, PersonId, Result, Role};
use jiff::civil::Date;

use crate::model::Person;
use crate::store;

/// The person with this id, active or not.
pub async fn person(conn: &mut Conn, id: PersonId) -> Result<Option<Person>> {
    store::people::by_id(conn, id).await
}

/// Everybody active who has one of the roles, by name.
pub async fn people(conn: &mut Conn, roles: &[Role]) -> Result<Vec<Person>> {
    store::people::active_with_roles(conn, roles).await
}

/// The customer's own active people, by name.
pub async fn customers_people(conn: &mut Conn, customer: CustomerId) -> Result<Vec<Person>> {
    store::people::active_of_customer(conn, customer).await
}

/// Who is on duty on a day of the installation's zone, in calling order, active people only.
pub async fn on_duty(conn: &mut Conn, date: Date) -> Result<Vec<Person>> {
    let days = store::duty::days(conn, date, date).await?;
    Ok(days.into_iter().flat_map(|day| day.people).filter(|person| person.active).collect())
}

/// The names of several people, active or not, for a page of a list.
pub async fn names(conn: &mut Conn, ids: &[PersonId]) -> Result<HashMap<PersonId, String>> {
    store::people::names(conn, ids).await
}
