//! What a device list says of links: over which port of its parent a device is reached, over what else, and what feeds it. A column that the
//! file does not have leaves the links there are; a cell says them all.

use std::collections::{HashMap, HashSet};

use super::Errors;
use super::columns::Column;
use super::context::Context;
use super::draft::Draft;
use super::given::Named;
use super::parents::{Names, Node};
use super::placed::{Facts, Placed};
use super::places::Places;
use crate::DeviceId;
use crate::model::{Link, LinkKind};
use crate::rules::Wrong;
use crate::rules::links::{MOST, leads};

/// What becomes of a device's links.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LinkStep {
    Remove(Link),
    Make { to: Node, to_name: String, kind: LinkKind, port: Option<String> },
}

/// A link as it will be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    to: Node,
    kind: LinkKind,
    port: Option<String>,
}

/// What one line says, while it is read.
struct Reader<'a> {
    names: &'a Names,
    places: &'a Places,
    at: &'a Placed<'a>,
    context: &'a Context<'a>,
    errors: &'a mut Errors,
}

/// What happens to the links of each line that changes any, by the line's index; what cannot be stands among the errors.
pub(super) fn plan(
    placed: &[Placed],
    drafts: &HashMap<usize, Draft>,
    facts: &Facts,
    (names, places): (&Names, &Places),
    contexts: &HashMap<Node, Context>,
    errors: &mut Errors,
) -> HashMap<usize, Vec<LinkStep>> {
    let mut current: HashMap<DeviceId, Vec<&Link>> = HashMap::new();
    for link in &facts.links {
        current.entry(link.device_id).or_default().push(link);
    }
    let mut all: HashMap<Node, Vec<Wanted>> =
        current.iter().map(|(id, links)| (Node::Known(*id), links.iter().map(|link| wanted_of(link)).collect())).collect();
    let mut steps = HashMap::new();
    let called = called(placed, facts);
    for at in placed {
        let (Some(draft), Some(context)) = (drafts.get(&at.index), contexts.get(&at.node)) else { continue };
        let there = at.existing.and_then(|device| current.get(&device.id)).map(Vec::as_slice).unwrap_or_default();
        let mut reader = Reader { names, places, at, context, errors };
        let wanted = reader.wanted(draft, there);
        let found = compare(there, &wanted, &called);
        all.insert(at.node, wanted);
        if !found.is_empty() {
            steps.insert(at.index, found);
        }
    }
    for kind in LinkKind::ALL {
        circles(*kind, &all, placed, drafts, facts, contexts, errors);
    }
    steps
}

fn wanted_of(link: &Link) -> Wanted {
    Wanted { to: Node::Known(link.to_id), kind: link.kind, port: link.port.clone() }
}

fn called<'a>(placed: &'a [Placed], facts: &'a Facts) -> HashMap<Node, &'a str> {
    let known = facts.devices.iter().map(|device| (Node::Known(device.id), device.name.as_str()));
    known.chain(placed.iter().map(|at| (at.node, at.line.name.as_str()))).collect()
}

fn compare(there: &[&Link], wanted: &[Wanted], called: &HashMap<Node, &str>) -> Vec<LinkStep> {
    let gone = there.iter().filter(|link| !wanted.contains(&wanted_of(link))).map(|link| LinkStep::Remove((*link).clone()));
    let have: Vec<Wanted> = there.iter().map(|link| wanted_of(link)).collect();
    let new = wanted.iter().filter(|link| !have.contains(link)).map(|link| LinkStep::Make {
        to: link.to,
        to_name: called.get(&link.to).copied().unwrap_or_default().to_owned(),
        kind: link.kind,
        port: link.port.clone(),
    });
    gone.chain(new).collect()
}

impl Reader<'_> {
    fn wanted(&mut self, draft: &Draft, there: &[&Link]) -> Vec<Wanted> {
        let line = self.at.line;
        let is_parent = |link: &Wanted| link.kind == LinkKind::Network && Some(link.to) == draft.parent;
        let is_way = |link: &Wanted| link.kind == LinkKind::Network && Some(link.to) != draft.parent;
        let mut wanted: Vec<Wanted> = there.iter().map(|link| wanted_of(link)).collect();
        if let Some(port) = &line.parent_port {
            wanted.retain(|link| !is_parent(link));
            match (port, draft.parent) {
                (Some(port), Some(to)) => wanted.push(Wanted { to, kind: LinkKind::Network, port: Some(port.clone()) }),
                (Some(_), None) => self.context.add(self.errors, Column::ParentPort, no_parent()),
                (None, _) => {}
            }
        }
        if let Some(named) = &line.ways {
            wanted.retain(|link| !is_way(link));
            let found = self.found(Column::Ways, LinkKind::Network, named.as_deref().unwrap_or_default());
            if found.iter().any(is_parent) {
                self.context.add(self.errors, Column::Ways, names_parent());
            }
            wanted.extend(found);
        }
        if let Some(named) = &line.fed_by {
            wanted.retain(|link| link.kind != LinkKind::Power);
            wanted.extend(self.found(Column::FedBy, LinkKind::Power, named.as_deref().unwrap_or_default()));
        }
        if wanted.len() > MOST {
            let column = if line.fed_by.is_some() { Column::FedBy } else { Column::Ways };
            self.context.add(self.errors, column, too_many());
        }
        wanted
    }

    fn found(&mut self, column: Column, kind: LinkKind, named: &[Named]) -> Vec<Wanted> {
        let mut seen = HashSet::new();
        let mut found = Vec::with_capacity(named.len());
        for Named { word, port } in named {
            let place = (self.at.customer, self.at.site);
            let Some(to) = self.names.meant(place, (column, word), self.places, self.context, self.errors) else { continue };
            if to == self.at.node {
                self.context.add(self.errors, column, circle());
            } else if !seen.insert(to) {
                self.context.add(self.errors, column, twice(word));
            } else {
                found.push(Wanted { to, kind, port: port.clone() });
            }
        }
        found
    }
}

