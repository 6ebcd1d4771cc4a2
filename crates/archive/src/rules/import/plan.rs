//! What a device list would change: for each line a device to create, to update, or nothing.

use std::collections::HashMap;

use super::Errors;
use super::columns::{Column, Header};
use super::context::{Context, Permit};
use super::draft::{Draft, draft, same};
use super::line::Line;
use super::links::{self, LinkStep};
use super::parents::{self, Names, Node};
use super::placed::{Facts, Placed};
use super::places::{NewPlace, Places, Where, Whose};
use super::read::DeviceFile;
use crate::DeviceId;
use crate::model::Device;
use crate::rules::Wrong;
use crate::rules::tree::Tree;

/// What happens to a line's device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Create,
    Update,
    Unchanged,
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
    /// What happens to its links.
    pub(crate) links: Vec<LinkStep>,
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
            Some(Some(word)) => names.meant((at.customer, at.site), (Column::Parent, word), &places, &context, &mut errors),
        };
        drafts.extend(draft(at.line, at.existing, parent, &context, &mut errors).map(|draft| (at.index, draft)));
    }
    let contexts = placed.iter().map(|at| (at.node, Context { number: at.line.number, header: &header })).collect();
    let depths = straighten(&placed, &drafts, facts, &contexts, &mut errors);
    let mut links = links::plan(&placed, &drafts, facts, (&names, &places), &contexts, &mut errors);
    let rows = placed
        .iter()
        .filter(|at| at.line.clean)
        .filter_map(|at| {
            let draft = drafts.remove(&at.index)?;
            let links = links.remove(&at.index).unwrap_or_default();
            let same = |device: &&Device| same(device, &draft) && links.is_empty();
            Some(Row {
                number: at.line.number,
                index: at.index,
                action: at.existing.map_or(Action::Create, |device| if same(&device) { Action::Unchanged } else { Action::Update }),
                customer: at.customer,
                site: at.site,
                site_word: at.line.site.clone(),
                existing: at.existing.map(|device| device.id),
                links,
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
    contexts: &HashMap<Node, Context>,
    errors: &mut Errors,
) -> HashMap<Node, usize> {
    let known: Vec<Node> = facts.devices.iter().map(|device| Node::Known(device.id)).filter(|node| !contexts.contains_key(node)).collect();
    let stored = facts.devices.iter().map(|device| (Node::Known(device.id), device.parent_id.map(Node::Known)));
    let mut parents: HashMap<Node, Option<Node>> = stored.collect();
    for at in placed {
        if let Some(draft) = drafts.get(&at.index) {
            parents.insert(at.node, draft.parent);
        }
    }
    parents::depths(&Tree::of(parents), contexts, &known, errors)
}

fn twice(name: &str, earlier: u64) -> Wrong {
    Wrong::new(
        "line.twice",
        format!("Line {earlier} names the same device “{name}” already. Remove one, or give it another name."),
        format!("第 {earlier} 行已有同一设备“{name}”。请删除其一，或改名。"),
    )
}
