//! Writing down what the round decided: states, and alarms with their events, in one transaction. Everything here may be done twice without
//! harm, because a commit may succeed without its answer arriving.

use std::collections::HashMap;

use archive::DeviceId;
use base::db::{Bulk, Filter, Value, sql};
use base::journal::{Event, append};
use base::{Actor, Conn, Language, Result, Timestamp};
use serde_json::{Value as Json, json};

use super::{alarms, devices, evidence};
use crate::model::{Alarm, AlarmId, AlarmKind, Cause, CheckId, State};
use crate::round::pending::{Change, CheckNews, Opened, Proof, Reason};
use crate::template::fits::Identity;

/// How long before another device answers its entry in the archive may have been changed.
const REPLACED_WITHIN_SECONDS: i64 = 86_400;
/// Who writes the journal's alarm events.
const ACTOR: Actor = Actor::System("watch");

/// The states of checks.
pub(crate) async fn check_states(conn: &mut Conn, news: impl Iterator<Item = (&CheckId, &CheckNews)>) -> Result<()> {
    let rows = news.map(|(id, news)| {
        vec![
            Value::from(*id),
            Value::from(news.life.fact.as_str()),
            Value::from(news.life.stored()),
            Value::from(news.health.fact.as_str()),
            Value::from(news.health.stored()),
            Value::from(news.answers.stored()),
            Value::from(news.ever_well),
            Value::from(news.since),
            Value::from(news.at),
            Value::from(news.ok),
            Value::from(news.text.in_language(Language::En)),
            Value::from(news.text.in_language(Language::Zh)),
            Value::from(news.milliseconds),
        ]
    });
    let text = "INSERT INTO check_states (check_id, life, life_history, health, health_history, answers, ever_well, since, last_at, \
         last_ok, last_text_en, last_text_zh, last_milliseconds) VALUES {} \
         ON CONFLICT (check_id) DO UPDATE SET life = excluded.life, life_history = excluded.life_history, health = excluded.health, \
         health_history = excluded.health_history, answers = excluded.answers, ever_well = excluded.ever_well, since = excluded.since, last_at = excluded.last_at, \
         last_ok = excluded.last_ok, last_text_en = excluded.last_text_en, last_text_zh = excluded.last_text_zh, \
         last_milliseconds = excluded.last_milliseconds";
    Bulk::new(text, rows).run(conn).await?;
    Ok(())
}

/// The states of devices, and when each changed: what availability is computed from.
pub(crate) async fn device_states(conn: &mut Conn, news: &HashMap<DeviceId, (State, Option<Timestamp>)>) -> Result<()> {
    let rows = news.iter().map(|(id, (state, since))| vec![Value::from(*id), Value::from(state.as_str()), Value::from(*since)]);
    // Both databases name the columns of a list of values column1, column2 …
    let text = "UPDATE watched_devices SET state = v.column2, since = v.column3 FROM (VALUES {}) AS v WHERE watched_devices.id = v.column1";
    Bulk::new(text, rows).run(conn).await?;
    let changes = news.iter().filter_map(|(id, (state, since))| {
        let since = (*since)?;
        Some(vec![Value::from(*id), Value::from(since), Value::from(state.as_str())])
    });
    let text =
        "INSERT INTO state_changes (device_id, at, state) VALUES {} ON CONFLICT (device_id, at) DO UPDATE SET state = excluded.state";
    Bulk::new(text, changes).run(conn).await?;
    Ok(())
}

/// What devices say of themselves, with an event for each that says something else than before: somebody changed it, or its program.
pub(crate) async fn identities(conn: &mut Conn, now: Timestamp, news: &HashMap<DeviceId, Identity>) -> Result<()> {
    let ids: Vec<DeviceId> = news.keys().copied().collect();
    for row in if ids.is_empty() { Vec::new() } else { devices::all(conn, Some(&ids)).await? } {
        let Some(heard) = news.get(&row.id).filter(|heard| **heard != row.identity) else { continue };
        if row.identity.is_another(heard) && !replaced(conn, now, row.id).await? {
            continue;
        }
        sql("UPDATE watched_devices SET sys_object_id = $2, sys_descr = $3 WHERE id = $1")
            .bind(row.id)
            .bind(heard.sys_object_id.as_deref())
            .bind(heard.sys_descr.as_deref())
            .run(conn)
            .await?;
        let body = json!({ "name": row.name, "sys_object_id": heard.sys_object_id, "sys_descr": heard.sys_descr,
            "before": { "sys_object_id": row.identity.sys_object_id, "sys_descr": row.identity.sys_descr } });
        let event = Event::new("device.identified", ("device", row.id.0)).customer(row.customer_id).body(body);
        append(conn, &ACTOR, now, now, event).await?;
    }
    Ok(())
}

