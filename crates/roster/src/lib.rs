//! The people (人员) and who of them is on duty (值班).
//!
//! * A [`model::Person`] has an account with one role. A customer's person belongs to one customer and sees only what is theirs; nobody
//!   else belongs to a customer. People are never deleted, they are deactivated: the journal names them for ever.
//! * A session is a signed-in browser, a token is a program that acts as a person. Of both only a hash is kept.
//! * The duty table names for each day who is called, in which order. The plan promises two engineers every day; a day with fewer is a
//!   gap and is shown ahead.
//!
//! * A [`model::Leave`] is time in which somebody is not called; whoever stands in is called in their place.
//! * A contact is an address or a number. It is *verified* when a code that was sent there was typed back, and no longer when it changes.
//! * Each customer has one account engineer (责任工程师) who answers for them.
//!
//! What may never happen: two people with one login, a deactivated person who is let in or called, an installation without an active
//! administrator, a past duty day changed without a trace.

mod api;
mod attempts;
mod contacts;
mod duty;
mod engineers;
pub mod facts;
mod leaves;
pub mod model;
mod password;
mod people;
mod rules;
mod sessions;
mod store;
mod tokens;
mod worker;

use std::sync::Arc;

use base::{Actor, Clock, Db, Error, PersonId, Result, Worker};

pub use api::{Client, routes};
pub use contacts::ContactCode;
pub use leaves::{NewLeave, ShownLeave};
pub use model::{ContactWay, DutyDay, LeaveId, NewPerson, Password, Person, PersonChange, TokenId};

/// The name of the cookie that carries a session.
pub const SESSION_COOKIE: &str = "aftercare_session";

/// The room of people and duty. Cheap to clone; clones share the count of attempts to sign in.
#[derive(Debug, Clone)]
pub struct Roster {
    db: Db,
    clock: Clock,
    /// The IANA zone in which a duty day begins and ends.
    zone: Arc<str>,
    /// How many people a day needs.
    required: usize,
    /// Whether cookies are marked `Secure` even when the request came without TLS, because a proxy in front ends it.
    secure_cookies: bool,
    hashing: password::Hashing,
    attempts: Arc<attempts::AttemptTable>,
}

/// The room as one actor may use it.
#[derive(Debug, Clone, Copy)]
pub struct RosterBy<'a> {
    roster: &'a Roster,
    actor: &'a Actor,
}

impl Roster {
    /// The room, with two people required every day. `zone` is the installation's IANA zone: `Asia/Shanghai`.
    pub fn new(db: Db, clock: Clock, zone: &str) -> Roster {
        Roster {
            db,
            clock,
            zone: zone.into(),
            required: 2,
            secure_cookies: false,
            hashing: password::Hashing::new(),
            attempts: Arc::default(),
        }
    }

    /// The room with another number of people required every day.
    pub fn with_required(self, required: usize) -> Roster {
        Roster { required, ..self }
    }

    /// The room with its cookies always marked `Secure`, for an installation behind a proxy that ends TLS.
    pub fn with_secure_cookies(self, secure_cookies: bool) -> Roster {
        Roster { secure_cookies, ..self }
    }

    /// The IANA zone in which a duty day begins and ends.
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// The room as this actor may use it.
    pub fn by<'a>(&'a self, actor: &'a Actor) -> RosterBy<'a> {
        RosterBy { roster: self, actor }
    }

    /// What time drives here.
    pub fn workers(&self) -> Vec<Arc<dyn Worker>> {
        vec![Arc::new(worker::SessionSweeper::new(self.db.clone()))]
    }
}

impl RosterBy<'_> {
    /// The signed-in person; a link or the program itself has no account.
    fn me(&self) -> Result<PersonId> {
        match self.actor {
            Actor::Person { id, .. } => Ok(*id),
            _ => Err(Error::forbidden("session.no_person", "Only a signed-in person has this.", "仅登录人员可使用此功能。")),
        }
    }
}
