//! The desk over its routes and workers, on both databases, with real rows of the rooms below.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod house;
mod loop_story;
