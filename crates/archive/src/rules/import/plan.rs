//! What a device list would change: for each line a device to create, to update, or nothing.

use std::collections::HashMap;

use super::Errors;
use super::columns::{Column, Header};
use super::given::Version;
use super::line::Line;
use super::parents::{self, Names, Node};
use super::places::{KnownCustomer, KnownSite, NewPlace, Places, Where, Whose};
use super::read::DeviceFile;
use crate::DeviceId;
use crate::model::{Device, DeviceKind, Secret, SnmpAccess, SnmpVersion};
use crate::rules::Wrong;
use crate::rules::tree::Tree;

/// What the archive has, of the customers that the file names.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) customers: Vec<KnownCustomer>,
    pub(crate) sites: Vec<KnownSite>,
    /// The devices in service, secrets opened.
    pub(crate) devices: Vec<Device>,
}

/// Which places the import may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Permit {
    pub(crate) create_customers: bool,
    pub(crate) create_sites: bool,
}

/// Where a line stands, for its errors.
#[derive(Debug, Clone)]
pub(crate) struct Context<'h> {
    pub(crate) number: u64,
    header: &'h Header,
}

impl Context<'_> {
    pub(crate) fn add(&self, errors: &mut Errors, column: Column, wrong: Wrong) {
        errors.add(self.number, self.header.heading(column), wrong);
    }
}

/// What happens to a line's device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Create,
    Update,
    Unchanged,
}

/// What becomes of a device's SNMP access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SnmpStep {
    Leave,
    Clear,
    /// Version 2c; a community of `None` leaves the stored one.
    V2c {
        port: u16,
        community: Option<Secret>,
    },
}

/// A device as it will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) kind: DeviceKind,
    pub(crate) vendor: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) serial: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) http_port: Option<u16>,
    pub(crate) rtsp_port: Option<u16>,
    pub(crate) snmp: SnmpStep,
    pub(crate) parent: Option<Node>,
}

/// One line's part of the plan.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The line in the file.
    pub(crate) number: u64,
    /// Its place among the lines read: what [`Node::Line`] names.
    pub(crate) index: usize,
    pub(crate) action: Action,
    pub(crate) customer: Whose,
    pub(crate) site: Where,
    /// The site as the file writes it.
    pub(crate) site_word: String,
    /// The device that is there already.
    pub(crate) existing: Option<DeviceId>,
    pub(crate) draft: Draft,
    /// How deep it will stand, the core 1: parents are made before children.
    pub(crate) depth: usize,
}

/// What the file would change. It may be applied only when there are no errors.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) new_customers: Vec<NewPlace<()>>,
    pub(crate) new_sites: Vec<NewPlace<Whose>>,
    pub(crate) rows: Vec<Row>,
    pub(crate) lines: usize,
    pub(crate) errors: Errors,
}

impl Plan {
    pub(crate) fn count(&self, action: Action) -> usize {
        self.rows.iter().filter(|row| row.action == action).count()
    }
}

/// A line whose place is known.
struct Placed<'l> {
    index: usize,
    line: &'l Line,
    customer: Whose,
    site: Where,
    existing: Option<&'l Device>,
    node: Node,
}

/// Holds the file against the facts.
pub(crate) fn plan(file: DeviceFile, facts: &Facts, permit: Permit) -> Plan {
    let DeviceFile { header, lines, mut errors, .. } = file;
    let mut places = Places::of(&facts.customers, &facts.sites, permit);
    let mut names = known_names(facts);
    let placed = place(&lines, facts, &header, &mut places, &mut names, &mut errors);
    serials(&placed, facts, &header, &mut errors);
    let mut drafts: HashMap<usize, Draft> = HashMap::new();
    for at in &placed {
        let context = Context { number: at.line.number, header: &header };
        let parent = match &at.line.parent {
            None => at.existing.and_then(|device| device.parent_id).map(Node::Known),
            Some(None) => None,
            Some(Some(word)) => names.parent((at.customer, at.site), word, &places, &context, &mut errors),
        };
        drafts.extend(draft(at, parent, &context, &mut errors).map(|draft| (at.index, draft)));
    }
    let depths = straighten(&placed, &drafts, facts, &header, &mut errors);
    let rows = placed
        .iter()
        .filter(|at| at.line.clean)
        .filter_map(|at| {
            let draft = drafts.remove(&at.index)?;
            Some(Row {
                number: at.line.number,
                index: at.index,
                action: at.existing.map_or(Action::Create, |device| if same(device, &draft) { Action::Unchanged } else { Action::Update }),
                customer: at.customer,
                site: at.site,
                site_word: at.line.site.clone(),
                existing: at.existing.map(|device| device.id),
                draft,
                depth: depths.get(&at.node).copied()?,
            })
        })
        .collect();
    Plan { new_customers: places.new_customers, new_sites: places.new_sites, rows, lines: lines.len(), errors }
}

