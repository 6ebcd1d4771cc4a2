//! What is named by people to be covered: the customer, sites, devices. All of it is one customer's.

use std::collections::HashMap;

use archive::{DeviceId, SiteId};
use base::entry::Entry;
use base::{Conn, CustomerId, Error, Result, Text};

use super::model::Target;

/// The most targets that are named at once.
const MOST: usize = 500;

/// Refuses none at all, and too many.
pub(crate) fn count(entry: &mut Entry, targets: &[Target]) {
    if targets.is_empty() || targets.len() > MOST {
        let text = Text::new(
            format!("Choose what it is about: the customer, or up to {MOST} sites and devices."),
            format!("请选择范围：整个用户单位，或不超过 {MOST} 个点位、设备。"),
        );
        entry.refuse("targets", "maintenance.no_targets", text);
    }
}

/// Refuses a customer who is not there, and what is another customer's.
pub(crate) async fn check(conn: &mut Conn, customer: CustomerId, targets: &[Target]) -> Result<()> {
    archive::facts::customer(conn, customer).await?.ok_or_else(|| elsewhere("customer_id"))?;
    for (place, target) in targets.iter().enumerate() {
        let owner = match target {
            Target::Customer(customer) => Some(*customer),
            Target::Site(site) => archive::facts::site(conn, *site).await?.map(|site| site.customer_id),
            Target::Device(device) => archive::facts::device(conn, *device).await?.map(|device| device.customer_id),
        };
        if owner != Some(customer) {
            return Err(elsewhere(&format!("targets[{place}]")));
        }
    }
    Ok(())
}

pub(super) fn elsewhere(path: &str) -> Error {
    Error::invalid_field(
        path,
        "maintenance.elsewhere",
        Text::new("This is not there, or belongs to another customer.", "该对象不存在，或属于其他用户单位。"),
    )
}

/// What people call targets, and their customers.
#[derive(Debug, Default)]
pub(crate) struct Names {
    customers: HashMap<CustomerId, String>,
    sites: HashMap<SiteId, String>,
    devices: HashMap<DeviceId, String>,
}

impl Names {
    /// The names of these, a query per noun.
    pub(crate) async fn of(
        conn: &mut Conn,
        customers: impl Iterator<Item = CustomerId>,
        targets: impl Iterator<Item = Target> + Clone,
    ) -> Result<Names> {
        let sites: Vec<SiteId> = targets.clone().filter_map(|target| if let Target::Site(id) = target { Some(id) } else { None }).collect();
        let devices: Vec<DeviceId> = targets.filter_map(|target| if let Target::Device(id) = target { Some(id) } else { None }).collect();
        Ok(Names {
            customers: archive::facts::customer_names(conn, &customers.collect::<Vec<_>>()).await?,
            sites: archive::facts::site_names(conn, &sites).await?,
            devices: archive::facts::device_names(conn, &devices).await?,
        })
    }

    /// A customer's name.
    pub(crate) fn customer(&self, id: CustomerId) -> String {
        self.customers.get(&id).cloned().unwrap_or_default()
    }

    /// A target with its name.
    pub(crate) fn named(&self, target: Target) -> (Target, String) {
        let name = match target {
            Target::Customer(id) => self.customers.get(&id),
            Target::Site(id) => self.sites.get(&id),
            Target::Device(id) => self.devices.get(&id),
        };
        (target, name.cloned().unwrap_or_default())
    }
}
