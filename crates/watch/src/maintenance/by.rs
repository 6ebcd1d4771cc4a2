//! Maintenance windows in an actor's hands: who plans the work also silences its alarms, and everybody concerned may read of it.

use std::collections::HashMap;

use base::db::Filter;
use base::entry::{Entry, LINE, TEXT};
use base::journal::{self, append};
use base::{Actor, Conn, CustomerId, Error, Page, PageParams, Result, Role, Text, TicketId, Timestamp};

use super::model::{Target, Time, TimeState, Window, WindowId};
use super::snapshot::{Difference, differences};
use super::targets::{self, Names};
use super::{course, look, recur, store};
use crate::Watch;
use crate::by::WatchBy;

/// Who may silence alarms.
const MAY_PLAN: [Role; 3] = [Role::Administrator, Role::Dispatcher, Role::Manager];
/// The longest a time may last.
const LONGEST_SECONDS: i64 = 31 * 86_400;

/// What a person enters of a window.
#[derive(Debug, Clone)]
pub(crate) struct NewWindow {
    pub(crate) customer_id: CustomerId,
    pub(crate) name: String,
    pub(crate) reason: String,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) rule: String,
    pub(crate) zone: String,
    pub(crate) targets: Vec<Target>,
    pub(crate) ticket_id: Option<TicketId>,
}

/// A window with what is shown beside it.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) window: Window,
    pub(crate) customer: String,
    /// The targets with their names, in the window's order.
    pub(crate) targets: Vec<(Target, String)>,
    /// Its times, the earliest first.
    pub(crate) times: Vec<Time>,
}

/// The same with what the work changed.
#[derive(Debug, Clone)]
pub(crate) struct ShownWindow {
    pub(crate) shown: Shown,
    pub(crate) times: Vec<ShownTime>,
    /// How many devices it covers now.
    pub(crate) devices: usize,
}

/// A time with what is different after it.
#[derive(Debug, Clone)]
pub(crate) struct ShownTime {
    pub(crate) time: Time,
    /// Nothing of a time that is not over.
    pub(crate) differences: Option<Vec<Difference>>,
}

