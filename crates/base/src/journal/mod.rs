//! The journal (台账): the evidence. Every state change appends an [`Event`] in the transaction of the change it tells. Events are never
//! changed. Timelines, clocks, promises and reports are computed from them, so each can be explained and checked.
//!
//! An event names who, when (it happened), when (it was recorded), what kind, about what, and a JSON body. It also **attests** the table
//! rows it left behind: the hash of each row's content stands in the event, so a row edited behind the program's back no longer agrees
//! with the journal and is reported by name.
//!
//! There is one order: `seq` is dense from 1. On PostgreSQL a transaction that appends holds an advisory lock from its first append to
//! its commit; on SQLite the one writer does the same. So a reader with a cursor never sees a later event before an earlier one.

mod append;
mod read;
mod row;

pub use append::{Event, Subject, append};
pub use read::{Recorded, by_ticket, last_seq, read_after, save_cursor, saved_cursor};
pub use row::row_hash;