/// Whether people say that another device stands there now: its entry in the archive was changed while an alarm of it was open, or within the
/// last day.
async fn replaced(conn: &mut Conn, now: Timestamp, device: DeviceId) -> Result<bool> {
    let opened: Option<Timestamp> =
        sql("SELECT MIN(opened_at) FROM alarms WHERE device_id = $1 AND closed_at IS NULL").bind(device).scalar(conn).await?;
    let lately = now.plus_seconds(-REPLACED_WITHIN_SECONDS);
    let changed: Option<Timestamp> =
        sql("SELECT MAX(at) FROM events WHERE subject_kind = 'device' AND subject_id = $1 AND kind = 'device.changed'")
            .bind(device)
            .scalar(conn)
            .await?;
    Ok(changed.is_some_and(|changed| changed >= opened.unwrap_or(lately).min(lately)))
}

/// What happened to an alarm, with its event.
pub(crate) async fn change(conn: &mut Conn, now: Timestamp, change: &Change) -> Result<()> {
    match change {
        Change::Opened(opened) => open(conn, now, opened).await,
        Change::Affected { device, at, added } => affect(conn, now, *device, *at, added).await,
        Change::Flapping { device, kind, at, flapping } => flap(conn, now, &open_key(*device, *kind), *at, *flapping).await,
        Change::Closed { device, kind, at, reason, proof } => close(conn, now, &open_key(*device, *kind), *at, *reason, proof).await,
    }
}

/// Closes the open alarms of devices that are not watched any more.
pub(crate) async fn close_orphans(conn: &mut Conn, now: Timestamp, watched: impl Fn(DeviceId) -> bool) -> Result<()> {
    let open: Vec<(DeviceId, String)> = sql("SELECT device_id, open_key FROM alarms WHERE closed_at IS NULL").all(conn).await?;
    for (_, key) in open.iter().filter(|(device, _)| !watched(*device)) {
        close(conn, now, key, now, Reason::NotWatched, &[]).await?;
    }
    Ok(())
}

/// What the database allows only once among open alarms.
fn open_key(device: DeviceId, kind: AlarmKind) -> String {
    format!("{} {device}", kind.as_str())
}