impl WatchBy<'_> {
    /// One page of windows, the latest first; with `open`, those that have times ahead.
    pub(crate) async fn windows(&self, open: Option<bool>, customer: Option<CustomerId>, params: &PageParams) -> Result<Page<Shown>> {
        let mut filter = Filter::new()
            .scope("w.customer_id", &self.actor.scope())
            .and_some("w.customer_id = {}", customer)
            .search(&["w.name", "w.reason"], params.q.as_deref());
        filter = match open {
            Some(true) => filter.and("w.ended_at IS NULL"),
            Some(false) => filter.and("w.ended_at IS NOT NULL"),
            None => filter,
        };
        let mut conn = self.watch.db.read().await?;
        let Page { items, next, total } = store::page(&mut conn, filter, params).await?;
        Ok(Page { items: shown(&mut conn, items).await?, next, total })
    }

    /// A window with its times and what they changed.
    pub(crate) async fn window(&self, id: WindowId) -> Result<ShownWindow> {
        let mut conn = self.watch.db.read().await?;
        let window = self.kept_window(&mut conn, id).await?;
        let devices = look::known(&mut conn, &window).await?.len();
        let shown = shown(&mut conn, vec![window]).await?.pop().ok_or_else(no_such_window)?;
        let mut times = Vec::with_capacity(shown.times.len());
        for time in &shown.times {
            times.push(shown_time(&mut conn, time).await?);
        }
        Ok(ShownWindow { shown, times, devices })
    }

    /// Enters a window. Its first times are planned with it, so that the watch knows of them at once.
    pub(crate) async fn enter_window(&self, new: NewWindow, now: Timestamp) -> Result<WindowId> {
        self.actor.require(&MAY_PLAN)?;
        let mut conn = self.watch.db.write().await?;
        let mut window = checked(&mut conn, self.actor, new, now).await?;
        window.id = store::insert(&mut conn, &window).await?;
        let event = course::event("maintenance.entered", &window).row("maintenance_windows", window.id.0);
        append(&mut conn, self.actor, now, now, event).await?;
        course::plan(&mut conn, self.actor, &window, now).await?;
        conn.commit().await?;
        Ok(window.id)
    }

    /// Changes a window: times that lie ahead are planned anew, and one that runs gets the new length.
    pub(crate) async fn change_window(&self, id: WindowId, version: i64, new: NewWindow, now: Timestamp) -> Result<()> {
        self.actor.require(&MAY_PLAN)?;
        let mut conn = self.watch.db.write().await?;
        let kept = self.kept_window(&mut conn, id).await?;
        still_open(&kept, version)?;
        let changed = checked(&mut conn, self.actor, new, now.min(kept.starts_at)).await?;
        if changed.customer_id != kept.customer_id {
            let text =
                Text::new("A window stays with its customer. End this one and enter another.", "维护窗口不能更换用户单位，请结束后新建。");
            return Err(Error::invalid_field("customer_id", "maintenance.other_customer", text));
        }
        let Window { entered_by, entered_at, .. } = kept;
        let window = Window { id, version, entered_by, entered_at, ..changed };
        if !store::update(&mut conn, &window).await? {
            return Err(changed_meanwhile());
        }
        let mut event = course::event("maintenance.changed", &window).row("maintenance_windows", id.0);
        for time in store::times(&mut conn, [id]).await? {
            match time.state {
                TimeState::Planned => drop(store::turn(&mut conn, time.id, TimeState::Planned, TimeState::Cancelled).await?),
                TimeState::Running => store::end_at(&mut conn, time.id, time.starts_at.plus_seconds(window.length_seconds)).await?,
                _ => continue,
            }
            event = event.row("maintenance_times", time.id.0);
        }
        append(&mut conn, self.actor, now, now, event).await?;
        course::replan(&mut conn, self.actor, &window, now).await?;
        conn.commit().await
    }

    /// Ends a window: what runs ends now, what lies ahead is called off.
    pub(crate) async fn end_window(&self, id: WindowId, version: i64, now: Timestamp) -> Result<()> {
        self.actor.require(&MAY_PLAN)?;
        let mut conn = self.watch.db.write().await?;
        let window = self.kept_window(&mut conn, id).await?;
        still_open(&window, version)?;
        if !store::update(&mut conn, &Window { ended_at: Some(now), ..window.clone() }).await? {
            return Err(changed_meanwhile());
        }
        let mut event = course::event("maintenance.called_off", &window).row("maintenance_windows", id.0);
        let mut runs = Vec::new();
        for time in store::times(&mut conn, [id]).await? {
            match time.state {
                TimeState::Planned => drop(store::turn(&mut conn, time.id, TimeState::Planned, TimeState::Cancelled).await?),
                TimeState::Running => {
                    store::end_at(&mut conn, time.id, now).await?;
                    runs.push(Time { ends_at: now, ..time.clone() });
                }
                _ => continue,
            }
            event = event.row("maintenance_times", time.id.0);
        }
        append(&mut conn, self.actor, now, now, event).await?;
        for time in &runs {
            course::turn(&mut conn, self.actor, &window, time, now).await?;
        }
        conn.commit().await
    }

    async fn kept_window(&self, conn: &mut Conn, id: WindowId) -> Result<Window> {
        let filter = Filter::new().and_bind("w.id = {}", id).scope("w.customer_id", &self.actor.scope());
        store::one(conn, filter).await?.ok_or_else(no_such_window)
    }
}

impl Watch {
    /// The next times a window would have, for whoever is about to enter it.
    pub(crate) fn next_times(&self, new: &NewWindow, now: Timestamp, most: usize) -> Result<Vec<Timestamp>> {
        let length = length(new)?;
        recur::check(new.starts_at, length, &new.rule, &new.zone)?;
        let until = now.max(new.starts_at).plus_seconds(800 * 86_400);
        let mut found = recur::beginnings(new.starts_at, length, &new.rule, &new.zone, now, until)?;
        found.truncate(most);
        Ok(found)
    }
}