fn known_names(facts: &Facts) -> Names {
    let mut names = Names::default();
    for device in &facts.devices {
        names.add(Whose::Known(device.customer_id), Where::Known(device.site_id), &device.name, Node::Known(device.id));
    }
    names
}

/// Finds each line's customer, site and existing device. A second line for one device is refused.
fn place<'l>(
    lines: &'l [Line],
    facts: &'l Facts,
    header: &Header,
    places: &mut Places,
    names: &mut Names,
    errors: &mut Errors,
) -> Vec<Placed<'l>> {
    let devices: HashMap<DeviceId, &Device> = facts.devices.iter().map(|device| (device.id, device)).collect();
    let mut first: HashMap<(Where, &str), u64> = HashMap::new();
    let mut placed = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        // An empty cell is noted already, and means nothing.
        if line.customer.is_empty() || line.site.is_empty() || line.name.is_empty() {
            continue;
        }
        let context = Context { number: line.number, header };
        let Some(customer) = places.customer(&line.customer, &context, errors) else { continue };
        let Some(site) = places.site(customer, &line.site, &context, errors) else { continue };
        if let Some(earlier) = first.insert((site, &line.name), line.number) {
            first.insert((site, &line.name), earlier);
            context.add(errors, Column::Name, twice(&line.name, earlier));
            continue;
        }
        let existing = names.on_site(site, &line.name).and_then(|node| match node {
            Node::Known(id) => devices.get(&id).copied(),
            Node::Line(_) => None,
        });
        let node = existing.map_or(Node::Line(index), |device| Node::Known(device.id));
        if existing.is_none() {
            names.add(customer, site, &line.name, node);
        }
        placed.push(Placed { index, line, customer, site, existing, node });
    }
    placed
}

/// No two devices of one customer may end up with the same serial number; two lines may exchange theirs.
fn serials(placed: &[Placed], facts: &Facts, header: &Header, errors: &mut Errors) {
    let changed: HashMap<DeviceId, &Line> =
        placed.iter().filter(|at| at.line.serial.is_some()).filter_map(|at| at.existing.map(|device| (device.id, at.line))).collect();
    let mut owners: HashMap<(Whose, &str), String> = HashMap::new();
    for device in facts.devices.iter().filter(|device| !changed.contains_key(&device.id)) {
        if let Some(serial) = &device.serial {
            owners.insert((Whose::Known(device.customer_id), serial), format!("“{}”", device.name));
        }
    }
    for at in placed {
        let Some(Some(serial)) = &at.line.serial else { continue };
        let owner = format!("“{}” ({})", at.line.name, at.line.number);
        if let Some(earlier) = owners.insert((at.customer, serial), owner) {
            let wrong = Wrong::new(
                "serial.taken",
                format!("The serial number {serial} belongs to {earlier} already."),
                format!("序列号 {serial} 已属于{earlier}。"),
            );
            Context { number: at.line.number, header }.add(errors, Column::Serial, wrong);
        }
    }
}

/// Checks the tree as it will be, and answers how deep each device stands.
fn straighten(
    placed: &[Placed],
    drafts: &HashMap<usize, Draft>,
    facts: &Facts,
    header: &Header,
    errors: &mut Errors,
) -> HashMap<Node, usize> {
    let contexts: HashMap<Node, Context> = placed.iter().map(|at| (at.node, Context { number: at.line.number, header })).collect();
    let known: Vec<Node> = facts.devices.iter().map(|device| Node::Known(device.id)).filter(|node| !contexts.contains_key(node)).collect();
    let stored = facts.devices.iter().map(|device| (Node::Known(device.id), device.parent_id.map(Node::Known)));
    let mut parents: HashMap<Node, Option<Node>> = stored.collect();
    for at in placed {
        if let Some(draft) = drafts.get(&at.index) {
            parents.insert(at.node, draft.parent);
        }
    }
    parents::depths(&Tree::of(parents), &contexts, &known, errors)
}

