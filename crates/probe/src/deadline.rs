//! The moment after which nobody waits any longer: the watch never waits for one device.

use std::time::Duration;

use tokio::time::{Instant, error::Elapsed, timeout_at};

/// The end of the time one question was given. Monotonic; it has nothing to do with the time of day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    at: Instant,
    allowed: Duration,
}

impl Deadline {
    /// The deadline `allowed` from now.
    pub(crate) fn after(allowed: Duration) -> Self {
        // A timeout of centuries would overflow the clock; a day is for ever here.
        let allowed = allowed.min(Duration::from_secs(86_400));
        Self { at: Instant::now() + allowed, allowed }
    }

    /// What was allowed in all, for the sentence that says so.
    pub(crate) fn allowed(&self) -> Duration {
        self.allowed
    }

    /// What is left.
    pub(crate) fn remaining(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// An earlier deadline: one of `shares` equal parts of what is left, so that the first of several addresses does not eat the time of
    /// the others.
    pub(crate) fn share(&self, shares: usize) -> Self {
        let part = self.remaining() / u32::try_from(shares.max(1)).unwrap_or(u32::MAX);
        Self { at: Instant::now() + part, allowed: self.allowed }
    }

    /// Runs `work` until the deadline.
    pub(crate) async fn within<F: Future>(&self, work: F) -> Result<F::Output, Elapsed> {
        timeout_at(self.at, work).await
    }
}
