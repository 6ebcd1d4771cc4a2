//! Stories of the watch against real sockets, on both databases.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod alerting;
mod city;
mod coverage;
mod custom;
mod exclusions;
mod expiring;
mod health;
mod impostors;
mod maintenance;
mod nodes;
mod outages;
mod people;
mod registry;
mod scale;
mod services;
mod set_clocks;
mod storm;
mod templates;
mod town;
