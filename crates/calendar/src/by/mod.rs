//! What may be done with calendars, and by whom: staff read them, administrators and managers write them. A customer reads in the explanation
//! of each clock what its calendar says; the calendars themselves, which may name other customers' days, are the service's own.

mod write;

use base::{Actor, Clock, Conn, Db, Error, Page, PageParams, Result, Text, Timestamp};

use crate::store::{self, Row};
use crate::{AROUND_THE_CLOCK, CalendarId, Kept, facts};
use write::told;
pub use write::{CalendarChange, NewCalendar};

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

pub(crate) fn no_such_calendar() -> Error {
    Error::not_found("calendar", "日历")
}
