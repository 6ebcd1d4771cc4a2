//! The room of messages over real sockets and its routes, on both databases.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod courier;
mod house;
mod inbox;
mod mail;
mod messages;
mod peer;
mod receiver;
mod smtp;
mod webhooks;
