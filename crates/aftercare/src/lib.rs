//! The program: its configuration, the wiring of the rooms, HTTP, the command line, the demo and the rehearsal. No rule of the service
//! stands here; a line that decides something belongs into the room whose noun it is about.

pub mod app;
pub mod cli;
pub mod config;
pub mod demo;
mod descriptors;
pub mod http;
pub mod serve;