/// The window that was entered, checked field by field.
async fn checked(conn: &mut Conn, actor: &Actor, new: NewWindow, now: Timestamp) -> Result<Window> {
    let mut entry = Entry::new();
    let name = entry.text("name", &new.name, LINE);
    let reason = entry.text("reason", &new.reason, TEXT);
    targets::count(&mut entry, &new.targets);
    entry.done()?;
    let length_seconds = length(&new)?;
    recur::check(new.starts_at, length_seconds, &new.rule, &new.zone)?;
    if new.rule.is_empty() && new.ends_at <= now {
        let text = Text::new("This time is over already. Choose one that ends later.", "该时段已经过去，请选择更晚的结束时间。");
        return Err(Error::invalid_field("ends_at", "maintenance.past", text));
    }
    targets::check(conn, new.customer_id, &new.targets).await?;
    if let Some(ticket) = new.ticket_id
        && journal::customer_of_ticket(conn, ticket).await? != Some(new.customer_id)
    {
        return Err(targets::elsewhere("ticket_id"));
    }
    let NewWindow { customer_id, starts_at, rule, zone, mut targets, ticket_id, .. } = new;
    // A rule counts in whole seconds.
    let starts_at = recur::whole_second(starts_at);
    targets.sort_unstable();
    targets.dedup();
    Ok(Window {
        id: WindowId(0),
        customer_id,
        name,
        reason,
        starts_at,
        length_seconds,
        rule,
        zone,
        targets,
        ticket_id,
        entered_by: actor.name().to_owned(),
        entered_at: now,
        ended_at: None,
        version: 1,
    })
}

fn length(new: &NewWindow) -> Result<i64> {
    let seconds = new.ends_at.milliseconds_since(new.starts_at) / 1000;
    if (60..=LONGEST_SECONDS).contains(&seconds) {
        return Ok(seconds);
    }
    let text = Text::new(
        "A time lasts from a minute to 31 days. Check its beginning and its end.",
        "维护时段应为 1 分钟至 31 天，请检查起止时间。",
    );
    Err(Error::invalid_field("ends_at", "maintenance.length", text))
}

fn still_open(window: &Window, version: i64) -> Result<()> {
    if window.ended_at.is_some() {
        return Err(Error::conflict("maintenance.ended", "This window has ended. Enter a new one.", "该维护窗口已结束，请新建。"));
    }
    if window.version == version { Ok(()) } else { Err(changed_meanwhile()) }
}

fn changed_meanwhile() -> Error {
    Error::conflict(
        "maintenance.changed",
        "Somebody changed this window since you looked at it. Look at it again, then decide.",
        "该维护窗口在您查看后已被更改，请刷新后再操作。",
    )
}

fn no_such_window() -> Error {
    Error::not_found("maintenance window", "维护窗口")
}

async fn shown_time(conn: &mut Conn, time: &Time) -> Result<ShownTime> {
    let differences = match (time.state, store::known(conn, time.id).await?) {
        (TimeState::Over, Some((before, after))) => Some(differences(&look::read(before.as_deref())?, &look::read(after.as_deref())?)),
        _ => None,
    };
    Ok(ShownTime { time: time.clone(), differences })
}

/// Windows with the names of what they cover, a query per noun.
async fn shown(conn: &mut Conn, windows: Vec<Window>) -> Result<Vec<Shown>> {
    let targets = windows.iter().flat_map(|window| window.targets.iter().copied());
    let names = Names::of(conn, windows.iter().map(|window| window.customer_id), targets).await?;
    let mut times: HashMap<WindowId, Vec<Time>> = HashMap::new();
    for time in store::times(conn, windows.iter().map(|window| window.id)).await? {
        times.entry(time.window_id).or_default().push(time);
    }
    let of_one = |window: Window| Shown {
        customer: names.customer(window.customer_id),
        targets: window.targets.iter().map(|target| names.named(*target)).collect(),
        times: times.remove(&window.id).unwrap_or_default(),
        window,
    };
    Ok(windows.into_iter().map(of_one).collect())
}
