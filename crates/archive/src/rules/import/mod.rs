//! Reading a device list (CSV) and deciding what it would change. Nothing here touches the database: the file and the facts go in, a plan
//! or the list of every bad line comes out.
//!
//! [`DeviceFile::read`](read::DeviceFile::read) turns bytes into [`Line`](line::Line)s; [`plan()`](plan::plan) holds them against what the archive has.

pub(crate) mod columns;
pub(crate) mod context;
pub(crate) mod decode;
pub(crate) mod draft;
pub(crate) mod errors;
pub(crate) mod given;
pub(crate) mod line;
pub(crate) mod links;
pub(crate) mod parents;
pub(crate) mod placed;
pub(crate) mod places;
pub(crate) mod plan;
pub(crate) mod read;
#[cfg(test)]
mod tests;

pub(crate) use errors::Errors;
