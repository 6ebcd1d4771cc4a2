//! The one responsible engineer of a customer (责任工程师统一调度): naming them, and who they are.

use base::journal::{self, Event};
use base::{Actor, Conn, CustomerId, Error, PersonId, Result, Role, Text, Timestamp};
use serde_json::json;

use crate::model::AccountEngineer;
use crate::rules::duty::CALLABLE;
use crate::{Roster, RosterBy, store};

/// Who names them.
const NAMERS: [Role; 2] = [Role::Administrator, Role::Manager];

impl RosterBy<'_> {
    /// The account engineers of the customers this actor may see.
    pub(crate) async fn account_engineers(&self) -> Result<Vec<AccountEngineer>> {
        let mut conn = self.roster.db.read().await?;
        store::engineers::all(&mut conn, &self.actor.scope()).await
    }

    /// Names a customer's account engineer, or nobody any more; for managers.
    pub(crate) async fn set_account_engineer(
        &self,
        customer: CustomerId,
        person: Option<PersonId>,
        now: Timestamp,
    ) -> Result<Option<AccountEngineer>> {
        self.actor.require(&NAMERS)?;
        let mut conn = self.roster.db.write().await?;
        let set = self.roster.set_account_engineer(&mut conn, self.actor, now, customer, person).await?;
        conn.commit().await?;
        Ok(set)
    }
}

impl Roster {
    /// Names a customer's account engineer in the caller's transaction, without asking whether the actor may: for the demo. Whoever is
    /// named already stays so without an event.
    pub async fn set_account_engineer(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        now: Timestamp,
        customer: CustomerId,
        person: Option<PersonId>,
    ) -> Result<Option<AccountEngineer>> {
        let before = store::engineers::row(conn, customer).await?;
        let Some(id) = person else {
            if let Some((row, person)) = before {
                store::engineers::remove(conn, row).await?;
                let event = event(customer, json!({ "person": null, "before": person })).gone("account_engineers", row);
                journal::append(conn, actor, now, now, event).await?;
            }
            return Ok(None);
        };
        let person = store::people::by_id(conn, id).await?.filter(|person| person.active && CALLABLE.contains(&person.role));
        let person = person.ok_or_else(no_engineer)?;
        if before.is_some_and(|(_, before)| before == id) {
            let all = store::engineers::all(conn, &base::Scope::Customer(customer)).await?;
            return Ok(all.into_iter().next());
        }
        let row = store::engineers::set(conn, customer, id, now).await.map_err(no_such_customer)?;
        let told = json!({ "person": { "id": person.id, "name": person.name }, "before": before.map(|(_, person)| person) });
        journal::append(conn, actor, now, now, event(customer, told).row("account_engineers", row)).await?;
        Ok(Some(AccountEngineer { customer, person, since: now }))
    }
}

fn event(customer: CustomerId, body: serde_json::Value) -> Event {
    Event::new("account_engineer.set", ("customer", customer.0)).customer(customer).body(body)
}

fn no_engineer() -> Error {
    let text = Text::new("Choose an active engineer, manager or dispatcher.", "请选择在职的工程师、项目经理或调度。");
    Error::invalid_field("person_id", "account_engineer.no_such_person", text)
}

/// The database knows which customers there are; its refusal becomes ours.
fn no_such_customer(error: Error) -> Error {
    match error {
        Error::Internal(internal)
            if internal.database().and_then(sqlx::Error::as_database_error).is_some_and(|error| error.is_foreign_key_violation()) =>
        {
            Error::not_found("customer", "用户单位")
        }
        other => other,
    }
}
