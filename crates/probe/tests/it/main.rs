//! Every question against a real server of its protocol, and against servers that misbehave. All traffic stays on 127.0.0.0/8.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests: what is missing shall end the test")]

mod daemon;
mod dns;
mod http;
mod http_expect;
mod icmp;
mod ntp;
mod prometheus;
mod questions;
mod rtsp;
mod snmp;
mod snmp_hostile;
mod snmp_rogue;
mod sql;
mod ssh;
mod support;
mod tcp;
mod tls;
mod udp;
