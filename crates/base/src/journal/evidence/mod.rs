//! The evidence file (证据包): what a customer takes home to check, on any machine and without this program's database, that a ticket's
//! events are those that were recorded, in that order, and sealed at those times. It holds the ticket's events byte for byte, the proof
//! that each was among the sealed ones, and the chain of the seals from the first to the last of them.

mod assemble;
mod check;
mod file;

pub(super) use assemble::assemble;
pub use assemble::{Audience, export};
pub(super) use check::check_parts;
pub use check::{EvidenceReport, check};
pub use file::{EvidenceContent, EvidenceEvent, EvidenceFile};
