//! The stories of the ground floor, on both databases: the journal and what proves it, backup and restore.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod backup;
mod intruder;
mod journal;
mod scenario;
