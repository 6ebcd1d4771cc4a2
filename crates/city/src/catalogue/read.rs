//! Reading `models.toml`, once.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Facts, Kind, Model, Port, Role};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
/// A row of ports: `GigabitEthernet0/0/{}`, from `first` on, `count` of them.
pub(super) struct PortRow {
    name: String,
    #[serde(default)]
    short: Option<String>,
    #[serde(default)]
    first: u32,
    #[serde(default = "one")]
    count: u32,
    index: u32,
    megabits: u32,
    #[serde(default = "ethernet", rename = "type")]
    if_type: i32,
    role: Role,
}

fn one() -> u32 {
    1
}

/// ifType 6, ethernetCsmacd.
fn ethernet() -> i32 {
    6
}

impl PortRow {
    fn ports(&self) -> impl Iterator<Item = Port> + '_ {
        (0..self.count).map(|n| {
            let number = (self.first + n).to_string();
            let name = self.name.replace("{}", &number);
            Port {
                short: self.short.as_ref().map_or_else(|| name.clone(), |short| short.replace("{}", &number)),
                name,
                index: self.index + n,
                megabits: self.megabits,
                if_type: self.if_type,
                role: self.role,
            }
        })
    }
}

impl Model {
    fn read(facts: Facts) -> Model {
        let mut ports: Vec<Port> = facts.ports.iter().flat_map(PortRow::ports).collect();
        ports.sort_by_key(|port| port.index);
        let object_id = facts.object_id.split('.').filter_map(|part| part.parse().ok()).collect();
        Model { facts, object_id, ports }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    model: Vec<Facts>,
}

static MODELS: LazyLock<Vec<Model>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is compiled in, and a test reads it")]
    let file: File = toml::from_str(include_str!("models.toml")).expect("models.toml is part of the program and reads");
    file.model.into_iter().map(Model::read).collect()
});

/// The models of one kind, in the order of the file; never empty.
pub fn of_kind(kind: Kind) -> Vec<&'static Model> {
    MODELS.iter().filter(|model| model.facts.kind == kind).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Service;
    use super::*;

    #[test]
    fn every_model_reads_and_can_be_connected() {
        for model in MODELS.iter() {
            let facts = &model.facts;
            assert!(model.uplink().is_some(), "{} has no uplink", facts.name);
            assert!(model.object_id.starts_with(&[1, 3, 6, 1, 4, 1]), "{} has a strange sysObjectID", facts.name);
            assert_eq!(facts.hardware_prefix.len(), 6, "{}", facts.name);
            assert!(model.ports.is_sorted_by(|a, b| a.index < b.index), "{} has an index twice", facts.name);
            assert!(!facts.listed.contains(&Service::Rtsp) || facts.video.is_some(), "{} lists a video it does not have", facts.name);
            assert!(!facts.listed.contains(&Service::Http) || facts.web.is_some(), "{} lists a page it does not have", facts.name);
        }
    }

    #[test]
    fn there_is_a_model_of_every_kind() {
        for kind in [Kind::Router, Kind::Switch, Kind::Camera, Kind::Recorder, Kind::Server, Kind::Ups, Kind::Other] {
            assert!(!of_kind(kind).is_empty(), "no {}", kind.as_str());
        }
    }

    #[test]
    fn a_port_is_found_by_either_name() {
        let ruijie = MODELS.iter().find(|model| model.facts.vendor == "Ruijie").unwrap();
        assert_eq!(ruijie.port_named("gi0/3"), ruijie.port_named("GigabitEthernet 0/3"));
        assert_eq!(ruijie.port_at(4096).map(|at| ruijie.ports[at].name.as_str()), Some("Null 0"));
    }
}
