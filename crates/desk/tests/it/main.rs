//! The desk over its routes and workers, on both databases, with real rows of the rooms below.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod access;
mod calendars;
mod calls;
mod clicks;
mod clocks;
mod escalation;
mod house;
mod levels;
mod links;
mod lists;
mod loop_story;
mod measure;
mod pauses;
mod reports;
mod rhythm;
mod sentences;
mod together;
mod watching;
mod word;
