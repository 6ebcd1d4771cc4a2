//! The room over its routes, beside the real Prometheus and a real store.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod beside;
mod people;
mod read_side;
mod remote_write;
mod town;
