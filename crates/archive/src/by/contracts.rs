//! Contracts: read within scope; entered and changed by administrators and managers. A change writes a new version and leaves the old one
//! as it is, so that a running promise stays what was promised.

use std::collections::BTreeMap;

use base::db::Filter;
use base::journal::{self, Event};
use base::{Actor, Conn, CustomerId, Error, Page, PageParams, Result, Timestamp};
use calendar::CalendarId;
use serde_json::{Value as Json, json};

use super::{ArchiveBy, COMMERCIAL, found, lock_customer, only, same_version};
use crate::model::{Clause, Contract, ContractChange, NewClause, NewContract};
use crate::rules::changes::changes;
use crate::rules::contract as rules;
use crate::rules::{Fields, Wrong, clause, text};
use crate::store::{contracts, customers};
use crate::view::ContractView;
use crate::{Archive, ContractId};

const NOUN: (&str, &str) = ("contract", "服务合同");

impl Archive {
    /// Enters a contract, in the caller's transaction.
    pub async fn create_contract(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, new: NewContract) -> Result<Contract> {
        actor.require(COMMERCIAL)?;
        lock_customer(conn, new.customer_id).await?;
        let mut contract = Contract {
            id: ContractId(0),
            customer_id: new.customer_id,
            name: new.name,
            number: new.number,
            starts_on: new.starts_on,
            ends_on: new.ends_on,
            zone: new.zone.unwrap_or_else(|| rules::USUAL_ZONE.to_owned()),
            version: 1,
            clauses: Vec::new(),
            call_next_after_seconds: new.call_next_after_seconds.unwrap_or(rules::USUAL_CALL_SECONDS),
            written_at: now,
        };
        let validity = check(conn, &mut contract, new.clauses.unwrap_or_else(clause::usual)).await?;
        refuse_overlap(conn, &contract, validity, None).await?;
        contract.id = contracts::insert(conn, contract.customer_id, now).await?;
        write(conn, actor, now, &contract, validity, "contract.created", told(&contract)).await?;
        Ok(contract)
    }

    /// Writes a new version of a contract, in the caller's transaction.
    pub async fn change_contract(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        now: Timestamp,
        id: ContractId,
        change: ContractChange,
    ) -> Result<Contract> {
        let owner = found(contracts::current(conn, id).await?, |contract| contract.customer_id, actor, NOUN)?.customer_id;
        actor.require(COMMERCIAL)?;
        customers::lock(conn, owner).await?;
        let before = found(contracts::current(conn, id).await?, |contract| contract.customer_id, actor, NOUN)?;
        same_version("contract.changed", change.version, before.version)?;
        let mut after = Contract {
            name: change.name.unwrap_or_else(|| before.name.clone()),
            number: change.number.unwrap_or_else(|| before.number.clone()),
            starts_on: change.starts_on.unwrap_or(before.starts_on),
            ends_on: change.ends_on.unwrap_or(before.ends_on),
            zone: change.zone.unwrap_or_else(|| before.zone.clone()),
            call_next_after_seconds: change.call_next_after_seconds.unwrap_or(before.call_next_after_seconds),
            ..before.clone()
        };
        let table = change.clauses.unwrap_or_else(|| before.clauses.iter().map(NewClause::from).collect());
        let validity = check(conn, &mut after, table).await?;
        let changed = changes(&told(&before), &told(&after));
        if changed.is_empty() {
            return Ok(before);
        }
        refuse_overlap(conn, &after, validity, Some(id)).await?;
        after.version += 1;
        after.written_at = now;
        let body = json!({ "version": after.version, "number": after.number, "changes": changed });
        write(conn, actor, now, &after, validity, "contract.changed", body).await?;
        Ok(after)
    }
}

