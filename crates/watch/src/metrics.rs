//! How the watch itself is doing, for `/metrics` and the people who run the program.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The numbers as they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WatchMetrics {
    /// Whether this node does the asking.
    pub polling: bool,
    /// Devices in the round.
    pub devices: u64,
    /// Checks in the round.
    pub checks: u64,
    /// Questions under way.
    pub in_flight: u64,
    /// Checks that are due but wait for a free place or for another question to their device.
    pub queued: u64,
    /// How late the last question was asked, in milliseconds.
    pub lag_milliseconds: u64,
    /// The latest question since the start of the program, in milliseconds.
    pub worst_lag_milliseconds: u64,
    /// Questions asked since the start of the program.
    pub asked: u64,
    /// Of these: nobody answered.
    pub silent: u64,
    /// Somebody answered, but not as they should.
    pub unwell: u64,
    /// This computer could not ask.
    pub unasked: u64,
    /// Samples handed to the series.
    pub samples: u64,
    /// Samples dropped because the database was away for too long.
    pub samples_dropped: u64,
    /// Transactions written.
    pub written: u64,
    /// Transactions that failed and were tried again.
    pub write_failures: u64,
}

macro_rules! gauges {
    ($($name:ident),*) => {
        /// The numbers while they change.
        #[derive(Debug, Default)]
        pub(crate) struct Gauges {
            pub(crate) polling: AtomicBool,
            $(pub(crate) $name: AtomicU64,)*
        }

        impl Gauges {
            /// The numbers now.
            pub(crate) fn read(&self) -> WatchMetrics {
                WatchMetrics {
                    polling: self.polling.load(Ordering::Relaxed),
                    $($name: self.$name.load(Ordering::Relaxed),)*
                }
            }
        }
    };
}

gauges!(
    devices,
    checks,
    in_flight,
    queued,
    lag_milliseconds,
    worst_lag_milliseconds,
    asked,
    silent,
    unwell,
    unasked,
    samples,
    samples_dropped,
    written,
    write_failures
);

/// Counts one more, or several.
pub(crate) fn add(counter: &AtomicU64, more: usize) {
    counter.fetch_add(more as u64, Ordering::Relaxed);
}

/// Sets a number.
pub(crate) fn set(gauge: &AtomicU64, number: u64) {
    gauge.store(number, Ordering::Relaxed);
}
