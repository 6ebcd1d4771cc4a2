//! The room of messages over real sockets and its routes, on both databases.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod calls;
mod courier;
mod gateways;
mod house;
mod inbox;
mod mail;
mod messages;
mod modem;
mod pace;
mod peer;
mod platform;
mod preferences;
mod receiver;
mod robots;
mod smtp;
mod suppliers;
mod webhooks;
