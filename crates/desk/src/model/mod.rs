//! The nouns of the desk, as types that cannot hold nonsense.

mod clock;
mod deed;
mod level;
mod parts;
mod ticket;
mod word;
mod words;

pub use clock::{ClockKind, ClockState};
pub use deed::Deed;
pub use level::Level;
pub use parts::{Called, Confirmed, EarlierResult, LevelChange, Named, Noted, Opened, Proof, SeenDevice, Skipped, Threshold, Via};
pub use ticket::{Kind, Source, State, Ticket, Visibility, never};
pub use word::UnknownWord;
pub use words::Words;
