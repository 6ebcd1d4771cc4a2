//! Field work over its routes, on both databases, with the real rooms below.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod access;
mod clicks;
mod forms;
mod house;
mod lists;
mod together;
mod whole_visit;
