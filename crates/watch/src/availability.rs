//! The availability of whatever an actor may see: devices, or all devices of a site, a kind or a customer together.

use std::collections::{BTreeMap, HashMap};

use archive::model::ContractTerm as Contract;
use archive::{DeviceId, SiteId};
use base::db::{Filter, sql};
use base::{Conn, CustomerId, Error, Result, Text, Timestamp};

use crate::by::WatchBy;
use crate::exclusion::store as exclusions;
use crate::maintenance::cover::{Place, covered};
use crate::maintenance::model::Target;
use crate::maintenance::store as maintenance;
use crate::model::State;
use crate::rules::availability::{Apart, Availability, Stretch, availability};

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
    /// The devices of a customer while a contract is valid.
    Contract,
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
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Line {
    /// The id of the device, site, customer or contract; 0 of a kind.
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
    /// What it counts for, and when: of a contract only the time for which it is valid.
    fn groups<'a>(&'a self, by: Grouping, contracts: &'a [Contract], all: Stretch) -> Vec<(i64, &'a str, Stretch)> {
        match by {
            Grouping::Device => vec![(self.id.0, &self.name, all)],
            Grouping::Site => vec![(self.site_id.0, &self.site_name, all)],
            Grouping::Kind => vec![(0, &self.kind, all)],
            Grouping::Customer => vec![(self.customer_id.0, &self.customer_name, all)],
            Grouping::Contract => {
                let own = contracts.iter().filter(|contract| contract.customer_id == self.customer_id);
                let within = |contract: &Contract| (contract.valid_from.max(all.0), contract.valid_until.min(all.1));
                own.map(|contract| (contract.id.0, contract.name.as_str(), within(contract)))
                    .filter(|(_, _, (from, to))| from < to)
                    .collect()
            }
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
        let work = maintenance::held(&mut conn, from, to).await?.into_iter().map(|time| (time.targets, (time.from, time.to)));
        let within = Filter::new().and_bind("x.ends_at > {}", from).and_bind("x.starts_at < {}", to);
        let apart = exclusions::all(&mut conn, within).await?.into_iter();
        let apart = apart.map(|found| (found.targets, (found.starts_at, found.ends_at)));
        // Where everything stands is asked only when something is to be laid over it.
        let places = if work.len() + apart.len() == 0 { Vec::new() } else { places(&mut conn, &devices).await? };
        let (planned, excluded) = (stretches(&places, work), stretches(&places, apart));
        let contracts = if wanted.by == Grouping::Contract { contracts(&mut conn, &devices).await? } else { Vec::new() };
        let changes = changes(&mut conn, &filter, from, to).await?;
        let mut lines: BTreeMap<(i64, &str), Line> = BTreeMap::new();
        for device in &devices {
            let apart = Apart { planned: of(&planned, device.id), excluded: of(&excluded, device.id) };
            let changes = changes.get(&device.id).map(Vec::as_slice).unwrap_or_default();
            for (id, name, (from, to)) in device.groups(wanted.by, &contracts, (from, to)) {
                let found = availability(changes, apart, from, to);
                let line = lines.entry((id, name)).or_insert_with(|| Line { id, name: name.to_owned(), ..Line::default() });
                line.devices += 1;
                line.found = line.found.and(found);
            }
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

/// For each device, stretches of time.
type Stretches = HashMap<DeviceId, Vec<Stretch>>;

/// Every contract, called by its customer's name and its own: contracts of several customers are called the same.
async fn contracts(conn: &mut Conn, devices: &[Device]) -> Result<Vec<Contract>> {
    let customers: HashMap<CustomerId, &str> = devices.iter().map(|device| (device.customer_id, device.customer_name.as_str())).collect();
    let mut terms = archive::facts::contract_terms(conn).await?;
    terms.retain_mut(|term| {
        let customer = customers.get(&term.customer_id);
        term.name = format!("{} · {}", customer.copied().unwrap_or_default(), term.name);
        customer.is_some()
    });
    Ok(terms)
}

fn of(stretches: &Stretches, device: DeviceId) -> &[Stretch] {
    stretches.get(&device).map(Vec::as_slice).unwrap_or_default()
}

/// Where every device of the customers of these stands: work on a switch covers what is behind it, whatever was asked for.
async fn places(conn: &mut Conn, devices: &[Device]) -> Result<Vec<Place>> {
    let mut customers: Vec<CustomerId> = devices.iter().map(|device| device.customer_id).collect();
    customers.sort_unstable();
    customers.dedup();
    let mut places: Vec<Place> = Vec::new();
    for customer in customers {
        let all = self::devices(conn, &Filter::new().and_bind("d.customer_id = {}", customer)).await?;
        places.extend(all.iter().map(|device| Place {
            id: device.id,
            customer: device.customer_id,
            site: device.site_id,
            parent: device.parent_id,
        }));
    }
    Ok(places)
}

/// The stretches that concern each device.
fn stretches(places: &[Place], given: impl Iterator<Item = (Vec<Target>, Stretch)>) -> Stretches {
    let mut found = Stretches::new();
    for (targets, stretch) in given {
        for device in covered(places, &targets) {
            found.entry(device).or_default().push(stretch);
        }
    }
    found
}
