//! Reads the journal and puts what webhooks are told into the outbox, a message per event and webhook. It reads from a cursor that moves
//! in the transaction of the messages, so nothing is left out and nothing is told twice; two nodes that feed at once find that one of them
//! was first.

use std::time::Duration;

use async_trait::async_trait;
use base::journal::{self, Recorded};
use base::{Actor, Db, Language, Progress, Result, Timestamp, Worker};

use crate::model::{Channel, Importance, NewMessage, Queue, Webhook};
use crate::rules::webhook::is_for;
use crate::webhook::event_json;
use crate::{outbox, store};

/// The name of the cursor, the worker and the actor.
const NAME: &str = "webhook_feeder";
/// Events read at once.
const BATCH: i64 = 200;
/// The cursor moves without a message only when it has fallen this far behind: most events are nobody's, and each move is a write.
const LAG: i64 = 1000;

/// See the module.
#[derive(Debug)]
pub(crate) struct WebhookFeeder {
    db: Db,
}

impl WebhookFeeder {
    pub(crate) fn new(db: Db) -> WebhookFeeder {
        WebhookFeeder { db }
    }

    /// Writes the messages of a batch and moves the cursor; `None` when another node was first.
    async fn feed(&self, cursor: i64, to: i64, told: &[(&Webhook, &Recorded)], now: Timestamp) -> Result<Option<usize>> {
        let mut conn = self.db.write().await?;
        if !journal::save_cursor(&mut conn, NAME, cursor, to).await? {
            return Ok(None);
        }
        let mut queued = 0;
        for (webhook, event) in told {
            queued += usize::from(outbox::put(&mut conn, &Actor::System(NAME), now, &message(webhook, event, now)).await?);
        }
        conn.commit().await?;
        Ok(Some(queued))
    }
}

fn message(webhook: &Webhook, event: &Recorded, now: Timestamp) -> NewMessage {
    NewMessage {
        step: format!("event:{}", event.seq),
        channel: Channel::Webhook,
        queue: Queue::Of(Channel::Webhook),
        importance: Importance::Routine,
        group: None,
        addressee: format!("webhook:{}", webhook.id),
        person: None,
        webhook: Some(webhook.id),
        gateway: None,
        mention: None,
        ticket: event.ticket_id,
        customer: event.customer_id,
        recipient: webhook.name.clone(),
        language: Language::En,
        subject: event.kind.clone(),
        body: event_json(event).to_string(),
        path: None,
        not_before: None,
        created_at: now,
    }
}

#[async_trait]
impl Worker for WebhookFeeder {
    fn name(&self) -> &'static str {
        NAME
    }

    fn period(&self) -> Duration {
        Duration::from_secs(5)
    }

    fn wakes_on_news(&self) -> bool {
        true
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        let mut conn = self.db.read().await?;
        let webhooks = store::webhooks::active(&mut conn).await?;
        let Some(earliest) = webhooks.iter().map(|webhook| webhook.from_seq).min() else {
            return Ok(Progress::new(0, "no webhook is active"));
        };
        let mut cursor = journal::saved_cursor(&mut conn, NAME).await?;
        drop(conn);
        let mut read = cursor.max(earliest);
        let mut queued = 0;
        loop {
            let mut conn = self.db.read().await?;
            let events = journal::read_after(&mut conn, read, BATCH).await?;
            drop(conn);
            let Some(last) = events.last() else { break };
            read = last.seq;
            let told: Vec<(&Webhook, &Recorded)> = events
                .iter()
                .flat_map(|event| webhooks.iter().map(move |webhook| (webhook, event)))
                .filter(|(w, e)| is_for(w, e))
                .collect();
            if told.is_empty() && read - cursor < LAG {
                continue;
            }
            match self.feed(cursor, read, &told, now).await? {
                Some(count) => {
                    queued += count;
                    cursor = read;
                }
                None => break,
            }
        }
        Ok(Progress::new(queued, format!("{queued} events told to webhooks")))
    }
}
