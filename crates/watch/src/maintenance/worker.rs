//! Maintenance windows as time goes by: their times are planned some days ahead, begin, and end. What the watch knows is kept at both ends,
//! and the journal tells what is different.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use archive::DeviceId;
use async_trait::async_trait;
use base::db::{Filter, sql};
use base::journal::{Event, append};
use base::{Actor, Conn, Db, Error, Progress, Result, Timestamp, Worker};
use serde_json::json;

use super::cover::{Place, covered};
use super::model::{Time, TimeState, Window};
use super::snapshot::{Difference, Known, differences};
use super::{recur, store};
use crate::model::State;

const ACTOR: Actor = Actor::System("maintenance");
/// So far ahead are times planned.
const AHEAD_DAYS: i64 = 14;
/// More differences than this are counted in the journal and listed on the page only.
const MOST_TOLD: usize = 200;

/// Begins and ends the times of maintenance windows.
#[derive(Debug)]
pub(crate) struct Maintenance {
    db: Db,
}

impl Maintenance {
    pub(crate) fn new(db: Db) -> Maintenance {
        Maintenance { db }
    }
}

#[async_trait]
impl Worker for Maintenance {
    fn name(&self) -> &'static str {
        "maintenance"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        let (windows, due) = {
            let mut conn = self.db.read().await?;
            (store::open(&mut conn).await?, store::due(&mut conn, now).await?)
        };
        let mut done = 0;
        for window in &windows {
            done += self.plan_ahead(window, now).await?;
        }
        for time in due {
            done += usize::from(self.turn(&time, now).await?);
        }
        Ok(Progress::new(done, format!("{} windows, {done} times planned, begun or ended", windows.len())))
    }
}

impl Maintenance {
    /// Plans what is not planned yet; a window without times ahead has ended.
    async fn plan_ahead(&self, window: &Window, now: Timestamp) -> Result<usize> {
        let planned = store::times(&mut self.db.read().await?, [window.id]).await?;
        let known: HashSet<Timestamp> = planned.iter().map(|time| time.starts_at).collect();
        let wanted = wanted(window, now)?;
        if wanted.iter().all(|at| known.contains(at)) {
            let over = planned.iter().all(|time| !matches!(time.state, TimeState::Planned | TimeState::Running));
            if over && !comes_again(window, now)? {
                self.finish(window, now).await?;
            }
            return Ok(0);
        }
        let mut conn = self.db.write().await?;
        let made = plan(&mut conn, &ACTOR, window, now).await?;
        conn.commit().await?;
        Ok(made)
    }

    async fn finish(&self, window: &Window, now: Timestamp) -> Result<()> {
        let mut conn = self.db.write().await?;
        if store::update(&mut conn, &Window { ended_at: Some(now), ..window.clone() }).await? {
            let event = event("maintenance.finished", window).row("maintenance_windows", window.id.0);
            append(&mut conn, &ACTOR, now, now, event).await?;
            conn.commit().await?;
        }
        Ok(())
    }

    /// Begins or ends a time.
    async fn turn(&self, time: &Time, now: Timestamp) -> Result<bool> {
        let mut conn = self.db.write().await?;
        let Some(window) = store::one(&mut conn, Filter::new().and_bind("w.id = {}", time.window_id)).await? else { return Ok(false) };
        let next = match time.state {
            TimeState::Planned if time.ends_at <= now => TimeState::Missed,
            TimeState::Planned => TimeState::Running,
            _ => TimeState::Over,
        };
        if !store::turn(&mut conn, time.id, time.state, next).await? {
            return Ok(false);
        }
        let (kind, at, body) = match next {
            TimeState::Running => {
                let known = known(&mut conn, &window).await?;
                store::know_before(&mut conn, time.id, &text(&known)?).await?;
                ("maintenance.began", time.starts_at, json!({ "devices": known.len() }))
            }
            TimeState::Over => {
                let known = known(&mut conn, &window).await?;
                store::know_after(&mut conn, time.id, &text(&known)?).await?;
                let before = store::known(&mut conn, time.id).await?.and_then(|(before, _)| before);
                let found = differences(&read(before.as_deref())?, &known);
                let told: Vec<&Difference> = found.iter().take(MOST_TOLD).collect();
                ("maintenance.ended", time.ends_at, json!({ "differences": told, "different": found.len() }))
            }
            _ => ("maintenance.missed", time.ends_at, json!({})),
        };
        let mut body = body;
        if let Some(body) = body.as_object_mut() {
            body.insert("name".to_owned(), json!(window.name));
            body.insert("starts_at".to_owned(), json!(time.starts_at));
            body.insert("ends_at".to_owned(), json!(time.ends_at));
        }
        let event = Event::new(kind, ("maintenance", window.id.0))
            .customer(window.customer_id)
            .ticket(window.ticket_id)
            .body(body)
            .row("maintenance_times", time.id.0);
        append(&mut conn, &ACTOR, at, now, event).await?;
        conn.commit().await?;
        Ok(true)
    }
}

