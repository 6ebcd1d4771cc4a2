//! Putting a text into the outbox: commit first, tell after. The message's row shares the transaction of the change it tells; whoever
//! delivers reads the row.

use base::journal::{self, Event};
use base::{Actor, Conn, Error, Result, Timestamp};
use roster::model::Person;
use serde_json::json;

use crate::model::{Draft, NewMessage};
use crate::rules::routing::{self, Addressee, Facts};
use crate::store;

/// Tells a person on each channel on which they are to be told and there is a way (see [`Draft`]). Answers how many messages that made; 0
/// when this step was told to them before, or when they are not active any more.
pub async fn enqueue(conn: &mut Conn, actor: &Actor, now: Timestamp, draft: &Draft) -> Result<usize> {
    let person = roster::facts::person(conn, draft.to).await?;
    let person =
        person.ok_or_else(|| Error::internal(format!("step {} is to be told to person {}, who is not there", draft.step, draft.to)))?;
    if !person.active {
        return Ok(0);
    }
    let key = format!("person:{}", person.id);
    let preference = store::preferences::of(conn, person.id).await?.unwrap_or_default();
    let gateways = store::gateways::active(conn).await?;
    let facts = Facts {
        addressee: addressee(&person, &key),
        wanted: &draft.wanted,
        importance: draft.importance,
        preference: &preference,
        gateways: &gateways,
        customer: draft.customer,
        now,
    };
    let mut queued = 0;
    for route in routing::routes(&facts) {
        let message = NewMessage {
            step: draft.step.clone(),
            channel: route.channel,
            queue: route.queue,
            importance: draft.importance,
            group: draft.group.clone(),
            addressee: route.addressee,
            person: Some(person.id),
            webhook: None,
            gateway: route.gateway.map(|gateway| gateway.id),
            mention: route.mention,
            ticket: draft.ticket,
            customer: draft.customer,
            recipient: route.recipient,
            language: person.locale,
            subject: draft.subject.in_language(person.locale).to_owned(),
            body: draft.body.in_language(person.locale).to_owned(),
            path: routing::path(route.channel, draft.path.as_deref(), draft.ticket),
            not_before: route.not_before,
            created_at: now,
        };
        queued += usize::from(put(conn, actor, now, &message).await?);
    }
    Ok(queued)
}

/// What routing wants to know of a person.
pub(crate) fn addressee<'a>(person: &'a Person, key: &'a str) -> Addressee<'a> {
    Addressee { key, login: &person.login, email: person.email.as_deref(), phone: person.phone.as_deref(), customer: person.customer_id }
}

/// Writes one message with its event; false when it was there before.
pub(crate) async fn put(conn: &mut Conn, actor: &Actor, now: Timestamp, message: &NewMessage) -> Result<bool> {
    let Some(id) = store::messages::insert(conn, message).await? else { return Ok(false) };
    let event = Event::new("message.queued", ("message", id.0))
        .customer(message.customer)
        .ticket(message.ticket)
        .body(json!({ "channel": message.channel, "importance": message.importance, "addressee": message.addressee, "step": message.step, "visibility": "internal" }))
        .row("messages", id.0);
    journal::append(conn, actor, now, now, event).await?;
    Ok(true)
}
