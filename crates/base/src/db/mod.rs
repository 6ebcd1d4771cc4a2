//! The database handle. One SQL text with `$1` binds serves SQLite (embedded, the default) and PostgreSQL; what differs between the
//! two is hidden in this folder.
//!
//! A room asks [`Db::read`] or [`Db::write`] for a [`Conn`] and runs [`sql`] statements on it. A write is one transaction from the first
//! statement to [`Conn::commit`]; dropping it uncommitted rolls back.
//!
//! SQLite runs in WAL mode with one writer connection, `synchronous = FULL` (an acknowledged change survives a power cut; the
//! difference to `NORMAL` is one fsync per commit, which is what "acknowledged" means here) and a busy timeout of ten seconds, so that
//! a backup or a second process delays a writer instead of failing it.

mod bulk;
mod catalogue;
mod connect;
mod failure;
mod filter;
mod migrate;
mod query;
mod value;

pub use bulk::Bulk;
pub use catalogue::{Column, ColumnKind, Table, tables};
pub(crate) use connect::Driver;
pub use connect::{Conn, Db, DbSettings, Dialect};
pub use failure::{is_unique_violation, translate};
pub use filter::{Filter, Listing};
pub use migrate::{Migration, migrate, schema_version};
pub(crate) use query::without_nul;
pub use query::{Query, sql};
pub use value::Value;
