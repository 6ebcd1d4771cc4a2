//! Time as the watch counts it: monotonic, so that a clock that jumps neither makes a thousand questions due at once nor silences the watch.

use base::Timestamp;

/// Milliseconds of the program's time since the watch began; never goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub(crate) struct Beat(pub(crate) u64);

impl Beat {
    /// This beat and some milliseconds more.
    pub(crate) fn plus(self, milliseconds: u64) -> Beat {
        Beat(self.0.saturating_add(milliseconds))
    }
}

/// One moment on both clocks: the monotonic one decides, the civil one is told to people.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// For decisions.
    pub(crate) beat: Beat,
    /// For people.
    pub(crate) at: Timestamp,
}
