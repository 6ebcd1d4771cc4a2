//! The tables `tickets` and `ticket_numbers`.

use std::collections::HashMap;

use archive::DeviceId;
use base::db::{Filter, Listing, sql};
use base::{Conn, Page, PageParams, Result, TicketId, Timestamp};
use watch::AlarmId;

use crate::model::{Kind, Level, State, Ticket};
use base::entry::LINE;

/// The columns of [`Ticket`], of the table `tickets t`.
const COLUMNS: &str = "t.id, t.number, t.kind, t.source, t.title_en, t.title_zh, t.description, t.level, t.proposed_level, \
     t.proposed_reason_en, t.proposed_reason_zh, t.state, t.paused, t.customer_id, t.site_id, t.device_id, t.alarm_id, t.contract_id, \
     t.contract_version, t.reporter_id, t.owner_id, t.opened_at, t.closed_at, t.next_due_at, t.version";

/// A page's ids, found in the covering indexes; the rows follow by id.
const LIST: Listing = Listing {
    columns: "t.id",
    from: "tickets t",
    id: "t.id",
    sorts: &[("-opened_at", "t.opened_at"), ("level", "t.level"), ("due_at", "t.next_due_at"), ("id", "t.id")],
};

pub(crate) async fn by_id(conn: &mut Conn, id: TicketId) -> Result<Option<Ticket>> {
    sql(format!("SELECT {COLUMNS} FROM tickets t WHERE t.id = $1")).bind(id).optional(conn).await
}

/// Several tickets, in no order.
pub(crate) async fn by_ids(conn: &mut Conn, ids: impl IntoIterator<Item = TicketId>) -> Result<Vec<Ticket>> {
    let filter = Filter::new().and_in("t.id", ids);
    sql(format!("SELECT {COLUMNS} FROM tickets t{}", filter.where_clause())).bind_all(filter.binds()).all(conn).await
}

/// The ticket an alarm opened.
pub(crate) async fn by_alarm(conn: &mut Conn, alarm: AlarmId) -> Result<Option<TicketId>> {
    let row: Option<(TicketId,)> = sql("SELECT id FROM tickets WHERE alarm_id = $1").bind(alarm).optional(conn).await?;
    Ok(row.map(|(id,)| id))
}

/// Holds the ticket's row until the transaction ends: whoever changes it waits here. False when there is no such ticket.
pub(crate) async fn hold(conn: &mut Conn, id: TicketId) -> Result<bool> {
    Ok(sql("UPDATE tickets SET version = version WHERE id = $1").bind(id).run(conn).await? == 1)
}

/// One page. The filter speaks of `tickets t`.
pub(crate) async fn page(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<Ticket>> {
    let filter = match params.q.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => filter.and_bind("t.search_text LIKE {} ESCAPE '\\'", contains(text)),
        None => filter,
    };
    let Page { items, next, total } = LIST.page(conn, filter, params, |(id,): &(TicketId,)| id.0).await?;
    let mut rows: HashMap<TicketId, Ticket> =
        by_ids(conn, items.iter().map(|(id,)| *id)).await?.into_iter().map(|ticket| (ticket.id, ticket)).collect();
    Ok(Page { items: items.into_iter().filter_map(|(id,)| rows.remove(&id)).collect(), next, total })
}

