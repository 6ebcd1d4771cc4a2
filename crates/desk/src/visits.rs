//! What field work does to a ticket, in the visit's own transaction. The visit's row is written first, the ticket's after it, the visit's
//! event last: everybody takes the rows in this order, so nobody waits in a circle.

use base::{Actor, Conn, Result, TicketId, Timestamp};

use crate::Desk;
use crate::act::{Acted, no_such_ticket, watching, who};
use crate::case::{Case, Change, named};
use crate::model::{ClockKind, Confirmed, Deed, Named, State, Ticket};
use crate::rules::actions::Who;
use crate::rules::steps::Act;

impl Desk {
    /// Holds the ticket until the transaction ends.
    pub async fn hold(&self, conn: &mut Conn, id: TicketId) -> Result<Ticket> {
        Ok(held(conn, id).await?.ticket)
    }

    /// An engineer is on site: the clock for arriving stops. The first arrival counts.
    pub async fn arrived(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        id: TicketId,
        engineer: &Named,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        let mut case = held(conn, id).await?;
        if case.ticket.state.is_over() || case.story.clock(ClockKind::Arrive).stop.is_some() {
            return Ok(());
        }
        let deeds = vec![(at, Deed::Arrived { engineer: engineer.clone() })];
        case.apply(conn, Change { actor, now, deeds, rows: Vec::new() }).await
    }

    /// The engineer says that the service runs again. A ticket whose restoration is known or claimed already stays as it is; otherwise the
    /// word counts at once when no alarm is open, and waits for the watch when one is. Answers the ticket as it is then.
    pub async fn restore_claimed(&self, conn: &mut Conn, actor: &Actor, id: TicketId, text: &str, now: Timestamp) -> Result<Ticket> {
        let mut case = held(conn, id).await?;
        if case.ticket.state == State::Acknowledged && !case.story.claimed && ClockKind::of(case.ticket.kind).contains(&ClockKind::Restore)
        {
            let act = Act::Restore { text: text.to_owned(), watch: watching(conn, &case).await? };
            self.act_on(conn, actor, &mut case, Acted { who: who(actor), act, rows: Vec::new() }, now).await?;
        }
        Ok(case.ticket)
    }

    /// The customer's person signed on the engineer's screen: the ticket is confirmed and closed. Refused while it is neither restored nor
    /// resolved.
    pub async fn confirmed(&self, conn: &mut Conn, actor: &Actor, id: TicketId, word: Confirmed, now: Timestamp) -> Result<Ticket> {
        let mut case = held(conn, id).await?;
        let acted = Acted { who: Who::Signing, act: Act::Confirm(word), rows: Vec::new() };
        self.act_on(conn, actor, &mut case, acted, now).await?;
        Ok(case.ticket)
    }
}

/// The actor as a person of the journal; the program itself is none.
pub fn person(actor: &Actor) -> Result<Named> {
    named(actor)
}

async fn held(conn: &mut Conn, id: TicketId) -> Result<Case> {
    Case::hold(conn, id).await?.ok_or_else(no_such_ticket)
}