/// What a device needs must not need the device: no line may close a ring.
fn circles(
    kind: LinkKind,
    all: &HashMap<Node, Vec<Wanted>>,
    placed: &[Placed],
    drafts: &HashMap<usize, Draft>,
    facts: &Facts,
    contexts: &HashMap<Node, Context>,
    errors: &mut Errors,
) {
    let links = all.iter().flat_map(|(node, links)| links.iter().filter(|link| link.kind == kind).map(|link| (*node, link.to)));
    let mut edges: Vec<(Node, Node)> = links.collect();
    if edges.is_empty() {
        return;
    }
    if kind == LinkKind::Network {
        let told = placed.iter().filter_map(|at| Some((at.node, drafts.get(&at.index)?.parent?)));
        let kept = facts.devices.iter().map(|device| (Node::Known(device.id), device.parent_id.map(Node::Known)));
        let kept = kept.filter(|(node, _)| !contexts.contains_key(node)).filter_map(|(node, parent)| Some((node, parent?)));
        edges.extend(told.chain(kept));
    }
    let ringed = tied(&edges);
    if ringed.is_empty() {
        return;
    }
    let edges: Vec<(Node, Node)> = edges.into_iter().filter(|(from, to)| ringed.contains(from) && ringed.contains(to)).collect();
    for at in placed.iter().filter(|at| ringed.contains(&at.node)) {
        let mut needs = edges.iter().filter(|(from, _)| *from == at.node);
        let says = all.get(&at.node).is_some_and(|links| links.iter().any(|link| link.kind == kind));
        if let Some(context) = contexts.get(&at.node).filter(|_| says && needs.any(|(_, to)| leads(edges.iter().copied(), *to, at.node))) {
            context.add(errors, if kind == LinkKind::Power { Column::FedBy } else { Column::Ways }, circle());
        }
    }
}

/// What is left when whatever needs nothing is taken away again and again: rings, and what hangs on them.
fn tied(edges: &[(Node, Node)]) -> HashSet<Node> {
    let mut open: HashMap<Node, usize> = HashMap::new();
    let mut needed_by: HashMap<Node, Vec<Node>> = HashMap::new();
    for (from, to) in edges {
        *open.entry(*from).or_default() += 1;
        open.entry(*to).or_default();
        needed_by.entry(*to).or_default().push(*from);
    }
    let mut free: Vec<Node> = open.iter().filter(|(_, count)| **count == 0).map(|(node, _)| *node).collect();
    while let Some(node) = free.pop() {
        open.remove(&node);
        for dependant in needed_by.get(&node).into_iter().flatten() {
            if let Some(count) = open.get_mut(dependant) {
                *count -= 1;
                if *count == 0 {
                    free.push(*dependant);
                }
            }
        }
    }
    open.into_keys().collect()
}

fn no_parent() -> Wrong {
    Wrong::new(
        "link.no_parent",
        "A port at the parent, but no parent. Fill in both, or neither.",
        "填写了上联端口但没有上级设备，请同时填写或都留空。",
    )
}

fn names_parent() -> Wrong {
    Wrong::new(
        "link.is_parent",
        "The parent is a way to it already; its port belongs in the column parent_port.",
        "上级设备本身即为链路，其端口请填写在“上联端口”列。",
    )
}

fn twice(word: &str) -> Wrong {
    Wrong::new("link.twice", format!("“{word}” stands there twice."), format!("“{word}”重复填写。"))
}

fn too_many() -> Wrong {
    Wrong::new("link.too_many", format!("A device has {MOST} links at most."), format!("每台设备最多 {MOST} 条连接。"))
}

fn circle() -> Wrong {
    Wrong::new(
        "link.circle",
        "What is named there needs this device itself, directly or through others. A link leads towards the core or the mains.",
        "所填设备（直接或间接）依赖本设备。连接应指向核心或电源方向。",
    )
}
