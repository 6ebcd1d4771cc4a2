//! The audit: the facts for [`crate::rules::audit`], and the sign of life that follows a clean one.

use base::{Result, Timestamp};

use crate::case::Case;
use crate::model::Words;
use crate::rules::audit::{Finding, LATE_SECONDS, MESSAGE_SECONDS, Stuck, findings};
use crate::store::rehearsals::Audited;
use crate::{Desk, DeskBy, store};

impl DeskBy<'_> {
    /// The newest audit; for staff.
    pub(crate) async fn last_audit(&self) -> Result<Option<Audited>> {
        self.actor.require_staff()?;
        store::rehearsals::last_audit(&mut self.desk.db.read().await?).await
    }
}

impl Desk {
    /// Looks at every open escalation and at the messages; answers how many escalations are open, and what is wrong.
    pub(crate) async fn look(&self, now: Timestamp) -> Result<(i64, Vec<Finding>)> {
        let mut conn = self.db.read().await?;
        let (open, late) = store::tickets::waiting(&mut conn, now.plus_seconds(-LATE_SECONDS)).await?;
        let mut stuck = Vec::with_capacity(late.len());
        for waiting in late {
            let exhausted = match Case::load(&mut conn, waiting.id).await? {
                Some(case) => case.story.exhausted,
                None => false,
            };
            stuck.push(Stuck { ticket: waiting.id, number: waiting.number, level: waiting.level, next_at: waiting.next_at, exhausted });
        }
        let unended = notify::facts::unended(&mut conn, now.plus_seconds(-MESSAGE_SECONDS)).await?;
        let watch = watch::facts::troubles(&mut conn, now).await?.iter().map(Words::from).collect();
        Ok((open, findings(&stuck, unended, watch, now)))
    }

    /// Audits, gives the sign of life when all is well and somebody outside waits for one, and keeps what was found.
    pub(crate) async fn audit(&self, now: Timestamp) -> Result<Audited> {
        let (open_escalations, findings) = self.look(now).await?;
        let before = store::rehearsals::last_audit(&mut self.db.read().await?).await?;
        let mut audit =
            Audited { at: now, open_escalations, findings, pinged_at: before.and_then(|before| before.pinged_at), ping_error: None };
        if let Some(outside) = self.outside.as_ref().filter(|_| audit.findings.is_empty()) {
            // Nothing is held while somebody else's server thinks.
            match outside.beat().await {
                Ok(()) => audit.pinged_at = Some(now),
                Err(error) => audit.ping_error = Some(error),
            }
        }
        let mut conn = self.db.write().await?;
        store::rehearsals::keep_audit(&mut conn, &audit).await?;
        conn.commit().await?;
        Ok(audit)
    }
}
