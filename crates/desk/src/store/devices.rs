//! The table `ticket_devices`.

use archive::DeviceId;
use base::db::sql;
use base::{Conn, Result, TicketId, Timestamp};

use crate::model::SeenDevice;

/// A device of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct TicketDevice {
    pub(crate) id: i64,
    pub(crate) device_id: DeviceId,
    pub(crate) state_when_added: String,
    pub(crate) recovered_at: Option<Timestamp>,
}

/// Every device a ticket is or was about, in the order in which they were added.
pub(crate) async fn of_ticket(conn: &mut Conn, ticket: TicketId) -> Result<Vec<TicketDevice>> {
    sql("SELECT id, device_id, state_when_added, recovered_at FROM ticket_devices WHERE ticket_id = $1 ORDER BY id")
        .bind(ticket)
        .all(conn)
        .await
}

/// Adds a device, or takes it back in when it had recovered; answers the row's id.
pub(crate) async fn add(conn: &mut Conn, ticket: TicketId, device: &SeenDevice, at: Timestamp) -> Result<i64> {
    sql("INSERT INTO ticket_devices (ticket_id, device_id, state_when_added, added_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (ticket_id, device_id) DO UPDATE SET recovered_at = NULL RETURNING id")
    .bind(ticket)
    .bind(device.id)
    .bind(&device.state)
    .bind(at)
    .scalar(conn)
    .await
}

/// Notes that a device serves again.
pub(crate) async fn recovered(conn: &mut Conn, row: i64, at: Timestamp) -> Result<()> {
    sql("UPDATE ticket_devices SET recovered_at = $2 WHERE id = $1").bind(row).bind(at).run(conn).await?;
    Ok(())
}
