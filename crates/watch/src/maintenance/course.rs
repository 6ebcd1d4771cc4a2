//! The course of a window's times: planned, begun, over. What the watch knows is kept at both ends, and the journal tells what is different.

use base::journal::{Event, append};
use base::{Actor, Conn, Result, Timestamp};
use serde_json::json;

use super::model::{Time, TimeState, Window};
use super::snapshot::{Difference, differences};
use super::{look, recur, store};

/// So far ahead are times planned.
const AHEAD_DAYS: i64 = 14;
/// More differences than this are counted in the journal and listed on the page only.
const MOST_TOLD: usize = 200;

/// The beginnings of the times that are to stand in the table now.
pub(super) fn wanted(window: &Window, now: Timestamp) -> Result<Vec<Timestamp>> {
    let until = now.plus_seconds(AHEAD_DAYS * 86_400);
    let mut wanted = recur::beginnings(window.starts_at, window.length_seconds, &window.rule, &window.zone, now, until)?;
    if window.rule.is_empty() && window.starts_at >= until {
        wanted.push(window.starts_at);
    }
    Ok(wanted)
}

pub(super) fn comes_again(window: &Window, now: Timestamp) -> Result<bool> {
    let until = now.plus_seconds(800 * 86_400);
    Ok(!recur::beginnings(window.starts_at, window.length_seconds, &window.rule, &window.zone, now, until)?.is_empty())
}

/// Plans the times of a window that lie ahead, in the caller's transaction, and answers how many were new. One that is under way already
/// begins at once.
pub(super) async fn plan(conn: &mut Conn, actor: &Actor, window: &Window, now: Timestamp) -> Result<usize> {
    let made = store::plan(conn, window, &wanted(window, now)?).await?;
    if !made.is_empty() {
        let event = made.iter().fold(event("maintenance.planned", window), |event, time| event.row("maintenance_times", time.0));
        append(conn, actor, now, now, event).await?;
    }
    begin(conn, actor, window, now).await?;
    Ok(made.len())
}

async fn begin(conn: &mut Conn, actor: &Actor, window: &Window, now: Timestamp) -> Result<()> {
    for time in store::times(conn, [window.id]).await? {
        if time.state == TimeState::Planned && time.starts_at <= now && now < time.ends_at {
            turn(conn, actor, window, &time, now).await?;
        }
    }
    Ok(())
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

/// Begins a time, or ends it, in the caller's transaction; false when another node was first.
pub(super) async fn turn(conn: &mut Conn, actor: &Actor, window: &Window, time: &Time, now: Timestamp) -> Result<bool> {
    let next = match time.state {
        TimeState::Planned if time.ends_at <= now => TimeState::Missed,
        TimeState::Planned => TimeState::Running,
        _ => TimeState::Over,
    };
    if !store::turn(conn, time.id, time.state, next).await? {
        return Ok(false);
    }
    let (kind, at, mut body) = match next {
        TimeState::Running => {
            let known = look::known(conn, window).await?;
            store::know_before(conn, time.id, &look::text(&known)?).await?;
            ("maintenance.began", time.starts_at.max(window.entered_at), json!({ "devices": known.len() }))
        }
        TimeState::Over => {
            let known = look::known(conn, window).await?;
            store::know_after(conn, time.id, &look::text(&known)?).await?;
            let before = store::known(conn, time.id).await?.and_then(|(before, _)| before);
            let found = differences(&look::read(before.as_deref())?, &known);
            let told: Vec<&Difference> = found.iter().take(MOST_TOLD).collect();
            ("maintenance.ended", time.ends_at, json!({ "differences": told, "different": found.len() }))
        }
        _ => ("maintenance.missed", time.ends_at, json!({})),
    };
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
    append(conn, actor, at, now, event).await?;
    Ok(true)
}
