//! The availability of whatever an actor may see: devices, or all devices of a site, a kind or a customer together.

use std::collections::{BTreeMap, HashMap};

use archive::{DeviceId, SiteId};
use base::db::{Filter, sql};
use base::{Conn, CustomerId, Error, Result, Text, Timestamp};

use crate::by::WatchBy;
use crate::maintenance::cover::{Place, covered};
use crate::maintenance::store as maintenance;
use crate::model::State;
use crate::rules::availability::{Availability, availability};

/// The longest time that is measured at once.
const LONGEST_DAYS: i64 = 400;

/// What is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AvailabilityBy)]
pub(crate) enum Grouping {
    /// Each device by itself.
    Device,
    /// The devices of a site.
    Site,
    /// The devices of a kind.
    Kind,
    /// The devices of a customer.
    Customer,
}

/// Which devices, when, and how they are put together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
    pub(crate) by: Grouping,
    pub(crate) customer: Option<CustomerId>,
    pub(crate) site: Option<SiteId>,
    pub(crate) device: Option<DeviceId>,
}

/// One line of the answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// The id of the device, site or customer; 0 of a kind.
    pub(crate) id: i64,
    /// Its name, or the kind's word.
    pub(crate) name: String,
    pub(crate) devices: usize,
    pub(crate) found: Availability,
}

#[derive(sqlx::FromRow)]
struct Device {
    id: DeviceId,
    name: String,
    kind: String,
    site_id: SiteId,
    site_name: String,
    customer_id: CustomerId,
    customer_name: String,
    parent_id: Option<DeviceId>,
}

impl Device {
    fn group(&self, by: Grouping) -> (i64, &str) {
        match by {
            Grouping::Device => (self.id.0, &self.name),
            Grouping::Site => (self.site_id.0, &self.site_name),
            Grouping::Kind => (0, &self.kind),
            Grouping::Customer => (self.customer_id.0, &self.customer_name),
        }
    }
}

impl WatchBy<'_> {
    /// The availability of what is wanted, the worst first. `now` ends what has not ended.
    pub(crate) async fn availability(&self, wanted: Wanted, now: Timestamp) -> Result<Vec<Line>> {
        let (from, to) = (wanted.from, wanted.to.min(now));
        check_span(from, to)?;
        let mut conn = self.watch.db.read().await?;
        let filter = Filter::new()
            .scope("d.customer_id", &self.actor.scope())
            .and_some("d.customer_id = {}", wanted.customer)
            .and_some("d.site_id = {}", wanted.site)
            .and_some("d.id = {}", wanted.device);
        let devices = devices(&mut conn, &filter).await?;
        let planned = planned(&mut conn, &devices, from, to).await?;
        let changes = changes(&mut conn, &filter, from, to).await?;
        let mut lines: BTreeMap<(i64, &str), Line> = BTreeMap::new();
        for device in &devices {
            let of = |map: &HashMap<DeviceId, Vec<_>>| map.get(&device.id).cloned().unwrap_or_default();
            let quiet = planned.get(&device.id).map(Vec::as_slice).unwrap_or_default();
            let found = availability(&of(&changes), quiet, from, to);
            let (id, name) = device.group(wanted.by);
            let line =
                lines.entry((id, name)).or_insert_with(|| Line { id, name: name.to_owned(), devices: 0, found: Availability::default() });
            line.devices += 1;
            line.found = line.found.and(found);
        }
        let mut lines: Vec<Line> = lines.into_values().collect();
        let rate = |line: &Line| line.found.rate().unwrap_or(2.0);
        lines.sort_by(|one, other| rate(one).total_cmp(&rate(other)).then_with(|| one.name.cmp(&other.name)));
        Ok(lines)
    }
}

fn check_span(from: Timestamp, to: Timestamp) -> Result<()> {
    let length = to.milliseconds_since(from);
    if length > 0 && length <= LONGEST_DAYS * 86_400_000 {
        return Ok(());
    }
    let text = Text::new(
        "Give a `from` that is before `to` and before now, at most 400 days apart.",
        "from 必须早于 to 和当前时间，且相距不超过 400 天。",
    );
    Err(Error::invalid_field("from", "availability.span", text))
}

async fn devices(conn: &mut Conn, filter: &Filter) -> Result<Vec<Device>> {
    let text = format!(
        "SELECT d.id, d.name, d.kind, d.site_id, d.site_name, d.customer_id, d.customer_name, d.parent_id FROM watched_devices d{} ORDER BY d.id",
        filter.where_clause()
    );
    sql(text).bind_all(filter.binds()).all(conn).await
}

/// The changes of state of each device within the time, after the last one before it.
async fn changes(conn: &mut Conn, filter: &Filter, from: Timestamp, to: Timestamp) -> Result<HashMap<DeviceId, Vec<(Timestamp, State)>>> {
    let before = filter.clone().and_bind("c.at <= {}", from);
    let text = format!(
        "SELECT s.device_id, s.at, s.state FROM state_changes s JOIN (SELECT c.device_id AS device_id, MAX(c.at) AS at FROM state_changes c \
         JOIN watched_devices d ON d.id = c.device_id{} GROUP BY c.device_id) l ON l.device_id = s.device_id AND l.at = s.at",
        before.where_clause()
    );
    let mut rows: Vec<(DeviceId, Timestamp, String)> = sql(text).bind_all(before.binds()).all(conn).await?;
    let within = filter.clone().and_bind("c.at > {}", from).and_bind("c.at < {}", to);
    let text = format!(
        "SELECT c.device_id, c.at, c.state FROM state_changes c JOIN watched_devices d ON d.id = c.device_id{} ORDER BY c.at",
        within.where_clause()
    );
    let later: Vec<(DeviceId, Timestamp, String)> = sql(text).bind_all(within.binds()).all(conn).await?;
    rows.extend(later);
    let mut found: HashMap<DeviceId, Vec<(Timestamp, State)>> = HashMap::new();
    for (device, at, state) in rows {
        found.entry(device).or_default().push((at, State::parse(&state)));
    }
    Ok(found)
}

/// The planned work that covered each device within the time.
async fn planned(
    conn: &mut Conn,
    devices: &[Device],
    from: Timestamp,
    to: Timestamp,
) -> Result<HashMap<DeviceId, Vec<(Timestamp, Timestamp)>>> {
    let mut found: HashMap<DeviceId, Vec<(Timestamp, Timestamp)>> = HashMap::new();
    let work = maintenance::held(conn, from, to).await?;
    if work.is_empty() {
        return Ok(found);
    }
    // Work on a switch covers what is behind it, whatever was asked for: the whole tree of each customer is looked at.
    let mut places: Vec<Place> = Vec::new();
    let mut customers: Vec<CustomerId> = devices.iter().map(|device| device.customer_id).collect();
    customers.sort_unstable();
    customers.dedup();
    for customer in customers {
        let all = self::devices(conn, &Filter::new().and_bind("d.customer_id = {}", customer)).await?;
        places.extend(all.iter().map(|device| Place {
            id: device.id,
            customer: device.customer_id,
            site: device.site_id,
            parent: device.parent_id,
        }));
    }
    for time in work {
        for device in covered(&places, &time.targets) {
            found.entry(device).or_default().push((time.from, time.to));
        }
    }
    Ok(found)
}
