//! The tables `maintenance_windows` and `maintenance_times`.

use base::db::{Bulk, Filter, Listing, Value, sql};
use base::{Conn, CustomerId, Error, Page, PageParams, Result, TicketId, Timestamp};

use super::model::{Quiet, Target, Time, TimeId, TimeState, Window, WindowId};

const COLUMNS: &str = "w.id, w.customer_id, w.name, w.reason, w.starts_at, w.length_seconds, w.rule, w.zone, w.targets, w.ticket_id, \
     w.entered_by, w.entered_at, w.ended_at, w.version";

/// Those that have an end behind them stand after the others.
const LIST: Listing = Listing {
    columns: COLUMNS,
    from: "maintenance_windows w",
    id: "w.id",
    sorts: &[("-starts_at", "w.starts_at"), ("name", "w.name"), ("id", "w.id")],
};

#[derive(sqlx::FromRow)]
struct Row {
    id: WindowId,
    customer_id: CustomerId,
    name: String,
    reason: String,
    starts_at: Timestamp,
    length_seconds: i64,
    rule: String,
    zone: String,
    targets: String,
    ticket_id: Option<TicketId>,
    entered_by: String,
    entered_at: Timestamp,
    ended_at: Option<Timestamp>,
    version: i64,
}

impl Row {
    fn window(self) -> Result<Window> {
        Ok(Window {
            id: self.id,
            customer_id: self.customer_id,
            name: self.name,
            reason: self.reason,
            starts_at: self.starts_at,
            length_seconds: self.length_seconds,
            rule: self.rule,
            zone: self.zone,
            targets: read_targets(&self.targets)?,
            ticket_id: self.ticket_id,
            entered_by: self.entered_by,
            entered_at: self.entered_at,
            ended_at: self.ended_at,
            version: self.version,
        })
    }
}

fn read_targets(text: &str) -> Result<Vec<Target>> {
    serde_json::from_str(text).map_err(|error| Error::internal(format!("the targets of a maintenance window cannot be read: {error}")))
}

fn targets_text(targets: &[Target]) -> Result<String> {
    serde_json::to_string(targets).map_err(|error| Error::internal(error.to_string()))
}

/// One page of windows. The filter speaks of `maintenance_windows w`.
pub(crate) async fn page(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<Window>> {
    let Page { items, next, total } = LIST.page(conn, filter, params, |row: &Row| row.id.0).await?;
    Ok(Page { items: items.into_iter().map(Row::window).collect::<Result<_>>()?, next, total })
}

/// One window that the filter matches.
pub(crate) async fn one(conn: &mut Conn, filter: Filter) -> Result<Option<Window>> {
    let row: Option<Row> = sql(format!("SELECT {COLUMNS} FROM maintenance_windows w{}", filter.where_clause()))
        .bind_all(filter.binds())
        .optional(conn)
        .await?;
    row.map(Row::window).transpose()
}

/// The windows that may have times ahead of them.
pub(crate) async fn open(conn: &mut Conn) -> Result<Vec<Window>> {
    let rows: Vec<Row> =
        sql(format!("SELECT {COLUMNS} FROM maintenance_windows w WHERE w.ended_at IS NULL ORDER BY w.id")).all(conn).await?;
    rows.into_iter().map(Row::window).collect()
}

/// Keeps everything of a window but the id, which it answers.
pub(crate) async fn insert(conn: &mut Conn, window: &Window) -> Result<WindowId> {
    sql("INSERT INTO maintenance_windows (customer_id, name, reason, starts_at, length_seconds, rule, zone, targets, ticket_id, entered_by, \
         entered_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id")
    .bind(window.customer_id)
    .bind(window.name.as_str())
    .bind(window.reason.as_str())
    .bind(window.starts_at)
    .bind(window.length_seconds)
    .bind(window.rule.as_str())
    .bind(window.zone.as_str())
    .bind(targets_text(&window.targets)?)
    .bind(window.ticket_id)
    .bind(window.entered_by.as_str())
    .bind(window.entered_at)
    .bind(window.version)
    .scalar(conn)
    .await
}

/// Writes what can change of a window, as its next version; false when another version is there by now.
pub(crate) async fn update(conn: &mut Conn, window: &Window) -> Result<bool> {
    let changed = sql("UPDATE maintenance_windows SET name = $3, reason = $4, starts_at = $5, length_seconds = $6, rule = $7, zone = $8, \
         targets = $9, ended_at = $10, version = version + 1 WHERE id = $1 AND version = $2")
    .bind(window.id)
    .bind(window.version)
    .bind(window.name.as_str())
    .bind(window.reason.as_str())
    .bind(window.starts_at)
    .bind(window.length_seconds)
    .bind(window.rule.as_str())
    .bind(window.zone.as_str())
    .bind(targets_text(&window.targets)?)
    .bind(window.ended_at)
    .run(conn)
    .await?;
    Ok(changed == 1)
}

#[derive(sqlx::FromRow)]
struct TimeRow {
    id: TimeId,
    window_id: WindowId,
    starts_at: Timestamp,
    ends_at: Timestamp,
    state: String,
    known_before: Option<String>,
    known_after: Option<String>,
}

impl TimeRow {
    fn time(self) -> (Time, Option<String>, Option<String>) {
        let TimeRow { id, window_id, starts_at, ends_at, state, known_before, known_after } = self;
        (Time { id, window_id, starts_at, ends_at, state: TimeState::parse(&state) }, known_before, known_after)
    }
}

const TIME: &str = "id, window_id, starts_at, ends_at, state, NULL AS known_before, NULL AS known_after";

/// Plans times that are not there yet, and answers the new ones.
pub(crate) async fn plan(conn: &mut Conn, window: &Window, beginnings: &[Timestamp]) -> Result<Vec<TimeId>> {
    let rows = beginnings.iter().map(|at| {
        vec![
            Value::from(window.id),
            Value::from(window.customer_id),
            Value::from(*at),
            Value::from(at.plus_seconds(window.length_seconds)),
            Value::from(TimeState::Planned.as_str()),
        ]
    });
    let text = "INSERT INTO maintenance_times (window_id, customer_id, starts_at, ends_at, state) VALUES {} \
         ON CONFLICT (window_id, starts_at) DO NOTHING RETURNING id";
    let made: Vec<(TimeId,)> = Bulk::new(text, rows).all(conn).await?;
    Ok(made.into_iter().map(|(id,)| id).collect())
}

/// The times of several windows, the earliest first.
pub(crate) async fn times(conn: &mut Conn, windows: impl IntoIterator<Item = WindowId>) -> Result<Vec<Time>> {
    let filter = Filter::new().and_in("window_id", windows);
    let text = format!("SELECT {TIME} FROM maintenance_times{} ORDER BY starts_at, id", filter.where_clause());
    let rows: Vec<TimeRow> = sql(text).bind_all(filter.binds()).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.time().0).collect())
}

