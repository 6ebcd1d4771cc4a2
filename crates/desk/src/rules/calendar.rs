//! 7×24: service at all times, by which every clock counts whose contract names no other calendar.

use std::sync::LazyLock;

use calendar::Calendar;
use jiff::tz::TimeZone;

/// Service at all times.
pub static AROUND_THE_CLOCK: LazyLock<Calendar> = LazyLock::new(|| Calendar::around_the_clock(TimeZone::UTC));
