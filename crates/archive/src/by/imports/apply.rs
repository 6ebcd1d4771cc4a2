//! A clean plan goes into the tables: places first, then devices, parents before children; then the journal is told, customer by customer.

use std::collections::HashMap;

use base::journal::{self, Event};
use base::{Actor, Conn, CustomerId, Error, Result, Timestamp};
use serde_json::json;

use crate::by::devices as by_devices;
use crate::model::{NewCustomer, NewSite, SnmpVersion};
use crate::rules::import::draft::{Draft, SnmpStep};
use crate::rules::import::parents::Node;
use crate::rules::import::places::{Where, Whose};
use crate::rules::import::plan::{Action, Plan, Row};
use crate::rules::snmp::{SecretStep, SettledSnmp};
use crate::store::devices::{self, DeviceRow};
use crate::{Archive, DeviceId, SiteId};

/// A clean plan on its way into the tables.
pub(super) struct Import<'a> {
    archive: &'a Archive,
    conn: &'a mut Conn,
    actor: &'a Actor,
    now: Timestamp,
    sha256: String,
}

/// What the journal tells of one customer's part of an import.
#[derive(Debug, Default)]
struct Told {
    created: Vec<DeviceRow>,
    updated: Vec<(DeviceRow, DeviceRow)>,
    unchanged: usize,
}

