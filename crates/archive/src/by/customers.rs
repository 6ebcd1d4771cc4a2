//! Customers: read within scope; entered and changed by administrators and managers.

use base::db::{Filter, is_unique_violation};
use base::journal::{self, Event};
use base::{Actor, Conn, CustomerId, Error, Page, PageParams, Result, Timestamp};
use serde_json::{Value as Json, json};

use super::{ArchiveBy, COMMERCIAL, found, only, same_version, taken};
use crate::Archive;
use crate::model::{Customer, CustomerChange, NewCustomer};
use crate::rules::changes::changes;
use crate::rules::{Fields, Wrong, code, text};
use crate::store::customers;
use crate::view::CustomerView;

const NOUN: (&str, &str) = ("customer", "用户单位");

impl Archive {
    /// Enters a customer, in the caller's transaction.
    pub async fn create_customer(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, new: NewCustomer) -> Result<Customer> {
        actor.require(COMMERCIAL)?;
        let mut fields = Fields::default();
        let mut customer = Customer {
            id: CustomerId(0),
            name: fields.take("name", text::name(&new.name)),
            code: match &new.code {
                Some(given) => fields.take("code", code::code(given)),
                None => free_code(conn).await?,
            },
            address: fields.take("address", text::line(new.address.as_deref(), text::POSTAL)),
            note: fields.take("note", text::lines(new.note.as_deref(), text::REMARK)),
            version: 1,
            created_at: now,
        };
        check_namesake(conn, &customer, None, &mut fields).await?;
        fields.finish()?;
        customer.id = customers::insert(conn, &customer).await.map_err(raced)?;
        let event = Event::new("customer.created", ("customer", customer.id.0))
            .customer(customer.id)
            .body(told(&customer))
            .row("customers", customer.id.0);
        journal::append(conn, actor, now, now, event).await?;
        Ok(customer)
    }

    /// Changes a customer, in the caller's transaction.
    pub async fn change_customer(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        now: Timestamp,
        id: CustomerId,
        change: CustomerChange,
    ) -> Result<Customer> {
        customers::lock(conn, id).await?;
        let before = found(customers::by_id(conn, id).await?, |customer| customer.id, actor, NOUN)?;
        actor.require(COMMERCIAL)?;
        same_version("customer.changed", change.version, before.version)?;
        let mut fields = Fields::default();
        let mut after = before.clone();
        if let Some(name) = &change.name {
            after.name = fields.take("name", text::name(name));
        }
        if let Some(given) = &change.code {
            after.code = fields.take("code", code::code(given));
        }
        if let Some(address) = &change.address {
            after.address = fields.take("address", text::line(address.as_deref(), text::POSTAL));
        }
        if let Some(note) = &change.note {
            after.note = fields.take("note", text::lines(note.as_deref(), text::REMARK));
        }
        check_namesake(conn, &after, Some(id), &mut fields).await?;
        fields.finish()?;
        let changed = changes(&told(&before), &told(&after));
        if changed.is_empty() {
            return Ok(before);
        }
        after.version += 1;
        customers::update(conn, &after).await.map_err(raced)?;
        let event = Event::new("customer.changed", ("customer", id.0))
            .customer(id)
            .body(json!({ "version": after.version, "changes": changed }))
            .row("customers", id.0);
        journal::append(conn, actor, now, now, event).await?;
        Ok(after)
    }
}

impl ArchiveBy<'_> {
    /// One page of the customers that the actor may see.
    pub async fn customers(&self, params: &PageParams) -> Result<Page<CustomerView>> {
        let mut conn = self.archive.db.read().await?;
        customers::list(&mut conn, Filter::new().scope("c.id", &self.scope()), params).await
    }

    /// One customer.
    pub async fn customer(&self, id: CustomerId) -> Result<CustomerView> {
        let mut conn = self.archive.db.read().await?;
        self.customer_view(&mut conn, id).await
    }

    /// Enters a customer.
    pub async fn create_customer(&self, now: Timestamp, new: NewCustomer) -> Result<CustomerView> {
        let mut conn = self.archive.db.write().await?;
        let customer = self.archive.create_customer(&mut conn, self.actor, now, new).await?;
        let view = self.customer_view(&mut conn, customer.id).await?;
        conn.commit().await?;
        Ok(view)
    }

    /// Changes a customer.
    pub async fn change_customer(&self, now: Timestamp, id: CustomerId, change: CustomerChange) -> Result<CustomerView> {
        let mut conn = self.archive.db.write().await?;
        self.archive.change_customer(&mut conn, self.actor, now, id, change).await?;
        let view = self.customer_view(&mut conn, id).await?;
        conn.commit().await?;
        Ok(view)
    }

    async fn customer_view(&self, conn: &mut Conn, id: CustomerId) -> Result<CustomerView> {
        let filter = Filter::new().and_bind("c.id = {}", id).scope("c.id", &self.scope());
        only(customers::list(conn, filter, &PageParams::default()).await?, NOUN)
    }
}

fn told(customer: &Customer) -> Json {
    let Customer { name, code, address, note, .. } = customer;
    json!({ "name": name, "code": code, "address": address, "note": note })
}

async fn free_code(conn: &mut Conn) -> Result<String> {
    let known = customers::words(conn).await?;
    Ok(code::next_free("C", known.len() + 1, |free| known.iter().any(|(_, _, code)| code == free)))
}

async fn check_namesake(conn: &mut Conn, customer: &Customer, except: Option<CustomerId>, fields: &mut Fields) -> Result<()> {
    if let Some(other) = customers::namesake(conn, &customer.name, &customer.code, except).await? {
        let (field, wrong) = taken(other.name == customer.name, &other.name);
        fields.refuse(field, wrong);
    }
    Ok(())
}

/// Two people who enter the same customer at the same moment: the second learns it here.
fn raced(error: Error) -> Error {
    if !is_unique_violation(&error) {
        return error;
    }
    let mut fields = Fields::default();
    let text = ("Somebody has just entered a customer with this name or code.", "刚刚有人录入了同名或同编号的用户单位。");
    fields.refuse("name", Wrong::new("name.taken", text.0, text.1));
    fields.finish().err().unwrap_or(error)
}
