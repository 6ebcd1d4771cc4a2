//! A clean plan goes into the tables: places first, then devices, parents before children; then the journal is told, customer by customer.

use std::collections::HashMap;

use base::journal::{self, Event};
use base::{Actor, Conn, CustomerId, Error, Result, Timestamp};
use serde_json::json;

use crate::by::{devices as by_devices, links as by_links};
use crate::model::{Link, NewCustomer, NewSite};
use crate::rules::import::draft::{Draft, SnmpStep};
use crate::rules::import::links::LinkStep;
use crate::rules::import::parents::Node;
use crate::rules::import::places::{Where, Whose};
use crate::rules::import::plan::{Action, Plan, Row};
use crate::rules::snmp::{SecretStep, SettledSnmp};
use crate::store::devices::{self, DeviceRow};
use crate::store::links;
use crate::{Archive, DeviceId, LinkId, SiteId};

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
    /// How many of which only the links change.
    relinked: usize,
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
        let (told, ids) = self.write_devices(&plan.rows, &customers, &sites).await?;
        for (customer, told) in told {
            self.tell(customer, told).await?;
        }
        self.write_links(plan.rows, &ids, &customers).await
    }

    /// Writes the devices, parents before children.
    async fn write_devices(
        &mut self,
        rows: &[Row],
        new_customers: &[CustomerId],
        new_sites: &[SiteId],
    ) -> Result<(Vec<(CustomerId, Told)>, HashMap<usize, DeviceId>)> {
        let existing = self.existing(rows).await?;
        let mut told: HashMap<CustomerId, Told> = HashMap::new();
        let mut ids: HashMap<usize, DeviceId> = HashMap::new();
        let mut rows: Vec<&Row> = rows.iter().collect();
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
                        if after == *before {
                            told.relinked += 1;
                            continue;
                        }
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
        Ok((told, ids))
    }

    /// Writes the links when all devices are there.
    async fn write_links(&mut self, rows: Vec<Row>, ids: &HashMap<usize, DeviceId>, new_customers: &[CustomerId]) -> Result<()> {
        let mut events = Vec::new();
        for row in rows.into_iter().filter(|row| !row.links.is_empty()) {
            let device = row.existing.or_else(|| ids.get(&row.index).copied());
            let device_id = device.ok_or_else(|| Error::internal("a device of the plan was not made"))?;
            let customer_id = whose(row.customer, new_customers)?;
            for step in row.links {
                match step {
                    LinkStep::Remove(link) => by_links::remove(self.conn, self.actor, self.now, &link).await?,
                    LinkStep::Make { to, to_name, kind, port } => {
                        let to_id = settled(to, ids)?;
                        let (device_name, created_at) = (row.draft.name.clone(), self.now);
                        let mut link = Link { id: LinkId(0), customer_id, device_id, device_name, to_id, to_name, kind, port, created_at };
                        link.id = links::insert(self.conn, &link).await?;
                        events.push(by_links::created(&link));
                    }
                }
            }
        }
        journal::append_all(self.conn, self.actor, self.now, self.now, events).await
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
        device.parent_id = draft.parent.map(|parent| settled(parent, ids)).transpose()?;
        match &draft.snmp {
            SnmpStep::Leave => Ok(()),
            SnmpStep::Clear => {
                by_devices::clear_snmp(device);
                Ok(())
            }
            SnmpStep::Community { version, port, community } => {
                let community = community.clone().map_or(SecretStep::Keep, SecretStep::Set);
                by_devices::seal(device, &self.archive.keys, SettledSnmp::by_community(*version, *port, community))
            }
        }
    }

    async fn tell(&mut self, customer: CustomerId, told: Told) -> Result<()> {
        let summary = Event::new("devices.imported", ("customer", customer.0)).customer(customer).body(json!({
            "file_sha256": self.sha256, "created": told.created.len(), "updated": told.updated.len() + told.relinked, "unchanged": told.unchanged,
        }));
        let mut events = vec![summary];
        events.extend(told.created.iter().map(by_devices::created_event));
        events.extend(told.updated.iter().map(|(before, after)| by_devices::changed_event(before, after)));
        journal::append_all(self.conn, self.actor, self.now, self.now, events).await
    }
}

/// The device that is there, or that was made.
fn settled(node: Node, ids: &HashMap<usize, DeviceId>) -> Result<DeviceId> {
    match node {
        Node::Known(id) => Ok(id),
        Node::Line(index) => ids.get(&index).copied().ok_or_else(|| Error::internal("a device is needed before it is written")),
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
