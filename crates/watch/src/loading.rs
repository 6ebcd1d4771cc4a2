//! From the archive into the round: which devices and checks there are, and what was known of them when the program stopped. A few queries
//! for all devices together, never one per device; only differences are written.

use std::collections::btree_map::{BTreeMap, Entry};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use archive::model::{Device, LinkKind};
use archive::{Archive, DeviceId, SiteId};
use base::db::Filter;
use base::secrets::Keyring;
use base::{Conn, CustomerId, Db, Result, Timestamp, journal};
use series::Series;

use crate::alerting;
use crate::alerting::model::Rule;
use crate::ask::Asked;
use crate::coverage::Coverage;
use crate::custom;
use crate::custom::model::CustomCheck;
use crate::model::{Alarm, AlarmKind, CheckId};
use crate::round::world::{DeviceFacts, Open};
use crate::round::{Entering, Known};
use crate::rules::flapping::Answers;
use crate::rules::hysteresis::Pulse;
use crate::rules::reconcile::{Differences, Wanted, differences};
use crate::store::{alarms, banners, checks, devices, writing};
use crate::template::banner::Banner;
use crate::template::fits::Identity;
use crate::template::{Plan, Planned, Role, Templates};

/// What the round is to be told.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) devices: Vec<LoadedDevice>,
    /// Devices that are in service no more.
    pub(crate) removed: Vec<DeviceId>,
    /// Whether these are all devices there are.
    pub(crate) whole: bool,
    /// The journal's end before the archive was read.
    pub(crate) cursor: i64,
    /// Whether a template matches by banners.
    pub(crate) awaits_banners: bool,
}

/// One device.
#[derive(Debug)]
pub(crate) struct LoadedDevice {
    pub(crate) facts: DeviceFacts,
    pub(crate) known: Known,
    pub(crate) checks: Vec<LoadedCheck>,
}

/// One of its checks.
#[derive(Debug)]
pub(crate) struct LoadedCheck {
    pub(crate) entering: Entering,
    pub(crate) asked: Arc<Asked>,
    /// The time allowed, as a multiple of the usual.
    pub(crate) patience: u32,
    /// Whether all that it measures is kept.
    pub(crate) keep_all: bool,
    /// The alert rules that are held against its values.
    pub(crate) rules: Vec<Arc<Rule>>,
    /// What the device last said of itself; `None` for a check whose answers say nothing of it.
    pub(crate) identity: Option<Identity>,
    /// What its service last said of itself; `None` for a check that somebody entered.
    pub(crate) banner: Option<Banner>,
}

/// What loading needs.
#[derive(Debug, Clone)]
pub(crate) struct Loader {
    pub(crate) db: Db,
    pub(crate) archive: Archive,
    pub(crate) series: Series,
    pub(crate) built_in: Arc<Templates>,
    pub(crate) keyring: Keyring,
}

impl Loader {
    /// Brings the tables into line with the archive, for some devices or for all, and answers what the round is to be told.
    pub(crate) async fn load(&self, only: Option<Vec<DeviceId>>, now: Timestamp) -> Result<Loaded> {
        let mut conn = self.db.read().await?;
        let cursor = journal::last_seq(&mut conn).await?;
        let in_service = self.in_service(&mut conn, only.as_deref()).await?;
        let told = self.told(&mut conn, &in_service, only.as_deref()).await?;
        let custom = custom::store::in_use(&mut conn, only.as_deref()).await?;
        let rules: Vec<Arc<Rule>> = alerting::store::in_use(&mut conn).await?.into_iter().map(Arc::new).collect();
        let templates = self.built_in.in_use(&mut conn).await?;
        let rows = devices::all(&mut conn, only.as_deref()).await?;
        let banners = banners::all(&mut conn, only.as_deref()).await?;
        let identities = rows.iter().map(|row| (row.id, row.said(&banners))).collect();
        let plans = self.plans(&in_service, &identities, &templates, custom);
        let here: HashSet<DeviceId> = told.iter().map(|facts| facts.id).collect();
        let removed: Vec<DeviceId> = rows.iter().map(|row| row.id).filter(|id| !here.contains(id)).collect();
        let known: HashMap<DeviceId, devices::DeviceRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        let covered: Vec<(&DeviceFacts, Coverage)> =
            told.iter().zip(&plans).map(|(facts, plan)| (facts, Coverage::of(facts, plan))).collect();
        let new: Vec<&(&DeviceFacts, Coverage)> =
            covered.iter().filter(|(facts, coverage)| known.get(&facts.id).is_none_or(|row| !row.is(facts, coverage))).collect();
        let wanted =
            told.iter().zip(&plans).flat_map(|(facts, plan)| plan.checks.iter().map(|planned| wanted(facts.id, planned))).collect();
        let checks = checks::all(&mut conn, only.as_deref()).await?;
        let found = differences(&checks, wanted);
        let open = alarms::all(&mut conn, Filter::new().and("a.closed_at IS NULL")).await?;
        let orphans = only.is_none() && open.iter().any(|alarm| !here.contains(&alarm.device_id));
        drop(conn);
        let made = self.write(&new, &known, &removed, &found, orphans.then_some(&here), now).await?;
        let ids = checks.into_iter().map(|row| ((row.device_id, row.name), row.id));
        let ids = ids.chain(made.into_iter().map(|(id, device, name)| ((device, name), id))).collect();
        let states = checks::states(&mut self.db.read().await?, only.as_deref()).await?;
        let mut memory = Memory {
            ids,
            states: states.into_iter().map(|row| (row.check_id, row)).collect(),
            devices: known,
            open: open.into_iter().map(opened).collect(),
            rules,
            banners,
        };
        let devices = told.into_iter().zip(plans).map(|(facts, plan)| memory.device(facts, plan)).collect();
        Ok(Loaded { devices, removed, whole: only.is_none(), cursor, awaits_banners: templates.await_banners() })
    }

