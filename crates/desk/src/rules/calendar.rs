//! When there is service: the calendar a clock counts by. Today's contracts promise 7×24; a calendar with windows, holidays and make-up
//! working days stands behind the same two questions.

use base::Timestamp;

/// When there is service.
pub trait Calendar: std::fmt::Debug + Sync {
    /// Milliseconds of service between two instants; 0 when `to` is not after `from`.
    fn service(&self, from: Timestamp, to: Timestamp) -> i64;

    /// The first instant at which `milliseconds` of service have passed since `from`; `None` when the calendar does not reach so far, for
    /// example into a year whose holidays have not been announced.
    fn after(&self, from: Timestamp, milliseconds: i64) -> Option<Timestamp>;
}

/// 7×24: service at all times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AroundTheClock;

impl Calendar for AroundTheClock {
    fn service(&self, from: Timestamp, to: Timestamp) -> i64 {
        to.milliseconds_since(from).max(0)
    }

    fn after(&self, from: Timestamp, milliseconds: i64) -> Option<Timestamp> {
        Some(from.plus_milliseconds(milliseconds))
    }
}
