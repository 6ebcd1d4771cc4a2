//! What the page of workers says of the poller: it runs without pause, so a report stands there for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use base::worker::Progress;
use base::{Result, Timestamp, Worker};

use crate::metrics::{Gauges, WatchMetrics};

/// Tells how the poller of this node is doing.
#[derive(Debug)]
pub(crate) struct PollerReport {
    gauges: Arc<Gauges>,
    /// Questions that earlier reports have counted.
    told: AtomicU64,
}

impl PollerReport {
    pub(crate) fn new(gauges: Arc<Gauges>) -> PollerReport {
        PollerReport { gauges, told: AtomicU64::new(0) }
    }
}

#[async_trait]
impl Worker for PollerReport {
    fn name(&self) -> &'static str {
        "poller"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn run(&self, _now: Timestamp) -> Result<Progress> {
        let seen = self.gauges.read();
        let before = self.told.swap(seen.asked, Ordering::Relaxed);
        Ok(Progress::new(usize::try_from(seen.asked.saturating_sub(before)).unwrap_or(usize::MAX), note(&seen)))
    }
}

fn note(seen: &WatchMetrics) -> String {
    if !seen.polling {
        return "this node does not poll".to_owned();
    }
    let WatchMetrics { devices, checks, in_flight, queued, lag_milliseconds, worst_lag_milliseconds, .. } = seen;
    format!(
        "{devices} devices, {checks} checks, {in_flight} questions under way, {queued} waiting, \
         last asked {lag_milliseconds} ms late, at worst {worst_lag_milliseconds} ms"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{add, set};

    #[tokio::test]
    async fn each_report_counts_what_was_asked_since_the_last() {
        let gauges = Arc::new(Gauges::default());
        let report = PollerReport::new(Arc::clone(&gauges));
        let now = Timestamp::from_milliseconds(0);
        assert_eq!(report.run(now).await.unwrap(), Progress::new(0, "this node does not poll"));
        gauges.polling.store(true, Ordering::Relaxed);
        set(&gauges.devices, 2);
        add(&gauges.asked, 7);
        let said = report.run(now).await.unwrap();
        assert_eq!((said.done, said.note.starts_with("2 devices, 0 checks")), (7, true), "{}", said.note);
        assert_eq!(report.run(now).await.unwrap().done, 0);
    }
}