    /// What each device is asked: what the templates that fit it want, and what people entered besides.
    pub(crate) fn plans(
        &self,
        devices: &[Device],
        identities: &HashMap<DeviceId, Identity>,
        templates: &Templates,
        custom: Vec<(CustomCheck, Vec<u8>)>,
    ) -> Vec<Plan> {
        let mut custom_of: HashMap<DeviceId, Vec<Planned>> = HashMap::new();
        for (check, sealed) in custom {
            match custom::planned(&check, &sealed, &self.keyring) {
                Ok(planned) => custom_of.entry(check.device_id).or_default().push(planned),
                Err(error) => tracing::warn!(%error, check = check.name, device = %check.device_id, "a custom check cannot be asked"),
            }
        }
        let unknown = Identity::default();
        let plan = |device: &Device| {
            let mut plan = templates.plan(device, identities.get(&device.id).unwrap_or(&unknown));
            let own = custom_of.remove(&device.id).unwrap_or_default();
            plan.checks.retain(|planned| own.iter().all(|own| own.name != planned.name));
            plan.not_made.retain(|missing| own.iter().all(|own| own.name != missing.name));
            plan.templated = plan.checks.len();
            plan.checks.extend(own);
            plan
        };
        devices.iter().map(plan).collect()
    }

    async fn in_service(&self, conn: &mut Conn, only: Option<&[DeviceId]>) -> Result<Vec<Device>> {
        let Some(only) = only else { return self.archive.devices_with_access(conn).await };
        let mut found = Vec::new();
        for id in only {
            found.extend(self.archive.device_with_access(conn, *id).await?.filter(|device| device.removed_at.is_none()));
        }
        Ok(found)
    }

    /// What the archive tells of the devices, with the names of their places.
    async fn told(&self, conn: &mut Conn, in_service: &[Device], only: Option<&[DeviceId]>) -> Result<Vec<DeviceFacts>> {
        let sites: HashMap<SiteId, Arc<str>> =
            archive::facts::sites(conn).await?.into_iter().map(|site| (site.id, Arc::from(site.name))).collect();
        let mut customers: BTreeMap<CustomerId, Arc<str>> = BTreeMap::new();
        for device in in_service {
            if let Entry::Vacant(entry) = customers.entry(device.customer_id) {
                let name = archive::facts::customer(conn, device.customer_id).await?.map(|customer| customer.name);
                entry.insert(Arc::from(name.unwrap_or_default()));
            }
        }
        let mut linked: HashMap<(DeviceId, LinkKind), Vec<DeviceId>> = HashMap::new();
        let mut ports: HashMap<DeviceId, Vec<(DeviceId, String)>> = HashMap::new();
        for link in archive::facts::links(conn, only).await? {
            linked.entry((link.device_id, link.kind)).or_default().push(link.to_id);
            if let Some(port) = link.port.filter(|_| link.kind == LinkKind::Network) {
                ports.entry(link.device_id).or_default().push((link.to_id, port));
            }
        }
        let facts = |device: &Device| DeviceFacts {
            id: device.id,
            customer_id: device.customer_id,
            customer_name: customers.get(&device.customer_id).cloned().unwrap_or_default(),
            site_id: device.site_id,
            site_name: sites.get(&device.site_id).cloned().unwrap_or_default(),
            name: device.name.clone(),
            kind: device.kind.as_str(),
            address: device.address.clone().unwrap_or_default(),
            parent_id: device.parent_id,
            ports: ports.remove(&device.id).unwrap_or_default(),
            ways: linked.remove(&(device.id, LinkKind::Network)).unwrap_or_default(),
            feeds: linked.remove(&(device.id, LinkKind::Power)).unwrap_or_default(),
        };
        Ok(in_service.iter().map(facts).collect())
    }

