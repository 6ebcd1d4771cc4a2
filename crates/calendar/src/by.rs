//! What may be done with calendars, and by whom: staff read them, administrators and managers write them. A customer reads in the explanation
//! of each clock what its calendar says; the calendars themselves, which may name other customers' days, are the service's own.

use base::db::is_unique_violation;
use base::journal::{self, Event};
use base::{Actor, Clock, Conn, Db, Error, Page, PageParams, Result, Role, Text, Timestamp};
use serde_json::json;

use crate::rules::changes::changes;
use crate::store::{self, NewVersion, Row};
use crate::{AROUND_THE_CLOCK, Calendar, CalendarId, Draft, Kept, Mistake, facts};

/// Who writes calendars.
const WRITERS: &[Role] = &[Role::Administrator, Role::Manager];
/// The longest name and the longest reason, in characters.
const LONGEST_NAME: usize = 80;
const LONGEST_REASON: usize = 500;

/// The room's handle. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Calendars {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
}

/// The calendars in the hands of one actor.
#[derive(Debug, Clone, Copy)]
pub struct CalendarsBy<'a> {
    calendars: &'a Calendars,
    actor: &'a Actor,
}

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

/// A version as it is shown: what was kept, by whom and why.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) kept: Kept,
    pub(crate) reason: String,
    /// When and by whom it was written; nobody wrote what is built in.
    pub(crate) written: Option<(Timestamp, String)>,
}

impl Calendars {
    /// The room on its database.
    pub fn new(db: Db, clock: Clock) -> Calendars {
        Calendars { db, clock }
    }

    /// The calendars in the hands of this actor.
    pub fn by<'a>(&'a self, actor: &'a Actor) -> CalendarsBy<'a> {
        CalendarsBy { calendars: self, actor }
    }

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

impl CalendarsBy<'_> {
    /// One page of the calendars, 7×24 first.
    pub(crate) async fn list(&self, params: &PageParams) -> Result<Page<Shown>> {
        self.actor.require_staff()?;
        let mut conn = self.calendars.db.read().await?;
        let Page { items, next, total } = store::list(&mut conn, params).await?;
        let mut shown: Vec<Shown> = items.into_iter().map(Shown::of).collect::<Result<_>>()?;
        let wanted = params.q.as_deref().map(str::trim).unwrap_or_default().to_lowercase();
        let built_in = ["7×24", "7x24", "24x7"].iter().any(|name| name.contains(&wanted));
        if built_in && params.after.is_none() {
            shown.insert(0, Shown::around_the_clock(&mut conn).await?);
        }
        Ok(Page { items: shown, next, total: total + i64::from(built_in) })
    }

    /// A calendar in its current version, or in another.
    pub(crate) async fn show(&self, id: CalendarId, version: Option<i64>) -> Result<Shown> {
        self.actor.require_staff()?;
        let mut conn = self.calendars.db.read().await?;
        if id == AROUND_THE_CLOCK {
            return Shown::around_the_clock(&mut conn).await;
        }
        let row = match version {
            Some(version) => store::version(&mut conn, id, version).await?,
            None => store::current(&mut conn, id).await?,
        };
        Shown::of(row.ok_or_else(no_such_calendar)?)
    }

    /// Every version of a calendar, the newest first, each with what it changed.
    pub(crate) async fn versions(&self, id: CalendarId) -> Result<Vec<(Shown, Vec<Text>)>> {
        self.actor.require_staff()?;
        let mut conn = self.calendars.db.read().await?;
        if id == AROUND_THE_CLOCK {
            return Ok(vec![(Shown::around_the_clock(&mut conn).await?, Vec::new())]);
        }
        let shown: Vec<Shown> = store::versions(&mut conn, id).await?.into_iter().map(Shown::of).collect::<Result<_>>()?;
        if shown.is_empty() {
            return Err(no_such_calendar());
        }
        let changed: Vec<Vec<Text>> = shown
            .iter()
            .enumerate()
            .map(|(place, version)| shown.get(place + 1).map_or_else(Vec::new, |before| told(&before.kept, &version.kept)))
            .collect();
        Ok(shown.into_iter().zip(changed).collect())
    }

    /// Enters a calendar.
    pub(crate) async fn create(&self, now: Timestamp, new: NewCalendar) -> Result<Shown> {
        let mut conn = self.calendars.db.write().await?;
        let kept = self.calendars.create(&mut conn, self.actor, now, new).await?;
        let row = store::current(&mut conn, kept.id).await?.ok_or_else(no_such_calendar)?;
        conn.commit().await?;
        Shown::of(row)
    }

    /// Writes a new version.
    pub(crate) async fn change(&self, now: Timestamp, id: CalendarId, change: CalendarChange) -> Result<Shown> {
        let mut conn = self.calendars.db.write().await?;
        let kept = self.calendars.change(&mut conn, self.actor, now, id, change).await?;
        let row = store::current(&mut conn, kept.id).await?.ok_or_else(no_such_calendar)?;
        conn.commit().await?;
        Shown::of(row)
    }

    /// Refuses whoever may not look at calendars.
    pub(crate) fn may_read(&self) -> Result<()> {
        self.actor.require_staff()
    }
}

impl Shown {
    fn of(row: Row) -> Result<Shown> {
        let (reason, written) = (row.reason.clone(), Some((row.written_at, row.written_by.clone())));
        Ok(Shown { kept: row.kept()?, reason, written })
    }

    async fn around_the_clock(conn: &mut Conn) -> Result<Shown> {
        let kept = facts::current(conn, AROUND_THE_CLOCK).await?.ok_or_else(no_such_calendar)?;
        Ok(Shown { kept, reason: String::new(), written: None })
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
fn told(before: &Kept, after: &Kept) -> Vec<Text> {
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
    text.in_language(base::Language::En)
}

fn in_chinese(text: &Text) -> &str {
    text.in_language(base::Language::Zh)
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

pub(crate) fn no_such_calendar() -> Error {
    Error::not_found("calendar", "日历")
}
