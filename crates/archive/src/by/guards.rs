//! Guard periods: read by everybody whom they concern; entered, changed and removed by administrators and managers. A ticket keeps what held
//! when it was opened, so a change touches no running promise.

use base::db::Filter;
use base::journal::{self, Event};
use base::{Actor, Conn, CustomerId, Error, Page, PageParams, Result, Scope, Timestamp};
use serde_json::{Value as Json, json};

use super::{ArchiveBy, COMMERCIAL, lock_customer, same_version};
use crate::model::{GuardPeriod, GuardPeriodChange, NewGuardPeriod};
use crate::rules::changes::changes;
use crate::rules::{Fields, Wrong, text};
use crate::store::guards;
use crate::{Archive, GuardPeriodId};

impl Archive {
    /// Enters a guard period, in the caller's transaction.
    pub async fn create_guard_period(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, new: NewGuardPeriod) -> Result<GuardPeriod> {
        actor.require(COMMERCIAL)?;
        let NewGuardPeriod { customer_id, name, starts_at, ends_at } = new;
        let guard = GuardPeriod { id: GuardPeriodId(0), customer_id, name, starts_at, ends_at, version: 1, created_at: now };
        let mut guard = checked(conn, guard).await?;
        guard.id = guards::insert(conn, &guard).await?;
        append(conn, actor, now, &guard, Event::new("guard_period.created", ("guard_period", guard.id.0)).body(told(&guard))).await?;
        Ok(guard)
    }

    /// Changes a guard period, in the caller's transaction.
    pub async fn change_guard_period(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        now: Timestamp,
        id: GuardPeriodId,
        change: GuardPeriodChange,
    ) -> Result<GuardPeriod> {
        let before = hold(conn, actor, id).await?;
        same_version("guard_period.changed", change.version, before.version)?;
        let after = GuardPeriod {
            customer_id: change.customer_id.unwrap_or(before.customer_id),
            name: change.name.unwrap_or_else(|| before.name.clone()),
            starts_at: change.starts_at.unwrap_or(before.starts_at),
            ends_at: change.ends_at.unwrap_or(before.ends_at),
            ..before.clone()
        };
        let mut after = checked(conn, after).await?;
        let changed = changes(&told(&before), &told(&after));
        if changed.is_empty() {
            return Ok(before);
        }
        after.version += 1;
        guards::update(conn, &after).await?;
        let body = json!({ "version": after.version, "name": after.name, "changes": changed });
        append(conn, actor, now, &after, Event::new("guard_period.changed", ("guard_period", id.0)).body(body)).await?;
        Ok(after)
    }

    /// Removes a guard period, in the caller's transaction.
    pub async fn remove_guard_period(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, id: GuardPeriodId) -> Result<()> {
        let guard = hold(conn, actor, id).await?;
        guards::delete(conn, id).await?;
        let event = Event::new("guard_period.removed", ("guard_period", id.0))
            .body(told(&guard))
            .customer(guard.customer_id)
            .gone("guard_periods", id.0);
        journal::append(conn, actor, now, now, event).await?;
        Ok(())
    }
}

impl ArchiveBy<'_> {
    /// One page of the guard periods that concern the actor: their own and everybody's; perhaps those of one customer.
    pub async fn guard_periods(&self, customer: Option<CustomerId>, params: &PageParams) -> Result<Page<GuardPeriod>> {
        let mut conn = self.archive.db.read().await?;
        let own = match self.scope() {
            Scope::Customer(own) => Some(own),
            Scope::All => None,
        };
        let filter = Filter::new()
            .and_some("(customer_id IS NULL OR customer_id = {})", own)
            .and_some("(customer_id IS NULL OR customer_id = {})", customer);
        guards::list(&mut conn, filter, params).await
    }

    /// Enters a guard period.
    pub async fn create_guard_period(&self, now: Timestamp, new: NewGuardPeriod) -> Result<GuardPeriod> {
        let mut conn = self.archive.db.write().await?;
        let guard = self.archive.create_guard_period(&mut conn, self.actor, now, new).await?;
        conn.commit().await?;
        Ok(guard)
    }

    /// Changes a guard period.
    pub async fn change_guard_period(&self, now: Timestamp, id: GuardPeriodId, change: GuardPeriodChange) -> Result<GuardPeriod> {
        let mut conn = self.archive.db.write().await?;
        let guard = self.archive.change_guard_period(&mut conn, self.actor, now, id, change).await?;
        conn.commit().await?;
        Ok(guard)
    }

    /// Removes a guard period.
    pub async fn remove_guard_period(&self, now: Timestamp, id: GuardPeriodId) -> Result<()> {
        let mut conn = self.archive.db.write().await?;
        self.archive.remove_guard_period(&mut conn, self.actor, now, id).await?;
        conn.commit().await
    }
}

/// The guard period, held, for somebody who may change it. Another customer's is not found.
async fn hold(conn: &mut Conn, actor: &Actor, id: GuardPeriodId) -> Result<GuardPeriod> {
    let found = guards::hold(conn, id).await?;
    let found = found.filter(|guard| guard.customer_id.is_none() || actor.scope().covers(guard.customer_id));
    let guard = found.ok_or_else(|| Error::not_found("guard period", "重保时段"))?;
    actor.require(COMMERCIAL)?;
    Ok(guard)
}

async fn checked(conn: &mut Conn, guard: GuardPeriod) -> Result<GuardPeriod> {
    if let Some(customer) = guard.customer_id {
        lock_customer(conn, customer).await?;
    }
    let mut fields = Fields::default();
    let name = fields.take("name", text::name(&guard.name));
    if guard.ends_at <= guard.starts_at {
        fields.refuse("ends_at", Wrong::new("guard_period.order", "It is over before it begins.", "结束时间早于开始时间。"));
    }
    fields.finish()?;
    Ok(GuardPeriod { name, ..guard })
}

async fn append(conn: &mut Conn, actor: &Actor, now: Timestamp, guard: &GuardPeriod, event: Event) -> Result<()> {
    journal::append(conn, actor, now, now, event.customer(guard.customer_id).row("guard_periods", guard.id.0)).await?;
    Ok(())
}

fn told(guard: &GuardPeriod) -> Json {
    let GuardPeriod { customer_id, name, starts_at, ends_at, .. } = guard;
    json!({ "customer_id": customer_id, "name": name, "starts_at": starts_at, "ends_at": ends_at })
}
