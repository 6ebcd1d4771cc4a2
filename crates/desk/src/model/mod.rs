//! The nouns of the desk, as types that cannot hold nonsense.

mod clock;
mod deed;
mod level;
mod parts;
mod pause;
mod policy;
mod ticket;
mod word;
mod words;

pub use archive::model::{ClockKind, TicketKind as Kind};
pub use clock::{ChangeResult, ClockState, CorrectedClock, EarlierResult, Threshold, Verdict};
pub use deed::{ContractSet, Deed};
pub use level::{Level, LevelNames};
pub use parts::{Called, Confirmed, FrozenCalendar, Guarded, LevelChange, Named, Noted, Opened, Proof, SeenDevice, Skipped, Via};
pub use pause::{Evidence, EvidenceFile};
pub use policy::{Again, FrozenPolicy, Hours, Obstacle, Place, Plan, PlanStep, Policy, PolicyId, Target, USUAL};
pub use ticket::{Source, State, Ticket, Visibility, never};
pub use word::UnknownWord;
pub use words::Words;
