//! The ground floor: what every room of the service stands on.
//!
//! * [`Timestamp`] is an instant; nobody below the edges reads a clock, so `now` is always a parameter ([`time`]).
//! * [`Actor`] is who does something, and [`Scope`] is whose rows they may see; both are values that are handed on ([`actor`]).
//! * [`Db`] and [`Conn`] speak one SQL text to SQLite and PostgreSQL ([`db`]).
//! * [`journal`] is the evidence: every state change appends an [`journal::Event`] in the transaction of the change it tells.
//!   Events are never changed; a sealer chains and signs them.
//! * [`backup`] writes the whole database to one portable file while the program runs, and restores it into either kind of database.
//! * [`Worker`] is whatever time drives: it takes no input, is idempotent and shows its status ([`worker`]).
//! * [`Error`] is a refusal with a text for the user, or an internal failure whose context goes to the log ([`error`]).
//!
//! What may never happen: a change without its event, a row seen outside its scope, an internal error text shown to a user.

pub mod actor;
pub mod backup;
pub mod db;
pub mod entry;
pub mod error;
pub mod http;
pub mod id;
pub mod journal;
pub mod lease;
pub mod page;
pub mod secrets;
pub mod text;
pub mod time;
pub mod worker;

pub use actor::{Actor, Role, Scope};
pub use db::{Conn, Db};
pub use error::{Error, FieldRefusal, Refusal, Result};
pub use id::{CustomerId, PersonId, TicketId};
pub use page::{Page, PageParams};
pub use text::{Language, Text};
pub use time::{Clock, Timestamp};
pub use worker::{Progress, Worker, Workers};
