//! An alert rule as it stands.

use archive::model::DeviceKind;
use archive::{DeviceId, SiteId};
use base::{CustomerId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::round::world::DeviceFacts;
use crate::rules::limit::When;
use crate::rules::pattern::fits;

base::id!(
    /// An alert rule.
    RuleId
);

/// What is held against what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AlertDefinition)]
pub(crate) struct Definition {
    /// Whose values: of every device that all of the lists which are not empty name.
    #[serde(default)]
    pub(crate) of: Covers,
    /// The check that measures it; any when absent.
    #[serde(default)]
    pub(crate) check: Option<String>,
    /// What is measured, as the charts name it: `loss`, `response_time`, `if_in`.
    pub(crate) metric: String,
    /// Of what, where there are several: an interface's name; a `*` stands for any text. Anything when absent.
    #[serde(default = "anything")]
    pub(crate) label: String,
    pub(crate) when: When,
    /// For how long it must be so before it counts, 0 to 86,400 seconds.
    #[serde(default)]
    pub(crate) for_seconds: u32,
}

fn anything() -> String {
    "*".to_owned()
}

/// Which devices a rule is for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = AlertCovers)]
pub(crate) struct Covers {
    /// Of these kinds.
    #[schema(value_type = Vec<String>)]
    pub(crate) kinds: Vec<DeviceKind>,
    /// At these sites.
    pub(crate) site_ids: Vec<SiteId>,
    /// These devices.
    pub(crate) device_ids: Vec<DeviceId>,
}

/// An alert rule.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rule {
    pub(crate) id: RuleId,
    /// Whose devices; everybody's when absent.
    pub(crate) customer_id: Option<CustomerId>,
    pub(crate) name: String,
    pub(crate) definition: Definition,
    /// Whether it is held against anything at present.
    pub(crate) active: bool,
    /// The name of who entered it.
    pub(crate) entered_by: String,
    pub(crate) entered_at: Timestamp,
    pub(crate) removed_at: Option<Timestamp>,
    pub(crate) version: i64,
}

impl Rule {
    /// Whether it is for this device.
    pub(crate) fn is_for(&self, device: &DeviceFacts) -> bool {
        let Covers { kinds, site_ids, device_ids } = &self.definition.of;
        self.customer_id.is_none_or(|customer| customer == device.customer_id)
            && (kinds.is_empty() || kinds.iter().any(|kind| kind.as_str() == device.kind))
            && (site_ids.is_empty() || site_ids.contains(&device.site_id))
            && (device_ids.is_empty() || device_ids.contains(&device.id))
    }

    /// Whether it is for this check.
    pub(crate) fn asks(&self, check: &str) -> bool {
        self.definition.check.as_deref().is_none_or(|wanted| wanted == check)
    }
}

impl Definition {
    /// Whether it is for this measurement.
    pub(crate) fn measures(&self, metric: &str, label: &str) -> bool {
        self.metric == metric && fits(&self.label, label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_is_read_and_what_it_does_not_know_is_refused() {
        let text = r#"{"of": {"kinds": ["camera"]}, "metric": "loss", "when": {"kind": "above", "value": 0.2}, "for_seconds": 300}"#;
        let read: Definition = serde_json::from_str(text).unwrap();
        assert_eq!((read.label.as_str(), read.when), ("*", When::Above { value: 0.2, clear: None }));
        assert_eq!(serde_json::from_str::<Definition>(&serde_json::to_string(&read).unwrap()).unwrap(), read);
        for wrong in [r#"{"metric": "loss"}"#, r#"{"metric": "loss", "when": {"kind": "about"}}"#, &text.replace("for_", "vor_")] {
            assert!(serde_json::from_str::<Definition>(wrong).is_err(), "{wrong}");
        }
    }
}
