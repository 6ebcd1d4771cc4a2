//! Where a line stands, and what an import is allowed to make.

use super::Errors;
use super::columns::{Column, Header};
use crate::rules::Wrong;

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
    pub(super) header: &'h Header,
}

impl Context<'_> {
    pub(crate) fn add(&self, errors: &mut Errors, column: Column, wrong: Wrong) {
        errors.add(self.number, self.header.heading(column), wrong);
    }
}
