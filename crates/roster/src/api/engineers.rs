//! `/account-engineers`: who answers for which customer. A customer's people see their own engineer.

use axum::Json;
use axum::extract::State;
use base::http::{At, Body, Problem};
use base::{Actor, CustomerId, Page, PersonId, Result, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Roster;
use crate::model::AccountEngineer;

/// A customer's account engineer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AccountEngineerItem {
    customer_id: CustomerId,
    /// Who; null when nobody is named.
    person: Option<AccountEngineerPerson>,
    /// Since when.
    since: Option<Timestamp>,
}

/// Who answers for a customer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AccountEngineerPerson {
    id: PersonId,
    name: String,
    phone: Option<String>,
    /// Somebody deactivated since stays named and is not called.
    active: bool,
}

/// Who is to answer for a customer.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountEngineerChange {
    /// An active engineer, manager or dispatcher; null for nobody.
    person_id: Option<PersonId>,
}

impl AccountEngineerItem {
    fn of(customer: CustomerId, engineer: Option<AccountEngineer>) -> AccountEngineerItem {
        let since = engineer.as_ref().map(|engineer| engineer.since);
        let person = engineer.map(|engineer| engineer.person);
        AccountEngineerItem {
            customer_id: customer,
            person: person.map(|person| AccountEngineerPerson {
                id: person.id,
                name: person.name,
                phone: person.phone,
                active: person.active,
            }),
            since,
        }
    }
}

/// The account engineers of the customers you may see; a customer without one is left out.
#[utoipa::path(
    get, path = "/api/v1/account-engineers", tag = "roster", operation_id = "list_account_engineers",
    responses(
        (status = 200, body = Page<AccountEngineerItem>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(State(roster): State<Roster>, actor: Actor) -> Result<Json<Page<AccountEngineerItem>>> {
    let engineers = roster.by(&actor).account_engineers().await?;
    let item = |engineer: AccountEngineer| AccountEngineerItem::of(engineer.customer, Some(engineer));
    Ok(Json(Page::whole(engineers.into_iter().map(item).collect())))
}

/// Names a customer's account engineer.
#[utoipa::path(
    put, path = "/api/v1/account-engineers/{id}", tag = "roster", operation_id = "set_account_engineer",
    params(("id" = i64, Path, description = "The customer")), request_body = AccountEngineerChange,
    responses(
        (status = 200, body = AccountEngineerItem),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "There is no such customer"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set(
    State(roster): State<Roster>,
    actor: Actor,
    At(customer): At<CustomerId>,
    Body(body): Body<AccountEngineerChange>,
) -> Result<Json<AccountEngineerItem>> {
    let engineer = roster.by(&actor).set_account_engineer(customer, body.person_id, roster.clock.now()).await?;
    Ok(Json(AccountEngineerItem::of(customer, engineer)))
}
