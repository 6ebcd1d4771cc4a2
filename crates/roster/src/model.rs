//! The nouns of this room: a person with an account, a day on the duty table, a token of a program.

use base::{Actor, CustomerId, Language, PersonId, Role, Scope, Timestamp};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

base::id!(
    /// An API token of a person.
    TokenId
);
base::id!(
    /// Somebody's leave.
    LeaveId
);

/// Somebody who can sign in: an engineer, a dispatcher, a customer's contact with an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Person {
    /// Given by the database, never reused.
    pub id: PersonId,
    /// As shown on every screen and kept in the journal.
    pub name: String,
    /// What they type to sign in; unique, upper and lower case alike.
    pub login: String,
    /// What they are to the service.
    pub role: Role,
    /// Whose person this is; set exactly when the role is `customer`.
    pub customer_id: Option<CustomerId>,
    /// Where messages are sent.
    pub email: Option<String>,
    /// Where they are called.
    pub phone: Option<String>,
    /// When it was proved that messages reach the address; nothing again when the address is changed.
    pub email_verified_at: Option<Timestamp>,
    /// The same for the number.
    pub phone_verified_at: Option<Timestamp>,
    /// The language their messages are written in.
    pub locale: Language,
    /// Whether they may sign in, be on duty and be told anything.
    pub active: bool,
    /// When the account was made.
    pub created_at: Timestamp,
}

impl Person {
    /// Whose rows they may see.
    pub fn scope(&self) -> Scope {
        match (self.role, self.customer_id) {
            (Role::Customer, Some(customer)) => Scope::Customer(customer),
            // A customer's person without a customer cannot be written; were there one, it would see nothing.
            (Role::Customer, None) => Scope::Customer(CustomerId(0)),
            _ => Scope::All,
        }
    }

    /// This person as the one who acts.
    pub fn actor(&self) -> Actor {
        Actor::Person { id: self.id, name: self.name.clone(), role: self.role, scope: self.scope() }
    }
}

/// A password on its way in. It never shows in a log.
#[derive(Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Password(pub String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(•••)")
    }
}

/// A person about to be entered.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// As shown on every screen, 1 to 80 characters.
    pub name: String,
    /// What they will type to sign in: 2 to 64 of `a-z A-Z 0-9 . _ - + @`.
    pub login: String,
    /// Their first password.
    pub password: Password,
    /// What they are to the service.
    pub role: Role,
    /// Whose person; required for the role `customer`, refused for every other.
    pub customer_id: Option<CustomerId>,
    /// Where messages are sent.
    pub email: Option<String>,
    /// Where they are called.
    pub phone: Option<String>,
    /// The language their messages are written in.
    pub locale: Language,
}

/// What is to be changed of a person; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct PersonChange {
    /// A new name.
    pub name: Option<String>,
    /// Another role. To `customer` only together with `customer_id`; away from it, the customer goes by itself.
    pub role: Option<Role>,
    /// Another customer.
    pub customer_id: Option<Option<CustomerId>>,
    /// Another address, or none.
    pub email: Option<Option<String>>,
    /// Another number, or none.
    pub phone: Option<Option<String>>,
    /// Another language.
    pub locale: Option<Language>,
    /// `false` ends every session of theirs and takes them out of calls.
    pub active: Option<bool>,
    /// A password set for them; ends every session of theirs.
    pub password: Option<Password>,
}

/// One day of the duty table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyDay {
    /// The day, in the installation's zone.
    pub date: Date,
    /// In calling order; somebody deactivated since stays listed and does not count.
    pub people: Vec<Person>,
}

/// A token of a person, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Token {
    /// Given by the database.
    pub id: TokenId,
    /// What it is for, unique among its person's tokens.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// A way to reach somebody that can be proved: a code is sent there and typed back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactWay {
    /// Their e-mail address.
    Email,
    /// Their phone number.
    Phone,
}

impl ContactWay {
    /// The word in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            ContactWay::Email => "email",
            ContactWay::Phone => "phone",
        }
    }

    /// The address or number of a person.
    pub fn of(self, person: &Person) -> Option<&str> {
        match self {
            ContactWay::Email => person.email.as_deref(),
            ContactWay::Phone => person.phone.as_deref(),
        }
    }

    /// Since when it is proved.
    pub fn verified_at(self, person: &Person) -> Option<Timestamp> {
        match self {
            ContactWay::Email => person.email_verified_at,
            ContactWay::Phone => person.phone_verified_at,
        }
    }
}

/// Time in which somebody is away.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Leave {
    /// Given by the database.
    pub id: LeaveId,
    /// Who is away.
    pub person_id: PersonId,
    /// The first instant of it.
    #[sqlx(rename = "starts_at")]
    pub from: Timestamp,
    /// The first instant after it.
    #[sqlx(rename = "ends_at")]
    pub until: Timestamp,
    /// Who is called instead.
    pub substitute_id: Option<PersonId>,
    /// Why, or what else is to be known; may be empty.
    pub note: String,
    /// Counts the changes, from 1.
    pub version: i64,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<Timestamp>,
}

/// Somebody who is away at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// Who.
    pub person: PersonId,
    /// Until when.
    pub until: Timestamp,
    /// Who is called instead, if somebody active was named.
    pub substitute: Option<Person>,
}

/// The one responsible engineer of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountEngineer {
    /// Whose.
    pub customer: CustomerId,
    /// Who. Somebody deactivated since stays named and is not called.
    pub person: Person,
    /// Since when.
    pub since: Timestamp,
}
