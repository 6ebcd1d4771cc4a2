//! The auditor: once a minute, on one node.

use std::time::Duration;

use async_trait::async_trait;
use base::{Progress, Result, Timestamp, Worker};

use crate::{Desk, store};

/// How often it looks.
const PERIOD: Duration = Duration::from_secs(60);
/// How many findings of one audit go to the log: a storm must not fill the disk.
const LOGGED: usize = 5;

pub(super) struct Auditor(pub(super) Desk);

#[async_trait]
impl Worker for Auditor {
    fn name(&self) -> &'static str {
        "auditor"
    }

    fn period(&self) -> Duration {
        PERIOD
    }

    fn leased(&self) -> bool {
        true
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        let last = store::rehearsals::last_audit(&mut self.0.db.read().await?).await?;
        // Run again at the same moment it finds nothing new to do; a clock that was put back does not silence it.
        if last.is_some_and(|last| (0..PERIOD.as_millis() as i64 / 2).contains(&now.milliseconds_since(last.at))) {
            return Ok(Progress::default());
        }
        let audit = self.0.audit(now).await?;
        for finding in audit.findings.iter().take(LOGGED) {
            tracing::warn!(finding = %finding.text.en, "the audit found something");
        }
        if audit.findings.len() > LOGGED {
            tracing::warn!(more = audit.findings.len() - LOGGED, "the audit found more; the page of the rehearsal lists all");
        }
        if let Some(error) = &audit.ping_error {
            tracing::warn!(%error, "the outside did not hear the sign of life");
        }
        Ok(Progress::new(1, format!("{} open escalations, {} findings", audit.open_escalations, audit.findings.len())))
    }
}
