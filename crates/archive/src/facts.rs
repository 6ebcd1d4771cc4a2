//! What the rooms above may know of the archive, read in their own transaction. No scope is applied: the caller answers for who sees it.
//! Secrets are never among these facts.

use std::collections::HashMap;

use base::db::{Filter, sql};
use base::{Conn, CustomerId, Result, Timestamp};

use crate::model::{Contact, Contract, ContractTerm, Customer, Device, Expiry, GuardPeriod, Link, Site};
use crate::store::{contacts, contracts, customers, devices, expiries, guards, links, sites};
use crate::{ContractId, DeviceId, SiteId};

/// A customer.
pub async fn customer(conn: &mut Conn, id: CustomerId) -> Result<Option<Customer>> {
    customers::by_id(conn, id).await
}

/// Every customer, by name.
pub async fn customers(conn: &mut Conn) -> Result<Vec<Customer>> {
    customers::all(conn).await
}

/// A customer's contacts, the primary one first.
pub async fn contacts(conn: &mut Conn, customer: CustomerId) -> Result<Vec<Contact>> {
    contacts::of_customer(conn, customer).await
}

/// A site.
pub async fn site(conn: &mut Conn, id: SiteId) -> Result<Option<Site>> {
    sites::by_id(conn, id).await
}

/// Several sites, for a page of a list.
pub async fn several_sites(conn: &mut Conn, ids: &[SiteId]) -> Result<HashMap<SiteId, Site>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(500) {
        found.extend(sites::by_ids(conn, some).await?.into_iter().map(|site| (site.id, site)));
    }
    Ok(found)
}

/// Every site, by id.
pub async fn sites(conn: &mut Conn) -> Result<Vec<Site>> {
    sites::all(conn).await
}

/// A device, also one that was removed.
pub async fn device(conn: &mut Conn, id: DeviceId) -> Result<Option<Device>> {
    Ok(devices::by_id(conn, id).await?.map(devices::DeviceRow::closed))
}

/// Every device in service, by id.
pub async fn devices(conn: &mut Conn) -> Result<Vec<Device>> {
    Ok(devices::all(conn).await?.into_iter().map(devices::DeviceRow::closed).collect())
}

/// The devices in service that stand directly behind this one.
pub async fn children(conn: &mut Conn, id: DeviceId) -> Result<Vec<Device>> {
    Ok(devices::children(conn, id).await?.into_iter().map(devices::DeviceRow::closed).collect())
}

/// What devices need, by id of the link: all of them, or these.
pub async fn links(conn: &mut Conn, only: Option<&[DeviceId]>) -> Result<Vec<Link>> {
    let Some(only) = only else { return links::all(conn, Filter::new()).await };
    let mut found = Vec::new();
    for some in only.chunks(500) {
        found.extend(links::all(conn, Filter::new().and_in("l.device_id", some.iter().copied())).await?);
    }
    Ok(found)
}

/// What comes with devices and is valid until this day or less, by device and day.
pub async fn expiries_until(conn: &mut Conn, day: jiff::civil::Date) -> Result<Vec<Expiry>> {
    expiries::all(conn, Filter::new().and_bind("e.ends_on <= {}", day.to_string())).await
}

/// The contract that is valid for the customer at an instant, in its current version. At most one is.
pub async fn contract_at(conn: &mut Conn, customer: CustomerId, at: Timestamp) -> Result<Option<Contract>> {
    contracts::valid_at(conn, customer, at).await
}

/// The terms of all contracts, by id.
pub async fn contract_terms(conn: &mut Conn) -> Result<Vec<ContractTerm>> {
    contracts::terms(conn).await
}

/// One version of a contract, as a ticket froze it.
pub async fn contract_version(conn: &mut Conn, contract: ContractId, version: i64) -> Result<Option<Contract>> {
    contracts::version(conn, contract, version).await
}

/// The guard period in force for the customer at an instant: their own before everybody's.
pub async fn guard_at(conn: &mut Conn, customer: CustomerId, at: Timestamp) -> Result<Option<GuardPeriod>> {
    guards::at(conn, customer, at).await
}

/// The names of several customers, for a page of a list.
pub async fn customer_names(conn: &mut Conn, ids: &[CustomerId]) -> Result<HashMap<CustomerId, String>> {
    names(conn, "customers", ids.iter().map(|id| id.0), CustomerId).await
}

/// The names of several sites, for a page of a list.
pub async fn site_names(conn: &mut Conn, ids: &[SiteId]) -> Result<HashMap<SiteId, String>> {
    names(conn, "sites", ids.iter().map(|id| id.0), SiteId).await
}

/// The names of several devices, removed ones included, for a page of a list.
pub async fn device_names(conn: &mut Conn, ids: &[DeviceId]) -> Result<HashMap<DeviceId, String>> {
    names(conn, "devices", ids.iter().map(|id| id.0), DeviceId).await
}

/// How many devices in service a customer has.
pub async fn device_count(conn: &mut Conn, customer: CustomerId) -> Result<usize> {
    let count: i64 = sql("SELECT COUNT(*) FROM devices WHERE customer_id = $1 AND removed_at IS NULL").bind(customer).scalar(conn).await?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// `table` is a name of ours.
async fn names<Id>(conn: &mut Conn, table: &str, ids: impl Iterator<Item = i64>, typed: fn(i64) -> Id) -> Result<HashMap<Id, String>>
where
    Id: std::hash::Hash + Eq,
{
    let mut ids: Vec<i64> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let filter = Filter::new().and_in("id", some.iter().copied());
        let text = format!("SELECT id, name FROM {table}{}", filter.where_clause());
        let rows: Vec<(i64, String)> = sql(text).bind_all(filter.binds()).all(conn).await?;
        found.extend(rows.into_iter().map(|(id, name)| (typed(id), name)));
    }
    Ok(found)
}
