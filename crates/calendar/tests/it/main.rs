//! The calendar room's stories and its table of clock cases.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

mod cases;
mod house;
mod nonsense;
mod questions;
mod versions;
