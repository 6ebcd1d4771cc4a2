//! Keeping the house's own texts to the customer: reading, writing, going back to the built-in ones.

use base::journal::{self, Event};
use base::{Conn, Error, Result, Timestamp};
use serde_json::json;

use crate::policies::KEEPERS;
use crate::rules::notice::{Notice, Template, check, fill};
use crate::rules::telling::Told;
use crate::store::templates;
use crate::{DeskBy, store};

/// A text as it stands.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub(crate) notice: Notice,
    pub(crate) template: Template,
    /// 0: the built-in text.
    pub(crate) version: i64,
    pub(crate) changed_at: Option<Timestamp>,
}

impl DeskBy<'_> {
    /// Every notice with its text; for staff.
    pub(crate) async fn templates(&self) -> Result<Vec<Standing>> {
        self.actor.require_staff()?;
        let kept = store::templates::all(&mut self.desk.db.read().await?).await?;
        let standing = |notice: &Notice| match kept.iter().find(|row| row.notice == notice.as_str()) {
            Some(row) => Standing { notice: *notice, template: row.template(), version: row.version, changed_at: Some(row.changed_at) },
            None => Standing { notice: *notice, template: notice.usual(), version: 0, changed_at: None },
        };
        Ok(Notice::ALL.iter().map(standing).collect())
    }

    /// Writes a text in the place of the one of `version`; without a text the built-in one stands again.
    pub(crate) async fn write_template(&self, notice: Notice, version: i64, template: Option<Template>, now: Timestamp) -> Result<()> {
        self.actor.require(KEEPERS)?;
        if let Some(template) = &template {
            let wrong = check(notice, template);
            if !wrong.is_empty() {
                return Err(Error::invalid(wrong));
            }
        }
        let mut conn = self.desk.db.write().await?;
        let event = |id: i64| Event::new("message_template.changed", ("message_template", id));
        match template {
            Some(template) => {
                let row = templates::write(&mut conn, notice, &template, version, now).await?.ok_or_else(changed)?;
                let body = json!({ "notice": notice, "version": version + 1, "subject": template.subject, "body": template.body });
                journal::append(&mut conn, self.actor, now, now, event(row).body(body).row("message_templates", row)).await?;
            }
            None => {
                let Some(row) = templates::of(&mut conn, notice).await? else { return Ok(()) };
                if row.version != version {
                    return Err(changed());
                }
                templates::remove(&mut conn, row.id).await?;
                let body = json!({ "notice": notice, "built_in": true });
                journal::append(&mut conn, self.actor, now, now, event(row.id).body(body).gone("message_templates", row.id)).await?;
            }
        }
        conn.commit().await
    }
}

/// The same in the house's own words, where it has some for this notice.
pub(crate) async fn in_own_words(conn: &mut Conn, told: &Told) -> Result<Option<Told>> {
    let Some((notice, places)) = &told.notice else { return Ok(None) };
    Ok(templates::of(conn, *notice).await?.map(|row| fill(&row.template(), places)))
}

fn changed() -> Error {
    Error::conflict(
        "template.changed",
        "Somebody changed this text in the meantime. Look at it again, then decide.",
        "该模板已被他人修改，请刷新后再操作。",
    )
}