/// The keys of the open alarms of a kind.
pub(crate) async fn open_keys(conn: &mut Conn, kind: AlarmKind) -> Result<Vec<String>> {
    let rows: Vec<(String,)> =
        sql("SELECT open_key FROM alarms WHERE closed_at IS NULL AND kind = $1").bind(kind.as_str()).all(conn).await?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

async fn open(conn: &mut Conn, now: Timestamp, opened: &Opened) -> Result<()> {
    open_as(conn, now, &open_key(opened.device, opened.kind), opened).await
}

/// Opens an alarm, unless one of this key is open.
pub(crate) async fn open_as(conn: &mut Conn, now: Timestamp, key: &str, opened: &Opened) -> Result<()> {
    let made: Option<(AlarmId,)> = sql("INSERT INTO alarms (open_key, device_id, device_name, site_id, site_name, customer_id, kind, \
         text_en, text_zh, failing_since, opened_at, closed_at, cause, evidence) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
         ON CONFLICT (open_key) DO NOTHING RETURNING id")
    .bind(key)
    .bind(opened.device)
    .bind(&opened.device_name)
    .bind(opened.site_id)
    .bind(&opened.site_name)
    .bind(opened.customer_id)
    .bind(opened.kind.as_str())
    .bind(opened.text.in_language(Language::En))
    .bind(opened.text.in_language(Language::Zh))
    .bind(opened.failing_since)
    .bind(opened.at)
    .bind(None::<Timestamp>)
    .bind(opened.cause.map(Cause::as_str))
    .bind((!opened.evidence.is_empty()).then(|| evidence::written(&opened.evidence)))
    .optional(conn)
    .await?;
    let Some((id,)) = made else { return Ok(()) };
    add_affected(conn, id, &opened.affected).await?;
    tell(conn, now, "alarm.opened", opened.at, id, Json::Null).await
}

async fn affect(conn: &mut Conn, now: Timestamp, device: DeviceId, at: Timestamp, added: &[(DeviceId, String)]) -> Result<()> {
    let key = open_key(device, AlarmKind::DeviceDown);
    let open: Option<(AlarmId,)> = sql("SELECT id FROM alarms WHERE open_key = $1").bind(key).optional(conn).await?;
    let Some((id,)) = open else { return Ok(()) };
    if add_affected(conn, id, added).await? == 0 {
        return Ok(());
    }
    tell(conn, now, "alarm.affected_changed", at, id, Json::Null).await
}

/// The fault of an open alarm comes and goes, or is steady again.
async fn flap(conn: &mut Conn, now: Timestamp, open_key: &str, at: Timestamp, flapping: bool) -> Result<()> {
    let told: Option<(AlarmId,)> = sql("UPDATE alarms SET flapping = $2 WHERE open_key = $1 RETURNING id")
        .bind(open_key)
        .bind(flapping.then_some(true))
        .optional(conn)
        .await?;
    let Some((id,)) = told else { return Ok(()) };
    tell(conn, now, if flapping { "alarm.flapping_began" } else { "alarm.flapping_ended" }, at, id, Json::Null).await
}

/// Closes the open alarm of a key.
pub(crate) async fn close(conn: &mut Conn, now: Timestamp, open_key: &str, at: Timestamp, reason: Reason, proof: &[Proof]) -> Result<()> {
    // A clock that was set back meanwhile would have it end before it began.
    let text = "UPDATE alarms SET open_key = NULL, closed_at = CASE WHEN opened_at > $2 THEN opened_at ELSE $2 END, flapping = NULL, \
         proof = $3 WHERE open_key = $1 RETURNING id, closed_at";
    let closed: Option<(AlarmId, Timestamp)> =
        sql(text).bind(open_key).bind(at).bind((!proof.is_empty()).then(|| evidence::of(proof).to_string())).optional(conn).await?;
    let Some((id, at)) = closed else { return Ok(()) };
    let more = json!({ "closed_at": at, "reason": reason.as_str(), "proof": evidence::of(proof) });
    tell(conn, now, "alarm.closed", at, id, more).await
}

async fn add_affected(conn: &mut Conn, id: AlarmId, added: &[(DeviceId, String)]) -> Result<u64> {
    let rows = added.iter().map(|(device, name)| vec![Value::from(id), Value::from(*device), Value::from(name)]);
    let text = "INSERT INTO alarm_affected (alarm_id, device_id, device_name) VALUES {} ON CONFLICT (alarm_id, device_id) DO NOTHING";
    Bulk::new(text, rows).run(conn).await
}

/// Appends an alarm's event, which attests its row; `more` is what this kind of event says besides.
async fn tell(conn: &mut Conn, now: Timestamp, kind: &'static str, at: Timestamp, id: AlarmId, more: Json) -> Result<()> {
    let Some(alarm) = alarms::one(conn, Filter::new().and_bind("a.id = {}", id)).await? else { return Ok(()) };
    let mut body = body(&alarm);
    if let (Some(fields), Json::Object(more)) = (body.as_object_mut(), more) {
        fields.extend(more);
    }
    let event = Event::new(kind, ("alarm", id.0)).customer(alarm.customer_id).body(body).row("alarms", id.0);
    append(conn, &ACTOR, at, now, event).await?;
    Ok(())
}

fn body(alarm: &Alarm) -> Json {
    json!({
        "device_id": alarm.device_id,
        "device_name": alarm.device_name,
        "site_id": alarm.site_id,
        "site_name": alarm.site_name,
        "kind": alarm.kind,
        "text_en": alarm.text.in_language(Language::En),
        "text_zh": alarm.text.in_language(Language::Zh),
        "affected": alarm.affected,
        "cause": alarm.cause,
        "evidence": evidence::signs(&alarm.evidence),
        "failing_since": alarm.failing_since,
        "opened_at": alarm.opened_at,
    })
}
