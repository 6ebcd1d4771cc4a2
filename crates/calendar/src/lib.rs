//! Calendars (服务日历): when there is service. A promise of four hours means nothing until it is said which hours count.
//!
//! * A **calendar** has a zone, a week of windows, public holidays and dated exceptions. Contracts name one for each promised time, the desk's
//!   clocks count by it, and whoever plans duty asks it which days are worked.
//! * A **version** is never changed. Editing a calendar writes the next one, with the holidays it was written with; a ticket freezes the
//!   version under which it was opened.
//! * A **window** (时段) is half-open and belongs to the day on which it begins; a **day off** takes away what begins on it; a **make-up working
//!   day** (调休) is worked like a Monday.
//! * A **target** (时限) is how a contract writes a promised time: hours of service, hours on the wall, working days, the end of the working day.
//!
//! What may never happen: a version that says something else tomorrow than today, a due instant in a year whose holidays nobody knows yet, a
//! calendar without service, two answers to the question how much time passed.

mod api;
mod by;
pub mod facts;
pub mod file;
pub mod ical;
pub mod model;
pub mod rules;
mod store;

pub use api::{DueAnswer, DueStep, routes};
pub use by::{CalendarChange, Calendars, CalendarsBy, NewCalendar};
pub use model::{AROUND_THE_CLOCK, CalendarId, Draft, DraftException, Kept, Mistake};
pub use rules::amount::{Amount, Measure, Unknown};
pub use rules::calendar::Calendar;
pub use rules::days::DayKind;
pub use rules::spans::Span;
pub use rules::still;
pub use rules::target::{NoTarget, Target};
pub use rules::{answer, explain, moment};