/// The device as the line wants it: what the file has no column for stays as it is.
fn draft(at: &Placed, parent: Option<Node>, context: &Context, errors: &mut Errors) -> Option<Draft> {
    let (line, existing) = (at.line, at.existing);
    let words = |cell: &Option<Option<String>>, stored: fn(&Device) -> &Option<String>| {
        cell.clone().unwrap_or_else(|| existing.and_then(|device| stored(device).clone()))
    };
    let snmp = snmp(line, existing.and_then(|device| device.snmp.as_ref()), context, errors)?;
    Some(Draft {
        name: line.name.clone(),
        kind: line.kind?,
        vendor: words(&line.vendor, |device| &device.vendor),
        model: words(&line.model, |device| &device.model),
        serial: words(&line.serial, |device| &device.serial),
        address: words(&line.address, |device| &device.address),
        http_port: line.http_port.unwrap_or_else(|| existing.and_then(|device| device.http_port)),
        rtsp_port: line.rtsp_port.unwrap_or_else(|| existing.and_then(|device| device.rtsp_port)),
        snmp,
        parent,
    })
}

/// A file can give a community; users and passwords of version 3 do not belong into a file. A community that is given without a version
/// means version 2c; an empty community leaves the stored one, because lists are written without secrets.
fn snmp(line: &Line, stored: Option<&SnmpAccess>, context: &Context, errors: &mut Errors) -> Option<SnmpStep> {
    let community = line.snmp_community.clone();
    let version = match line.snmp_version {
        None => stored.map(|snmp| if snmp.version == SnmpVersion::V3 { Version::V3 } else { Version::V2c }),
        Some(version) => version,
    };
    let version = version.or(community.is_some().then_some(Version::V2c));
    let stored = stored.filter(|snmp| version == Some(if snmp.version == SnmpVersion::V3 { Version::V3 } else { Version::V2c }));
    let port = line.snmp_port.unwrap_or_else(|| stored.map(|snmp| snmp.port)).unwrap_or(161);
    let mut refuse = |column, code, en: &str, zh: &str| {
        context.add(errors, column, Wrong::new(code, en, zh));
        None
    };
    match (version, stored) {
        (None, _) if line.snmp_port.flatten().is_some() => refuse(
            Column::SnmpPort,
            "snmp.incomplete",
            "A port alone is no SNMP access: give a community too.",
            "只有端口无法访问 SNMP，请同时填写团体名。",
        ),
        (None, _) if line.snmp_version.is_some() => Some(SnmpStep::Clear),
        (None, _) => Some(SnmpStep::Leave),
        (Some(Version::V3), Some(stored)) if community.is_none() && stored.port == port => Some(SnmpStep::Leave),
        (Some(Version::V3), _) => refuse(
            Column::SnmpVersion,
            "snmp.v3_in_file",
            "Access by SNMP version 3 is entered on the device's page, because passwords do not belong into a file.",
            "SNMPv3 的用户和密码请在设备页面填写，不要写入文件。",
        ),
        (Some(Version::V2c), None) if community.is_none() => {
            refuse(Column::SnmpCommunity, "snmp.secret_missing", "SNMP version 2c needs a community.", "SNMP v2c 须填写团体名。")
        }
        (Some(Version::V2c), stored) => {
            let news = community.filter(|given| stored.and_then(|snmp| snmp.community.as_ref()) != Some(given));
            let same = news.is_none() && stored.is_some_and(|snmp| snmp.port == port);
            Some(if same { SnmpStep::Leave } else { SnmpStep::V2c { port, community: news } })
        }
    }
}

fn same(device: &Device, draft: &Draft) -> bool {
    let snmp = match draft.snmp {
        SnmpStep::Leave => true,
        SnmpStep::Clear => device.snmp.is_none(),
        SnmpStep::V2c { .. } => false,
    };
    snmp && device.kind == draft.kind
        && device.vendor == draft.vendor
        && device.model == draft.model
        && device.serial == draft.serial
        && device.address == draft.address
        && device.http_port == draft.http_port
        && device.rtsp_port == draft.rtsp_port
        && device.parent_id.map(Node::Known) == draft.parent
}

fn twice(name: &str, earlier: u64) -> Wrong {
    Wrong::new(
        "line.twice",
        format!("Line {earlier} names the same device “{name}” already. Remove one, or give it another name."),
        format!("第 {earlier} 行已有同一设备“{name}”。请删除其一，或改名。"),
    )
}