    /// Writes the differences, nothing when there are none, and answers the checks it made. `all` are the devices in service, when there are
    /// alarms of others.
    async fn write(
        &self,
        new: &[&(&DeviceFacts, Coverage)],
        known: &HashMap<DeviceId, devices::DeviceRow>,
        removed: &[DeviceId],
        found: &Differences,
        all: Option<&HashSet<DeviceId>>,
        now: Timestamp,
    ) -> Result<Vec<(CheckId, DeviceId, String)>> {
        if new.is_empty() && removed.is_empty() && *found == Differences::default() && all.is_none() {
            return Ok(Vec::new());
        }
        let mut conn = self.db.write().await?;
        devices::put(&mut conn, new).await?;
        devices::remove(&mut conn, removed).await?;
        for (facts, _) in new {
            if known.get(&facts.id).is_some_and(|row| row.customer_id != facts.customer_id) {
                self.series.hand_over(&mut conn, facts.id.0, facts.customer_id).await?;
            }
        }
        let made = checks::make(&mut conn, &found.made).await?;
        for (id, wanted) in &found.changed {
            checks::change(&mut conn, *id, wanted).await?;
        }
        checks::retire(&mut conn, &found.retired).await?;
        let retired: Vec<i64> = found.retired.iter().map(|id| id.0).collect();
        self.series.retire(&mut conn, &retired).await?;
        if let Some(all) = all {
            writing::close_orphans(&mut conn, now, |device| all.contains(&device)).await?;
        }
        conn.commit().await?;
        Ok(made)
    }
}

fn wanted(device_id: DeviceId, planned: &Planned) -> Wanted {
    Wanted {
        device_id,
        name: planned.name.clone(),
        kind: planned.asked.kind(),
        role: planned.role.as_str(),
        every: planned.every,
        settings: planned.settings.to_string(),
    }
}

/// What the tables remember.
struct Memory {
    ids: HashMap<(DeviceId, String), CheckId>,
    states: HashMap<CheckId, checks::StateRow>,
    devices: HashMap<DeviceId, devices::DeviceRow>,
    open: HashMap<(DeviceId, AlarmKind), Open>,
    rules: Vec<Arc<Rule>>,
    banners: HashMap<DeviceId, HashMap<String, String>>,
}

impl Memory {
    fn device(&mut self, facts: DeviceFacts, plan: Plan) -> LoadedDevice {
        let row = self.devices.get(&facts.id);
        let known = Known {
            state: row.map(devices::DeviceRow::state).unwrap_or_default(),
            since: row.and_then(|row| row.since),
            down: self.open.remove(&(facts.id, AlarmKind::DeviceDown)),
            failed: self.open.remove(&(facts.id, AlarmKind::CheckFailed)),
        };
        let identity = row.map(|row| row.identity.clone()).unwrap_or_default();
        let rules: Vec<Arc<Rule>> = self.rules.iter().filter(|rule| rule.is_for(&facts)).cloned().chain(plan.rules).collect();
        let mut checks: Vec<LoadedCheck> = Vec::with_capacity(plan.checks.len());
        for (place, planned) in plan.checks.into_iter().enumerate() {
            // A custom check may ask somebody else than the device.
            let identity = (place < plan.templated).then(|| identity.clone());
            checks.extend(self.check(facts.id, planned, &rules, identity));
        }
        LoadedDevice { facts, known, checks }
    }

    fn check(&mut self, device: DeviceId, planned: Planned, rules: &[Arc<Rule>], identity: Option<Identity>) -> Option<LoadedCheck> {
        let Planned { name, role, every, patience, keep_all, asked, .. } = planned;
        let written = self.banners.get_mut(&device).and_then(|banners| banners.remove(&name));
        let banner = identity.as_ref().map(|_| Banner::known(written));
        let id = self.ids.remove(&(device, name.clone()))?;
        let state = self.states.remove(&id);
        let rules: Vec<Arc<Rule>> = rules.iter().filter(|rule| rule.asks(&name)).cloned().collect();
        let pulse = |fact: fn(&checks::StateRow) -> (&str, i64)| {
            state.as_ref().map(fact).map(|(word, number)| Pulse::restored(word, number)).unwrap_or_default()
        };
        let entering = Entering {
            id,
            name,
            role,
            every,
            held: !rules.is_empty(),
            sign: role == Role::Fallback && asked.sign_of_life().is_some(),
            life: pulse(|row| (&row.life, row.life_history)),
            health: pulse(|row| (&row.health, row.health_history)),
            answers: state.as_ref().and_then(|row| row.answers).map(Answers::restored).unwrap_or_default(),
            ever_well: state.as_ref().is_some_and(|row| row.ever_well),
            since: state.as_ref().and_then(|row| row.since),
        };
        Some(LoadedCheck { entering, asked: Arc::new(asked), patience, keep_all, rules, identity, banner })
    }
}

fn opened(alarm: Alarm) -> ((DeviceId, AlarmKind), Open) {
    ((alarm.device_id, alarm.kind), Open { affected: alarm.affected.into_iter().collect(), flapping: alarm.flapping, ..Open::default() })
}
