//! What the pages read: the fleet, device states, checks, alarms.

use archive::{DeviceId, SiteId};
use base::db::{Filter, Listing, sql};
use base::{Conn, CustomerId, Page, PageParams, Result, TicketId, Timestamp};

use crate::model::{AlarmId, CheckId};

/// How many devices of a site are in which state.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct SiteCount {
    pub(crate) site_id: SiteId,
    pub(crate) site_name: String,
    pub(crate) customer_id: CustomerId,
    pub(crate) customer_name: String,
    pub(crate) state: String,
    pub(crate) devices: i64,
}

pub(crate) async fn site_counts(conn: &mut Conn, filter: Filter) -> Result<Vec<SiteCount>> {
    let text = format!(
        "SELECT site_id, site_name, customer_id, customer_name, state, COUNT(*) AS devices FROM watched_devices{} \
         GROUP BY site_id, site_name, customer_id, customer_name, state ORDER BY customer_name, site_name, site_id, state",
        filter.where_clause()
    );
    sql(text).bind_all(filter.binds()).all(conn).await
}

/// A device and its state.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct DeviceState {
    pub(crate) device_id: DeviceId,
    pub(crate) device_name: String,
    pub(crate) site_id: SiteId,
    pub(crate) site_name: String,
    pub(crate) customer_id: CustomerId,
    pub(crate) state: String,
    pub(crate) since: Option<Timestamp>,
}

pub(crate) async fn device_states(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<DeviceState>> {
    let listing = Listing {
        columns: "d.id AS device_id, d.name AS device_name, d.site_id, d.site_name, d.customer_id, d.state, d.since",
        from: "watched_devices d",
        id: "d.id",
        sorts: &[("device_name", "d.name"), ("site_name", "d.site_name"), ("state", "d.state"), ("since", "COALESCE(d.since, 0)")],
    };
    listing.page(conn, filter, params, |row: &DeviceState| row.device_id.0).await
}

/// A check with its last answer, and the state of its device.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct CheckShown {
    pub(crate) id: CheckId,
    pub(crate) device_id: DeviceId,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) every: i64,
    pub(crate) settings: String,
    pub(crate) device_state: String,
    pub(crate) health: Option<String>,
    pub(crate) since: Option<Timestamp>,
    pub(crate) last_at: Option<Timestamp>,
    pub(crate) last_ok: Option<bool>,
    pub(crate) last_text_en: Option<String>,
    pub(crate) last_text_zh: Option<String>,
    pub(crate) last_milliseconds: Option<f64>,
}

/// Checks with their states; the tables are `c` and, for the scope, `d`.
pub(crate) async fn checks(conn: &mut Conn, filter: Filter) -> Result<Vec<CheckShown>> {
    let text = format!(
        "SELECT c.id, c.device_id, c.name, c.kind, c.every, c.settings, d.state AS device_state, s.health, s.since, s.last_at, s.last_ok, \
         s.last_text_en, s.last_text_zh, s.last_milliseconds \
         FROM checks c JOIN watched_devices d ON d.id = c.device_id LEFT JOIN check_states s ON s.check_id = c.id{} ORDER BY c.id",
        filter.where_clause()
    );
    sql(text).bind_all(filter.binds()).all(conn).await
}

/// An alarm and the ticket that answers it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct AlarmListed {
    pub(crate) id: AlarmId,
    pub(crate) device_id: DeviceId,
    pub(crate) device_name: String,
    pub(crate) site_id: SiteId,
    pub(crate) site_name: String,
    pub(crate) customer_id: CustomerId,
    pub(crate) kind: String,
    pub(crate) text_en: String,
    pub(crate) text_zh: String,
    pub(crate) opened_at: Timestamp,
    pub(crate) closed_at: Option<Timestamp>,
    pub(crate) flapping: Option<bool>,
    pub(crate) cause: Option<String>,
    pub(crate) evidence: Option<String>,
    pub(crate) proof: Option<String>,
    pub(crate) ticket_id: Option<TicketId>,
}

/// A page of alarms; the table is `a`.
pub(crate) async fn alarms(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<AlarmListed>> {
    let listing = Listing {
        columns: "a.id, a.device_id, a.device_name, a.site_id, a.site_name, a.customer_id, a.kind, a.text_en, a.text_zh, a.opened_at, \
             a.closed_at, a.flapping, a.cause, a.evidence, a.proof, t.ticket_id",
        from: "alarms a LEFT JOIN alarm_tickets t ON t.alarm_id = a.id",
        id: "a.id",
        sorts: &[
            ("-opened_at", "a.opened_at"),
            ("closed_at", "COALESCE(a.closed_at, 0)"),
            ("device_name", "a.device_name"),
            ("site_name", "a.site_name"),
        ],
    };
    listing.page(conn, filter, params, |row: &AlarmListed| row.id.0).await
}