impl ArchiveBy<'_> {
    /// One page of the contracts that the actor may see, perhaps of one customer.
    pub async fn contracts(&self, customer: Option<CustomerId>, params: &PageParams) -> Result<Page<ContractView>> {
        let mut conn = self.archive.db.read().await?;
        let filter = Filter::new().scope("c.customer_id", &self.scope()).and_some("c.customer_id = {}", customer);
        contracts::list(&mut conn, filter, params).await
    }

    /// One contract in its current version.
    pub async fn contract(&self, id: ContractId) -> Result<ContractView> {
        let mut conn = self.archive.db.read().await?;
        self.contract_view(&mut conn, id).await
    }

    /// Every version of a contract, the newest first.
    pub async fn contract_versions(&self, id: ContractId) -> Result<Vec<ContractView>> {
        let mut conn = self.archive.db.read().await?;
        let customer_name = self.contract_view(&mut conn, id).await?.customer_name;
        let versions = contracts::versions(&mut conn, id).await?;
        Ok(versions.into_iter().map(|contract| ContractView::of(contract, customer_name.clone())).collect())
    }

    /// Enters a contract.
    pub async fn create_contract(&self, now: Timestamp, new: NewContract) -> Result<ContractView> {
        let mut conn = self.archive.db.write().await?;
        let contract = self.archive.create_contract(&mut conn, self.actor, now, new).await?;
        let view = self.contract_view(&mut conn, contract.id).await?;
        conn.commit().await?;
        Ok(view)
    }

    /// Writes a new version of a contract.
    pub async fn change_contract(&self, now: Timestamp, id: ContractId, change: ContractChange) -> Result<ContractView> {
        let mut conn = self.archive.db.write().await?;
        self.archive.change_contract(&mut conn, self.actor, now, id, change).await?;
        let view = self.contract_view(&mut conn, id).await?;
        conn.commit().await?;
        Ok(view)
    }

    async fn contract_view(&self, conn: &mut Conn, id: ContractId) -> Result<ContractView> {
        let filter = Filter::new().and_bind("c.id = {}", id).scope("c.customer_id", &self.scope());
        only(contracts::list(conn, filter, &PageParams::default()).await?, NOUN)
    }
}

/// Checks and straightens every field, and answers from when until when the contract is valid.
async fn check(conn: &mut Conn, contract: &mut Contract, table: Vec<NewClause>) -> Result<(Timestamp, Timestamp)> {
    let mut fields = Fields::default();
    contract.name = fields.take("name", text::name(&contract.name));
    contract.number = fields.take("number", text::required(&contract.number, 64));
    contract.zone = fields.take("zone", rules::zone(&contract.zone));
    contract.clauses = clause::clauses(&mut fields, table);
    known_calendars(conn, &contract.clauses, &mut fields).await?;
    fields.take("call_next_after_seconds", rules::call_next_after(contract.call_next_after_seconds));
    let validity = rules::validity(contract.starts_on, contract.ends_on, &contract.zone);
    let validity = fields.take("ends_on", validity.map(Some));
    fields.finish()?;
    validity.ok_or_else(|| Error::internal("a contract without validity was not refused"))
}

/// Every line counts by a calendar that is there.
async fn known_calendars(conn: &mut Conn, clauses: &[Clause], fields: &mut Fields) -> Result<()> {
    let mut known: BTreeMap<CalendarId, bool> = BTreeMap::new();
    for (place, clause) in clauses.iter().enumerate() {
        let id = clause.calendar_id;
        let known = match known.get(&id) {
            Some(known) => *known,
            None => *known.entry(id).or_insert(calendar::facts::current(conn, id).await?.is_some()),
        };
        if !known {
            let wrong =
                Wrong::new("calendar.unknown", "There is no such calendar. Choose one of the list.", "没有这个服务日历，请从列表中选择。");
            fields.refuse(format!("clauses[{place}].calendar_id"), wrong);
        }
    }
    Ok(())
}

async fn refuse_overlap(conn: &mut Conn, contract: &Contract, validity: (Timestamp, Timestamp), except: Option<ContractId>) -> Result<()> {
    let Some(other) = contracts::overlapping(conn, contract.customer_id, validity, except).await? else { return Ok(()) };
    let Contract { name, number, starts_on, ends_on, .. } = other;
    Err(Error::conflict(
        "contract.overlap",
        format!(
            "The contract “{name}” ({number}) is valid from {starts_on} to {ends_on}; a customer has at most one at a time. \
             Change the days of one of the two."
        ),
        format!(
            "合同“{name}”（{number}）的有效期为 {starts_on} 至 {ends_on}，同一用户单位同一时间只能有一份有效合同。请调整其中一份的日期。"
        ),
    ))
}

async fn write(
    conn: &mut Conn,
    actor: &Actor,
    now: Timestamp,
    contract: &Contract,
    validity: (Timestamp, Timestamp),
    kind: &'static str,
    body: Json,
) -> Result<()> {
    let rows = contracts::write_version(conn, contract, validity).await?;
    let event = Event::new(kind, ("contract", contract.id.0))
        .customer(contract.customer_id)
        .body(body)
        .row("contracts", contract.id.0)
        .row("contract_versions", rows.version);
    let event = rows.clauses.into_iter().fold(event, |event, id| event.row("contract_clauses", id));
    journal::append(conn, actor, now, now, event).await?;
    Ok(())
}

fn told(contract: &Contract) -> Json {
    let Contract { name, number, starts_on, ends_on, zone, clauses, call_next_after_seconds, .. } = contract;
    json!({
        "name": name, "number": number, "starts_on": starts_on, "ends_on": ends_on, "zone": zone, "clauses": clauses,
        "call_next_after_seconds": call_next_after_seconds,
    })
}
