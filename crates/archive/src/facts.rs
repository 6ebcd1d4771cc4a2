//! What the rooms above may know of the archive, read in their own transaction. No scope is applied: the caller answers for who sees it.
//! Secrets are never among these facts.

use base::{Conn, CustomerId, Result, Timestamp};

use crate::model::{Contact, Contract, Customer, Device, Site};
use crate::store::{contacts, contracts, customers, devices, sites};
use crate::{ContractId, DeviceId, SiteId};

/// A customer.
pub async fn customer(conn: &mut Conn, id: CustomerId) -> Result<Option<Customer>> {
    customers::by_id(conn, id).await
}

/// A customer's contacts, the primary one first.
pub async fn contacts(conn: &mut Conn, customer: CustomerId) -> Result<Vec<Contact>> {
    contacts::of_customer(conn, customer).await
}

/// A site.
pub async fn site(conn: &mut Conn, id: SiteId) -> Result<Option<Site>> {
    sites::by_id(conn, id).await
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

/// The contract that is valid for the customer at an instant, in its current version. At most one is.
pub async fn contract_at(conn: &mut Conn, customer: CustomerId, at: Timestamp) -> Result<Option<Contract>> {
    contracts::valid_at(conn, customer, at).await
}

/// One version of a contract, as a ticket froze it.
pub async fn contract_version(conn: &mut Conn, contract: ContractId, version: i64) -> Result<Option<Contract>> {
    contracts::version(conn, contract, version).await
}
