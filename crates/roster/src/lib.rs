//! The people (人员) and who of them is on duty (值班).
//!
//! * A [`model::Person`] has an account with one role. A customer's person belongs to one customer and sees only what is theirs; nobody
//!   else belongs to a customer. People are never deleted, they are deactivated: the journal names them for ever.
//! * A session is a signed-in browser, a token is a program that acts as a person. Of both only a hash is kept.
//! * The duty table names for each day who is called, in which order. The plan promises two engineers every day; a day with fewer is a
//!   gap and is shown ahead.
//!
//! What may never happen: two people with one login, a deactivated person who is let in or called, an installation without an active
//! administrator, a past duty day changed without a trace.

pub mod facts;
pub mod model;
mod store;
