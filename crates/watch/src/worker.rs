//! The poller: drives the round. It asks what is due, brings the answers, and lets what was decided be written, while it never waits for
//! anything itself: questions and transactions are tasks of their own. Of several nodes on one database only the one with the lease polls.

mod asking;
mod intake;
mod metronome;
mod poller;
mod report;

use std::time::Duration;

use base::lease;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::Watch;
use intake::planned;
use poller::{End, Poller};
pub(crate) use report::PollerReport;

/// The lease's name.
const LEASE: &str = "poller";
/// How often it is renewed: several times in its life of 20 s.
const RENEW: Duration = Duration::from_secs(5);
/// How soon a start that failed is tried again.
const RETRY: Duration = Duration::from_secs(2);

impl Watch {
    /// Starts the poller. It ends when `stop` is cancelled, after writing down what was decided.
    pub fn start(&self, stop: &CancellationToken) -> JoinSet<()> {
        let mut tasks = JoinSet::new();
        let (watch, stop) = (self.clone(), stop.clone());
        tasks.spawn(async move { watch.keep_polling(&stop).await });
        tasks
    }

    async fn keep_polling(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let pause = match self.poll(stop).await {
                Ok(End::Stopped) => return,
                Ok(End::Elsewhere) => RENEW,
                Err(error) => {
                    tracing::warn!(%error, "the poller could not start; it tries again");
                    RETRY
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(self.clock.real(pause)) => {}
            }
        }
    }

    /// Polls as long as this node has the lease.
    async fn poll(&self, stop: &CancellationToken) -> base::Result<End> {
        if !lease::acquire(&self.db, LEASE, &self.settings.node, self.clock.now()).await? {
            return Ok(End::Elsewhere);
        }
        let loaded = self.loader.load(None, self.clock.now()).await?;
        let planned = planned(self).await?;
        tracing::info!(devices = loaded.devices.len(), "the watch begins");
        let end = Poller::new(self.clone(), loaded, planned).run(stop).await;
        if end == End::Stopped {
            lease::release(&self.db, LEASE, &self.settings.node).await?;
        }
        Ok(end)
    }
}
