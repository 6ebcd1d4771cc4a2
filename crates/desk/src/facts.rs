//! What the rooms above may know of tickets, read in their own transaction. No scope is applied: the caller answers for who sees it.

use base::{Conn, Result, TicketId};

use crate::model::{LevelNames, Ticket};
use crate::store;

/// A ticket.
pub async fn ticket(conn: &mut Conn, id: TicketId) -> Result<Option<Ticket>> {
    store::tickets::by_id(conn, id).await
}

/// What the house calls its levels.
pub async fn level_names(conn: &mut Conn) -> Result<LevelNames> {
    Ok(store::levels::current(conn).await?.1.names())
}

/// Several tickets, for a page of a list, in no order.
pub async fn tickets(conn: &mut Conn, ids: &[TicketId]) -> Result<Vec<Ticket>> {
    store::tickets::by_ids(conn, ids.iter().copied()).await
}
