//! The city as the world sees it: asked by net-snmp, a web client and plain sockets, broken by orders.

#![expect(clippy::unwrap_used, reason = "tests")]

mod breaking;
mod control;
mod doors;
mod peers;
mod scale;
mod snmp;
mod support;
