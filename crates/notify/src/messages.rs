//! The outbox as staff see it, and each person's inbox.

use std::collections::HashMap;

use base::journal::{self, Event};
use base::{Error, Page, PageParams, PersonId, Result, Timestamp};
use serde_json::json;

use crate::model::{Channel, MessageId};
use crate::store::inbox::InboxRow;
use crate::store::messages::{MessageFilter, MessageRow};
use crate::{NotifyBy, store};

/// A page of messages, with the names of the people in it.
pub(crate) struct Listed {
    pub page: Page<MessageRow>,
    pub names: HashMap<PersonId, String>,
}

impl NotifyBy<'_> {
    /// What was told to whom; for staff.
    pub(crate) async fn messages(&self, filter: &MessageFilter, params: &PageParams) -> Result<Listed> {
        self.actor.require_staff()?;
        let mut conn = self.notify.db.read().await?;
        let page = store::messages::page(&mut conn, filter, params).await?;
        let ids: Vec<PersonId> = page.items.iter().filter_map(|row| row.person_id).collect();
        Ok(Listed { page, names: roster::facts::names(&mut conn, &ids).await? })
    }

    /// Tries a message again that failed or was given up; for staff. It goes to the address or number its person has by now.
    pub(crate) async fn retry(&self, id: MessageId, now: Timestamp) -> Result<Listed> {
        self.actor.require_staff()?;
        let mut conn = self.notify.db.write().await?;
        let row = store::messages::by_id(&mut conn, id).await?.ok_or_else(no_such_message)?;
        if !store::deliveries::retry(&mut conn, id, now).await? {
            return Err(Error::conflict(
                "message.not_failed",
                "This message did not fail: it was sent, or is on its way. There is nothing to try again.",
                "该消息未失败（已发送或正在投递），无需重试。",
            ));
        }
        let person = match row.person_id {
            Some(person) => roster::facts::person(&mut conn, person).await?,
            None => None,
        };
        let by_now = person.as_ref().and_then(|person| match Channel::parse(&row.channel) {
            Some(Channel::Email) => person.email.as_deref(),
            Some(channel) if channel.needs_phone() => person.phone.as_deref(),
            _ => None,
        });
        if let Some(address) = by_now
            && address != row.recipient
        {
            store::messages::set_recipient(&mut conn, id, address).await?;
        }
        let event = Event::new("message.retried", ("message", id.0))
            .customer(row.customer_id)
            .ticket(row.ticket_id)
            .body(json!({ "channel": row.channel, "attempts_before": row.attempts, "visibility": "internal" }))
            .row("messages", id.0);
        journal::append(&mut conn, self.actor, now, now, event).await?;
        let row = store::messages::by_id(&mut conn, id).await?.ok_or_else(no_such_message)?;
        conn.commit().await?;
        Ok(Listed { page: Page::whole(vec![row]), names: person.map(|person| (person.id, person.name)).into_iter().collect() })
    }

    /// The actor's own messages, the newest first, and how many of them are unread.
    pub(crate) async fn inbox(&self, unread: bool, params: &PageParams) -> Result<(Page<InboxRow>, i64)> {
        let me = self.me()?;
        let mut conn = self.notify.db.read().await?;
        Ok((store::inbox::page(&mut conn, me, unread, params).await?, store::inbox::unread(&mut conn, me).await?))
    }

    /// Marks one of the actor's own messages as read.
    pub(crate) async fn read(&self, id: MessageId, now: Timestamp) -> Result<()> {
        let me = self.me()?;
        let mut conn = self.notify.db.write().await?;
        if !store::inbox::read(&mut conn, me, id, now).await? {
            return Err(no_such_message());
        }
        conn.commit().await
    }

    /// Marks all of the actor's own messages as read.
    pub(crate) async fn read_all(&self, now: Timestamp) -> Result<()> {
        let me = self.me()?;
        let mut conn = self.notify.db.write().await?;
        store::inbox::read_all(&mut conn, me, now).await?;
        conn.commit().await
    }
}

fn no_such_message() -> Error {
    Error::not_found("message", "消息")
}
