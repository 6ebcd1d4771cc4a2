//! Reading alarms.

use std::collections::HashMap;

use archive::{DeviceId, SiteId};
use base::db::{Filter, sql};
use base::{Conn, CustomerId, Result, Text, Timestamp};

use super::evidence;
use crate::model::{Alarm, AlarmId, AlarmKind, Cause};

#[derive(sqlx::FromRow)]
struct Row {
    id: AlarmId,
    device_id: DeviceId,
    device_name: String,
    site_id: SiteId,
    site_name: String,
    customer_id: CustomerId,
    kind: String,
    text_en: String,
    text_zh: String,
    failing_since: Timestamp,
    opened_at: Timestamp,
    closed_at: Option<Timestamp>,
    flapping: Option<bool>,
    cause: Option<String>,
    evidence: Option<String>,
}

impl Row {
    fn with(self, affected: Vec<DeviceId>) -> Alarm {
        Alarm {
            id: self.id,
            device_id: self.device_id,
            device_name: self.device_name,
            site_id: self.site_id,
            site_name: self.site_name,
            customer_id: self.customer_id,
            kind: AlarmKind::parse(&self.kind),
            text: Text::new(self.text_en, self.text_zh),
            cause: self.cause.as_deref().and_then(Cause::parse),
            evidence: evidence::read(self.evidence.as_deref()),
            failing_since: self.failing_since,
            opened_at: self.opened_at,
            closed_at: self.closed_at,
            flapping: self.flapping.unwrap_or_default(),
            affected,
        }
    }
}

/// The alarms that the filter matches, with whom they affect; oldest first, and of one device `device_down` last. The table is `a`.
pub(crate) async fn all(conn: &mut Conn, filter: Filter) -> Result<Vec<Alarm>> {
    let text = format!(
        "SELECT id, device_id, device_name, site_id, site_name, customer_id, kind, text_en, text_zh, failing_since, opened_at, closed_at, flapping, cause, evidence \
         FROM alarms a{} ORDER BY opened_at, kind, id",
        filter.where_clause()
    );
    let rows: Vec<Row> = sql(text).bind_all(filter.binds()).all(conn).await?;
    let mut affected = affected(conn, rows.iter().map(|row| row.id)).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let devices = affected.remove(&row.id).unwrap_or_default().into_iter().map(|(id, _)| id).collect();
            row.with(devices)
        })
        .collect())
}

/// The first alarm that the filter matches, `device_down` before anything else.
pub(crate) async fn one(conn: &mut Conn, filter: Filter) -> Result<Option<Alarm>> {
    let mut found = all(conn, filter).await?;
    found.sort_by_key(|alarm| alarm.kind);
    Ok(found.into_iter().next())
}

/// Whom each of the alarms affects: ids and names, by id.
pub(crate) async fn affected(
    conn: &mut Conn,
    alarms: impl IntoIterator<Item = AlarmId>,
) -> Result<HashMap<AlarmId, Vec<(DeviceId, String)>>> {
    let ids: Vec<AlarmId> = alarms.into_iter().collect();
    let mut found: HashMap<AlarmId, Vec<(DeviceId, String)>> = HashMap::new();
    for some in ids.chunks(500) {
        let filter = Filter::new().and_in("alarm_id", some.iter().copied());
        let text = format!("SELECT alarm_id, device_id, device_name FROM alarm_affected{} ORDER BY device_id", filter.where_clause());
        let rows: Vec<(AlarmId, DeviceId, String)> = sql(text).bind_all(filter.binds()).all(conn).await?;
        for (alarm, device, name) in rows {
            found.entry(alarm).or_default().push((device, name));
        }
    }
    Ok(found)
}
