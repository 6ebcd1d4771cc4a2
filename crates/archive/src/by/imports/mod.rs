//! Device lists (CSV): previewed line by line; applied whole or not at all, in one transaction.

mod apply;
mod report;

use std::collections::{BTreeSet, HashSet};

use base::{Actor, Conn, CustomerId, Result, Timestamp};

pub use report::{ImportError, ImportReport, PreviewLine};

use super::{ArchiveBy, COMMERCIAL, REGISTRY};
use crate::rules::import::context::Permit;
use crate::rules::import::placed::Facts;
use crate::rules::import::places::{KnownCustomer, KnownSite};
use crate::rules::import::plan::plan;
use crate::rules::import::read::DeviceFile;
use crate::store::{customers, devices, sites};
use crate::{Archive, DeviceId};

/// What to do with a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Import it when it is clean; without it, only tell what it would change.
    pub apply: bool,
    /// Make the customers and sites that are not there yet.
    pub create_places: bool,
}

impl Archive {
    /// Holds the bytes of a CSV file against the archive, and imports it when that is asked for and nothing is wrong with it: for programs.
    /// With errors nothing is written, and they stand in the report.
    pub async fn import_devices(&self, actor: &Actor, bytes: &[u8], options: ImportOptions, now: Timestamp) -> Result<ImportReport> {
        self.by(actor).import_devices(now, DeviceFile::read(bytes), options).await
    }

    /// The same of a file that was read already, in the caller's transaction. The caller commits.
    pub async fn import_device_file(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        now: Timestamp,
        file: DeviceFile,
        options: ImportOptions,
    ) -> Result<ImportReport> {
        actor.require(REGISTRY)?;
        let permit = Permit { create_customers: options.create_places && actor.is_any(COMMERCIAL), create_sites: options.create_places };
        let sha256 = file.sha256.clone();
        let known = known_customers(conn, &file).await?;
        if options.apply {
            for customer in &known.named {
                customers::lock(conn, *customer).await?;
            }
        }
        let facts = self.facts(conn, known).await?;
        let plan = plan(file, &facts, permit);
        let mut report = ImportReport::of(&plan);
        if options.apply && plan.errors.total() == 0 {
            apply::Import::new(self, conn, actor, now, sha256).apply(plan).await?;
            report.applied = true;
        } else {
            report.tell(plan);
        }
        Ok(report)
    }

    async fn facts(&self, conn: &mut Conn, known: Known) -> Result<Facts> {
        let named: Vec<CustomerId> = known.named.into_iter().collect();
        let mut facts = Facts { customers: known.customers, ..Facts::default() };
        for customer in &named {
            let sites = sites::of_customer(conn, *customer).await?.into_iter();
            facts.sites.extend(sites.map(|site| KnownSite {
                id: site.id,
                customer_id: site.customer_id,
                name: site.name,
                code: site.code,
            }));
        }
        let rows = devices::of_customers(conn, &named).await?;
        let of: Vec<DeviceId> = rows.iter().map(|row| row.id).collect();
        facts.links = crate::facts::links(conn, Some(&of)).await?;
        facts.devices = rows.into_iter().map(|row| row.opened(&self.keys)).collect::<Result<_>>()?;
        Ok(facts)
    }
}

impl ArchiveBy<'_> {
    /// Holds a list against the archive; imports it when that is asked for and nothing is wrong with it.
    pub async fn import_devices(&self, now: Timestamp, file: DeviceFile, options: ImportOptions) -> Result<ImportReport> {
        self.actor.require(REGISTRY)?;
        let mut conn = if options.apply { self.archive.db.write().await? } else { self.archive.db.read().await? };
        let report = self.archive.import_device_file(&mut conn, self.actor, now, file, options).await?;
        if report.applied {
            conn.commit().await?;
        }
        Ok(report)
    }
}

/// All customers, and which of them the file names.
struct Known {
    customers: Vec<KnownCustomer>,
    /// In the order of their ids, in which they are held.
    named: BTreeSet<CustomerId>,
}

async fn known_customers(conn: &mut Conn, file: &DeviceFile) -> Result<Known> {
    let words: HashSet<&str> = file.lines.iter().map(|line| line.customer.as_str()).collect();
    let customers: Vec<KnownCustomer> =
        customers::words(conn).await?.into_iter().map(|(id, name, code)| KnownCustomer { id, name, code }).collect();
    let named = customers.iter().filter(|known| words.contains(known.name.as_str()) || words.contains(known.code.as_str()));
    let named = named.map(|known| known.id).collect();
    Ok(Known { customers, named })
}