/// The beginnings of the times that are to stand in the table now.
fn wanted(window: &Window, now: Timestamp) -> Result<Vec<Timestamp>> {
    let until = now.plus_seconds(AHEAD_DAYS * 86_400);
    let mut wanted = recur::beginnings(window.starts_at, window.length_seconds, &window.rule, &window.zone, now, until)?;
    if window.rule.is_empty() && window.starts_at >= until {
        wanted.push(window.starts_at);
    }
    Ok(wanted)
}

fn comes_again(window: &Window, now: Timestamp) -> Result<bool> {
    let until = now.plus_seconds(800 * 86_400);
    Ok(!recur::beginnings(window.starts_at, window.length_seconds, &window.rule, &window.zone, now, until)?.is_empty())
}

/// Plans the times of a window that lie ahead, in the caller's transaction, and answers how many were new.
pub(super) async fn plan(conn: &mut Conn, actor: &Actor, window: &Window, now: Timestamp) -> Result<usize> {
    let made = store::plan(conn, window, &wanted(window, now)?).await?;
    if !made.is_empty() {
        let event = made.iter().fold(event("maintenance.planned", window), |event, time| event.row("maintenance_times", time.0));
        append(conn, actor, now, now, event).await?;
    }
    Ok(made.len())
}

/// The same after the window was changed: a time that was called off comes to life again when the new plan has it.
pub(super) async fn replan(conn: &mut Conn, actor: &Actor, window: &Window, now: Timestamp) -> Result<()> {
    let wanted = wanted(window, now)?;
    for time in store::times(conn, [window.id]).await? {
        if time.state == TimeState::Cancelled && time.ends_at > now && wanted.contains(&time.starts_at) {
            store::turn(conn, time.id, TimeState::Cancelled, TimeState::Planned).await?;
            store::end_at(conn, time.id, time.starts_at.plus_seconds(window.length_seconds)).await?;
            append(conn, actor, now, now, event("maintenance.planned", window).row("maintenance_times", time.id.0)).await?;
        }
    }
    plan(conn, actor, window, now).await.map(drop)
}

/// An event of a window.
pub(super) fn event(kind: &'static str, window: &Window) -> Event {
    Event::new(kind, ("maintenance", window.id.0)).customer(window.customer_id).ticket(window.ticket_id).body(json!({
        "name": window.name,
        "reason": window.reason,
        "starts_at": window.starts_at,
        "length_seconds": window.length_seconds,
        "rule": window.rule,
        "zone": window.zone,
        "targets": window.targets,
    }))
}

pub(super) fn read(text: Option<&str>) -> Result<Vec<Known>> {
    text.map_or(Ok(Vec::new()), serde_json::from_str).map_err(|error| Error::internal(format!("a snapshot cannot be read: {error}")))
}

fn text(known: &[Known]) -> Result<String> {
    serde_json::to_string(known).map_err(|error| Error::internal(error.to_string()))
}

#[derive(sqlx::FromRow)]
struct DeviceRow {
    id: DeviceId,
    site_id: archive::SiteId,
    parent_id: Option<DeviceId>,
    name: String,
    state: String,
}

/// What the watch knows of the devices that a window covers.
pub(super) async fn known(conn: &mut Conn, window: &Window) -> Result<Vec<Known>> {
    let rows: Vec<DeviceRow> = sql("SELECT id, site_id, parent_id, name, state FROM watched_devices WHERE customer_id = $1 ORDER BY id")
        .bind(window.customer_id)
        .all(conn)
        .await?;
    let places: Vec<Place> =
        rows.iter().map(|row| Place { id: row.id, customer: window.customer_id, site: row.site_id, parent: row.parent_id }).collect();
    let covered = covered(&places, &window.targets);
    let mut checks: HashMap<DeviceId, BTreeMap<String, bool>> = HashMap::new();
    for some in covered.iter().copied().collect::<Vec<_>>().chunks(500) {
        let filter = Filter::new().and_in("c.device_id", some.iter().copied()).and("s.last_ok IS NOT NULL");
        let text = format!(
            "SELECT c.device_id, c.name, s.last_ok FROM checks c JOIN check_states s ON s.check_id = c.id{}",
            filter.where_clause()
        );
        let found: Vec<(DeviceId, String, bool)> = sql(text).bind_all(filter.binds()).all(conn).await?;
        for (device, name, well) in found {
            checks.entry(device).or_default().insert(name, well);
        }
    }
    let known = |row: DeviceRow| Known {
        device: row.id,
        name: row.name,
        state: State::parse(&row.state),
        checks: checks.remove(&row.id).unwrap_or_default(),
    };
    Ok(rows.into_iter().filter(|row| covered.contains(&row.id)).map(known).collect())
}
