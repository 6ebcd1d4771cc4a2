//! Contacts: read within scope; entered, changed and removed by administrators, managers and dispatchers.
//!
//! The journal is kept for ever and contacts are people: it tells that a telephone number or an e-mail address was changed, never which
//! it is.

use base::db::Filter;
use base::journal::{self, Event};
use base::{Actor, Conn, CustomerId, Page, PageParams, Result, Timestamp};
use serde_json::{Value as Json, json};

use super::{ArchiveBy, REGISTRY, found, lock_customer, same_version};
use crate::model::{Contact, ContactChange, NewContact};
use crate::rules::changes::changes;
use crate::rules::{Fields, text};
use crate::store::{contacts, customers};
use crate::{Archive, ContactId};

const NOUN: (&str, &str) = ("contact", "联系人");

impl Archive {
    /// Enters a contact, in the caller's transaction.
    pub async fn create_contact(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, new: NewContact) -> Result<Contact> {
        actor.require(REGISTRY)?;
        lock_customer(conn, new.customer_id).await?;
        let mut fields = Fields::default();
        let mut contact = Contact {
            id: ContactId(0),
            customer_id: new.customer_id,
            name: fields.take("name", text::name(&new.name)),
            role: fields.take("role", text::line(new.role.as_deref(), text::WORDS)),
            phone: fields.take("phone", text::phone(new.phone.as_deref())),
            email: fields.take("email", text::email(new.email.as_deref())),
            is_primary: new.is_primary,
            version: 1,
            created_at: now,
        };
        fields.finish()?;
        contact.id = contacts::insert(conn, &contact).await?;
        let event = Event::new("contact.created", ("contact", contact.id.0))
            .customer(contact.customer_id)
            .body(told(&contact))
            .row("contacts", contact.id.0);
        journal::append(conn, actor, now, now, event).await?;
        step_back(conn, actor, now, &contact).await?;
        Ok(contact)
    }

    /// Changes a contact, in the caller's transaction.
    pub async fn change_contact(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        now: Timestamp,
        id: ContactId,
        change: ContactChange,
    ) -> Result<Contact> {
        let before = hold(conn, actor, id).await?;
        same_version("contact.changed", change.version, before.version)?;
        let mut fields = Fields::default();
        let mut after = before.clone();
        if let Some(name) = &change.name {
            after.name = fields.take("name", text::name(name));
        }
        if let Some(role) = &change.role {
            after.role = fields.take("role", text::line(role.as_deref(), text::WORDS));
        }
        if let Some(phone) = &change.phone {
            after.phone = fields.take("phone", text::phone(phone.as_deref()));
        }
        if let Some(email) = &change.email {
            after.email = fields.take("email", text::email(email.as_deref()));
        }
        after.is_primary = change.is_primary.unwrap_or(after.is_primary);
        fields.finish()?;
        if after == before {
            return Ok(before);
        }
        after.version += 1;
        write_change(conn, actor, now, &before, &after).await?;
        step_back(conn, actor, now, &after).await?;
        Ok(after)
    }

    /// Removes a contact, in the caller's transaction.
    pub async fn remove_contact(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, id: ContactId) -> Result<()> {
        let contact = hold(conn, actor, id).await?;
        contacts::delete(conn, id).await?;
        let event =
            Event::new("contact.removed", ("contact", id.0)).customer(contact.customer_id).body(told(&contact)).gone("contacts", id.0);
        journal::append(conn, actor, now, now, event).await?;
        Ok(())
    }
}

impl ArchiveBy<'_> {
    /// One page of the contacts that the actor may see, perhaps of one customer.
    pub async fn contacts(&self, customer: Option<CustomerId>, params: &PageParams) -> Result<Page<Contact>> {
        let mut conn = self.archive.db.read().await?;
        let filter = Filter::new().scope("customer_id", &self.scope()).and_some("customer_id = {}", customer);
        contacts::list(&mut conn, filter, params).await
    }

    /// Enters a contact.
    pub async fn create_contact(&self, now: Timestamp, new: NewContact) -> Result<Contact> {
        let mut conn = self.archive.db.write().await?;
        let contact = self.archive.create_contact(&mut conn, self.actor, now, new).await?;
        conn.commit().await?;
        Ok(contact)
    }

    /// Changes a contact.
    pub async fn change_contact(&self, now: Timestamp, id: ContactId, change: ContactChange) -> Result<Contact> {
        let mut conn = self.archive.db.write().await?;
        let contact = self.archive.change_contact(&mut conn, self.actor, now, id, change).await?;
        conn.commit().await?;
        Ok(contact)
    }

    /// Removes a contact.
    pub async fn remove_contact(&self, now: Timestamp, id: ContactId) -> Result<()> {
        let mut conn = self.archive.db.write().await?;
        self.archive.remove_contact(&mut conn, self.actor, now, id).await?;
        conn.commit().await
    }
}

/// The contact, its customer held, for somebody who may change it.
async fn hold(conn: &mut Conn, actor: &Actor, id: ContactId) -> Result<Contact> {
    let owner = found(contacts::by_id(conn, id).await?, |contact| contact.customer_id, actor, NOUN)?.customer_id;
    actor.require(REGISTRY)?;
    customers::lock(conn, owner).await?;
    found(contacts::by_id(conn, id).await?, |contact| contact.customer_id, actor, NOUN)
}

/// A customer has at most one primary contact: who was it so far steps back.
async fn step_back(conn: &mut Conn, actor: &Actor, now: Timestamp, primary: &Contact) -> Result<()> {
    if !primary.is_primary {
        return Ok(());
    }
    for before in contacts::of_customer(conn, primary.customer_id).await? {
        if before.is_primary && before.id != primary.id {
            let after = Contact { is_primary: false, version: before.version + 1, ..before.clone() };
            write_change(conn, actor, now, &before, &after).await?;
        }
    }
    Ok(())
}

async fn write_change(conn: &mut Conn, actor: &Actor, now: Timestamp, before: &Contact, after: &Contact) -> Result<()> {
    contacts::update(conn, after).await?;
    let mut changed = Json::from(changes(&told(before), &told(after)));
    for (field, same) in [("phone", before.phone == after.phone), ("email", before.email == after.email)] {
        if let (false, Some(changed)) = (same, changed.as_object_mut()) {
            changed.insert(field.to_owned(), json!("changed"));
        }
    }
    let event = Event::new("contact.changed", ("contact", after.id.0))
        .customer(after.customer_id)
        .body(json!({ "version": after.version, "name": after.name, "changes": changed }))
        .row("contacts", after.id.0);
    journal::append(conn, actor, now, now, event).await?;
    Ok(())
}

fn told(contact: &Contact) -> Json {
    let Contact { name, role, is_primary, .. } = contact;
    json!({ "name": name, "role": role, "is_primary": is_primary })
}
