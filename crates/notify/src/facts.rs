//! What the rooms above may ask about messages, in their own transaction.

use base::{Conn, CustomerId, PersonId, Result};

use crate::model::Channel;
use crate::rules::routing;
use crate::{outbox, store};

/// Of the asked channels those that lead to this person now: an address or a number is known, and where a gateway is needed, one is active.
/// `customer`: whom the message would concern. Nobody is told anything, so a rehearsal may ask.
pub async fn ways(conn: &mut Conn, person: PersonId, customer: Option<CustomerId>, asked: &[Channel]) -> Result<Vec<Channel>> {
    let Some(person) = roster::facts::person(conn, person).await?.filter(|person| person.active) else { return Ok(Vec::new()) };
    let gateways = store::gateways::active(conn).await?;
    Ok(routing::ways(outbox::addressee(&person, ""), &gateways, customer, asked))
}

/// How many messages have not ended: neither given up nor sent, though their own time came before `before`. What somebody's quiet hours or the
/// pace of a lane holds back has its time when it may leave. An auditor asks.
pub async fn unended(conn: &mut Conn, before: base::Timestamp) -> Result<i64> {
    store::deliveries::unended(conn, before).await
}
