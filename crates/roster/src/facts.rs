//! What the rooms above may ask about people, in their own transaction. Only people who are active are ever answered where somebody is to
//! be called or told.

use std::collections::HashMap;

use base::{Actor, Conn, CustomerId, PersonId, Result, Role, Scope, Timestamp};
use jiff::civil::Date;

use crate::contacts::ContactCode;
use crate::model::{Absence, AccountEngineer, ContactWay, Person};
use crate::rules::leave;
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

/// Everybody who is away at a moment.
pub async fn absences(conn: &mut Conn, at: Timestamp) -> Result<HashMap<PersonId, Absence>> {
    // Leave that follows without a gap is read along, so that it is known until when somebody is away.
    let leaves = store::leaves::between(conn, None, at, at.plus_seconds(AHEAD_DAYS * 86_400)).await?;
    let mut absences = HashMap::new();
    for person in leaves.iter().map(|leave| leave.person_id) {
        let Some((until, substitute)) = leave::until(&leaves, person, at) else { continue };
        let substitute = match substitute {
            Some(id) => store::people::by_id(conn, id).await?.filter(|person| person.active),
            None => None,
        };
        absences.insert(person, Absence { person, until, substitute });
    }
    Ok(absences)
}

/// How far ahead leave is read to know until when somebody is away.
const AHEAD_DAYS: i64 = 60;

/// Who answers for a customer; nobody when nobody is named or they are not active any more.
pub async fn account_engineer(conn: &mut Conn, customer: CustomerId) -> Result<Option<Person>> {
    let all = store::engineers::all(conn, &Scope::Customer(customer)).await?;
    Ok(all.into_iter().map(|engineer| engineer.person).find(|person| person.active))
}

/// Who answers for which customer, by customer.
pub async fn account_engineers(conn: &mut Conn) -> Result<Vec<AccountEngineer>> {
    store::engineers::all(conn, &Scope::All).await
}

/// A code that proves one of a person's addresses, for the room that sends it; refused when this actor may not, or a code was sent a moment
/// ago.
pub async fn contact_code(conn: &mut Conn, actor: &Actor, person: PersonId, way: ContactWay, now: Timestamp) -> Result<ContactCode> {
    crate::contacts::contact_code(conn, actor, person, way, now).await
}