/// The LIKE pattern of everything that contains the text, which is taken literally.
fn contains(text: &str) -> String {
    let escaped = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// What a ticket is found by: short enough for an index entry of either database.
fn search_text(ticket: &Ticket) -> String {
    let short = |text: &str| text.chars().take(LINE).collect::<String>();
    format!("{}\n{}\n{}", ticket.number, short(&ticket.title_en), short(&ticket.title_zh)).to_lowercase()
}

/// The next number of a series, 1 for the first. The series is held until the transaction ends, so that a rolled-back ticket leaves no gap.
pub(crate) async fn next_number(conn: &mut Conn, series: &str) -> Result<i64> {
    sql("INSERT INTO ticket_numbers (series, last) VALUES ($1, 1) \
         ON CONFLICT (series) DO UPDATE SET last = ticket_numbers.last + 1 RETURNING last")
    .bind(series)
    .scalar(conn)
    .await
}

/// Writes a new row; the id of `ticket` is not looked at.
pub(crate) async fn insert(conn: &mut Conn, ticket: &Ticket) -> Result<TicketId> {
    let id: i64 = sql("INSERT INTO tickets (number, kind, source, title_en, title_zh, description, level, proposed_level, \
         proposed_reason_en, proposed_reason_zh, state, paused, customer_id, site_id, device_id, alarm_id, contract_id, contract_version, \
         reporter_id, owner_id, opened_at, closed_at, next_due_at, version, search_text) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25) \
         RETURNING id")
    .bind(&ticket.number)
    .bind(ticket.kind.as_str())
    .bind(ticket.source.as_str())
    .bind(&ticket.title_en)
    .bind(&ticket.title_zh)
    .bind(ticket.description.as_deref())
    .bind(i64::from(ticket.level))
    .bind(i64::from(ticket.proposed_level))
    .bind(&ticket.proposed_reason_en)
    .bind(&ticket.proposed_reason_zh)
    .bind(ticket.state.as_str())
    .bind(ticket.paused)
    .bind(ticket.customer_id)
    .bind(ticket.site_id)
    .bind(ticket.device_id)
    .bind(ticket.alarm_id)
    .bind(ticket.contract_id)
    .bind(ticket.contract_version)
    .bind(ticket.reporter_id)
    .bind(ticket.owner_id)
    .bind(ticket.opened_at)
    .bind(ticket.closed_at)
    .bind(ticket.next_due_at)
    .bind(ticket.version)
    .bind(search_text(ticket))
    .scalar(conn)
    .await?;
    Ok(TicketId(id))
}

/// Writes what can change, when the row still has the version before this one; false when somebody else was first.
pub(crate) async fn update(conn: &mut Conn, ticket: &Ticket) -> Result<bool> {
    let changed = sql("UPDATE tickets SET level = $3, proposed_level = $4, proposed_reason_en = $5, proposed_reason_zh = $6, state = $7, \
         paused = $8, owner_id = $9, closed_at = $10, contract_id = $11, contract_version = $12, next_due_at = $13, version = $14 WHERE id = $1 AND version = $2")
    .bind(ticket.id)
    .bind(ticket.version - 1)
    .bind(i64::from(ticket.level))
    .bind(i64::from(ticket.proposed_level))
    .bind(&ticket.proposed_reason_en)
    .bind(&ticket.proposed_reason_zh)
    .bind(ticket.state.as_str())
    .bind(ticket.paused)
    .bind(ticket.owner_id)
    .bind(ticket.closed_at)
    .bind(ticket.contract_id)
    .bind(ticket.contract_version)
    .bind(ticket.next_due_at)
    .bind(ticket.version)
    .run(conn)
    .await?;
    Ok(changed == 1)
}

/// The open tickets about these devices: for each its ticket and device.
pub(crate) async fn open_of_devices(conn: &mut Conn, devices: &[DeviceId]) -> Result<Vec<(TicketId, DeviceId)>> {
    let filter = Filter::new().and("closed_at IS NULL").and_in("device_id", devices.iter().copied());
    let text = format!("SELECT id, device_id FROM tickets{} ORDER BY id", filter.where_clause());
    sql(text).bind_all(filter.binds()).all(conn).await
}

/// A ticket that waits for somebody, as the auditor finds it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Waiting {
    pub(crate) id: TicketId,
    pub(crate) number: String,
    #[sqlx(try_from = "i64")]
    pub(crate) level: Level,
    /// When the next call is due.
    pub(crate) next_at: Option<Timestamp>,
}

/// How many tickets wait for somebody to take them, and those of them whose next call is missing or was due before `before`.
pub(crate) async fn waiting(conn: &mut Conn, before: Timestamp) -> Result<(i64, Vec<Waiting>)> {
    let kinds = Filter::new()
        .and("t.closed_at IS NULL")
        .and_bind("t.state = {}", State::Open.as_str())
        .and_in("t.kind", Kind::ALL.iter().filter(|kind| kind.calls_somebody()).map(|kind| kind.as_str()));
    let all = sql(format!("SELECT COUNT(*) FROM tickets t{}", kinds.where_clause())).bind_all(kinds.binds()).scalar(conn).await?;
    let late = kinds.and_bind("(c.next_at IS NULL OR c.next_at < {})", before);
    let text = format!(
        "SELECT t.id, t.number, t.level, c.next_at FROM tickets t LEFT JOIN callings c ON c.ticket_id = t.id{} ORDER BY t.id",
        late.where_clause()
    );
    Ok((all, sql(text).bind_all(late.binds()).all(conn).await?))
}
