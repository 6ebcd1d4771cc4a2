//! A template that people entered.

use archive::DeviceId;
use base::Timestamp;

base::id!(
    /// A check template.
    TemplateId
);

/// A template that people entered, as its row has it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CheckTemplate {
    pub(crate) id: TemplateId,
    /// As its text names it.
    pub(crate) name: String,
    /// The document.
    pub(crate) text: String,
    /// The devices that got it by hand.
    pub(crate) device_ids: Vec<DeviceId>,
    /// Whether it is followed at present.
    pub(crate) active: bool,
    /// The name of who entered it.
    pub(crate) entered_by: String,
    pub(crate) entered_at: Timestamp,
    pub(crate) removed_at: Option<Timestamp>,
    pub(crate) version: i64,
}