impl<'a> Import<'a> {
    pub(super) fn new(archive: &'a Archive, conn: &'a mut Conn, actor: &'a Actor, now: Timestamp, sha256: String) -> Import<'a> {
        Import { archive, conn, actor, now, sha256 }
    }

    pub(super) async fn apply(mut self, plan: Plan) -> Result<()> {
        let mut customers = Vec::with_capacity(plan.new_customers.len());
        for place in plan.new_customers {
            let new = NewCustomer { name: place.name, code: Some(place.code), ..NewCustomer::default() };
            customers.push(self.archive.create_customer(self.conn, self.actor, self.now, new).await?.id);
        }
        let mut sites = Vec::with_capacity(plan.new_sites.len());
        for place in plan.new_sites {
            let new = NewSite { code: Some(place.code), ..NewSite::named(whose(place.of, &customers)?, place.name) };
            sites.push(self.archive.create_site(self.conn, self.actor, self.now, new).await?.id);
        }
        let told = self.write_devices(plan.rows, &customers, &sites).await?;
        for (customer, told) in told {
            self.tell(customer, told).await?;
        }
        Ok(())
    }

    /// Writes the devices, parents before children.
    async fn write_devices(
        &mut self,
        mut rows: Vec<Row>,
        new_customers: &[CustomerId],
        new_sites: &[SiteId],
    ) -> Result<Vec<(CustomerId, Told)>> {
        let existing = self.existing(&rows).await?;
        let mut told: HashMap<CustomerId, Told> = HashMap::new();
        let mut ids: HashMap<usize, DeviceId> = HashMap::new();
        rows.sort_by_key(|row| row.depth);
        for level in rows.chunk_by(|a, b| a.depth == b.depth) {
            let mut fresh = Vec::new();
            for row in level {
                let customer = whose(row.customer, new_customers)?;
                let told = told.entry(customer).or_default();
                match row.existing.and_then(|id| existing.get(&id)) {
                    _ if row.action == Action::Unchanged => told.unchanged += 1,
                    Some(before) => {
                        let mut after = before.clone();
                        self.fill(&mut after, &row.draft, &ids)?;
                        after.version += 1;
                        devices::update(self.conn, &after).await?;
                        told.updated.push((before.clone(), after));
                    }
                    None => {
                        let site = r#where(row.site, new_sites)?;
                        let mut device = DeviceRow::new(customer, site, row.draft.name.clone(), row.draft.kind, self.now);
                        self.fill(&mut device, &row.draft, &ids)?;
                        fresh.push((row.index, device));
                    }
                }
            }
            let (indexes, mut fresh): (Vec<usize>, Vec<DeviceRow>) = fresh.into_iter().unzip();
            let written = devices::insert(self.conn, &fresh).await?;
            for ((index, device), id) in indexes.into_iter().zip(&mut fresh).zip(written) {
                device.id = id;
                ids.insert(index, id);
            }
            for device in fresh {
                told.entry(device.customer_id).or_default().created.push(device);
            }
        }
        let mut told: Vec<(CustomerId, Told)> = told.into_iter().collect();
        told.sort_by_key(|(customer, _)| *customer);
        Ok(told)
    }

    /// The rows of the devices that are updated, their serial numbers set free where they get others.
    async fn existing(&mut self, rows: &[Row]) -> Result<HashMap<DeviceId, DeviceRow>> {
        let updated: HashMap<DeviceId, &Draft> =
            rows.iter().filter(|row| row.action == Action::Update).filter_map(|row| row.existing.map(|id| (id, &row.draft))).collect();
        if updated.is_empty() {
            return Ok(HashMap::new());
        }
        let mut customers: Vec<CustomerId> =
            rows.iter().filter_map(|row| if let Whose::Known(id) = row.customer { Some(id) } else { None }).collect();
        customers.sort_unstable();
        customers.dedup();
        let existing: HashMap<DeviceId, DeviceRow> = devices::of_customers(self.conn, &customers)
            .await?
            .into_iter()
            .filter(|row| updated.contains_key(&row.id))
            .map(|row| (row.id, row))
            .collect();
        let freed: Vec<DeviceId> = existing
            .values()
            .filter(|row| row.serial.is_some() && updated.get(&row.id).is_some_and(|draft| draft.serial != row.serial))
            .map(|row| row.id)
            .collect();
        devices::clear_serials(self.conn, &freed).await?;
        Ok(existing)
    }

    fn fill(&self, device: &mut DeviceRow, draft: &Draft, ids: &HashMap<usize, DeviceId>) -> Result<()> {
        device.kind = draft.kind;
        device.vendor.clone_from(&draft.vendor);
        device.model.clone_from(&draft.model);
        device.serial.clone_from(&draft.serial);
        device.address.clone_from(&draft.address);
        device.http_port = draft.http_port.map(i64::from);
        device.rtsp_port = draft.rtsp_port.map(i64::from);
        device.parent_id = match draft.parent {
            None => None,
            Some(Node::Known(id)) => Some(id),
            Some(Node::Line(index)) => Some(*ids.get(&index).ok_or_else(|| Error::internal("a parent is written after its child"))?),
        };
        match &draft.snmp {
            SnmpStep::Leave => Ok(()),
            SnmpStep::Clear => {
                by_devices::clear_snmp(device);
                Ok(())
            }
            SnmpStep::V2c { port, community } => {
                let community = community.clone().map_or(SecretStep::Keep, SecretStep::Set);
                by_devices::seal(device, &self.archive.keys, v2c(*port, community))
            }
        }
    }

    async fn tell(&mut self, customer: CustomerId, told: Told) -> Result<()> {
        let summary = Event::new("devices.imported", ("customer", customer.0)).customer(customer).body(json!({
            "file_sha256": self.sha256, "created": told.created.len(), "updated": told.updated.len(), "unchanged": told.unchanged,
        }));
        let mut events = vec![summary];
        events.extend(told.created.iter().map(by_devices::created_event));
        events.extend(told.updated.iter().map(|(before, after)| by_devices::changed_event(before, after)));
        journal::append_all(self.conn, self.actor, self.now, self.now, events).await
    }
}

fn v2c(port: u16, community: SecretStep) -> SettledSnmp {
    SettledSnmp {
        version: SnmpVersion::V2c,
        port,
        community,
        user: None,
        auth: None,
        auth_password: SecretStep::Clear,
        privacy: None,
        privacy_password: SecretStep::Clear,
    }
}

fn whose(customer: Whose, new: &[CustomerId]) -> Result<CustomerId> {
    match customer {
        Whose::Known(id) => Ok(id),
        Whose::New(index) => new.get(index).copied().ok_or_else(|| Error::internal("a new customer of the plan was not made")),
    }
}

fn r#where(site: Where, new: &[SiteId]) -> Result<SiteId> {
    match site {
        Where::Known(id) => Ok(id),
        Where::New(index) => new.get(index).copied().ok_or_else(|| Error::internal("a new site of the plan was not made")),
    }
}
