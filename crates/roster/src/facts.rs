//! What the rooms above may ask about people, in their own transaction. Only people who are active are ever answered where somebody is to
//! be called or told.

use std::collections::HashMap;

use base::db::{Filter, sql};
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
    let mut ids: Vec<PersonId> = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let filter = Filter::new().and_in("id", some.iter().copied());
        let text = format!("SELECT id, name FROM people{}", filter.where_clause());
        let rows: Vec<(PersonId, String)> = sql(text).bind_all(filter.binds()).all(conn).await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Those of these people that there are, active or not, in no particular order: for showing names.
pub async fn named(conn: &mut Conn, ids: &[PersonId]) -> Result<Vec<Person>> {
    store::people::by_ids(conn, ids).await
}
