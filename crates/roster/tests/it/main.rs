//! The room of people and duty over its routes, on both databases.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod away;
mod duty;
mod house;
mod people;
mod session;
mod tokens;
