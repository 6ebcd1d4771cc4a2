//! The stories of the whole program, on SQLite always and on PostgreSQL where a server is given, and the rules of the house.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail loudly")]

mod backup;
mod cast;
mod clock;
mod full_disk;
mod house;
mod killed;
mod nodes;
mod nonsense;
mod process;
mod real_device;
mod rehearsed;
mod tampered;
mod who_may_not;
