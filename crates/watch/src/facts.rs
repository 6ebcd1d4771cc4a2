//! What the rooms above may ask of the watch inside their own transactions.

use archive::DeviceId;
use base::db::{Filter, sql};
use base::{Conn, Result, Scope, Text, TicketId, Timestamp};

use crate::model::{Alarm, AlarmId, State};
use crate::store::alarms;

/// One alarm, open or closed.
pub async fn alarm(conn: &mut Conn, id: AlarmId) -> Result<Option<Alarm>> {
    alarms::one(conn, Filter::new().and_bind("a.id = {}", id)).await
}

/// The open alarm of a device; when there are two, the one that says that the device is down.
pub async fn open_alarm_of_device(conn: &mut Conn, device: DeviceId) -> Result<Option<Alarm>> {
    alarms::one(conn, Filter::new().and_bind("a.device_id = {}", device).and("a.closed_at IS NULL")).await
}

/// Every open alarm, oldest first.
pub async fn open_alarms(conn: &mut Conn) -> Result<Vec<Alarm>> {
    alarms::all(conn, Filter::new().and("a.closed_at IS NULL")).await
}

/// What is known of a device; a device the watch has not met is unknown.
pub async fn device_state(conn: &mut Conn, device: DeviceId) -> Result<State> {
    let found: Option<(String,)> = sql("SELECT state FROM watched_devices WHERE id = $1").bind(device).optional(conn).await?;
    Ok(found.map_or(State::Unknown, |(word,)| State::parse(&word)))
}

/// What is known of several devices, in the order asked.
pub async fn states(conn: &mut Conn, devices: &[DeviceId]) -> Result<Vec<(DeviceId, State)>> {
    let mut known = std::collections::HashMap::new();
    for some in devices.chunks(500) {
        let filter = Filter::new().and_in("id", some.iter().copied());
        let text = format!("SELECT id, state FROM watched_devices{}", filter.where_clause());
        let rows: Vec<(DeviceId, String)> = sql(text).bind_all(filter.binds()).all(conn).await?;
        known.extend(rows.into_iter().map(|(id, word)| (id, State::parse(&word))));
    }
    Ok(devices.iter().map(|id| (*id, known.get(id).copied().unwrap_or_default())).collect())
}

/// Notes which ticket answers an alarm, in the transaction that opens the ticket. Telling it twice is harmless; the first stays.
pub async fn link_ticket(conn: &mut Conn, alarm: AlarmId, ticket: TicketId) -> Result<()> {
    sql("INSERT INTO alarm_tickets (alarm_id, ticket_id) VALUES ($1, $2) ON CONFLICT (alarm_id) DO NOTHING")
        .bind(alarm)
        .bind(ticket)
        .run(conn)
        .await?;
    Ok(())
}

/// What is wrong with the watch itself: it is blind, late, or nobody polls. Nothing on an installation that never did.
pub async fn troubles(conn: &mut Conn, now: Timestamp) -> Result<Vec<Text>> {
    crate::health::findings(conn, now).await
}

/// A check with the names of what it is asked of.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct NamedCheck {
    /// The check.
    pub id: i64,
    /// What it is called.
    pub check: String,
    /// The device.
    pub device: String,
    /// The device's kind.
    pub kind: String,
    /// Where it stands.
    pub site: String,
    /// Whose it is.
    pub customer: String,
}

/// Every check within a scope, by id, with the names of its device, site and customer.
pub async fn named_checks(conn: &mut Conn, scope: &Scope) -> Result<Vec<NamedCheck>> {
    let filter = Filter::new().scope("d.customer_id", scope);
    let text = format!(
        "SELECT c.id, c.name AS \"check\", d.name AS device, d.kind, d.site_name AS site, d.customer_name AS customer FROM checks c \
         JOIN watched_devices d ON d.id = c.device_id{} ORDER BY c.id",
        filter.where_clause()
    );
    sql(text).bind_all(filter.binds()).all(conn).await
}
