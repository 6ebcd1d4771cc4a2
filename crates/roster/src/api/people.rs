//! `/people`: who has an account. Read by staff, written by administrators.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Params, Problem};
use base::{Actor, CustomerId, Language, Page, PageParams, PersonId, Result, Role};
use serde::Deserialize;

use super::wire::present;
use crate::Roster;
use crate::model::{NewPerson, Password, Person, PersonChange};
use crate::people::PeopleFilter;

/// Which people, in which order.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeopleQuery {
    /// 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// `name` (default), `login`, `created_at`; a leading `-` turns the order round.
    sort: Option<String>,
    /// Stands in name, login, e-mail address or phone number.
    q: Option<String>,
    /// Only this role.
    role: Option<Role>,
    /// Only this customer's people.
    customer_id: Option<CustomerId>,
    /// Only active, or only deactivated ones.
    active: Option<bool>,
}

/// A person about to be entered.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPerson)]
pub(crate) struct NewPersonBody {
    name: String,
    /// 2 to 64 of `a-z A-Z 0-9 . _ - + @`; unique, upper and lower case alike.
    login: String,
    /// 10 to 200 characters.
    #[schema(value_type = String, format = Password)]
    password: Password,
    role: Role,
    /// Required for the role `customer`, refused for every other.
    customer_id: Option<CustomerId>,
    email: Option<String>,
    phone: Option<String>,
    /// Chinese when absent.
    locale: Option<Language>,
}

/// What is to be changed of a person; what is left out stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PersonChange)]
pub(crate) struct PersonChangeBody {
    name: Option<String>,
    /// Away from `customer`, the customer goes by itself.
    role: Option<Role>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<CustomerId>)]
    customer_id: Option<Option<CustomerId>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
    locale: Option<Language>,
    /// `false` ends their sessions; they are neither called nor told anything any more.
    active: Option<bool>,
    /// Ends their sessions.
    #[schema(value_type = Option<String>, format = Password)]
    password: Option<Password>,
}

/// The people with accounts.
#[utoipa::path(
    get, path = "/api/v1/people", tag = "roster", operation_id = "list_people", params(PeopleQuery),
    responses(
        (status = 200, body = Page<Person>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(State(roster): State<Roster>, actor: Actor, Params(query): Params<PeopleQuery>) -> Result<Json<Page<Person>>> {
    let params = PageParams { limit: query.limit, after: query.after, sort: query.sort, q: query.q };
    let filter = PeopleFilter { role: query.role, customer: query.customer_id, active: query.active };
    Ok(Json(roster.by(&actor).people(filter, &params).await?))
}

/// Enters a person.
#[utoipa::path(
    post, path = "/api/v1/people", tag = "roster", operation_id = "add_person", request_body = NewPersonBody,
    responses(
        (status = 201, body = Person),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The login is taken"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn add(State(roster): State<Roster>, actor: Actor, Body(body): Body<NewPersonBody>) -> Result<(StatusCode, Json<Person>)> {
    let new = NewPerson {
        name: body.name,
        login: body.login,
        password: body.password,
        role: body.role,
        customer_id: body.customer_id,
        email: body.email,
        phone: body.phone,
        locale: body.locale.unwrap_or(Language::Zh),
    };
    Ok((StatusCode::CREATED, Json(roster.by(&actor).add_person(new, roster.clock.now()).await?)))
}

/// One person.
#[utoipa::path(
    get, path = "/api/v1/people/{id}", tag = "roster", operation_id = "show_person", params(("id" = i64, Path)),
    responses(
        (status = 200, body = Person),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(State(roster): State<Roster>, actor: Actor, At(id): At<PersonId>) -> Result<Json<Person>> {
    Ok(Json(roster.by(&actor).person(id).await?))
}

/// Changes a person.
#[utoipa::path(
    patch, path = "/api/v1/people/{id}", tag = "roster", operation_id = "change_person", params(("id" = i64, Path)),
    request_body = PersonChangeBody,
    responses(
        (status = 200, body = Person),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The last active administrator"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn change(
    State(roster): State<Roster>,
    actor: Actor,
    At(id): At<PersonId>,
    Body(body): Body<PersonChangeBody>,
) -> Result<Json<Person>> {
    let change = PersonChange {
        name: body.name,
        role: body.role,
        customer_id: body.customer_id,
        email: body.email,
        phone: body.phone,
        locale: body.locale,
        active: body.active,
        password: body.password,
    };
    Ok(Json(roster.by(&actor).change_person(id, change, roster.clock.now()).await?))
}
