//! Backup and restore: one portable file, written while the program runs and restored into an empty database of either kind.
//!
//! The file is text. Its first line names the format, its version and the schema; then one JSON line for each row, for each table that the
//! database itself knows, so that a table added later cannot be forgotten; its last line counts the rows of every table and holds the
//! SHA-256 of all the bytes before it. A file that was cut off or changed is therefore refused, and since a restore is one transaction, nothing of
//! it stays. The rows are read from one snapshot.
//!
//! The keys (secrets and the journal's signature) are files of their own and stand in no backup.

mod cell;
mod foreign;
mod format;
mod restore;
mod sequence;
mod write;

pub use restore::{Restored, restore};
pub use write::{BackedUp, backup};

/// What the database's own bookkeeping of the schema is called; a restore makes it anew by migrating.
const BOOKKEEPING: &str = "schema_migrations";
