//! # probe: ask one device one question over one protocol
//!
//! The plan promises 实时远程监控: devices, application services and traffic, watched from afar around the clock. This room is the part of
//! that promise that touches the network. It knows no database, no device archive and no alarm, and it never judges: whether 40 % loss or
//! a status of 503 is bad is decided upstairs, in the watch.
//!
//! The persons of the play:
//!
//! * a [`Question`] names a target and what is wanted of it, over one of thirteen protocols, each a module of its own.
//!   A question that makes no sense cannot be built: every field is a type that checks itself when it is read.
//! * the [`Prober`] owns what must be shared, so that a hundred thousand devices need a handful of sockets: one ICMP socket and one SNMP
//!   socket per address family, SNMPv3 keys and engines, the TLS settings, and the limits on how much is asked at once. It is cheap to clone.
//! * an [`Outcome`] is what came of asking: [`Measurement`]s, or one [`Failure`].
//! * a [`Failure`] is of one [`FailureKind`] and explains itself to the user in English and in Chinese, with what to do next. A failure of
//!   the kind [`FailureKind::Local`] is ours, and **must never be read as the device being down**.
//!
//! What may never happen here: an answer from another address, or to another question, is taken for the device's; a device that sends
//! rubbish, or never stops sending, makes this program panic, grow or wait beyond the time it was given; a secret reaches a log.

mod address;
mod bounded;
mod certificate;
mod challenge;
mod datagram;
mod deadline;
mod dial;
pub mod dns;
pub mod expect;
mod failure;
mod gateway;
pub mod http;
pub mod icmp;
mod login;
pub mod ntp;
mod outcome;
mod path;
mod prober;
pub mod prometheus;
mod question;
mod routes;
pub mod rtsp;
mod secret;
pub mod secure;
pub mod sftp;
pub mod snmp;
pub mod sql;
pub mod ssh;
mod starttls;
pub mod tcp;
mod tls;
pub mod udp;
mod witness;

pub use address::{Host, NotAnAddress};
pub use bounded::{Few, MostRows, OutOfBounds, Packets, PayloadBytes, Port, Redirects, Retries};
pub use failure::{Failure, FailureKind};
pub use login::Login;
pub use outcome::{Broken, CounterWidth, Measurement, Outcome, Unit, Value};
pub use path::{NotAPath, Path};
pub use prober::{ProbeError, Prober, ProberSettings, TimeOfDay};
pub use question::{Objection, Question};
pub use secret::Secret;
