//! The desk (服务台): where promised work is taken in, timed, pushed on, and confirmed.
//!
//! * A **ticket** (工单) is one piece of promised work: a fault, question, complaint, finding or task. It passes from open to acknowledged
//!   to restored to resolved to closed. Monitoring opens one for each alarm and proves its restoration; people and customers open others.
//! * A **level** (级别) is proposed from evidence and set by a person; its history stays.
//! * A **clock** (时限) says how long a promise has been running, by the contract and the calendar that were frozen. It is computed from the
//!   journal every time it is looked at, and explains itself line by line.
//! * A **pause** (挂起) lets clocks stand still. It needs reason, requester and evidence; the customer can dispute it.
//! * A **call** (呼叫) goes to the next person until somebody takes the ticket.
//! * The **confirmation** (用户确认) is the customer's word. Nothing is closed without it.
//!
//! What may never happen: a ticket closed without the customer's confirmation, a breach that a pause or another level undoes, a state that
//! the journal does not explain, two tickets for one alarm, a person called twice for the same step, an internal note shown to a customer.

mod act;
mod api;
mod audit;
mod calls;
mod case;
mod chain;
mod correct;
mod definitions;
pub mod facts;
mod files;
mod forecast;
mod level;
mod links;
pub mod model;
mod open;
mod policies;
mod rehearsals;
mod root;
pub mod rules;
mod see;
mod shown;
mod store;
mod tell;
mod templates;
pub mod visits;
mod worker;

use std::sync::Arc;

use base::{Actor, Clock, Db, Worker};
use notify::Heartbeat;

pub use api::{ActionItem, NamedItem, TicketDetail, TimelineItem, WhyNotItem, routes};
pub use open::NewTicket;

/// The room's handle. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Desk {
    db: Db,
    clock: Clock,
    /// The installation's IANA zone: its duty days, its years, its messages.
    zone: Arc<str>,
    /// Where it is told that all is well, as long as it is.
    outside: Option<Arc<Heartbeat>>,
}

/// The room as one actor may use it.
#[derive(Debug, Clone, Copy)]
pub struct DeskBy<'a> {
    desk: &'a Desk,
    actor: &'a Actor,
}

impl Desk {
    /// The room on its database. `zone` is the installation's IANA zone, in which duty days and years begin: `Asia/Shanghai`.
    pub fn new(db: Db, clock: Clock, zone: &str) -> Desk {
        Desk { db, clock, zone: zone.into(), outside: None }
    }

    /// The room with somebody outside who is told after every clean audit that all is well, and raises the alarm when they hear nothing.
    pub fn with_heartbeat(self, outside: Heartbeat) -> Desk {
        Desk { outside: Some(Arc::new(outside)), ..self }
    }

    /// The room as this actor may use it.
    pub fn by<'a>(&'a self, actor: &'a Actor) -> DeskBy<'a> {
        DeskBy { desk: self, actor }
    }

    /// What time and news drive here: tickets from alarms, calls, levels and thresholds.
    pub fn workers(&self) -> Vec<Arc<dyn Worker>> {
        worker::all(self)
    }
}
