//! Which devices a template is for.

use archive::model::{Device, DeviceKind};
use probe::{Measurement, Value};
use serde::Deserialize;

use crate::rules::pattern::fits;

/// What a device says of itself, as far as it was heard.
#[derive(Debug, Clone, PartialEq, Eq, Default, sqlx::FromRow)]
pub(crate) struct Identity {
    pub(crate) sys_object_id: Option<String>,
    pub(crate) sys_descr: Option<String>,
    /// What its services say of themselves. They are kept apart from what its agent says, and empty where that is compared.
    #[sqlx(skip)]
    pub(crate) banners: Vec<String>,
}

impl Identity {
    /// What an answer says of it; `None` when it says nothing.
    pub(crate) fn heard(found: &[Measurement]) -> Option<Identity> {
        let text = |name: &str| {
            let measurement = found.iter().find(|measurement| measurement.name == name)?;
            if let Value::Text(text) = &measurement.value { Some(text.clone()) } else { None }
        };
        let heard = Identity { sys_object_id: text("sys_object_id"), sys_descr: text("sys_descr"), banners: Vec::new() };
        (heard != Identity::default()).then_some(heard)
    }

    /// Whether what was heard is said by another kind of device. A new description alone is a new program on the same.
    pub(crate) fn is_another(&self, heard: &Identity) -> bool {
        matches!((&self.sys_object_id, &heard.sys_object_id), (Some(known), Some(heard)) if known != heard)
    }
}

/// Which devices: those that fit every list that is not empty. A template without any list is given to devices by hand.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Fits {
    /// Of these kinds.
    pub(crate) kinds: Vec<DeviceKind>,
    /// Of these vendors, as the archive has them; `*` stands for any text, and large and small letters are the same.
    pub(crate) vendors: Vec<String>,
    /// Of these models.
    pub(crate) models: Vec<String>,
    /// Of which a service says so.
    pub(crate) banner: Vec<String>,
    /// Whose agent describes itself so.
    pub(crate) sys_descr: Vec<String>,
    /// Whose agent says that it is one of these, or of a branch below.
    pub(crate) sys_object_id: Vec<String>,
}

/// How closely it fits when somebody said so.
const BY_HAND: u32 = 1 << 6;

impl Fits {
    /// How closely this fits a device, `None` when it does not. What a device says of itself counts for more than what people entered, and a
    /// model for more than a vendor.
    pub(crate) fn rank(&self, device: &Device, identity: &Identity, by_hand: bool) -> Option<u32> {
        if by_hand {
            return Some(BY_HAND);
        }
        let criteria = [
            (1, self.kinds.is_empty(), self.kinds.contains(&device.kind)),
            (1 << 1, self.vendors.is_empty(), any(&self.vendors, device.vendor.as_deref(), fits)),
            (1 << 2, self.models.is_empty(), any(&self.models, device.model.as_deref(), fits)),
            (1 << 3, self.banner.is_empty(), identity.banners.iter().any(|banner| any(&self.banner, Some(banner), fits))),
            (1 << 4, self.sys_descr.is_empty(), any(&self.sys_descr, identity.sys_descr.as_deref(), fits)),
            (1 << 5, self.sys_object_id.is_empty(), any(&self.sys_object_id, identity.sys_object_id.as_deref(), below)),
        ];
        let wanted = criteria.iter().filter(|(_, unasked, _)| !unasked);
        if wanted.clone().any(|(_, _, fits)| !fits) {
            return None;
        }
        Some(wanted.map(|(weight, _, _)| weight).sum::<u32>()).filter(|rank| *rank > 0)
    }
}

fn any(patterns: &[String], text: Option<&str>, fits: fn(&str, &str) -> bool) -> bool {
    let Some(text) = text.map(str::to_lowercase) else { return false };
    patterns.iter().any(|pattern| fits(&pattern.to_lowercase(), &text))
}

/// Whether an identifier is this one, or of a branch below it.
fn below(branch: &str, id: &str) -> bool {
    let branch = branch.trim_start_matches('.');
    id.strip_prefix(branch).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
