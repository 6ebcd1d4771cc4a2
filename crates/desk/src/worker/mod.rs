//! What time and news drive at the desk. Each worker finds its work in a table, does one ticket in one transaction, and may be run again at
//! any moment, on several nodes: whoever holds the ticket's row does the work, the next finds it done.

mod answers;
mod auditor;
mod caller;
mod intake;
mod rehearsal;
mod thresholds;

use std::collections::BTreeSet;
use std::sync::Arc;

use base::{Error, Progress, Result, TicketId, Timestamp, Worker};

use crate::Desk;

/// Every worker of the room.
pub(crate) fn all(desk: &Desk) -> Vec<Arc<dyn Worker>> {
    vec![
        Arc::new(intake::Intake(desk.clone())),
        Arc::new(answers::Answers(desk.clone())),
        Arc::new(caller::Caller(desk.clone())),
        Arc::new(thresholds::Thresholds(desk.clone())),
        Arc::new(rehearsal::Rehearsal(desk.clone())),
        Arc::new(auditor::Auditor(desk.clone())),
    ]
}

/// How many tickets are looked for at once.
const BATCH: i64 = 200;
/// How many tickets one run takes on before it reports and is run again.
const MOST: usize = 2000;

/// Work that waits for its time, ticket by ticket.
trait Due {
    /// What is due, in order, at most [`BATCH`] of it.
    async fn due(&self, now: Timestamp) -> Result<Vec<(TicketId, Timestamp)>>;
    /// Does one; answers how much was done.
    async fn one(&self, ticket: TicketId, at: Timestamp, now: Timestamp) -> Result<usize>;
}

/// Does everything that is due. A ticket that fails does not hold up the others; the run reports it.
async fn all_due(work: &impl Due, now: Timestamp, what: &str) -> Result<Progress> {
    let mut taken_on: BTreeSet<(TicketId, Timestamp)> = BTreeSet::new();
    let mut first_failure: Option<Error> = None;
    let mut done = 0;
    while taken_on.len() < MOST {
        let due: Vec<_> = work.due(now).await?.into_iter().filter(|due| taken_on.insert(*due)).collect();
        if due.is_empty() {
            break;
        }
        for (ticket, at) in due {
            match work.one(ticket, at, now).await {
                Ok(count) => done += count,
                Err(error) => {
                    tracing::warn!(%ticket, %error, what, "a ticket failed; it is tried again next time");
                    first_failure.get_or_insert(error);
                }
            }
        }
    }
    match first_failure {
        Some(error) => Err(error),
        None => Ok(Progress::new(done, format!("{done} {what}"))),
    }
}
