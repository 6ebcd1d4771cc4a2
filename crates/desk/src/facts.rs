//! What the rooms above may know of tickets, read in their own transaction. No scope is applied: the caller answers for who sees it.

use base::{Conn, Result, TicketId};

use crate::model::Ticket;
use crate::store;

/// A ticket.
pub async fn ticket(conn: &mut Conn, id: TicketId) -> Result<Option<Ticket>> {
    store::tickets::by_id(conn, id).await
}

/// Several tickets, for a page of a list, in no order.
pub async fn tickets(conn: &mut Conn, ids: &[TicketId]) -> Result<Vec<Ticket>> {
    store::tickets::by_ids(conn, ids.iter().copied()).await
}