/// What was known of the covered devices when a time began and when it ended.
pub(crate) async fn known(conn: &mut Conn, time: TimeId) -> Result<Option<(Option<String>, Option<String>)>> {
    let row: Option<TimeRow> =
        sql("SELECT id, window_id, starts_at, ends_at, state, known_before, known_after FROM maintenance_times WHERE id = $1")
            .bind(time)
            .optional(conn)
            .await?;
    Ok(row.map(|row| {
        let (_, before, after) = row.time();
        (before, after)
    }))
}

/// The times that are to begin or to end by now, the earliest first.
pub(crate) async fn due(conn: &mut Conn, now: Timestamp) -> Result<Vec<Time>> {
    let rows: Vec<TimeRow> = sql(format!(
        "SELECT {TIME} FROM maintenance_times WHERE (state = 'planned' AND starts_at <= $1) OR (state = 'running' AND ends_at <= $1) \
         ORDER BY starts_at, id"
    ))
    .bind(now)
    .all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.time().0).collect())
}

/// Takes a time from one state to the next; false when another node was first.
pub(crate) async fn turn(conn: &mut Conn, time: TimeId, from: TimeState, to: TimeState) -> Result<bool> {
    let changed = sql("UPDATE maintenance_times SET state = $3 WHERE id = $1 AND state = $2")
        .bind(time)
        .bind(from.as_str())
        .bind(to.as_str())
        .run(conn)
        .await?;
    Ok(changed == 1)
}

/// Moves the end of a time.
pub(crate) async fn end_at(conn: &mut Conn, time: TimeId, ends_at: Timestamp) -> Result<()> {
    sql("UPDATE maintenance_times SET ends_at = $2 WHERE id = $1").bind(time).bind(ends_at).run(conn).await?;
    Ok(())
}

/// Keeps what is known at the beginning of a time.
pub(crate) async fn know_before(conn: &mut Conn, time: TimeId, known: &str) -> Result<()> {
    sql("UPDATE maintenance_times SET known_before = $2 WHERE id = $1").bind(time).bind(known).run(conn).await?;
    Ok(())
}

/// Keeps what is known at its end.
pub(crate) async fn know_after(conn: &mut Conn, time: TimeId, known: &str) -> Result<()> {
    sql("UPDATE maintenance_times SET known_after = $2 WHERE id = $1").bind(time).bind(known).run(conn).await?;
    Ok(())
}

/// The planned work that was held within a time: what runs, is over, or passed while the program did not run.
pub(crate) async fn held(conn: &mut Conn, from: Timestamp, to: Timestamp) -> Result<Vec<Quiet>> {
    let rows: Vec<(Timestamp, Timestamp, String)> = sql("SELECT t.starts_at, t.ends_at, w.targets FROM maintenance_times t \
         JOIN maintenance_windows w ON w.id = t.window_id \
         WHERE t.state IN ('running', 'over', 'missed') AND t.starts_at < $2 AND t.ends_at > $1 ORDER BY t.starts_at, t.id")
    .bind(from)
    .bind(to)
    .all(conn)
    .await?;
    rows.into_iter().map(|(from, to, targets)| Ok(Quiet { from, to, targets: read_targets(&targets)? })).collect()
}

/// From when to when no alarm opens for what: the times that run, and those that begin before `until`.
pub(crate) async fn quiet(conn: &mut Conn, now: Timestamp, until: Timestamp) -> Result<Vec<Quiet>> {
    let rows: Vec<(Timestamp, Timestamp, String)> = sql("SELECT t.starts_at, t.ends_at, w.targets FROM maintenance_times t \
         JOIN maintenance_windows w ON w.id = t.window_id \
         WHERE t.state IN ('planned', 'running') AND t.starts_at < $2 AND t.ends_at > $1 ORDER BY t.starts_at, t.id")
    .bind(now)
    .bind(until)
    .all(conn)
    .await?;
    rows.into_iter().map(|(from, to, targets)| Ok(Quiet { from, to, targets: read_targets(&targets)? })).collect()
}
