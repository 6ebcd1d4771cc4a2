//! Entering and changing calendars: administrators and managers do. A change writes a version and leaves the ones before as they are.

use base::db::is_unique_violation;
use base::journal::{self, Event};
use base::{Actor, Conn, Error, Language, Result, Role, Text, Timestamp};
use serde_json::json;

use super::{Calendars, no_such_calendar};
use crate::rules::changes::changes;
use crate::store::{self, NewVersion};
use crate::{AROUND_THE_CLOCK, Calendar, CalendarId, Draft, Kept, Mistake};

/// Who writes calendars.
const WRITERS: &[Role] = &[Role::Administrator, Role::Manager];
/// The longest name and the longest reason, in characters.
const LONGEST_NAME: usize = 80;
const LONGEST_REASON: usize = 500;

/// A calendar to be entered.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCalendar {
    /// What it is called; no two are called the same.
    pub name: String,
    /// When there is service.
    pub definition: Draft,
    /// Why: shown in the list of versions. May be left out.
    #[serde(default)]
    pub reason: String,
}

/// A change of a calendar: a new version.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarChange {
    /// The version that was read; another present one is 409.
    pub version: i64,
    /// What it is called from now on; unchanged when absent.
    pub name: Option<String>,
    /// When there is service; unchanged when absent. With the public holidays as they are known now.
    pub definition: Option<Draft>,
    /// Why: shown in the list of versions. May be left out.
    #[serde(default)]
    pub reason: String,
}

impl Calendars {
    /// Enters a calendar, in the caller's transaction.
    pub async fn create(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, new: NewCalendar) -> Result<Kept> {
        actor.require(WRITERS)?;
        let name = name(&new.name)?;
        let reason = reason(&new.reason)?;
        let calendar = Calendar::of(&new.definition).map_err(|wrong| Mistake::refusal(wrong, "definition"))?;
        if store::namesake(conn, &name, AROUND_THE_CLOCK).await? {
            return Err(name_taken(&name));
        }
        let id = store::insert(conn, &name, now).await.map_err(|error| raced(error, &name))?;
        let kept = Kept { id, version: 1, name, calendar };
        let body = json!({ "version": 1, "name": kept.name, "definition": kept.calendar.draft(), "reason": reason });
        write(conn, actor, now, &kept, &reason, "calendar.created", body).await?;
        Ok(kept)
    }

    /// Writes a new version of a calendar, in the caller's transaction. What changes nothing makes no version.
    pub async fn change(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, id: CalendarId, change: CalendarChange) -> Result<Kept> {
        actor.require(WRITERS)?;
        if id == AROUND_THE_CLOCK {
            return Err(Error::conflict(
                "calendar.built_in",
                "7×24 is built in and stays as it is. Enter a calendar of your own for other hours.",
                "7×24 为内置日历，不可修改。如需其他时段，请新建日历。",
            ));
        }
        store::hold(conn, id).await?;
        let before = store::current(conn, id).await?.ok_or_else(no_such_calendar)?;
        if change.version != before.version {
            return Err(Error::conflict(
                "calendar.changed",
                "Somebody else changed this calendar meanwhile. Load it again, look at what they changed, and repeat your change.",
                "日历已被他人修改。请重新加载，确认他人的修改后再提交。",
            ));
        }
        let name = change.name.as_deref().map_or_else(|| Ok(before.name.clone()), name)?;
        let reason = reason(&change.reason)?;
        let was = before.kept()?;
        let calendar = match &change.definition {
            Some(draft) => Calendar::of(draft).map_err(|wrong| Mistake::refusal(wrong, "definition"))?,
            None => was.calendar.clone(),
        };
        if name == was.name && calendar == was.calendar {
            return Ok(was);
        }
        if store::namesake(conn, &name, id).await? {
            return Err(name_taken(&name));
        }
        let kept = Kept { id, version: was.version + 1, name, calendar };
        let told: Vec<_> = told(&was, &kept).iter().map(|text| json!({ "en": in_english(text), "zh": in_chinese(text) })).collect();
        let body = json!({
            "version": kept.version, "name": kept.name, "definition": kept.calendar.draft(), "changes": told, "reason": reason,
        });
        write(conn, actor, now, &kept, &reason, "calendar.changed", body).await?;
        Ok(kept)
    }
}

async fn write(
    conn: &mut Conn,
    actor: &Actor,
    now: Timestamp,
    kept: &Kept,
    reason: &str,
    kind: &'static str,
    body: serde_json::Value,
) -> Result<()> {
    let Kept { id, version, name, calendar } = kept;
    let new = NewVersion { id: *id, version: *version, name, calendar, reason, written_by: actor.name() };
    let row = store::write_version(conn, &new, now).await.map_err(|error| raced(error, name))?;
    let event = Event::new(kind, ("calendar", id.0)).body(body).row("calendars", id.0).row("calendar_versions", row);
    journal::append(conn, actor, now, now, event).await?;
    Ok(())
}

/// What a version changed, in words.
pub(super) fn told(before: &Kept, after: &Kept) -> Vec<Text> {
    let mut told = Vec::new();
    if before.name != after.name {
        told.push(Text::new(format!("Name: {} → {}", before.name, after.name), format!("名称：{} → {}", before.name, after.name)));
    }
    told.extend(changes(before.calendar.draft(), after.calendar.draft()));
    if told.is_empty() {
        told.push(Text::new("Public holidays as they are known now.", "按最新公布的节假日更新。"));
    }
    told
}

fn in_english(text: &Text) -> &str {
    text.in_language(Language::En)
}

fn in_chinese(text: &Text) -> &str {
    text.in_language(Language::Zh)
}

fn name(given: &str) -> Result<String> {
    let name = given.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        let text = Text::new(
            format!("Give it a name of one line, at most {LONGEST_NAME} characters."),
            format!("请填写名称，一行，最多 {LONGEST_NAME} 个字符。"),
        );
        return Err(Error::invalid_field("name", "name.wrong", text));
    }
    Ok(name.to_owned())
}

fn reason(given: &str) -> Result<String> {
    let reason = given.trim();
    if reason.chars().count() > LONGEST_REASON {
        let text = Text::new(format!("A reason has at most {LONGEST_REASON} characters."), format!("原因最多 {LONGEST_REASON} 个字符。"));
        return Err(Error::invalid_field("reason", "text.too_long", text));
    }
    Ok(reason.to_owned())
}

fn name_taken(name: &str) -> Error {
    let text =
        Text::new(format!("Another calendar is called “{name}”. Choose another name."), format!("已有名为“{name}”的日历，请另选名称。"));
    Error::invalid_field("name", "name.taken", text)
}

/// Two people who chose the same name at the same moment.
fn raced(error: Error, name: &str) -> Error {
    if is_unique_violation(&error) { name_taken(name) } else { error }
}
