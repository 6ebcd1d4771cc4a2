//! What a change makes of a person, and what the journal says of it.

use base::Role;
use serde_json::{Map, Value as Json, json};

use super::person::tidy;
use crate::model::{Person, PersonChange};

/// The person after the change. Whoever leaves a customer's service leaves the customer.
pub(crate) fn changed(before: &Person, change: PersonChange) -> Person {
    let role = change.role.unwrap_or(before.role);
    let customer_id = match change.customer_id {
        Some(customer_id) => customer_id,
        None if role != Role::Customer => None,
        None => before.customer_id,
    };
    let email = change.email.map_or_else(|| before.email.clone(), tidy);
    let phone = change.phone.map_or_else(|| before.phone.clone(), tidy);
    Person {
        id: before.id,
        name: change.name.map_or_else(|| before.name.clone(), |name| name.trim().to_owned()),
        login: before.login.clone(),
        role,
        customer_id,
        // Whoever proved one address has proved nothing about another.
        email_verified_at: before.email_verified_at.filter(|_| email == before.email),
        phone_verified_at: before.phone_verified_at.filter(|_| phone == before.phone),
        email,
        phone,
        locale: change.locale.unwrap_or(before.locale),
        active: change.active.unwrap_or(before.active),
        created_at: before.created_at,
    }
}

/// What changed, for the journal: from and to, but of an address or a number only that it changed.
pub(crate) fn difference(before: &Person, after: &Person) -> Json {
    let mut changed = Map::new();
    let mut field = |name: &str, from: Json, to: Json| {
        if from != to {
            changed.insert(name.to_owned(), json!({ "from": from, "to": to }));
        }
    };
    field("name", json!(before.name), json!(after.name));
    field("role", json!(before.role), json!(after.role));
    field("customer_id", json!(before.customer_id), json!(after.customer_id));
    field("locale", json!(before.locale), json!(after.locale));
    field("active", json!(before.active), json!(after.active));
    for (name, differs) in [("email", before.email != after.email), ("phone", before.phone != after.phone)] {
        if differs {
            changed.insert(name.to_owned(), json!({}));
        }
    }
    Json::Object(changed)
}
