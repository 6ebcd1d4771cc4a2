//! The answers: a key that was pressed in a call takes the ticket. A call that was merely answered does not — it may have been a mailbox, a
//! child or a pocket — and the calling goes on. Read from the journal with a cursor of its own, so that nothing is missed or done twice.

use std::time::Duration;

use async_trait::async_trait;
use base::journal::{self, Recorded};
use base::{Actor, Conn, Error, PersonId, Progress, Result, Timestamp, Worker};

use crate::act::Acted;
use crate::case::Case;
use crate::model::Via;
use crate::rules::actions::{Who, allowed};
use crate::rules::steps::Act;
use crate::{Desk, calls};

/// The cursor's name.
const CURSOR: &str = "desk.answers";
/// How many events are read at once.
const BATCH: i64 = 500;
/// What the room of messages tells when a key was pressed.
const KEY_PRESSED: &str = "message.acknowledged";

pub(super) struct Answers(pub(super) Desk);

#[async_trait]
impl Worker for Answers {
    fn name(&self) -> &'static str {
        "answers"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(5)
    }

    fn wakes_on_news(&self) -> bool {
        true
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        let done = self.0.hear_answers(now).await?;
        Ok(Progress::new(done, format!("{done} tickets taken by a key")))
    }
}

impl Desk {
    /// Takes every ticket whose call was answered with a key. Whoever calls the next person hears this first.
    pub(super) async fn hear_answers(&self, now: Timestamp) -> Result<usize> {
        let mut done = 0;
        loop {
            let (mut cursor, events) = {
                let mut conn = self.db.read().await?;
                let cursor = journal::saved_cursor(&mut conn, CURSOR).await?;
                (cursor, journal::read_after(&mut conn, cursor, BATCH).await?)
            };
            let Some(last) = events.last().map(|event| event.seq) else { return Ok(done) };
            for event in events.iter().filter(|event| event.kind == KEY_PRESSED || event.seq == last) {
                let mut conn = self.db.write().await?;
                if !journal::save_cursor(&mut conn, CURSOR, cursor, event.seq).await? {
                    // Another node is ahead of us.
                    return Ok(done);
                }
                done += usize::from(event.kind == KEY_PRESSED && self.take_by_key(&mut conn, event, now).await?);
                conn.commit().await?;
                cursor = event.seq;
            }
        }
    }

    /// Whoever pressed the key takes the ticket, unless somebody has or nobody needs to any more.
    async fn take_by_key(&self, conn: &mut Conn, event: &Recorded, now: Timestamp) -> Result<bool> {
        let Some(ticket) = event.ticket_id else { return Ok(false) };
        let person = event.json().get("person_id").and_then(serde_json::Value::as_i64).map(PersonId);
        let person = match person {
            Some(id) => roster::facts::person(conn, id).await?,
            None => None,
        };
        let Some(person) = person.filter(|person| person.active && calls::TAKERS.contains(&person.role)) else { return Ok(false) };
        let Some(mut case) = Case::hold(conn, ticket).await? else { return Ok(false) };
        let act = Act::Acknowledge { via: Via::Key };
        if allowed(act.action(), Who::Called, &case.situation()).is_err() {
            return Ok(false);
        }
        let actor = Actor::Link { person: person.id, name: person.name };
        match self.act_on(conn, &actor, &mut case, Acted { who: Who::Called, act, rows: Vec::new() }, now).await {
            Ok(()) => Ok(true),
            Err(Error::Refused(refusal)) => Err(Error::internal(format!("ticket {ticket} could not be taken by a key: {}", refusal.code))),
            Err(error) => Err(error),
        }
    }
}
