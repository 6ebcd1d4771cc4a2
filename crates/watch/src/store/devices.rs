//! The table `watched_devices`.

use std::collections::HashMap;

use archive::{DeviceId, SiteId};
use base::db::{Bulk, Filter, Value, sql};
use base::{Conn, CustomerId, Result, Timestamp};

use super::{AT_ONCE, of_devices};
use crate::coverage::Coverage;
use crate::model::State;
use crate::round::world::DeviceFacts;
use crate::template::fits::Identity;

/// A device as it stands in the table.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct DeviceRow {
    pub(crate) id: DeviceId,
    pub(crate) customer_id: CustomerId,
    customer_name: String,
    site_id: SiteId,
    site_name: String,
    pub(crate) name: String,
    kind: String,
    address: String,
    parent_id: Option<DeviceId>,
    state: String,
    pub(crate) since: Option<Timestamp>,
    #[sqlx(flatten)]
    pub(crate) identity: Identity,
    gaps: i64,
    not_made: String,
}

impl DeviceRow {
    pub(crate) fn state(&self) -> State {
        State::parse(&self.state)
    }

    /// What it and its services say of themselves.
    pub(crate) fn said(&self, banners: &HashMap<DeviceId, HashMap<String, String>>) -> Identity {
        let banners = banners.get(&self.id).map(|banners| banners.values().cloned().collect()).unwrap_or_default();
        Identity { banners, ..self.identity.clone() }
    }

    /// Whether the archive still tells the same of it, and the templates want the same.
    pub(crate) fn is(&self, facts: &DeviceFacts, coverage: &Coverage) -> bool {
        self.customer_id == facts.customer_id
            && self.customer_name == *facts.customer_name
            && self.site_id == facts.site_id
            && self.site_name == *facts.site_name
            && self.name == facts.name
            && self.kind == facts.kind
            && self.address == facts.address
            && self.parent_id == facts.parent_id
            && self.gaps == coverage.gaps.bits()
            && self.not_made == coverage.not_made
    }
}

/// Some devices, or all.
pub(crate) async fn all(conn: &mut Conn, only: Option<&[DeviceId]>) -> Result<Vec<DeviceRow>> {
    let select = "SELECT id, customer_id, customer_name, site_id, site_name, name, kind, address, parent_id, state, since, \
         sys_object_id, sys_descr, gaps, not_made FROM watched_devices";
    of_devices(conn, select, "id", only).await
}

/// Writes what the archive tells and what is lacking; states stay as they are, and those of new devices are unknown.
pub(crate) async fn put(conn: &mut Conn, devices: &[&(&DeviceFacts, Coverage)]) -> Result<()> {
    let rows = devices.iter().map(|(facts, coverage)| {
        vec![
            Value::from(facts.id),
            Value::from(facts.customer_id),
            Value::from(&*facts.customer_name),
            Value::from(facts.site_id),
            Value::from(&*facts.site_name),
            Value::from(&facts.name),
            Value::from(facts.kind),
            Value::from(&facts.address),
            Value::from(facts.parent_id),
            Value::from(coverage.gaps.bits()),
            Value::from(&coverage.not_made),
            Value::from(State::Unknown.as_str()),
            Value::Int(None),
        ]
    });
    let text = "INSERT INTO watched_devices \
         (id, customer_id, customer_name, site_id, site_name, name, kind, address, parent_id, gaps, not_made, state, since) VALUES {} \
         ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id, customer_name = excluded.customer_name, \
         site_id = excluded.site_id, site_name = excluded.site_name, name = excluded.name, kind = excluded.kind, \
         address = excluded.address, parent_id = excluded.parent_id, gaps = excluded.gaps, \
         not_made = excluded.not_made";
    Bulk::new(text, rows).run(conn).await?;
    Ok(())
}

/// Removes devices.
pub(crate) async fn remove(conn: &mut Conn, ids: &[DeviceId]) -> Result<()> {
    for some in ids.chunks(AT_ONCE) {
        let filter = Filter::new().and_in("id", some.iter().copied());
        sql(format!("DELETE FROM watched_devices{}", filter.where_clause())).bind_all(filter.binds()).run(conn).await?;
    }
    for id in ids {
        super::banners::remove(conn, *id).await?;
    }
    Ok(())
}
