//! Putting a text into the outbox: commit first, tell after. The message's row shares the transaction of the change it tells; whoever
//! delivers reads the row.

use base::journal::{self, Event};
use base::{Actor, Conn, Error, Result, Timestamp};
use serde_json::json;

use crate::model::{Channel, Draft, NewMessage};
use crate::store;

/// Tells a person: one message on our own pages always, one by e-mail when they have an address. Answers how many messages that made; 0
/// when this step was told to them before, or when they are not active any more.
pub async fn enqueue(conn: &mut Conn, actor: &Actor, now: Timestamp, draft: &Draft) -> Result<usize> {
    let person = roster::facts::person(conn, draft.to).await?;
    let person =
        person.ok_or_else(|| Error::internal(format!("step {} is to be told to person {}, who is not there", draft.step, draft.to)))?;
    if !person.active {
        return Ok(0);
    }
    let in_app = NewMessage {
        step: draft.step.clone(),
        channel: Channel::InApp,
        addressee: format!("person:{}", person.id),
        person: Some(person.id),
        webhook: None,
        ticket: draft.ticket,
        customer: draft.customer,
        recipient: person.login.clone(),
        language: person.locale,
        subject: draft.subject.in_language(person.locale).to_owned(),
        body: draft.body.in_language(person.locale).to_owned(),
        path: None,
        created_at: now,
    };
    let email =
        person.email.map(|address| NewMessage { channel: Channel::Email, recipient: address, path: draft.path.clone(), ..in_app.clone() });
    let mut queued = 0;
    for message in std::iter::once(in_app).chain(email) {
        queued += usize::from(put(conn, actor, now, &message).await?);
    }
    Ok(queued)
}

/// Writes one message with its event; false when it was there before.
pub(crate) async fn put(conn: &mut Conn, actor: &Actor, now: Timestamp, message: &NewMessage) -> Result<bool> {
    let Some(id) = store::messages::insert(conn, message).await? else { return Ok(false) };
    let event = Event::new("message.queued", ("message", id.0))
        .customer(message.customer)
        .ticket(message.ticket)
        .body(json!({ "channel": message.channel, "addressee": message.addressee, "step": message.step, "visibility": "internal" }))
        .row("messages", id.0);
    journal::append(conn, actor, now, now, event).await?;
    Ok(true)
}
