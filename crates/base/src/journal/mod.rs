//! The journal (台账): the evidence. Every state change appends an [`Event`] in the transaction of the change it tells. Events are never
//! changed. Timelines, clocks, promises and reports are computed from them, so each can be explained and checked.
//!
//! An event names who, when (it happened), when (it was recorded), what kind, about what, and a JSON body. It also **attests** the table
//! rows it left behind: the hash of each row's content stands in the event, so a row edited behind the program's back no longer agrees
//! with the journal and is reported by name.
//!
//! There is one order: `seq` is dense from 1. On PostgreSQL a transaction that appends holds an advisory lock from its first append to
//! its commit; on SQLite the one writer does the same. So a reader with a cursor never sees a later event before an earlier one.
//!
//! What makes it evidence: a [`Sealer`] hashes the events in runs into trees ([`merkle`]), and each [`Seal`] holds a root, names the seal
//! before it and is signed ([`Signer`]). [`verify()`] compares everything with everything and reports by name what does not fit;
//! [`export`] makes of one ticket a file that [`check`] verifies anywhere, with the public key alone.
//!
//! The program holds a [`Journal`]; rooms only [`append`] and [`read_after`].

mod api;
mod append;
mod chain;
mod evidence;
mod findings;
mod handle;
mod key;
pub mod merkle;
mod read;
mod row;
mod seal;
mod verify;
mod wire;
mod worker;

pub use api::routes;
pub use append::{Event, Subject, append, append_all};
pub use evidence::{Audience, EvidenceContent, EvidenceEvent, EvidenceFile, EvidenceReport, check, export};
pub use findings::{Finding, VerifyReport};
pub use handle::Journal;
pub use key::{PublicKey, Signer};
pub use read::{Recorded, Told, by_ticket, customer_of_ticket, last_seq, read_after, save_cursor, saved_cursor, told};
pub use row::row_hash;
pub use seal::{GENESIS, LARGEST_SEAL, Seal, last_seal, seal_all, seals_after};
pub use verify::{verify, verify_ticket};
pub use worker::Sealer;
