//! What a device list is held against, and its lines when their places are found.

use super::line::Line;
use super::parents::Node;
use super::places::{KnownCustomer, KnownSite, Where, Whose};
use crate::model::{Device, Link};

/// What the archive has, of the customers that the file names.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) customers: Vec<KnownCustomer>,
    pub(crate) sites: Vec<KnownSite>,
    /// The devices in service, secrets opened.
    pub(crate) devices: Vec<Device>,
    pub(crate) links: Vec<Link>,
}

/// A line whose place is known.
pub(super) struct Placed<'l> {
    pub(super) index: usize,
    pub(super) line: &'l Line,
    pub(super) customer: Whose,
    pub(super) site: Where,
    pub(super) existing: Option<&'l Device>,
    pub(super) node: Node,
}
