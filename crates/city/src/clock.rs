//! Where the city learns what time it is. Everything else takes `now`, so that a city can live in another time: a rehearsal gives its own
//! clock and plays a day in a minute.

use std::fmt;
use std::sync::Arc;

/// An instant: UTC milliseconds since 1970-01-01T00:00:00Z.
pub type Moment = i64;

/// The city's clock: the system's, or one that the caller moves.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Moment + Send + Sync>);

impl Clock {
    /// The system's clock.
    #[expect(clippy::disallowed_methods, reason = "the one place of this crate that reads the clock")]
    pub fn system() -> Clock {
        Clock(Arc::new(|| jiff::Timestamp::now().as_millisecond()))
    }

    /// A clock of the caller's own; it must not go backwards, or the counters would too.
    pub fn of(now: impl Fn() -> Moment + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(now))
    }

    /// The instant it is.
    pub fn now(&self) -> Moment {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Clock {
        Clock::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}
