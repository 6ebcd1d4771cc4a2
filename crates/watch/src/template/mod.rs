//! Templates (监控模板): which checks a device gets, and which rules are held against what they measure. They are data: one document each, as
//! people write them; those that come with the program are compiled in.
//!
//! Every template that fits a device gives it its checks. Where two have a check of one name, the template that fits more closely is followed.

pub(crate) mod banner;
pub(crate) mod by;
pub(crate) mod document;
pub(crate) mod fill;
pub(crate) mod fits;
pub(crate) mod model;
pub(crate) mod store;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use archive::model::Device;
use probe::{Host, Question};
use serde::{Deserialize, Serialize};

use crate::alerting::model::Rule;
use crate::ask::Asked;
use document::Document;
use fill::Lacks;
use fits::Identity;

/// What a check proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CheckRole)]
pub(crate) enum Role {
    /// That the device is alive.
    Vital,
    /// The same, but only for a device that has no vital check.
    Fallback,
    /// That a service of the device works; that nobody answers it says nothing of the device, unless there is nothing else to ask.
    Service,
    /// Nothing; it measures.
    Measure,
}

impl Role {
    /// The word in the database.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Role::Vital => "vital",
            Role::Fallback => "fallback",
            Role::Service => "service",
            Role::Measure => "measure",
        }
    }
}

/// A check that a device is to have, with all it takes to ask it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Planned {
    /// Unique for the device.
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Asked in every n-th period.
    pub(crate) every: u32,
    /// The time allowed, as a multiple of the usual.
    pub(crate) patience: u32,
    /// Whether all that it measures is kept.
    pub(crate) keep_all: bool,
    pub(crate) asked: Asked,
    /// What people may read of the question: no secrets.
    pub(crate) settings: serde_json::Value,
}

/// A check that a device should have, but the archive does not know the access that it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CheckNotMade)]
pub(crate) struct NotMade {
    /// What the template calls it.
    pub(crate) name: String,
    /// What the archive does not know.
    pub(crate) lacks: Lacks,
}

/// What a device is asked, and what is held against it.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) checks: Vec<Planned>,
    /// How many of them, the first, are the templates'.
    pub(crate) templated: usize,
    /// What the templates want and cannot have. Nothing of a device without an address.
    pub(crate) not_made: Vec<NotMade>,
    pub(crate) rules: Vec<Arc<Rule>>,
}

/// A template in use.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    pub(crate) document: Arc<Document>,
    pub(crate) rules: Arc<[Arc<Rule>]>,
    /// The devices that somebody gave it to by hand.
    pub(crate) by_hand: HashSet<i64>,
}

impl Template {
    /// A document that fits whom it says, without rules.
    pub(crate) fn of(document: Document) -> Template {
        Template { document: Arc::new(document), rules: Arc::new([]), by_hand: HashSet::new() }
    }
}

/// The templates in use.
#[derive(Debug, Clone, Default)]
pub(crate) struct Templates(Vec<Template>);

/// Those that come with the program: a kind of device each.
pub(crate) const BUILT_IN: [(&str, &str); 7] = [
    ("router", include_str!("../templates/router.toml")),
    ("switch", include_str!("../templates/switch.toml")),
    ("camera", include_str!("../templates/camera.toml")),
    ("recorder", include_str!("../templates/recorder.toml")),
    ("server", include_str!("../templates/server.toml")),
    ("ups", include_str!("../templates/ups.toml")),
    ("other", include_str!("../templates/other.toml")),
];

impl Templates {
    /// The ones that come with the program, or what is wrong with them.
    pub(crate) fn built_in() -> Result<Templates, String> {
        let read = |(kind, text): &(&str, &str)| document::read(text).map(Template::of).map_err(|wrong| format!("{kind}: {wrong:?}"));
        Ok(Templates(BUILT_IN.iter().map(read).collect::<Result<_, String>>()?))
    }

    /// These, and others besides.
    pub(crate) fn with(&self, others: Vec<Template>) -> Templates {
        Templates(self.0.iter().cloned().chain(others).collect())
    }

    /// Whether any of them is for devices whose services say something.
    pub(crate) fn await_banners(&self) -> bool {
        self.0.iter().any(|template| !template.document.fits.banner.is_empty())
    }

    /// What a device is asked: the checks whose access the archive knows. Without an address there are none.
    pub(crate) fn plan(&self, device: &Device, identity: &Identity) -> Plan {
        let Some(host) = device.address.as_deref().and_then(|address| address.parse::<Host>().ok()) else { return Plan::default() };
        let mut fitting: Vec<(u32, &Template)> = self
            .0
            .iter()
            .filter_map(|template| {
                Some((template.document.fits.rank(device, identity, template.by_hand.contains(&device.id.0))?, template))
            })
            .collect();
        fitting.sort_by(|(rank, a), (other, b)| rank.cmp(other).then_with(|| a.document.name.cmp(&b.document.name)));
        let mut checks: BTreeMap<(usize, &str), &document::Entry> = BTreeMap::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut rules = Vec::new();
        for (_, template) in fitting {
            for name in &template.document.without {
                if let Some(place) = places.remove(name.as_str()) {
                    checks.remove(&(place, name.as_str()));
                }
            }
            for entry in &template.document.checks {
                let next = checks.last_key_value().map_or(0, |((place, _), _)| place + 1);
                let place = *places.entry(&entry.name).or_insert(next);
                checks.insert((place, &entry.name), entry);
            }
            rules.extend(template.rules.iter().cloned());
        }
        let mut plan: Vec<Planned> = Vec::with_capacity(checks.len());
        let mut not_made = Vec::new();
        for entry in checks.into_values() {
            match entry.prototype.of(&host, device) {
                Ok(question) => plan.push(planned(entry, question)),
                Err(lacks) => not_made.push(NotMade { name: entry.name.clone(), lacks }),
            }
        }
        if plan.iter().all(|planned| planned.role != Role::Vital) {
            // What stands in for a vital check is asked as often as one.
            plan.iter_mut().filter(|planned| planned.role == Role::Fallback).for_each(|planned| planned.every = 1);
        }
        Plan { templated: plan.len(), checks: plan, not_made, rules }
    }
}

fn planned(entry: &document::Entry, question: Question) -> Planned {
    let asked = Asked::Device(Box::new(question));
    let settings = asked.shown();
    let (name, role, every, patience, keep_all) = (entry.name.clone(), entry.role, entry.every, entry.patience, entry.keep_all);
    Planned { name, role, every, patience, keep_all, asked, settings }
}

#[cfg(test)]
mod tests;
