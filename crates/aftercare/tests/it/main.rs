//! The stories of the whole program, on SQLite always and on PostgreSQL where a server is given, and the rules of the house.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail loudly")]

mod backup;
mod bad_channels;
mod cast;
mod clock;
mod clock_jumps;
mod contact_codes;
mod full_disk;
mod house;
mod killed;
mod killed_calling;
mod nodes;
mod nonsense;
mod process;
mod promise;
mod real_device;
mod receiver;
mod rehearsed;
mod signs_of_life;
mod storm;
mod tampered;
mod template;
mod who_may_not;
