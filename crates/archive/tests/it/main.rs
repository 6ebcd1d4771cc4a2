//! The archive over its routes and its handle, on both databases.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod access;
mod contacts;
mod contracts;
mod customers;
mod devices;
mod expiries;
mod guards;
mod house;
mod imports;
mod links;
mod lists;
mod measure;
mod photos;
mod sites;
