//! "What would be due if …": one clock worked out from a start, a target and some pauses, with its explanation. It is what the preview of a
//! calendar and `aftercare clock due` answer; the clocks of tickets are the desk's.

use base::{Text, Timestamp};

use super::amount::{Amount, Unknown};
use super::calendar::Calendar;
use super::explain::{self, Held, Line};
use super::still;
use super::target::Target;

/// The most lines of an explanation; the middle of a longer one is folded.
pub const MOST_LINES: usize = 200;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// When the clock begins.
    pub start: Timestamp,
    /// What is promised.
    pub target: Target,
    /// What does not count, in any order.
    pub held: Vec<Held>,
    /// As of when it is read; when it is due, where that is absent.
    pub at: Option<Timestamp>,
    /// As of when it is read where neither is known.
    pub now: Timestamp,
}

/// What can be said of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockState {
    /// It runs.
    Running,
    /// A pause holds it.
    Paused,
    /// Its time ran out.
    Breached,
}

impl ClockState {
    /// `running`, `paused`, `breached`
    pub fn as_str(self) -> &'static str {
        match self {
            ClockState::Running => "running",
            ClockState::Paused => "paused",
            ClockState::Breached => "breached",
        }
    }

    /// The word in both languages.
    pub fn text(self) -> Text {
        match self {
            ClockState::Running => Text::new("running", "计时中"),
            ClockState::Paused => Text::new("paused", "已挂起"),
            ClockState::Breached => Text::new("breached", "已超时"),
        }
    }
}

/// What the clock shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The instant at which the counted time reaches the target, or why nobody can say.
    pub due: Result<Timestamp, Unknown>,
    /// What the target came to; `None` when it cannot be resolved.
    pub amount: Option<Amount>,
    /// As of when it was read.
    pub as_of: Timestamp,
    /// Time that counted, in milliseconds.
    pub elapsed: i64,
    /// What is left, in milliseconds, negative when it ran out; `None` when the target cannot be resolved.
    pub remaining: Option<i64>,
    /// Time of service that pauses took out (net), in milliseconds.
    pub paused_working: i64,
    /// Time on the wall that pauses took (gross), in milliseconds.
    pub paused_wall: i64,
    /// What can be said of it.
    pub state: ClockState,
    /// Why, until it is due or read, whichever is later.
    pub lines: Vec<Line>,
}

/// Works out the clock.
pub fn answer(calendar: &Calendar, question: &Question) -> Answer {
    let Question { start, target, held, at, now } = question;
    let still = still::merged(*start, held.iter().map(|held| (held.from, held.to)));
    let amount = calendar.target(*start, *target);
    let due = amount.and_then(|amount| still::due(calendar, *start, amount, &still));
    let as_of = at.or(due.ok()).unwrap_or(*now).max(*start);
    let measure = target.measure();
    let elapsed = still::counted(calendar, measure, &still, *start, as_of);
    let holds = still.iter().any(|(from, to)| *from <= as_of && to.is_none_or(|to| to > as_of));
    let state = match due {
        Ok(due) if due < as_of => ClockState::Breached,
        _ if holds && due != Ok(as_of) => ClockState::Paused,
        _ => ClockState::Running,
    };
    let end = due.map_or(as_of, |due| due.max(as_of));
    let marks = [as_of, due.unwrap_or(as_of)];
    let lines = explain::folded(explain::lines(calendar, measure, *start, end, held, &marks), MOST_LINES);
    Answer {
        due,
        amount: amount.ok(),
        as_of,
        elapsed,
        remaining: amount.ok().map(|amount| amount.milliseconds() - elapsed),
        paused_working: still::taken(calendar, super::amount::Measure::Service, &still, *start, as_of),
        paused_wall: still::taken(calendar, super::amount::Measure::Wall, &still, *start, as_of),
        state,
        lines,
    }
}
