//! The table `clocks`: readings as of each ticket's last change. They are computed from the journal and only kept for lists and for the
//! worker that watches the thresholds.

use base::db::{Bulk, Filter, Listing, Value, sql};
use base::{Conn, CustomerId, Page, PageParams, Result, TicketId, Timestamp};
use calendar::{CalendarId, Measure};

use crate::model::{ClockKind, ClockState};
use crate::rules::clock::Reading;
use crate::rules::clocks::TicketClock;
use crate::rules::thresholds;

/// A kept reading.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct KeptClock {
    pub(crate) id: i64,
    pub(crate) ticket_id: TicketId,
    #[sqlx(try_from = "String")]
    pub(crate) kind: ClockKind,
    pub(crate) cycle: i64,
    started_at: Timestamp,
    pub(crate) target: String,
    target_milliseconds: Option<i64>,
    wall: bool,
    pub(crate) calendar_id: CalendarId,
    pub(crate) calendar_version: i64,
    pub(crate) party: Option<String>,
    as_of: Timestamp,
    elapsed_milliseconds: i64,
    paused_net_milliseconds: i64,
    paused_gross_milliseconds: i64,
    unproven_net_milliseconds: i64,
    held: bool,
    held_unproven: bool,
    due_at: Option<Timestamp>,
    expected_at: Option<Timestamp>,
    stopped_at: Option<Timestamp>,
    breached_at: Option<Timestamp>,
}

impl KeptClock {
    /// The reading as it was kept; read it [`later`](crate::rules::clock::later) for now.
    pub(crate) fn reading(&self) -> Reading {
        Reading {
            started_at: self.started_at,
            target: self.target_milliseconds,
            measure: if self.wall { Measure::Wall } else { Measure::Service },
            as_of: self.as_of,
            due_at: self.due_at,
            unknown: None,
            expected_at: self.expected_at,
            stopped_at: self.stopped_at,
            breached_at: self.breached_at,
            elapsed: self.elapsed_milliseconds,
            paused_net: self.paused_net_milliseconds,
            paused_gross: self.paused_gross_milliseconds,
            unproven_net: self.unproven_net_milliseconds,
            held: self.held,
            held_unproven: self.held_unproven,
            state: ClockState::Running,
        }
    }
}

const COLUMNS: &str = "c.id, c.ticket_id, c.kind, c.cycle, c.started_at, c.target, c.target_milliseconds, c.wall, c.calendar_id, \
     c.calendar_version, c.party, c.as_of, c.elapsed_milliseconds, c.paused_net_milliseconds, c.paused_gross_milliseconds, \
     c.unproven_net_milliseconds, c.held, c.held_unproven, c.due_at, c.expected_at, c.stopped_at, c.breached_at";

/// A clock whose due instant is not known sorts after all others.
const LIST: Listing = Listing {
    columns: COLUMNS,
    from: "clocks c",
    id: "c.id",
    sorts: &[("due_at", "COALESCE(c.due_at, c.expected_at, 253402207200000)"), ("id", "c.id")],
};

/// One page. The filter speaks of `clocks c`.
pub(crate) async fn page(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<KeptClock>> {
    LIST.page(conn, filter, params, |clock: &KeptClock| clock.id).await
}

/// The running clocks of several tickets.
pub(crate) async fn running(conn: &mut Conn, tickets: impl IntoIterator<Item = TicketId>) -> Result<Vec<KeptClock>> {
    let filter = Filter::new().and("c.running").and_in("c.ticket_id", tickets);
    sql(format!("SELECT {COLUMNS} FROM clocks c{} ORDER BY c.id", filter.where_clause())).bind_all(filter.binds()).all(conn).await
}

/// Puts these readings in the place of the ticket's older ones.
pub(crate) async fn keep(conn: &mut Conn, ticket: TicketId, customer: CustomerId, clocks: &[TicketClock]) -> Result<()> {
    let kept = Filter::new().and_bind("ticket_id = {}", ticket);
    let kept = clocks.iter().fold(kept, |filter, clock| filter.and_bind("kind <> {}", clock.kind.as_str()));
    sql(format!("DELETE FROM clocks{}", kept.where_clause())).bind_all(kept.binds()).run(conn).await?;
    let rows = clocks.iter().map(|clock| values(ticket, customer, clock));
    Bulk::new(PUT, rows).run(conn).await?;
    Ok(())
}

const PUT: &str = "INSERT INTO clocks (ticket_id, customer_id, kind, cycle, started_at, target, target_milliseconds, wall, \
     calendar_id, calendar_version, party, as_of, elapsed_milliseconds, paused_net_milliseconds, \
     paused_gross_milliseconds, unproven_net_milliseconds, running, held, held_unproven, due_at, expected_at, stopped_at, \
     breached_at, next_threshold_at) \
     VALUES {} \
     ON CONFLICT (ticket_id, kind) DO UPDATE SET \
     cycle = excluded.cycle, started_at = excluded.started_at, target = excluded.target, \
     target_milliseconds = excluded.target_milliseconds, wall = excluded.wall, calendar_id = excluded.calendar_id, \
     calendar_version = excluded.calendar_version, party = excluded.party, as_of = excluded.as_of, \
     elapsed_milliseconds = excluded.elapsed_milliseconds, \
     paused_net_milliseconds = excluded.paused_net_milliseconds, \
     paused_gross_milliseconds = excluded.paused_gross_milliseconds, \
     unproven_net_milliseconds = excluded.unproven_net_milliseconds, running = excluded.running, \
     held = excluded.held, held_unproven = excluded.held_unproven, due_at = excluded.due_at, expected_at = excluded.expected_at, \
     stopped_at = excluded.stopped_at, breached_at = excluded.breached_at, \
     next_threshold_at = excluded.next_threshold_at";

fn values(ticket: TicketId, customer: CustomerId, clock: &TicketClock) -> Vec<Value> {
    let reading = &clock.reading;
    vec![
        Value::from(ticket),
        Value::from(customer),
        Value::from(clock.kind.as_str()),
        Value::from(clock.cycle),
        Value::from(reading.started_at),
        Value::from(clock.target.to_string()),
        Value::from(reading.target),
        Value::from(reading.measure == Measure::Wall),
        Value::from(clock.calendar.id),
        Value::from(clock.calendar.version),
        Value::from(clock.party.as_deref()),
        Value::from(reading.as_of),
        Value::from(reading.elapsed),
        Value::from(reading.paused_net),
        Value::from(reading.paused_gross),
        Value::from(reading.unproven_net),
        Value::from(clock.running),
        Value::from(reading.held),
        Value::from(reading.held_unproven),
        Value::from(reading.due_at),
        Value::from(reading.expected_at),
        Value::from(reading.stopped_at),
        Value::from(reading.breached_at),
        Value::from(thresholds::next_of(clock)),
    ]
}

/// The tickets with thresholds that passed and are not in the journal yet, with when each passed, in that order.
pub(crate) async fn thresholds_due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<(TicketId, Timestamp)>> {
    sql("SELECT ticket_id, next_threshold_at FROM clocks WHERE next_threshold_at <= $1 ORDER BY next_threshold_at, id LIMIT $2")
        .bind(now)
        .bind(limit)
        .all(conn)
        .await
}
