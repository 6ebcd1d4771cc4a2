//! The tables `checks` and `check_states`.

use archive::DeviceId;
use base::db::{Bulk, Filter, Value, sql};
use base::{Conn, Result, Timestamp};

use super::{AT_ONCE, of_devices};
use crate::model::CheckId;
use crate::rules::reconcile::{CheckRow, Wanted};

/// The checks of some devices, or all.
pub(crate) async fn all(conn: &mut Conn, only: Option<&[DeviceId]>) -> Result<Vec<CheckRow>> {
    of_devices(conn, "SELECT id, device_id, name, kind, role, every, settings FROM checks", "device_id", only).await
}

/// What the answers of a check amounted to.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct StateRow {
    pub(crate) check_id: CheckId,
    pub(crate) life: String,
    pub(crate) life_history: i64,
    pub(crate) health: String,
    pub(crate) health_history: i64,
    /// Nothing in a row from before answers were kept.
    pub(crate) answers: Option<i64>,
    pub(crate) ever_well: bool,
    pub(crate) since: Option<Timestamp>,
}

/// The states of the checks of some devices, or all.
pub(crate) async fn states(conn: &mut Conn, only: Option<&[DeviceId]>) -> Result<Vec<StateRow>> {
    let select = "SELECT s.check_id, s.life, s.life_history, s.health, s.health_history, s.answers, s.ever_well, s.since \
         FROM check_states s JOIN checks c ON c.id = s.check_id";
    of_devices(conn, select, "c.device_id", only).await
}

/// Makes checks and answers their ids.
pub(crate) async fn make(conn: &mut Conn, made: &[Wanted]) -> Result<Vec<(CheckId, DeviceId, String)>> {
    let rows = made.iter().map(|wanted| {
        vec![
            Value::from(wanted.device_id),
            Value::from(&wanted.name),
            Value::from(wanted.kind),
            Value::from(wanted.role),
            Value::from(wanted.every),
            Value::from(&wanted.settings),
        ]
    });
    Bulk::new("INSERT INTO checks (device_id, name, kind, role, every, settings) VALUES {} RETURNING id, device_id, name", rows)
        .all(conn)
        .await
}

/// Gives a check another question.
pub(crate) async fn change(conn: &mut Conn, id: CheckId, wanted: &Wanted) -> Result<()> {
    sql("UPDATE checks SET kind = $2, role = $3, every = $4, settings = $5 WHERE id = $1")
        .bind(id)
        .bind(wanted.kind)
        .bind(wanted.role)
        .bind(wanted.every)
        .bind(&wanted.settings)
        .run(conn)
        .await?;
    Ok(())
}

/// Removes checks with their states; their ids are never used again.
pub(crate) async fn retire(conn: &mut Conn, ids: &[CheckId]) -> Result<()> {
    for some in ids.chunks(AT_ONCE) {
        for (table, column) in [("check_states", "check_id"), ("checks", "id")] {
            let filter = Filter::new().and_in(column, some.iter().copied());
            sql(format!("DELETE FROM {table}{}", filter.where_clause())).bind_all(filter.binds()).run(conn).await?;
        }
    }
    Ok(())
}
