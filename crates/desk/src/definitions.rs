//! What makes a level: read by everybody, written by administrators and managers. Every version is kept.

use base::journal::{self, Event};
use base::{Error, Result, Role, Timestamp};
use serde_json::json;

use crate::DeskBy;
use crate::rules::level::Definitions;
use crate::store::levels;
use base::entry::{Entry, TEXT};

const WRITERS: &[Role] = &[Role::Administrator, Role::Manager];

impl DeskBy<'_> {
    /// The present definitions with their version.
    pub(crate) async fn levels(&self) -> Result<(i64, Definitions)> {
        levels::current(&mut self.desk.db.read().await?).await
    }

    /// Writes other definitions. Levels that were set stay; what is proposed from now on is proposed by these.
    pub(crate) async fn define_levels(&self, version: i64, definitions: Definitions, reason: &str, now: Timestamp) -> Result<()> {
        self.actor.require(WRITERS)?;
        let mut entry = Entry::new();
        let reason = entry.text("reason", reason, TEXT);
        definitions.check(&mut entry);
        entry.done()?;
        let mut conn = self.desk.db.write().await?;
        let (present, before) = levels::current(&mut conn).await?;
        if present != version {
            return Err(changed());
        }
        let row = levels::write(&mut conn, present + 1, &definitions, now).await?;
        let body = json!({ "version": present + 1, "reason": reason, "from": before, "to": definitions });
        let event = Event::new("levels.defined", ("level_definitions", present + 1)).body(body).row("level_definitions", row);
        journal::append(&mut conn, self.actor, now, now, event).await?;
        conn.commit().await
    }
}

fn changed() -> Error {
    Error::conflict(
        "levels.changed",
        "Somebody else defined the levels meanwhile. Load them again, then decide.",
        "级别定义已被他人修改，请重新加载后再提交。",
    )
}
