//! Templates: which checks a device gets. They are data (`templates.toml`), compiled in, read and checked once.

use std::collections::{BTreeMap, BTreeSet};

use archive::model::{Device, DeviceKind};
use probe::{Host, Question};
use serde::{Deserialize, Serialize};

use crate::ask;

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

/// What a check asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ask {
    Icmp,
    Snmp,
    SnmpInterfaces,
    Web,
    Rtsp,
    Port,
}

/// One check of a template.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    ask: Ask,
    role: Role,
    #[serde(default = "once")]
    every: u32,
    #[serde(default = "once")]
    patience: u32,
}

fn once() -> u32 {
    1
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
    pub(crate) question: Question,
    /// What people may read of the question: no secrets.
    pub(crate) settings: serde_json::Value,
}

/// The templates of all kinds.
#[derive(Debug)]
pub(crate) struct Templates(BTreeMap<String, Vec<Entry>>);

impl Templates {
    /// The ones that come with the program.
    pub(crate) fn built_in() -> Result<Templates, String> {
        Templates::read(include_str!("templates.toml"))
    }

    fn read(text: &str) -> Result<Templates, String> {
        let kinds: BTreeMap<String, Vec<Entry>> = toml::from_str(text).map_err(|error| error.to_string())?;
        for kind in DeviceKind::ALL {
            if !kinds.contains_key(kind.as_str()) {
                return Err(format!("no template for {}", kind.as_str()));
            }
        }
        for (kind, entries) in &kinds {
            check(kind, entries)?;
        }
        Ok(Templates(kinds))
    }

    /// The checks of a device: those whose access the archive knows. Without an address there are none.
    pub(crate) fn plan(&self, device: &Device) -> Vec<Planned> {
        let Some(host) = device.address.as_deref().and_then(|address| address.parse::<Host>().ok()) else { return Vec::new() };
        let entries = self.0.get(device.kind.as_str()).map(Vec::as_slice).unwrap_or_default();
        let planned = |entry: &Entry| {
            let question = ask::question(entry.ask, &host, device)?;
            let settings = ask::shown(&question);
            let Entry { name, role, every, patience, .. } = entry.clone();
            Some(Planned { name, role, every, patience, question, settings })
        };
        let mut plan: Vec<Planned> = entries.iter().filter_map(planned).collect();
        if plan.iter().all(|planned| planned.role != Role::Vital) {
            // What stands in for a vital check is asked as often as one.
            plan.iter_mut().filter(|planned| planned.role == Role::Fallback).for_each(|planned| planned.every = 1);
        }
        plan
    }
}

fn check(kind: &str, entries: &[Entry]) -> Result<(), String> {
    if DeviceKind::parse(kind).is_none() {
        return Err(format!("{kind} is not a kind of device"));
    }
    let mut names = BTreeSet::new();
    for entry in entries {
        if !names.insert(&entry.name) {
            return Err(format!("{kind} has two checks named {}", entry.name));
        }
        if !(1..=100).contains(&entry.every) || !(1..=10).contains(&entry.patience) {
            return Err(format!("{kind}.{}: every is from 1 to 100, patience from 1 to 10", entry.name));
        }
    }
    if entries.iter().all(|entry| entry.role == Role::Measure) {
        return Err(format!("no check of {kind} proves life"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use archive::model::{Secret, SnmpAccess, SnmpVersion};
    use archive::{DeviceId, SiteId};
    use base::{CustomerId, Timestamp};

    use super::*;

    fn device(kind: DeviceKind) -> Device {
        Device {
            id: DeviceId(1),
            customer_id: CustomerId(1),
            site_id: SiteId(1),
            name: "d".into(),
            kind,
            vendor: None,
            model: None,
            serial: None,
            address: Some("127.0.0.9".into()),
            parent_id: None,
            snmp: None,
            http_port: None,
            rtsp_port: None,
            has_photo: false,
            version: 1,
            created_at: Timestamp::from_milliseconds(0),
            removed_at: None,
        }
    }

    fn community() -> SnmpAccess {
        SnmpAccess {
            version: SnmpVersion::V2c,
            port: 1161,
            has_community: true,
            community: Some(Secret::new("geheim-wort")),
            user: None,
            auth: None,
            auth_password: None,
            privacy: None,
            privacy_password: None,
        }
    }

    fn names(device: &Device) -> Vec<String> {
        Templates::built_in().unwrap().plan(device).into_iter().map(|planned| planned.name).collect()
    }

    #[test]
    fn a_device_gets_the_checks_its_access_allows() {
        let bare = device(DeviceKind::Camera);
        assert_eq!(names(&bare), ["ping"]);
        assert_eq!(names(&Device { rtsp_port: Some(8554), ..bare.clone() }), ["video", "ping"]);
        assert_eq!(names(&Device { rtsp_port: Some(8554), http_port: Some(8080), ..bare.clone() }), ["video", "web", "ping"]);
        assert_eq!(names(&Device { snmp: Some(community()), ..device(DeviceKind::Switch) }), ["agent", "traffic", "ping"]);
        assert_eq!(names(&Device { http_port: Some(9100), ..device(DeviceKind::Other) }), ["port", "ping"]);
        for address in [None, Some("not an address".to_owned())] {
            assert_eq!(names(&Device { address, ..bare.clone() }), [""; 0]);
        }
    }

    #[test]
    fn what_stands_in_for_a_vital_check_is_asked_as_often() {
        let every = |device: &Device| Templates::built_in().unwrap().plan(device).pop().map(|ping| (ping.name, ping.every));
        let bare = device(DeviceKind::Camera);
        assert_eq!(every(&bare), Some(("ping".to_owned(), 1)));
        assert_eq!(every(&Device { http_port: Some(80), ..bare }), Some(("ping".to_owned(), 2)));
    }

    #[test]
    fn what_people_read_of_a_check_holds_no_secret() {
        let switch = Device { snmp: Some(community()), http_port: Some(443), ..device(DeviceKind::Server) };
        for planned in Templates::built_in().unwrap().plan(&switch) {
            let shown = planned.settings.to_string();
            assert!(!shown.contains("geheim"), "{shown}");
            assert!(shown.contains("127.0.0.9"), "{shown}");
        }
    }

    #[test]
    fn a_template_that_makes_no_sense_is_refused() {
        let whole = include_str!("templates.toml");
        let cases = [
            (whole.replace("[[ups]]", "[[toaster]]"), "no template for ups"),
            (format!("{whole}\n[[toaster]]\nname = \"x\"\nask = \"icmp\"\nrole = \"vital\""), "toaster is not a kind"),
            (format!("{whole}\n[[ups]]\nname = \"ping\"\nask = \"icmp\"\nrole = \"vital\""), "two checks named ping"),
            (whole.replace("every = 2", "every = 0"), "every is from 1"),
            (whole.replace("every = 2", "often = 2"), "unknown field `often`"),
            (whole.replace("\"rtsp\"", "\"telepathy\""), "unknown variant `telepathy`"),
            (whole.replace("vital", "measure").replace("fallback", "measure"), "proves life"),
        ];
        for (text, expected) in cases {
            let refused = Templates::read(&text).unwrap_err();
            assert!(refused.contains(expected), "{expected}: {refused}");
        }
    }
}
